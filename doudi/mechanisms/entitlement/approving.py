"""A parameter approved, with what follows: which months already paid it reaches back into, and what the lists of awards show."""

from __future__ import annotations

import datetime as dt

from django.db import transaction
from django.utils import timezone

from doudi.base.models import User
from doudi.mechanisms.entitlement.awards import amounts
from doudi.mechanisms.entitlement.declare import BENEFITS, Benefit
from doudi.mechanisms.entitlement.parameters_entered import services
from doudi.mechanisms.entitlement.parameters_entered.models import ParameterEntry
from doudi.mechanisms.entitlement.parameters_entered.services import Approved
from doudi.mechanisms.entitlement.payment_runs import queries as runs
from doudi.mechanisms.entitlement.policy import months_between


def benefits_using(code: str) -> list[Benefit]:
    """The benefits whose rules are computed with a parameter's policy."""
    policy = code.rpartition(".")[0]
    return [each for each in BENEFITS.values() if any(used.code == policy for used in each.book.policies)]


def paid_through(code: str) -> int | None:
    """The last month of which any of these benefits has a run past being a draft."""
    months = [month for each in benefits_using(code) if (month := runs.latest_month(each)) is not None]
    return max(months, default=None)


def reaches_back(code: str, applies_from: dt.date) -> range:
    """The months already paid that a value from a day on would reach back into."""
    through = paid_through(code)
    return months_between(applies_from, through) if through is not None else range(0)


def approve(entry: ParameterEntry, *, by: User, at: dt.datetime, because: str = "") -> Approved:
    """复核 (R-PARAM-02): the value counts from now on; the amounts of every award it touches are brought up to date. What was paid
    stays paid: the next run back-pays, or proposes a debt."""
    with transaction.atomic():
        found = services.approve(entry, by=by, at=at, because=because, paid_through=paid_through(entry.code))
        for each in benefits_using(entry.code):
            amounts.after_a_parameter(each, at, timezone.localdate(at))
    return found
