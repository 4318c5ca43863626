"""公示: a line for each application whose opinion is signed. A recognition pays nothing, so no amount stands in it."""

from __future__ import annotations

from functools import partial

from doudi.base.areas import within
from doudi.base.documents import DIBAO, LOW_INCOME, RIGID
from doudi.mechanisms.casework.notices.declare import NewLine, Publicity
from doudi.programmes.assistance.low_income.models import Application

Kind = Application.Kind


def waiting(kind: Kind, area: str) -> list[NewLine]:
    """Those of a place that wait to be told of; three queries."""
    rows = Application.objects.filter(within(area, "case__area_code"), kind=kind, case__stage="SIGNED").order_by("pk")
    return [
        NewLine(
            row.applicant.party.name, sum(not each.facts.get("left_out") for each in row.members.all()), 0, str(kind.label),
            case=row.case, party=row.household.party,
        )
        for row in rows.select_related("case", "applicant__party", "household__party").prefetch_related("members")
    ]  # fmt: skip


PUBLICITIES = (
    Publicity(
        "marginal", "低保边缘家庭", (DIBAO["公示"], LOW_INCOME["低保边缘家庭"]), ("低保边缘家庭",), item="金额",
        waiting=partial(waiting, Kind.MARGINAL),
    ),
    Publicity(
        "rigid", "刚性支出困难家庭", (RIGID["公示"],), ("刚性支出困难家庭",), item="金额", waiting=partial(waiting, Kind.RIGID)
    ),
)  # fmt: skip
