"""What is told of an application: in its village (公示, R-PUB-01), and to the applicant by text."""

from __future__ import annotations

from collections.abc import Sequence

from doudi.base.areas import within
from doudi.base.documents import ASSISTANCE, DIBAO
from doudi.mechanisms.casework.models import Case
from doudi.mechanisms.casework.notices.declare import NewLine, Publicity
from doudi.mechanisms.casework.texts import declare as texts
from doudi.mechanisms.entitlement.units import Residence
from doudi.programmes.assistance.dibao.models import Application

_CATEGORIES: dict[int, str] = {Residence.URBAN: "城市低保", Residence.RURAL: "农村低保"}


def waiting(area: str) -> list[NewLine]:
    """A line for each application of a place whose opinion is signed; the number of people is that of those who are covered."""
    rows = Application.objects.filter(within(area, "case__area_code"), case__stage="SIGNED").order_by("pk")
    return [
        NewLine(
            row.applicant.party.name,
            sum(not member.left_out for member in row.members.all()),
            row.proposed_fen or 0,
            _CATEGORIES[row.residence],
            case=row.case,
            party=row.household.party,
        )
        for row in rows.select_related("case", "applicant__party", "household__party").prefetch_related("members")
    ]


TELLS = {
    "submit": texts.RECEIVED,
    "accept": texts.ACCEPTED,
    "supplement": texts.TO_SUPPLY,
    "refuse_accept": texts.NOT_ACCEPTED,
    "post": texts.POSTED,
    "confirm": texts.CONFIRMED,
    "confirm_here": texts.CONFIRMED,
    "refuse": texts.REFUSED,
    "refuse_here": texts.REFUSED,
}


def phones(cases: Sequence[Case]) -> dict[int, str]:
    """Of the applicants: the number left with the application, else the register's."""
    rows = Application.objects.filter(pk__in=[case.pk for case in cases]).select_related("applicant")
    return {row.pk: row.phone or row.applicant.phone for row in rows}


DIBAO_PUBLICITY = Publicity(
    "dibao",
    "最低生活保障",
    (ASSISTANCE["第十一条"], DIBAO["第二十条"], DIBAO["第二十四条"]),
    tuple(_CATEGORIES.values()),
    item="月保障金",
    waiting=waiting,
)
