"""What is read of appeals: those of a case, and how long a decision may still be gone against."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from django.utils import timezone

from doudi.base.notices import calendar
from doudi.mechanisms.casework import queries
from doudi.mechanisms.casework.appeals.limits import TimeLimit, time_limit
from doudi.mechanisms.casework.appeals.models import Appeal, AppealRoad
from doudi.mechanisms.casework.declare import Flow
from doudi.mechanisms.casework.models import Case


@dataclass(frozen=True)
class OpenToAppeal:
    """A decision that may be gone against, or a case on which nothing was decided in time (`served_on` is then None)."""

    served_on: dt.date | None
    limits: tuple[TimeLimit, ...]

    def limit(self, road: AppealRoad) -> TimeLimit:
        return next(each for each in self.limits if each.road == road)


def appeals_of(original: Case) -> list[Appeal]:
    """The appeals against what was decided in a case, the newest first."""
    rows = Appeal.objects.filter(case__original=original)
    return list(rows.select_related("case").order_by("-pk"))


def of(case: Case) -> Appeal:
    """The appeal of its own case, as it is now."""
    return Appeal.objects.select_related("case__original").get(pk=case.pk)


def open_to_appeal(original: Case, today: dt.date, *, served_on: dt.date | None = None) -> OpenToAppeal | None:
    """Whether a case may be gone against now, and how long; `served_on` where the file does not know the day of service.

    None where its flow knows no appeal, where nothing unfavourable was served, and where it is under way within its time.
    """
    flow = queries.flow_of(original)
    if flow.appealable is None:
        return None
    served = _served(flow, original) if original.stage in flow.action(flow.appealable.reopen).sources else None
    if served is not None:
        return _limits(flow, served_on or served, decided=True)
    if original.closed_at is None and original.clock_due_on is not None and original.clock_due_on < today:
        return _limits(flow, original.clock_due_on, decided=False)
    return None


def subjects(cases: Sequence[Case]) -> Mapping[int, list[int]]:
    """The persons of an appeal are those of the case it goes against: their kin stand back here, too."""
    found: dict[int, list[int]] = {}
    for case in cases:
        if case.original is not None:
            flow = queries.flow_of(case.original)
            found[case.pk] = queries.subjects(flow, [case.original]).get(case.original.pk, [])
    return found


def _served(flow: Flow, original: Case) -> dt.date | None:
    """The day on which the latest decision was handed over."""
    assert flow.appealable is not None
    fields = dict(flow.appealable.served)
    taken = original.actions.filter(action__in=fields).order_by("-pk").first()
    if taken is None:
        return None
    day = taken.data.get(fields[taken.action]) if fields[taken.action] else None
    return dt.date.fromisoformat(str(day)) if day else timezone.localdate(taken.at)


def _limits(flow: Flow, since: dt.date, *, decided: bool) -> OpenToAppeal:
    assert flow.appealable is not None
    known = calendar()
    found = tuple(time_limit(flow.appealable, road, since, known) for road in AppealRoad)
    return OpenToAppeal(since if decided else None, found)
