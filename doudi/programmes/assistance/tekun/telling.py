"""公示: what is told in the village of who is to be recognised, and of whose support is to end (R-TK-03, R-TK-07)."""

from __future__ import annotations

from django.utils import timezone

from doudi.base.areas import within
from doudi.base.documents import ASSISTANCE, TEKUN
from doudi.base.identity import age
from doudi.mechanisms.casework.notices.declare import NewLine, Publicity
from doudi.mechanisms.entitlement.amendments.models import Amendment
from doudi.mechanisms.registry.models import Person
from doudi.programmes.assistance.tekun.after.flow import CHANGES
from doudi.programmes.assistance.tekun.models import TekunApplication

_GIVEN, _ENDING = "特困供养", "拟终止特困供养"
_ADULT = 18


def waiting(area: str) -> list[NewLine]:
    """A line for each person of a place whose opinion is signed. Of minors nothing is told (R-PUB-03)."""
    signed = TekunApplication.objects.filter(within(area, "case__area_code"), case__stage="SIGNED").order_by("pk")
    lines = [
        NewLine(row.person.party.name, 1, row.proposed_fen or 0, _GIVEN, case=row.case, party=row.person.party)
        for row in signed.select_related("case", "person__party")
        if not _is_minor(row.person)
    ]
    ending = Amendment.objects.filter(
        within(area, "case__area_code"), case__flow=CHANGES.code, case__stage="SIGNED"
    ).order_by("pk")
    lines += [
        NewLine(row.award.party.name, 1, row.before_fen or 0, _ENDING, case=row.case, party=row.award.party)
        for row in ending.select_related("case", "award__party__person")
        if not _is_minor(row.award.party.person)
    ]
    return lines


def _is_minor(person: Person) -> bool:
    return person.born_on is not None and age(person.born_on, timezone.localdate()) < _ADULT


TEKUN_PUBLICITY = Publicity(
    "tekun",
    "特困人员救助供养",
    (ASSISTANCE["第十六条"], TEKUN["公示"]),
    (_GIVEN, _ENDING),
    item="月供养金",
    waiting=waiting,
)
