"""What is read of lasting rules and leading groups."""

from __future__ import annotations

import datetime as dt
from typing import Any

from django.db.models import OuterRef, QuerySet, Subquery

from doudi.base.models import Area
from doudi.base.roles import COUNTY_ROLES, TOWNSHIP_ROLES
from doudi.base.spans import Period
from doudi.mechanisms.casework import queries as casework
from doudi.mechanisms.casework.declare import FLOWS
from doudi.mechanisms.casework.models import Case
from doudi.programmes.integrity.regulations.flow import OUTSIDE
from doudi.programmes.integrity.regulations.models import GroupMember, LeadingGroup, Regulation

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


def seats(period: Period, *, rank: str) -> QuerySet[Any]:
    """The seats of a rank in the leading groups as they stand at the end of a period: of each name the newest document (F-40). They are of
    the county: `area_code` says so, for whoever counts them."""
    newer = LeadingGroup.objects.filter(name=OuterRef("group__name"), since__lte=period.last)
    newest = newer.order_by("-since", "-pk").values("pk")[:1]
    county = Area.objects.filter(level=Area.Level.COUNTY).order_by("code").values("code")[:1]
    rows = GroupMember.objects.filter(rank=rank, group=Subquery(newest))
    told: QuerySet[Any] = rows.annotate(area_code=Subquery(county))
    return told


def groups() -> QuerySet[LeadingGroup]:
    """Every leading group, the newest first, with its seats."""
    return LeadingGroup.objects.prefetch_related("members")
