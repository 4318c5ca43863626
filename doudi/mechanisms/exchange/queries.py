"""What is read of deliveries: what speaks for a month, the coverage ledger, what is late, what to remind a department of."""

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
from doudi.base.calendar import Calendar
from doudi.base.months import chinese_month, last_day
from doudi.base.notices import calendar
from doudi.base.roles import Role
from doudi.mechanisms.exchange import originals
from doudi.mechanisms.exchange.declare import Cadence, Kind, Source, by_code
from doudi.mechanisms.exchange.models import Delivery
from doudi.mechanisms.exchange.parts import Part
from doudi.mechanisms.exchange.recognise import SheetGuess
from doudi.mechanisms.exchange.snapshots import ANOTHER_PART, key_of, read_snapshot

SEES_ALL = frozenset({Role.VERIFICATION_CENTRE, Role.COUNTY_OFFICER, Role.BUREAU_LEADER, Role.AUDITOR, Role.INSPECTOR})
_MONTHS = {Cadence.MONTHLY: 1, Cadence.QUARTERLY: 3, Cadence.YEARLY: 12, Cadence.ON_CHANGE: 12}
_OLDEST_PART = 6  # months behind the newest delivery that an older part of the county may still speak for


def deliveries(user: Any) -> QuerySet[Delivery]:
    """The deliveries a user may see: the county's people all of them, a data officer those of his department."""
    rows = Delivery.objects.select_related("received_by")
    if may(user, SEES_ALL):
        return rows
    return scope(user, Role.DATA_OFFICER).filter_organisations(rows, "supplier")


# --- what speaks for a month --------------------------------------------------------------------------------------------


def valid(sources: Iterable[Source], *, month: int, back: int = 24) -> list[Delivery]:
    """The deliveries that speak for a month: of each source the newest not withdrawn and not later, what it did not replace of the
    same month, and older ones about other people (a township that sends for itself)."""
    known = by_code(sources)
    rows = Delivery.objects.filter(
        state=Delivery.State.TAKEN_IN, source__in=known, as_of__lte=month, as_of__gt=month - back
    ).exclude(snapshot="")
    found: list[Delivery] = []
    newest: dict[str, int] = {}
    people: dict[str, pl.Series] = {}
    for each in rows.defer("sheets").order_by("source", "-as_of", "-pk"):
        assert each.as_of is not None
        if newest.setdefault(each.source, each.as_of) - each.as_of > _OLDEST_PART:
            continue
        mine = _keys(each, known[each.source])
        before = people.get(each.source)
        if before is not None and _shared(mine, before) > ANOTHER_PART:
            continue  # an older version of what has been chosen
        people[each.source] = mine if before is None else pl.concat([before, mine]).unique()
        found.append(each)
    return found


def stored_parts(sources: Iterable[Source], *, month: int, back: int = 24) -> list[Part]:
    """Their rows, for `snapshots.select`."""
    known = by_code(sources)
    return [_part(each, known[each.source]) for each in valid(known.values(), month=month, back=back)]


def last_before(delivery: Delivery, source: Source, frame: pl.DataFrame) -> Delivery | None:
    """The delivery of the month before that a new one is compared with: where several parts came, the one about the same people."""
    rows = Delivery.objects.filter(source=source.code, state=Delivery.State.TAKEN_IN, as_of__lt=delivery.as_of or 0)
    rows = rows.exclude(pk=delivery.pk).exclude(snapshot="").order_by("-as_of", "-pk")
    newest = rows.first()
    if newest is None:
        return None
    mine = keys_in(frame.lazy(), source)
    return max(rows.filter(as_of=newest.as_of), key=lambda each: _shared(mine, _keys(each, source)))


def path_of(delivery: Delivery) -> Path:
    """Where the snapshot of a delivery lies."""
    return Path(settings.SNAPSHOTS_ROOT) / delivery.snapshot


def _keys(delivery: Delivery, source: Source) -> pl.Series:
    """Whom (or which meter) a delivery is about: one column of its snapshot; its rows as such where most have no number."""
    return keys_in(pl.scan_parquet(path_of(delivery)), source)


def keys_in(rows: pl.LazyFrame, source: Source) -> pl.Series:
    """What two deliveries of a source are told apart by: numbers of persons or meters, else whole rows."""
    key = key_of(source)
    if key is not None:
        column = rows.select(key).collect()[key]
        if column.null_count() <= len(column) / 2:
            return column.drop_nulls().unique().hash(seed=7)
    names = [each.code for each in source.columns if each.kind != Kind.SERIES]
    return rows.select(names).collect().hash_rows(seed=7).unique()


def _shared(mine: pl.Series, theirs: pl.Series) -> float:
    return float(mine.is_in(theirs.implode()).sum()) / len(mine) if len(mine) else 1.0


def _part(delivery: Delivery, source: Source) -> Part:
    guess = SheetGuess(delivery.file_name, "", "", 0, 0, delivery.source, 1.0, [], [], [])
    written = path_of(delivery).stat()
    return Part(
        source, delivery.file_name, "", delivery.sha256, delivery.as_of, read_snapshot(path_of(delivery)),
        delivery.rows, delivery.accepted, delivery.rejected, guess, snapshot=f"{delivery.snapshot}:{written.st_size}:{written.st_mtime_ns}",
    )  # fmt: skip


# --- what was rejected --------------------------------------------------------------------------------------------------


def rejects_of(delivery: Delivery) -> pl.DataFrame | None:
    """The rejected cells of a delivery: file, sheet, row, column, value, why, and the cells of the whole row where it was refused."""
    return pl.read_parquet(Path(settings.SNAPSHOTS_ROOT) / delivery.rejects) if delivery.rejects else None


def rejects_workbook(delivery: Delivery, sources: Iterable[Source]) -> bytes | None:
    """The rejected rows as a workbook that the supplier can mend and send back; None if nothing was rejected."""
    rejects = rejects_of(delivery)
    source = by_code(sources).get(delivery.source)
    if rejects is None:
        return None
    return originals.rejects_workbook(delivery, rejects, name=source.name if source else delivery.file_name)


# --- the coverage ledger ------------------------------------------------------------------------------------------------


@dataclass(frozen=True)
class Cell:
    """One source in one month of the coverage ledger."""

    source: Source
    month: int
    state: str  # 已收 · 待报 (not due yet) · 过期 (only an old one) · 逾期 (nothing)
    delivery: Delivery | None  # the newest that speaks for the month
    due_on: dt.date
    share: float | None = None
    rows: int = 0  # of all deliveries of that month
    accepted: int = 0
    rejected: int = 0

    @property
    def tint(self) -> str:
        return {"已收": "ok", "过期": "warn", "待报": "info", "逾期": "danger"}[self.state]

    @property
    def is_late(self) -> bool:
        return self.state in ("过期", "逾期")


def coverage_ledger(
    sources: Iterable[Source], months: Sequence[int], *, today: dt.date, shares: dict[int, dict[str, float]]
) -> list[tuple[Source, list[Cell]]]:
    """Source by month: received, stale, due, late; with the share of recipients compared where a run has told it. Two queries."""
    known = [each for each in sources if each.cadence != Cadence.ON_CHANGE or not each.own]
    received: dict[tuple[str, int], list[Delivery]] = {}
    rows = Delivery.objects.filter(
        state=Delivery.State.TAKEN_IN, as_of__gte=min(months) - 12, as_of__lte=max(months)
    ).defer("sheets")
    for each in rows.order_by("pk"):
        if each.as_of is not None:
            received.setdefault((each.source, each.as_of), []).append(each)
    days = calendar()
    return [
        (
            source,
            [_cell(source, month, received, days, today, shares.get(month, {}).get(source.code)) for month in months],
        )
        for source in known
    ]


def due_on(source: Source, month: int, days: Calendar) -> dt.date:
    """The day by which the list of a month is due: the declared day of the following month, or the next workday."""
    day = last_day(month) + dt.timedelta(days=source.due_day)
    while not days.is_workday(day):
        day += dt.timedelta(days=1)
    return day


def _cell(
    source: Source,
    month: int,
    received: dict[tuple[str, int], list[Delivery]],
    days: Calendar,
    today: dt.date,
    share: float | None,
) -> Cell:
    mine = next(
        (received[source.code, back] for back in range(month, month - 12, -1) if (source.code, back) in received), []
    )
    newest = mine[-1] if mine else None
    due = due_on(source, month, days)
    rows, accepted, rejected = (sum(getattr(each, name) for each in mine) for name in ("rows", "accepted", "rejected"))
    return Cell(source, month, _state(source, month, newest, due, today), newest, due, share, rows, accepted, rejected)


def _state(source: Source, month: int, found: Delivery | None, due: dt.date, today: dt.date) -> str:
    if found is not None and found.as_of is not None and month - found.as_of < _MONTHS[source.cadence]:
        return "已收"
    if today <= due:
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
    return [cells[0] for _, cells in ledger if cells[0].is_late]


@dataclass(frozen=True)
class Owed:
    """One line of a reminder letter."""

    name: str
    month: str  # 2024年11月
    due_on: dt.date
    days_late: int  # workdays
    last: str  # which month was the last to come: 2024年9月, or nothing
    basis: str
    columns: tuple[str, ...]  # what the list holds, by its official headings


@dataclass(frozen=True)
class Reminder:
    """催报函 to one department: all that it owes for a month (R-CHK-01)."""

    supplier: str
    month: str
    lists: tuple[Owed, ...]


def reminders(sources: Iterable[Source], month: int, *, today: dt.date) -> list[Reminder]:
    """A letter for each department that owes lists of a month, the longest owing first."""
    days = calendar()
    owed: dict[str, list[Owed]] = {}
    for cell in late(sources, month, today=today):
        came = cell.delivery.as_of if cell.delivery is not None else None
        owed.setdefault(cell.source.supplier, []).append(
            Owed(
                cell.source.name,
                chinese_month(month),
                cell.due_on,
                days.workdays_between(cell.due_on, today),
                chinese_month(came) if came is not None else "",
                cell.source.basis,
                tuple(each.names[0] for each in cell.source.columns if each.code != "note"),
            )
        )
    letters = [Reminder(supplier, chinese_month(month), tuple(lists)) for supplier, lists in owed.items()]
    return sorted(letters, key=lambda letter: min(each.due_on for each in letter.lists))
