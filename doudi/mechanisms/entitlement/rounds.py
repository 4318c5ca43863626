"""探视巡访 as dated parameters: what every kind of rounds has; a programme extends it by its levels and says where its own values differ.

No national text sets these numbers for people with severe disabilities; they stand as the county's own until it has confirmed them.
"""

from __future__ import annotations

from doudi.base.documents import COUNTY
from doudi.mechanisms.activities.declare import VisitRules
from doudi.mechanisms.entitlement.applications.times import DAYS, limits_of
from doudi.mechanisms.entitlement.policy import Parameter, Policy, parameter, since
from doudi.mechanisms.entitlement.units import MONTHS, NUMBER, PERCENT, Unit

HOURS, MINUTES, FAR = Unit("小时"), Unit("分钟"), Unit("米")
_FROM = "2021-07-01"


def number(label: str, unit: Unit, value: int, rule: str) -> Parameter:
    """A number of our own (tag D), in force until the county has set it; `rule`: the id it goes by."""
    return parameter(label, unit, since(_FROM, value, COUNTY, "D"), basis=COUNTY[f"探视巡访({rule})"])


class RoundsPolicy(Policy):
    """What makes a visit count and what looks odd, for every kind of rounds."""

    metres = number("上门定位距住址不超过", FAR, 500, "R-DIS-02")
    days_on_roll = number("计入当月覆盖率的在册天数", DAYS, 15, "R-DIS-03")
    review_months = number("级别复核间隔", MONTHS, 6, "R-DIS-07")
    a_day = number("每人每天有效巡访提示线", NUMBER, 12, "R-DIS-05")
    alike = number("记录雷同提示线", NUMBER, 3, "R-DIS-05")
    minutes_between = number("两户间隔提示线", MINUTES, 5, "R-DIS-05")
    shortest = number("上门用时提示线", MINUTES, 5, "R-DIS-05")
    night_from = number("夜间提示自", Unit("点"), 21, "R-DIS-05")
    night_to = number("夜间提示至", Unit("点"), 6, "R-DIS-05")
    same_day_share = number("当月集中在一天提示线", PERCENT, 60, "R-DIS-05")
    not_found = number("连续未见到本人报警次数", NUMBER, 2, "R-VISIT-01")
    not_found_hours = number("未见到本人报警后核实", HOURS, 24, "R-VISIT-01")
    days_late = number("手机记录最迟送达", DAYS, 7, "R-DIS-02")
    same_day = number("去世、住院当日转待遇复核", HOURS, 24, "R-DIS-06")
    at_once = number("侵害和生命危险报告", HOURS, 2, "R-DIS-04")
    answer = number("一般需求答复", HOURS, 10 * 24, "R-VIS-04")


def rules_of(
    policy: type[RoundsPolicy], *, pair_for_other_sex: bool = False, phone_counts: bool = False, photos: int = 1
) -> VisitRules:
    """The rules of a kind of rounds, each number as the policy has it on a day, what the county has entered included."""
    limit = limits_of(policy)
    names = (
        "metres", "days_on_roll", "review_months", "a_day", "alike", "minutes_between", "shortest", "night_from",
        "night_to", "same_day_share", "not_found", "not_found_hours", "days_late",
    )  # fmt: skip
    return VisitRules(
        **{name: limit(name) for name in names},
        pair_for_other_sex=pair_for_other_sex,
        phone_counts=phone_counts,
        photos=photos,
    )
