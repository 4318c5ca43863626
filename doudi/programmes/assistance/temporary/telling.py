"""What is told of an application: to the applicant by text, in the village before it is decided (支出型), and in the list of those who were
helped (R-PUB-01)."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Sequence

from doudi.base.areas import within
from doudi.base.documents import ASSISTANCE, TEMPORARY
from doudi.base.identity import age
from doudi.mechanisms.casework.declare import Action
from doudi.mechanisms.casework.models import Case
from doudi.mechanisms.casework.notices.declare import NewLine, Publicity
from doudi.mechanisms.casework.texts.declare import RECEIVED, Template
from doudi.mechanisms.entitlement.applications import telling
from doudi.mechanisms.registry.models import Party
from doudi.programmes.assistance.temporary import grant_queries
from doudi.programmes.assistance.temporary.models import Application
from doudi.programmes.assistance.temporary.policy import Hardship

_ADULT = 18
GRANTED = Template(
    "temporary_granted", "同意临时救助", "【民政】您的临时救助申请（编号{number}）已同意，救助金由{town}支付或打入您登记的账户，请留意查收。"
)  # fmt: skip


def tells(actions: Iterable[Action]) -> dict[str, Template]:
    """What the applicant is told of by text, beside what all applications tell."""
    granted = dict.fromkeys(("sign_first", "sign_here", "approve"), GRANTED)
    return telling.tells(actions) | {"report": RECEIVED} | granted


def phones(cases: Sequence[Case]) -> dict[int, str]:
    """Case → the number left with the application, else the register's of the applicant. One query."""
    rows = Application.objects.filter(pk__in=[case.pk for case in cases]).select_related("applicant__person")
    found = {}
    for row in rows:
        person = getattr(row.applicant, "person", None)
        found[row.pk] = row.phone or (person.phone if person is not None else "")
    return found


def waiting(area: str) -> list[NewLine]:
    """A line for each application of a place whose opinion is signed: 支出型 alone, an emergency waits for no notice."""
    rows = Application.objects.filter(within(area, "case__area_code"), case__stage="SIGNED").order_by("pk")
    return [
        NewLine(
            row.applicant.name,
            row.people,
            row.proposed_fen or 0,
            tuple(Hardship)[row.hardship].label,
            case=row.case,
            party=row.applicant,
        )
        for row in rows.select_related("case", "applicant")
    ]


def listed(village: str, on: dt.date) -> list[NewLine]:
    """Who was helped in a village in the year of a day: name, number of people, amount and nothing else; one line for each grant."""
    rows = grant_queries.standing(within(village), year=on.year, until=on).select_related("applicant__person")
    return [
        NewLine(row.applicant.name, row.people, row.total, tuple(Hardship)[row.hardship].label, party=row.applicant)
        for row in rows
        if not _is_minor(row.applicant, on)
    ]


def _is_minor(applicant: Party, on: dt.date) -> bool:
    """Nobody under age is told of (R-PUB-03)."""
    person = getattr(applicant, "person", None)
    return person is not None and person.born_on is not None and age(person.born_on, on) < _ADULT


TEMPORARY_PUBLICITY = Publicity(
    "temporary",
    "临时救助",
    (ASSISTANCE["临时救助"], TEMPORARY["公示"]),
    tuple(each.label for each in Hardship),
    item="救助金额",
    waiting=waiting,
    listed=listed,
)
