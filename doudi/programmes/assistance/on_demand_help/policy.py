"""点餐式帮扶的参数;本县办法未见,均为建议值,待县民政局确认。"""

from __future__ import annotations

from doudi.base.documents import COUNTY
from doudi.mechanisms.entitlement.applications.times import limits_of
from doudi.mechanisms.entitlement.policy import Parameter, Policy, parameter, since
from doudi.mechanisms.entitlement.units import Unit

_WORKDAYS, _HOURS, _METRES = Unit("个工作日"), Unit("小时"), Unit("米")


def _ours(label: str, unit: Unit, value: int, rule: str) -> Parameter:
    return parameter(label, unit, since("2021-01-01", value, COUNTY, "D"), basis=COUNTY[rule])


class HelpPolicy(Policy):
    """点餐式帮扶。"""

    code = "on_demand_help"
    name = "点餐式帮扶"

    check_days = _ours("核实需求", _WORKDAYS, 1, "办理时限(R-ORDER-02)")
    dispatch_days = _ours("派单", _WORKDAYS, 1, "办理时限(R-ORDER-02)")
    accept_days = _ours("无人接单上报乡镇", _WORKDAYS, 2, "办理时限(R-ORDER-02)")
    urgent_hours = _ours("紧急需求每一步", _HOURS, 24, "办理时限(R-ORDER-02)")
    rate_days = _ours("评单", Unit("天"), 3, "办理时限(R-ORDER-02)")
    expire_days = _ours("约定时间后多久为无人接单", Unit("天"), 14, "办理时限(R-ORDER-02)")
    fence = _ours("上门签到范围", _METRES, 1000, "上门签到")
    fence_refuse = _ours("超出多少不予签到", _METRES, 5000, "上门签到")
    shown = _ours("签到所需凭证", Unit("种"), 1, "上门签到")
    pair_people = _ours("须两人上门的人数", Unit("人"), 2, "两人上门(R-ORDER-04)")
    adult_age = _ours("未成年人年龄(不满)", Unit("岁"), 18, "两人上门(R-ORDER-04)")


limit = limits_of(HelpPolicy)
