"""救济途径 of a decision: the days and months that the law sets, as policy has them on the day of the letter (R-DIBAO-15)."""

from __future__ import annotations

import datetime as dt

from doudi.mechanisms.entitlement.awards.policy import AwardPolicy
from doudi.mechanisms.entitlement.parameters_entered.queries import terms_in_force
from doudi.mechanisms.papers.remedy import Remedy


def remedy_on(on: dt.date, *, government: str, court: str) -> Remedy:
    """The remedy that a letter of a day names; the offices are the county's (某县人民政府, 某县人民法院)."""
    terms = terms_in_force(AwardPolicy, on)
    return Remedy(government, terms["reconsider_days"], court, terms["sue_months"])
