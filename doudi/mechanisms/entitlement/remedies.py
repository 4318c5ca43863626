"""救济途径 of a decision: the days and months that the law sets, as policy has them on the day of the letter (R-DIBAO-15)."""

from __future__ import annotations

import datetime as dt

from doudi.mechanisms.casework.declare import Appealable
from doudi.mechanisms.entitlement.awards.policy import AwardPolicy
from doudi.mechanisms.entitlement.parameters_entered.limits import Set
from doudi.mechanisms.entitlement.parameters_entered.queries import terms_in_force
from doudi.mechanisms.papers.remedy import Remedy


def open_to_appeal(*, served: tuple[tuple[str, str], ...], reopen: str) -> Appealable:
    """What the decisions of a flow are open to, with the time that law sets and policy keeps (AwardPolicy)."""
    return Appealable(served, reopen, Set(AwardPolicy, "reconsider_days"), Set(AwardPolicy, "sue_months"))


def remedy_on(on: dt.date, *, government: str, court: str) -> Remedy:
    """The remedy that a letter of a day names; the offices are the county's (某县人民政府, 某县人民法院)."""
    terms = terms_in_force(AwardPolicy, on)
    return Remedy(government, terms["reconsider_days"], court, terms["sue_months"])
