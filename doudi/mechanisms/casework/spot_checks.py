"""抽查: which cases are looked at on the spot. Drawn by a hash, so that nobody chooses and anybody can check it afterwards."""

from __future__ import annotations

from collections.abc import Sequence

from django.utils import timezone

from doudi.base import bulk
from doudi.base.lots import drawn
from doudi.base.months import format_month, month_of
from doudi.mechanisms.casework.deadlines import Moved
from doudi.mechanisms.casework.declare import Action, Flow


def drawn_in_month(number: str, month: int, per_cent: int) -> bool:
    """Whether a case is drawn: by its number and the month it comes up in (base.months)."""
    return drawn(f"{number}|{format_month(month)}", per_cent / 100)


def mark_drawn(flow: Flow, action: Action, moved: Sequence[Moved]) -> None:
    """With the action that a spot check goes with, say of every case whether it has to be visited, and why."""
    check = flow.spot_check
    if check is None or action.code != check.on:
        return
    for each in moved:
        case, on = each.case, timezone.localdate(each.at)
        per_cent = check.share.on(on)
        reason = check.always(case) if check.always is not None else ""
        if not reason and drawn_in_month(case.number, month_of(on), per_cent):
            reason = f"随机抽查（{per_cent}%）"
        case.site_visit = reason
    bulk.update([each.case for each in moved], ["site_visit"])
