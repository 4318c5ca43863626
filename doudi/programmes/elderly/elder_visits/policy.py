"""探访关爱的频次、时限和风险评分 (R-VIS-01至R-VIS-06)。"""

from __future__ import annotations

from doudi.mechanisms.entitlement.applications.times import DAYS, limits_of
from doudi.mechanisms.entitlement.policy import Parameter
from doudi.mechanisms.entitlement.rounds import HOURS, RoundsPolicy, number
from doudi.mechanisms.entitlement.units import Unit

_POINTS = Unit("分")


def _points(label: str, value: int) -> Parameter:
    """Points of the risk score, or a line within it."""
    return number(f"风险评分：{label}", _POINTS, value, "动态风险评分")


class ElderVisitPolicy(RoundsPolicy):
    """特殊困难老年人探访关爱。"""

    code = "elder_visits"
    name = "特殊困难老年人探访关爱"

    days_on_roll = number("计入当月探访率的在册天数", DAYS, 1, "R-VIS-06")
    red_days = number("红级至少每隔", DAYS, 7, "R-VIS-02")
    grave_hours = number("重大变故后", HOURS, 24, "R-VIS-02")
    age_70 = _points("70至79岁", 5)
    age_80 = _points("80至89岁", 10)
    age_90 = _points("90岁以上", 15)
    alone = _points("独居", 20)
    empty_nest = _points("空巢", 12)
    left_behind = _points("留守", 10)
    ability_1 = _points("能力1级", 8)
    ability_2 = _points("能力2级", 16)
    ability_3 = _points("能力3级", 24)
    ability_4 = _points("能力4级", 30)
    dementia = _points("认知障碍", 10)
    chronic = _points("高风险慢性病", 10)
    fall = _points("90天内每次跌倒", 10)
    falls_most = _points("跌倒最多计", 20)
    alert = _points("30天内每次真实告警", 3)
    alerts_most = _points("真实告警最多计", 15)
    no_device = _points("没有可用设备", 5)
    missed_visit = _points("上次应访未访", 8)
    no_kin = _points("没有能联系上的亲属", 7)
    hardship = _points("经济困难", 5)
    most = _points("最高分", 100)
    red_from = _points("红级起点", 70)
    orange_from = _points("橙级起点", 45)


limit = limits_of(ElderVisitPolicy)
