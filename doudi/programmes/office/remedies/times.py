"""办理救济事项的期限：答复复议、应诉的期限由法律规定，申诉的由本县规定。"""

from __future__ import annotations

from doudi.base.documents import COUNTY, LITIGATION, RECONSIDERATION
from doudi.mechanisms.entitlement.parameters_entered.limits import Set
from doudi.mechanisms.entitlement.policy import Parameter, Policy, parameter, since
from doudi.mechanisms.entitlement.units import Unit

WORKDAYS, DAYS = Unit("个工作日"), Unit("天")
_STEP = COUNTY["申诉的核查和答复（R-PRC-10）"]


def _step(label: str, days: int) -> Parameter:
    return parameter(label, WORKDAYS, since("2021-07-01", days, COUNTY, "D"), basis=_STEP)


class RemedyTimes(Policy):
    """救济事项的时限。"""

    code = "remedy_times"
    name = "救济事项时限"

    look = _step("申诉登记后核查并提出意见", 20)
    decide = _step("申诉意见提出后作出决定", 5)
    tell = _step("申诉决定后答复申诉人", 3)
    # The ten days of this law are working days (art. 88); those of the Litigation Law run by the calendar.
    answer = parameter(
        "行政复议书面答复",
        WORKDAYS,
        since("2024-01-01", 10, RECONSIDERATION["第四十八条"], "K"),
        basis=RECONSIDERATION["第四十八条"],
    )
    defend = parameter(
        "行政诉讼提交答辩状",
        DAYS,
        since("2021-07-01", 15, LITIGATION["第六十七条"], "K"),
        basis=LITIGATION["第六十七条"],
    )


def limit(name: str) -> Set:
    """The limit of that name, as flows ask for it."""
    assert name in RemedyTimes.parameters(), name
    return Set(RemedyTimes, name)
