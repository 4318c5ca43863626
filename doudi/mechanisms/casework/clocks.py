"""Limits beside the one of the stage: clocks that run over several stages, and steps that a stage waits for at the same time.

A clock starts once and is never stopped by returns or waiting (R-DIBAO-10). A step belongs to its stage: it is awaited anew whenever the
stage is entered, unless the way in says which steps it wakes.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Sequence

from django.db import transaction
from django.utils import timezone

from doudi.base import bulk
from doudi.base.access import require
from doudi.base.calendar import Calendar
from doudi.base.models import User
from doudi.base.notices import calendar
from doudi.base.records import record
from doudi.base.refused import Refused
from doudi.mechanisms.casework import queries
from doudi.mechanisms.casework.deadlines import COLUMNS, Deadline, Moved, deadline, earliest, nearest, noon
from doudi.mechanisms.casework.declare import Action, Clock, Flow, Within
from doudi.mechanisms.casework.models import Case, RunningClock


def keep(flow: Flow, action: Action, moved: Sequence[Moved]) -> None:
    """After cases have moved: end and wake steps, start, extend and end clocks, and put the nearest days on the cases."""
    if not flow.keeps_clocks:
        return
    known: dict[int, list[RunningClock]] = {each.case.pk: [] for each in moved}
    for row in RunningClock.objects.filter(case__in=list(known)):
        known[row.case_id].append(row)
    days, changed = calendar(), dict[int, RunningClock]()  # once each, though an action may start and end a clock
    for each in moved:
        kept = _Keeping(flow, action, each.at, each.day, days)
        kept.one(each.case, known[each.case.pk], moved=each.left != each.case.stage)
        changed |= {id(row): row for row in kept.changed}
    bulk.update([row for row in changed.values() if row.pk is not None], [*COLUMNS, "extended", "stopped_at"])
    bulk.insert([row for row in changed.values() if row.pk is None])
    bulk.update([each.case for each in moved], [*COLUMNS, "clock_due_on"])


def extend(case: Case, clock: Clock, reason: str, *, by: User, at: dt.datetime, because: str) -> RunningClock:
    """延长: make a running clock longer for one of its coded reasons (R-DIBAO-10), counted from the day it started."""
    flow = queries.flow_of(case)
    require(by, clock.extended_by, area_code=case.area_code, on=timezone.localdate(at))
    if not because.strip():
        raise Refused("延长办理期限须写明具体情况。")
    with transaction.atomic():
        row = RunningClock.objects.select_for_update().filter(case=case, code=clock.code, stopped_at=None).first()
        if row is None:
            raise Refused(f"“{clock.name}”没有在计算，不能延长。")
        if row.extended:
            raise Refused("本件的办理期限已经延长过，不能再次延长。")
        _lengthen(row, clock, reason, calendar())
        row.save()
        case.clock_due_on = nearest_clock(RunningClock.objects.filter(case=case, stopped_at=None))
        case.save(update_fields=["clock_due_on"])
        record(
            "case.extend",
            f"case:{case.pk}",
            by=by,
            at=at,
            because=because,
            area_code=case.area_code,
            data={"number": case.number, "flow": flow.code, "clock": clock.code, "reason": reason, "to": row.due_on},
        )
    return row


def called_back(case: Case, flow: Flow, known: Calendar) -> None:
    """The township may not confirm any more: the case is the county's again, with the county's limits from the day each clock started."""
    for row in RunningClock.objects.filter(case=case, step=False, stopped_at=None):
        clock = flow.clock(row.code)
        if clock.delegated is not None and not row.extended and row.waits_since is not None:
            _due(row, clock.within, noon(row.waits_since), known)
            row.save()
    case.delegated = False
    case.clock_due_on = nearest_clock(RunningClock.objects.filter(case=case, stopped_at=None))
    case.save(update_fields=["delegated", "clock_due_on"])


def nearest_clock(rows: Iterable[RunningClock]) -> dt.date | None:
    """The first day on which one of the clocks over several stages ends."""
    days = [row.due_on for row in rows if not row.step and row.stopped_at is None and row.due_on is not None]
    return min(days, default=None)


class _Keeping:
    """One action's effect on the clocks of one case after another."""

    def __init__(self, flow: Flow, action: Action, at: dt.datetime, day: dt.date, known: Calendar) -> None:
        self.flow, self.action, self.at, self.day, self.calendar = flow, action, at, day, known
        self.since = at if timezone.localdate(at) == day else noon(day)  # hours count from the moment, R-WD-06
        self.changed: list[RunningClock] = []

    def one(self, case: Case, rows: list[RunningClock], *, moved: bool) -> None:
        if self.flow.stage(case.stage).final:
            self._stop([row for row in rows if row.stopped_at is None])
        elif moved:
            self._stop([row for row in rows if row.step and row.stopped_at is None])
            rows += self._woken(case)
        elif self.action.awaited:
            self._stop([row for row in rows if row.code == self.action.code and row.stopped_at is None])
            self._start_following(rows)
        rows += self._clocks(case, rows)
        case.clock_due_on = nearest_clock(rows)
        self._put_nearest(case, [row for row in rows if row.step and row.stopped_at is None])

    def _stop(self, rows: Sequence[RunningClock]) -> None:
        for row in rows:
            row.stopped_at = self.at
        self.changed += rows

    def _woken(self, case: Case) -> list[RunningClock]:
        steps = [
            step
            for step in self.flow.steps_at(case.stage)
            if self.action.wakes is None or step.code in self.action.wakes
        ]
        codes = {step.code for step in steps}
        made = []
        for step in steps:
            row = RunningClock(case=case, code=step.code, step=True)
            if not codes & set(step.after):
                _due(row, step.within, self.since, self.calendar)
            made.append(row)
        self.changed += made
        return made

    def _start_following(self, rows: Sequence[RunningClock]) -> None:
        """Those that waited for this step only are awaited from now on."""
        running = {row.code for row in rows if row.step and row.stopped_at is None}
        for row in rows:
            if row.step and row.stopped_at is None and row.waits_since is None:
                step = self.flow.action(row.code)
                if not running & set(step.after):
                    _due(row, step.within, self.since, self.calendar)
                    self.changed.append(row)

    def _clocks(self, case: Case, rows: Sequence[RunningClock]) -> list[RunningClock]:
        made = []
        for clock in self.flow.clocks:
            running = next((row for row in rows if row.code == clock.code and row.stopped_at is None), None)
            started = any(row.code == clock.code for row in rows)
            if self.action.code in clock.starts and not started:
                running = RunningClock(case=case, code=clock.code)
                within = clock.delegated if case.delegated and clock.delegated is not None else clock.within
                _due(running, within, self.since, self.calendar)
                made.append(running)
                self.changed.append(running)
            if running is None:
                continue
            if self.action.extends is not None and self.action.extends[0] == clock.code and not running.extended:
                _lengthen(running, clock, self.action.extends[1], self.calendar)
                if running not in self.changed:
                    self.changed.append(running)
            if self.action.code in clock.ends:
                self._stop([running])
        return made

    def _put_nearest(self, case: Case, steps: Sequence[RunningClock]) -> None:
        """The nearest of the stage's own limit and of the steps it waits for."""
        if not steps and not self.action.awaited:
            return
        day, entered = case.stage_since or self.day, case.entered_at
        since = entered if entered is not None and timezone.localdate(entered) == day else noon(day)
        own = deadline(self.flow, case.stage, since=since, calendar=self.calendar)
        waited_for = [_deadline_of(row) for row in steps if row.due_on is not None]
        earliest([*([own] if own.due_on else []), *waited_for], default=own).put_on(case)


def _due(row: RunningClock, within: Within | None, since: dt.datetime, known: Calendar) -> None:
    nearest([within] if within is not None else [], since=since, calendar=known).put_on(row)


def _lengthen(row: RunningClock, clock: Clock, reason: str, known: Calendar) -> None:
    if clock.extended is None or reason not in dict(clock.reasons):
        raise Refused("延长办理期限只限规定的情形，请从列表中选择。")
    assert row.waits_since is not None, "a clock over several stages has started"
    _due(row, clock.extended, noon(row.waits_since), known)
    row.extended = reason


def _deadline_of(row: RunningClock) -> Deadline:
    return Deadline(**{name: getattr(row, name) for name in COLUMNS})
