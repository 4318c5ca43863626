"""What the month's comparison knows of filings (R-CMP-07, R-CMP-08): those made here, and not only those on a list that somebody sent."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

from doudi.base.months import last_day
from doudi.mechanisms.entitlement.declare import BENEFITS
from doudi.mechanisms.matching.kept import Kept
from doudi.programmes.integrity.near_relatives.models import Office, RelativeDeclaration

_KINDS = {Office.PUBLIC: "公职人员", Office.VILLAGE: "村居干部"}
_LIVE, _ENDED = "有效", "终止"


def filings(month: int) -> Iterator[Mapping[str, Any]]:
    """Every filing declared by the end of a month: live, or ended by then. Of the same two people a live one goes before an ended one. One
    query."""
    until = last_day(month)
    rows = RelativeDeclaration.objects.filter(declared_on__lte=until).select_related("staff__party", "relative__party")
    known: dict[tuple[int, int], RelativeDeclaration] = {}
    for row in rows.order_by("pk"):
        pair = (row.staff_id, row.relative_id)
        if pair not in known or _live(row, until) or not _live(known[pair], until):
            known[pair] = row
    for row in known.values():
        yield {
            "staff_name": row.staff.party.name,
            "staff_id": row.staff.id_number,
            "unit": row.unit,
            "staff_kind": _KINDS.get(Office(row.office), "经办人员"),
            "relation": row.relation,
            "name": row.relative.party.name,
            "id_number": row.relative.id_number,
            "benefit": BENEFITS[row.benefit].name if row.benefit in BENEFITS else row.benefit,
            "filed_on": row.declared_on,
            "state": _LIVE if _live(row, until) else _ENDED,
        }


def _live(row: RelativeDeclaration, until: Any) -> bool:
    return row.ended_on is None or row.ended_on > until


KEPT_FILINGS = Kept("kin_filings", ("staff_id", "id_number"), filings)
