"""探访关爱的频次和时限 (R-VIS-01至R-VIS-06)。"""

from __future__ import annotations

from doudi.mechanisms.entitlement.applications.times import DAYS, limits_of
from doudi.mechanisms.entitlement.rounds import HOURS, RoundsPolicy, number


class ElderVisitPolicy(RoundsPolicy):
    """特殊困难老年人探访关爱。"""

    code = "elder_visits"
    name = "特殊困难老年人探访关爱"

    days_on_roll = number("计入当月探访率的在册天数", DAYS, 1, "R-VIS-06")
    red_days = number("红级至少每隔", DAYS, 7, "R-VIS-02")
    grave_hours = number("重大变故后", HOURS, 24, "R-VIS-02")


limit = limits_of(ElderVisitPolicy)
