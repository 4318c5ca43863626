"""公示: which applications wait to be told of in their village, and the list of those who were helped (R-PUB-01)."""

from __future__ import annotations

from doudi.base.areas import within
from doudi.base.documents import ASSISTANCE, TEMPORARY
from doudi.mechanisms.casework.notices.declare import NewLine, Publicity
from doudi.programmes.assistance.temporary.models import Application
from doudi.programmes.assistance.temporary.policy import Hardship


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


TEMPORARY_PUBLICITY = Publicity(
    "temporary",
    "临时救助",
    (ASSISTANCE["临时救助"], TEMPORARY["公示"]),
    tuple(each.label for each in Hardship),
    item="救助金额",
    waiting=waiting,
)
