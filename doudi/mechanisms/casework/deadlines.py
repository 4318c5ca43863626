"""From a time limit to the days on which a case turns yellow, red and overdue (R-WD-04, R-PRC-04)."""

from __future__ import annotations

import datetime as dt
import math
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from django.utils import timezone

from doudi.base.calendar import Calendar, due_in_hours
from doudi.mechanisms.casework.declare import Days, Flow, Hours, Within, Workdays, number_on, within_on
from doudi.mechanisms.casework.models import Case, RunningClock

YELLOW_PERCENT, RED_PERCENT = 70, 90  # R-PRC-04 [D]
_DAY = dt.timedelta(days=1)


@dataclass(frozen=True)
class Deadline:
    """The columns of a case that say by when; all empty if nothing is due."""

    waits_since: dt.date
    limit: str = ""
    due_on: dt.date | None = None
    due_at: dt.datetime | None = None
    internal_due_on: dt.date | None = None
    yellow_on: dt.date | None = None
    red_on: dt.date | None = None
    due_provisional: bool = False

    def put_on(self, case: Case | RunningClock) -> None:
        for name, value in self.columns().items():
            setattr(case, name, value)

    def columns(self) -> dict[str, Any]:
        return {name: getattr(self, name) for name in self.__dataclass_fields__}


@dataclass(frozen=True)
class Moved:
    """A case that an action has been taken on: the stage it was in, when, and the day that new limits count from."""

    case: Case
    left: str
    at: dt.datetime
    day: dt.date


COLUMNS = tuple(Deadline.__dataclass_fields__)


def deadline(flow: Flow, stage: str, *, since: dt.datetime, calendar: Calendar) -> Deadline:
    """The nearest of the limits of the actions that may be taken from a stage, counted from the moment it was entered."""
    limits = [action.within for action in flow.actions_from(stage) if action.within is not None]
    return nearest(limits, since=since, calendar=calendar)


def nearest(limits: Iterable[Within], *, since: dt.datetime, calendar: Calendar) -> Deadline:
    """The first of some limits to be reached, each with its number as policy has it on the day it counts from."""
    found = [_one(within_on(limit, timezone.localdate(since)), since, calendar) for limit in limits]
    return earliest(found, default=Deadline(timezone.localdate(since)))


def earliest(deadlines: Iterable[Deadline], *, default: Deadline) -> Deadline:
    return min(deadlines, key=lambda each: each.due_on or dt.date.max, default=default)


def noon(day: dt.date) -> dt.datetime:
    """A moment of a day, for limits that count from the day."""
    return timezone.make_aware(dt.datetime.combine(day, dt.time(12)))


def write_limit(limit: Within) -> str:
    """10 workdays, 7 days, 7 safety days, 24 hours: as a case stores it."""
    match limit:
        case Workdays(number):
            return f"{number} workdays"
        case Days(number, safety):
            return f"{number} safety days" if safety else f"{number} days"
        case Hours(number):
            return f"{number} hours"


def read_limit(written: str) -> Within:
    number, _, unit = written.partition(" ")
    match unit:
        case "workdays":
            return Workdays(int(number))
        case "days" | "safety days":
            return Days(int(number), safety=unit == "safety days")
        case "hours":
            return Hours(int(number))
    raise ValueError(f"not a limit: {written}")


def _one(limit: Within, since: dt.datetime, calendar: Calendar) -> Deadline:
    day = timezone.localdate(since)
    number = number_on(limit.number, day)
    match limit:
        case Workdays():
            due = calendar.due_in_workdays(day, number)
            yellow, red = (
                calendar.add_workdays(day, share_of(number, share)) for share in (YELLOW_PERCENT, RED_PERCENT)
            )
        case Days(_, safety):
            due = calendar.due_in_days(day, number, safety=safety)
            span = (due.internal - day).days
            yellow, red = (day + share_of(span, share) * _DAY for share in (YELLOW_PERCENT, RED_PERCENT))
        case Hours():
            at = due_in_hours(since, number)
            last = timezone.localdate(at)
            yellow, red = (
                timezone.localdate(since + dt.timedelta(hours=number) * share / 100)
                for share in (YELLOW_PERCENT, RED_PERCENT)
            )
            return Deadline(day, write_limit(limit), last, at, last, yellow, red)
    return Deadline(day, write_limit(limit), due.legal, None, due.internal, yellow, red, due.provisional)


def share_of(number: int, percent: int) -> int:
    """So many per cent of a number of days, rounded up."""
    return math.ceil(number * percent / 100)
