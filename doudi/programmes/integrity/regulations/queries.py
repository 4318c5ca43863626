"""What is read of lasting rules and leading groups."""

from __future__ import annotations

import datetime as dt
from typing import Any

from django.db.models import QuerySet

from doudi.base.roles import COUNTY_ROLES, TOWNSHIP_ROLES
from doudi.base.spans import Period
from doudi.mechanisms.casework import queries as casework
from doudi.mechanisms.casework.declare import FLOWS
from doudi.mechanisms.casework.models import Case
from doudi.programmes.integrity.regulations.flow import OUTSIDE
from doudi.programmes.integrity.regulations.models import LeadingGroup, Regulation

READERS = COUNTY_ROLES | TOWNSHIP_ROLES | OUTSIDE


def issued(period: Period) -> QuerySet[Regulation]:
    """IND-21: issued within a period, whatever has become of them since."""
    return Regulation.objects.filter(issued_on__range=(period.first, period.last))


def answerable(user: Any) -> QuerySet[Case]:
    """The weaknesses a user may name that a rule answers: cases of the flows declared so, that lie in his place."""
    found = Case.objects.none()
    for flow in FLOWS.values():
        if flow.answered_by_rules:
            found = found | casework.cases(user, flow)
    return found.order_by("pk")


def answering(case: Case) -> QuerySet[Regulation]:
    """The rules that answer an item, the newest first."""
    return Regulation.objects.filter(answers=case).select_related("case").order_by("-issued_on", "-pk")


def to_be_reviewed(on: dt.date) -> QuerySet[Regulation]:
    """In force, and their review has come by a day."""
    return Regulation.objects.filter(review_on__lte=on, case__stage="ISSUED").select_related("case").order_by("pk")


def groups() -> QuerySet[LeadingGroup]:
    """Every leading group, the newest first, with its seats."""
    return LeadingGroup.objects.prefetch_related("members")
