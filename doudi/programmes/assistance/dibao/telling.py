"""公示: what is told of an application in its village, and which of them wait for it (R-PUB-01)."""

from __future__ import annotations

from doudi.base.areas import within
from doudi.base.documents import ASSISTANCE, DIBAO
from doudi.mechanisms.casework.notices.declare import NewLine, Publicity
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


DIBAO_PUBLICITY = Publicity(
    "dibao",
    "最低生活保障",
    (ASSISTANCE["第十一条"], DIBAO["第二十条"], DIBAO["第二十四条"]),
    tuple(_CATEGORIES.values()),
    item="月保障金",
    waiting=waiting,
)
