"""Retention (R-PRIV-11): rows and originals go when their time is over, deliveries stay as records; leftovers of killed processes go."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable
from pathlib import Path

from django.conf import settings
from django.db import transaction
from django.utils import timezone

from doudi.base import files
from doudi.base.models import StoredFile, User
from doudi.base.months import last_day, month_of
from doudi.base.parameters import parameter
from doudi.base.records import record
from doudi.mechanisms.exchange.declare import Source, by_code
from doudi.mechanisms.exchange.models import Delivery

UNUSED_MONTHS = parameter(
    "unused_delivery_months",
    "未采用的报送(退回、重复、撤回、未确认)保存多久",
    "个月",
    6,
    document="R-PRIV-11,县定",
)
_UNUSED = (Delivery.State.REFUSED, Delivery.State.REPEATED, Delivery.State.WITHDRAWN, Delivery.State.ASKING)
_AT_WORK = 3600.0  # seconds for which a file that nobody knows may still belong to somebody's transaction


def purge(*, sources: Iterable[Source], on: dt.date, by: User | None, at: dt.datetime) -> int:
    """Destroy the rows and originals whose retention is over; the deliveries stay as records. How many."""
    known = by_code(sources)
    purged = 0
    for delivery in Delivery.objects.exclude(state=Delivery.State.PURGED).select_related("file").order_by("pk"):
        months = _months(delivery, known, on)
        since = month_of(timezone.localdate(delivery.received_at))
        if delivery.as_of is not None and delivery.state == Delivery.State.TAKEN_IN:
            since = delivery.as_of
        if last_day(since + months) < on:
            _purge(delivery, months, by=by, at=at)
            purged += 1
    return purged


def _months(delivery: Delivery, known: dict[str, Source], on: dt.date) -> int:
    """What was never used is kept as short as can be; what was used as long as its list says."""
    unused = UNUSED_MONTHS.on(on).value
    assert isinstance(unused, int)
    source = known.get(delivery.source)
    if delivery.state in _UNUSED or source is None:
        return unused
    return source.retention_months


def _purge(delivery: Delivery, months: int, *, by: User | None, at: dt.datetime) -> None:
    root = Path(settings.SNAPSHOTS_ROOT)
    paths = [root / each for each in (delivery.snapshot, delivery.rejects) if each]
    because = f"保存期限{months}个月已满"
    with transaction.atomic():
        delivery.state, delivery.snapshot, delivery.rejects, delivery.sheets = Delivery.State.PURGED, "", "", []
        delivery.save(update_fields=["state", "snapshot", "rejects", "sheets"])
        record("delivery.purge", delivery, by=by, at=at, because=because)
        original = delivery.file
        others = Delivery.objects.filter(file=original).exclude(state=Delivery.State.PURGED)
        if original is not None and original.destroyed_at is None and not others.exists():
            files.destroy(original, by=by, at=at, because=because)
    for path in paths:
        path.unlink(missing_ok=True)


def clear_unfinished(*, now: float) -> int:
    """Remove what a killed process left: snapshots and originals that no row knows, half-written drafts. How many files.

    `now` is the clock of the file system. Younger than an hour they may belong to a transaction that is still at work.
    """
    root = Path(settings.SNAPSHOTS_ROOT)
    known = {name for pair in Delivery.objects.values_list("snapshot", "rejects") for name in pair if name}
    stray = [path for path in _files(root) if path.relative_to(root).as_posix() not in known]
    kept = set(StoredFile.objects.filter(destroyed_at=None).values_list("sha256", flat=True))
    stray += [path for path in _files(Path(settings.FILES_ROOT)) if path.name not in kept]
    old = [path for path in stray if path.stat().st_mtime < now - _AT_WORK]
    for path in old:
        path.unlink(missing_ok=True)
    return len(old)


def _files(root: Path) -> Iterable[Path]:
    return (path for path in root.rglob("*") if path.is_file())
