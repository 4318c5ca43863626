"""What is read of deliveries: what speaks for a month, the coverage ledger, what is late."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import polars as pl
from django.conf import settings
from django.db.models import QuerySet

from doudi.base.access import may, scope
from doudi.base.months import last_day
from doudi.base.notices import calendar
from doudi.base.roles import Role
from doudi.mechanisms.exchange.declare import Cadence, Source, by_code
from doudi.mechanisms.exchange.models import Delivery
from doudi.mechanisms.exchange.parts import Part
from doudi.mechanisms.exchange.recognise import SheetGuess
from doudi.mechanisms.exchange.snapshots import read_snapshot

SEES_ALL = frozenset({Role.VERIFICATION_CENTRE, Role.COUNTY_OFFICER, Role.BUREAU_LEADER, Role.AUDITOR, Role.INSPECTOR})
_MONTHS = {Cadence.MONTHLY: 1, Cadence.QUARTERLY: 3, Cadence.YEARLY: 12, Cadence.ON_CHANGE: 12}


def deliveries(user: Any) -> QuerySet[Delivery]:
    """The deliveries a user may see: the county's people all of them, a data officer those of his department."""
    rows = Delivery.objects.select_related("received_by")
    if may(user, SEES_ALL):
        return rows
    return scope(user, Role.DATA_OFFICER).filter_organisations(rows, "supplier")


def stored_parts(sources: Iterable[Source], *, month: int, back: int = 24) -> list[Part]:
    """The deliveries that may speak for a month, with their rows, for `snapshots.select`."""
    known = by_code(sources)
    rows = Delivery.objects.filter(state=Delivery.State.TAKEN_IN, as_of__lte=month, as_of__gt=month - back).exclude(
        snapshot=""
    )
    newest: dict[str, int] = {}
    parts = []
    for each in rows.order_by("source", "-as_of", "-pk"):
        assert each.as_of is not None
        if each.source not in known or newest.setdefault(each.source, each.as_of) - each.as_of > 6:
            continue
        frame = read_snapshot(Path(settings.SNAPSHOTS_ROOT) / each.snapshot)
        parts.append(
            Part(
                known[each.source],
                each.file_name,
                "",
                each.sha256,
                each.as_of,
                frame,
                each.rows,
                each.accepted,
                each.rejected,
                _no_guess(each),
            )
        )
    return parts


def _no_guess(delivery: Delivery) -> SheetGuess:
    return SheetGuess(delivery.file_name, "", "", 0, 0, delivery.source, 1.0, [], [], [])


def rejects_of(delivery: Delivery) -> pl.DataFrame | None:
    """The rejected cells of a delivery: file, sheet, row, column, value, why."""
    return pl.read_parquet(Path(settings.SNAPSHOTS_ROOT) / delivery.rejects) if delivery.rejects else None


@dataclass(frozen=True)
class Cell:
    """One source in one month of the coverage ledger."""

    source: Source
    month: int
    state: str  # 已收 过期 未到期 催报 缺
    delivery: Delivery | None
    due_on: dt.date
    share: float | None = None

    @property
    def share_words(self) -> str:
        return "" if self.share is None else f"{self.share:.0%}"

    @property
    def tint(self) -> str:
        return {"已收": "ok", "过期": "warn", "待报": "info", "逾期": "danger"}[self.state]


def coverage_ledger(
    sources: Iterable[Source], months: Sequence[int], *, today: dt.date, shares: dict[int, dict[str, float]]
) -> list[tuple[Source, list[Cell]]]:
    """Source by month: received, stale, due, late; with the share of recipients compared where a run has told it."""
    known = [each for each in sources if each.cadence != Cadence.ON_CHANGE or not each.own]
    newest: dict[tuple[str, int], Delivery] = {}
    rows = Delivery.objects.filter(
        state=Delivery.State.TAKEN_IN, as_of__gte=min(months) - 12, as_of__lte=max(months)
    ).defer("sheets")
    for each in rows.order_by("pk"):
        if each.as_of is not None:
            newest[each.source, each.as_of] = each
    days = calendar()
    ledger = []
    for source in known:
        cells = []
        for month in months:
            due_on = last_day(month) + dt.timedelta(days=source.due_day)
            while not days.is_workday(due_on):
                due_on += dt.timedelta(days=1)
            found = next(
                (newest[source.code, back] for back in range(month, month - 12, -1) if (source.code, back) in newest),
                None,
            )
            cells.append(
                Cell(
                    source,
                    month,
                    _state(source, month, found, due_on, today),
                    found,
                    due_on,
                    shares.get(month, {}).get(source.code),
                )
            )
        ledger.append((source, cells))
    return ledger


def _state(source: Source, month: int, found: Delivery | None, due_on: dt.date, today: dt.date) -> str:
    if found is not None and found.as_of is not None and month - found.as_of < _MONTHS[source.cadence]:
        return "已收"
    if today <= due_on:
        return "待报"
    if (
        found is not None
        and found.as_of is not None
        and (last_day(month) - last_day(found.as_of)).days > source.stale_after_days
    ):
        return "过期"
    return "逾期"


def late(sources: Iterable[Source], month: int, *, today: dt.date) -> list[Cell]:
    """The lists of a month that are late or stale, for reminder letters."""
    ledger = coverage_ledger([each for each in sources if not each.own], [month], today=today, shares={})
    return [cells[0] for _, cells in ledger if cells[0].state in ("过期", "逾期")]
