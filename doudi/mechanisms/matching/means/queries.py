"""Who has let himself be queried, and what was answered."""

from __future__ import annotations

import datetime as dt
from collections.abc import Collection
from dataclasses import dataclass
from typing import Any

from django.db.models import QuerySet

from doudi.base.access import scope
from doudi.base.roles import Role
from doudi.mechanisms.matching.means.models import Authorisation, MeansCheck

# A village helper may help to sign and sees no result (section 2); the discipline commission reads what is handed to it.
READERS = frozenset(
    {Role.VERIFICATION_CENTRE, Role.COUNTY_OFFICER, Role.BUREAU_LEADER, Role.TOWNSHIP_CLERK, Role.TOWNSHIP_LEADER}
)
SIGNING = READERS | {Role.VILLAGE_WORKER}


def authorisations(user: Any) -> QuerySet[Authorisation]:
    """Those of the user's area, the newest first."""
    rows = Authorisation.objects.select_related("person__party", "by", "file").order_by("-pk")
    return scope(user, SIGNING).filter(rows)


def in_force(purpose: str, on: dt.date) -> QuerySet[Authorisation]:
    """Those that let somebody be queried for a purpose on a day."""
    rows = Authorisation.objects.filter(purpose=purpose, from_on__lte=on, until_on__gte=on)
    return rows.exclude(revoked_on__lte=on)


def lacking(people: Collection[int], purpose: str, on: dt.date) -> list[int]:
    """Which of some persons cannot be queried: nobody signed for them."""
    signed = set(in_force(purpose, on).filter(person__in=people).values_list("person", flat=True))
    return [each for each in people if each not in signed]


def checks(user: Any) -> QuerySet[MeansCheck]:
    """Reports of the user's area."""
    rows = MeansCheck.objects.select_related("household__party", "household__head__party", "by")
    return scope(user, READERS).filter(rows)


@dataclass(frozen=True)
class Versions:
    """A report with the others of the same matter."""

    report: MeansCheck
    others: list[MeansCheck]

    @property
    def newest(self) -> bool:
        return all(each.version < self.report.version for each in self.others)


def with_versions(report: MeansCheck) -> Versions:
    """Every version of the matter, oldest first."""
    rows = MeansCheck.objects.filter(household=report.household_id, matter=report.matter).exclude(pk=report.pk)
    return Versions(report, list(rows.order_by("version")))
