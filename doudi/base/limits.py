"""Time limits as they are declared: so many working days, days or hours, and when that is over (R-WD-01, R-WD-06, R-GEN-07).

Whatever moves by declared steps (cases, orders, things in custody) says with these by when.
"""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass
from typing import Protocol, TypeAlias

from django.utils import timezone

from doudi.base.calendar import Calendar, Due, due_in_hours


class Term(Protocol):
    """A number set by policy: what it is on a day, with its document elsewhere. As text it is the number that the program came with."""

    def on(self, day: dt.date) -> int: ...


Number: TypeAlias = int | Term


def number_on(number: Number, day: dt.date) -> int:
    """A number as it stands on a day."""
    return number if isinstance(number, int) else number.on(day)


@dataclass(frozen=True)
class Workdays:
    """Working days (R-WD-01), counted from the next one."""

    number: Number


@dataclass(frozen=True)
class Days:
    """Natural days; `safety` ones never roll over a holiday (R-GEN-07)."""

    number: Number
    safety: bool = False


@dataclass(frozen=True)
class Hours:
    """Natural hours (R-WD-06)."""

    number: Number


Within: TypeAlias = Workdays | Days | Hours


def within_on(limit: Within, day: dt.date) -> Within:
    """A limit with its number as it stands on a day."""
    number = number_on(limit.number, day)
    match limit:
        case Workdays():
            return Workdays(number)
        case Days(_, safety):
            return Days(number, safety)
        case Hours():
            return Hours(number)


def words_of_limit(limit: Within | None) -> str:
    """10个工作日, 7日, 24小时: as pages and documents write it; empty without a limit."""
    match limit:
        case Workdays(number):
            return f"{number}个工作日"
        case Days(number, safety):
            return f"{number}日{'(不顺延)' if safety else ''}"
        case Hours(number):
            return f"{number}小时"
        case None:
            return ""


def due_of(limit: Within, *, since: dt.datetime, calendar: Calendar) -> Due:
    """By which day a limit ends that counts from a moment, with its number as policy has it on that day. Hours give the day they end on."""
    day = timezone.localdate(since)
    number = number_on(limit.number, day)
    match limit:
        case Workdays():
            return calendar.due_in_workdays(day, number)
        case Days(_, safety):
            return calendar.due_in_days(day, number, safety=safety)
        case Hours():
            last = timezone.localdate(due_in_hours(since, number))
            return Due(last, last, last)


def last_moment(limit: Within, since: dt.datetime, calendar: Calendar) -> dt.datetime:
    """The moment at which a limit that runs from `since` is over: of days the end of the last one."""
    if isinstance(limit, Hours):
        return due_in_hours(since, number_on(limit.number, timezone.localdate(since)))
    last = due_of(limit, since=since, calendar=calendar).legal
    return timezone.make_aware(dt.datetime.combine(last + dt.timedelta(days=1), dt.time()))
