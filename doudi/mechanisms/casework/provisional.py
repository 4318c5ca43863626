"""Deadlines computed past the last holiday notice are computed again when the notice comes (R-CAL-02)."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable

from django.db import transaction

from doudi.base.calendar import Calendar, Notice
from doudi.base.models import User
from doudi.base.notices import calendar, enter_notice
from doudi.base.records import Happening, record_many
from doudi.mechanisms.casework.clocks import nearest_clock
from doudi.mechanisms.casework.deadlines import COLUMNS, nearest, noon, read_limit
from doudi.mechanisms.casework.models import Case, RunningClock

_BATCH = 500

# What keeps days of its own computes them again here: with the calendar as it is now, when, by whom. What it gives is how many changed.
Again = Callable[[Calendar, dt.datetime, User | None], int]
_beside: list[Again] = []


def beside(again: Again) -> Again:
    """Declares who else keeps days that are provisional; called in the same transaction, after the cases."""
    _beside.append(again)
    return again


def load_notice(notice: Notice, *, by: User | None, at: dt.datetime) -> int:
    """Enter a year's holiday notice and compute the provisional deadlines again, of cases and of what stands `beside` them; how many
    changed (R-CAL-02)."""
    with transaction.atomic():
        enter_notice(
            notice.year,
            document=notice.document,
            days_off=notice.days_off,
            workdays=notice.workdays,
            by=by,
            at=at,
        )
        changed = recompute_provisional(at=at, by=by)
        return changed + sum(again(calendar(), at, by) for again in _beside)


def recompute_provisional(*, at: dt.datetime, by: User | None = None) -> int:
    """Compute provisional deadlines again after a holiday notice was entered; how many changed. A changed one is recorded."""
    known, changed, happenings = calendar(), [], []
    for case in Case.objects.filter(due_provisional=True, closed_at=None).exclude(limit="").iterator():
        assert case.waits_since is not None, "a case with a limit waits since a day"
        due = nearest([read_limit(case.limit)], since=noon(case.waits_since), calendar=known)
        before = case.due_on
        if due.columns() == {name: getattr(case, name) for name in COLUMNS}:
            continue
        due.put_on(case)
        changed.append(case)
        happenings.append(
            Happening(
                "case.recompute_deadline",
                f"case:{case.pk}",
                "放假安排已录入",
                case.area_code,
                {"from": before, "to": due.due_on},
            )
        )
    with transaction.atomic():
        Case.objects.bulk_update(changed, COLUMNS, batch_size=_BATCH)
        _clocks(known)
        record_many(happenings, by=by, at=at)
    return len(changed)


def _clocks(known: Calendar) -> None:
    """The clocks over several stages and the steps too, and on each case the nearest of them."""
    rows = list(RunningClock.objects.filter(due_provisional=True, stopped_at=None).exclude(limit=""))
    for row in rows:
        assert row.waits_since is not None, "what has a limit counts from a day"
        nearest([read_limit(row.limit)], since=noon(row.waits_since), calendar=known).put_on(row)
    RunningClock.objects.bulk_update(rows, COLUMNS, batch_size=_BATCH)
    for case in Case.objects.filter(pk__in={row.case_id for row in rows if not row.step}).prefetch_related("clocks"):
        case.clock_due_on = nearest_clock(case.clocks.all())
        case.save(update_fields=["clock_due_on"])
