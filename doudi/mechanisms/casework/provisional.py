"""Deadlines computed past the last holiday notice are computed again when the notice comes (R-CAL-02)."""

from __future__ import annotations

import datetime as dt

from django.db import transaction
from django.utils import timezone

from doudi.base.calendar import Notice
from doudi.base.models import User
from doudi.base.notices import calendar, enter_notice
from doudi.base.records import Happening, record_many
from doudi.mechanisms.casework.deadlines import COLUMNS, nearest, read_limit
from doudi.mechanisms.casework.models import Case

_BATCH = 500


def load_notice(notice: Notice, *, by: User | None, at: dt.datetime) -> int:
    """Enter a year's holiday notice and compute the provisional deadlines again; how many cases changed (R-CAL-02)."""
    with transaction.atomic():
        enter_notice(
            notice.year,
            document=notice.document,
            days_off=notice.days_off,
            workdays=notice.workdays,
            by=by,
            at=at,
        )
        return recompute_provisional(at=at, by=by)


def recompute_provisional(*, at: dt.datetime, by: User | None = None) -> int:
    """Compute provisional deadlines again after a holiday notice was entered; how many changed. A changed one is recorded."""
    known, changed, happenings = calendar(), [], []
    for case in Case.objects.filter(due_provisional=True, closed_at=None).exclude(limit="").iterator():
        assert case.waits_since is not None, "a case with a limit waits since a day"
        since = timezone.make_aware(dt.datetime.combine(case.waits_since, dt.time(12)))
        due = nearest([read_limit(case.limit)], since=since, calendar=known)
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
        record_many(happenings, by=by, at=at)
    return len(changed)
