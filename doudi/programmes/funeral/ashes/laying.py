"""What follows when ashes are laid to rest, moved, or put right: each time a new placement, with plot, certificate and photo."""

from __future__ import annotations

import datetime as dt
from collections import defaultdict
from collections.abc import Sequence
from typing import Any

from doudi.base import bulk
from doudi.base.calendar import months_later
from doudi.mechanisms.casework.models import ActionTaken, Case
from doudi.mechanisms.custody.declare import Handover
from doudi.mechanisms.custody.models import Custodian
from doudi.mechanisms.custody.services import Handing, Whereabouts
from doudi.programmes.funeral.ashes import chain
from doudi.programmes.funeral.ashes.handing import day_of, hand, handed, of, photo_of, signer, square_cm2, terms
from doudi.programmes.funeral.ashes.models import Placement


def place(taken: Sequence[ActionTaken]) -> None:
    """S6: into the hands of a keeper, with plot, certificate and photo."""
    _lay(taken, chain.LAY)


def move_place(taken: Sequence[ActionTaken]) -> None:
    """X8 → S6: the old plot is free once the new placement is recorded."""
    _lay(taken, chain.MOVE, permit=True)


def put_right(taken: Sequence[ActionTaken]) -> None:
    """X6 → S6."""
    _lay(taken, chain.RIGHT)


def free_places(taken: Sequence[ActionTaken]) -> None:
    """Whoever leaves a plot or niche leaves it free from the day of his own step."""
    by_day: dict[dt.date, list[int]] = defaultdict(list)
    for each in taken:
        by_day[day_of(each)].append(each.case.pk)
    for on, leaving in by_day.items():
        Placement.objects.filter(ashes__in=leaving, freed_on=None).update(freed_on=on)


def _lay(taken: Sequence[ActionTaken], ways: dict[str, Handover], *, permit: bool = False) -> None:
    codes = {str(each.data["facility"]) for each in taken}
    facilities = {each.code: each for each in Custodian.objects.filter(code__in=codes)}
    rows = [of(each.case) for each in taken]

    def which(each: ActionTaken) -> tuple[Handover, Handing]:
        custodian = facilities[str(each.data["facility"])]
        shown = {"安放照片": photo_of(each), "安葬证号": str(each.data["certificate"])}
        if permit:
            shown["迁移许可"] = str(each.data.get("permit") or _permit_of(each.case))
        signed = {
            "丧属": str(each.data.get("family") or of(each.case).collector),
            "管理员": signer(each.by),
            "跟踪员": signer(each.together_with),
        }
        to = Whereabouts(custodian, place=str(each.data.get("place", "")).strip())
        why = each.because or str(each.data.get("why", "")) or "迁移"
        partner = str(each.data.get("partner", "")).strip()
        return ways[custodian.kind], handed(each, to, signed, shown, because=why, partner=partner)

    hand(taken, which)
    on = {day_of(each) for each in taken}
    years = {day: terms(day)["term_years"] for day in on}
    free_places(taken)
    placements = []
    for each, row in zip(taken, rows, strict=True):
        row.placed_on, row.verified_on = day_of(each), None
        assert each.by is not None
        placements.append(
            Placement(
                ashes=row,
                custodian=facilities[str(each.data["facility"])],
                place=str(each.data.get("place", "")).strip(),
                double=bool(each.data.get("double")),
                area_cm2=square_cm2(each.data),
                agreement=str(each.data.get("agreement", "")),
                certificate=str(each.data["certificate"]).strip(),
                longitude=_degrees(each.data.get("longitude")),
                latitude=_degrees(each.data.get("latitude")),
                placed_on=row.placed_on,
                ends_on=months_later(row.placed_on, 12 * years[row.placed_on]),
                keeper=each.by,
                tracker=each.together_with,
            )
        )
    bulk.insert(placements)
    bulk.update(rows, ("placed_on", "verified_on"))


def _permit_of(case: Case) -> str:
    taken = case.actions.filter(action="allow_move").order_by("-pk").first()
    return str(taken.data.get("permit", "")) if taken is not None else ""


def _degrees(written: Any) -> float | None:
    try:
        return float(written) if written not in (None, "") else None
    except ValueError:
        return None
