"""探视巡访的频次和时限 (R-DIS-01至R-DIS-08，级别表)。"""

from __future__ import annotations

from doudi.mechanisms.entitlement.applications.times import DAYS, limits_of
from doudi.mechanisms.entitlement.rounds import HOURS, RoundsPolicy, number


class DisabilityVisitPolicy(RoundsPolicy):
    """困难重度失能残疾人探视巡访。"""

    code = "disability_visits"
    name = "困难重度失能残疾人探视巡访"

    high_days = number("高风险级至少每隔", DAYS, 7, "级别表")
    high_hours = number("高风险级突发情况后", HOURS, 24, "级别表")
    key_hours = number("重点级突发情况后", HOURS, 48, "级别表")
    general_hours = number("一般级突发情况后", HOURS, 72, "级别表")


limit = limits_of(DisabilityVisitPolicy)
