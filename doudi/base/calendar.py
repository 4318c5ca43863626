"""Workdays and deadlines (R-CAL-01 to 05, R-WD-01 to 06, R-GEN-07). Pure: no database, no clock.

Which days are off is decided every year by a notice of the State Council, never computed from the moon. Past the last notice a
deadline is computed with the holidays whose dates are fixed, and marked provisional (暂定).
"""

from __future__ import annotations

import calendar
import csv
import datetime as dt
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from functools import lru_cache
from pathlib import Path

from doudi.base.refused import Refused

_DAY = dt.timedelta(days=1)
_TABLE = Path(__file__).parent / "data" / "holidays.csv"
# 《全国年节及纪念日放假办法》(2024年修订)第二条: the holidays of all citizens that follow the solar calendar with fixed dates.
FIXED_HOLIDAYS = frozenset({(1, 1), (5, 1), (5, 2), (10, 1), (10, 2), (10, 3)})


@dataclass(frozen=True)
class Notice:
    """One year's notice: which days are off, which weekend days are worked to make up for them."""

    year: int
    document: str
    days_off: frozenset[dt.date]
    workdays: frozenset[dt.date]


@dataclass(frozen=True)
class Due:
    """A deadline. `nominal`: as counted; `legal`: moved past rest days where the law does so; `internal`: the last workday on or
    before the nominal day, from which alerts count (R-WD-04); `provisional`: it lies or leads past the last notice."""

    nominal: dt.date
    legal: dt.date
    internal: dt.date
    provisional: bool = False


@dataclass(frozen=True)
class Calendar:
    """The notices known. Every span counted excludes its first day (R-CAL-01, R-WD-02)."""

    notices: Mapping[int, Notice]
    _off: frozenset[dt.date] = field(init=False, repr=False, compare=False)
    _work: frozenset[dt.date] = field(init=False, repr=False, compare=False)

    def __post_init__(self) -> None:
        object.__setattr__(self, "_off", frozenset().union(*(each.days_off for each in self.notices.values())))
        object.__setattr__(self, "_work", frozenset().union(*(each.workdays for each in self.notices.values())))

    def is_workday(self, day: dt.date) -> bool:
        """Monday to Friday that is not off, or a weekend day that is worked (R-CAL-02, R-WD-01)."""
        if day in self._work:
            return True
        if day in self._off or day.weekday() >= 5:
            return False
        if day.year in self.notices:
            return True
        if day.year < min(self.notices):
            raise Refused(f"没有{day.year}年的放假安排,无法计算工作日,请先录入。")
        return (day.month, day.day) not in FIXED_HOLIDAYS

    def is_provisional(self, first: dt.date, last: dt.date) -> bool:
        """Whether a span leads through days whose notice is not loaded; New Year's notice may reach into late December."""
        return any(year not in self.notices for year in range(first.year, (last + 3 * _DAY).year + 1))

    def next_workday(self, day: dt.date) -> dt.date:
        """The day itself if it is worked, else the first one after it."""
        while not self.is_workday(day):
            day += _DAY
        return day

    def last_workday(self, day: dt.date) -> dt.date:
        """The day itself if it is worked, else the last one before it; pay days move this way."""
        while not self.is_workday(day):
            day -= _DAY
        return day

    def add_workdays(self, start: dt.date, number: int) -> dt.date:
        """The number-th workday after a day; the day itself is not counted."""
        day = start
        while number > 0:
            day += _DAY
            number -= self.is_workday(day)
        return day

    def workdays_between(self, start: dt.date, end: dt.date) -> int:
        """How many workdays lie after `start`, up to and including `end`."""
        return sum(self.is_workday(day) for day in _days_after(start, end))

    def due_in_workdays(self, start: dt.date, number: int) -> Due:
        day = self.add_workdays(start, number)
        return Due(day, day, day, self.is_provisional(start, day))

    def due_in_days(self, start: dt.date, number: int, *, safety: bool = False) -> Due:
        """Natural days (R-CAL-03); a safety deadline never rolls over a rest day (R-GEN-07)."""
        return self._due(start, start + number * _DAY, safety)

    def due_in_months(self, start: dt.date, number: int, *, safety: bool = False) -> Due:
        """Months (R-CAL-04, R-WD-03); years are twelve of them."""
        return self._due(start, months_later(start, number), safety)

    def pay_day(self, month: int, day: int = 10) -> dt.date:
        """The day of a month number (base.months) on which benefits are paid: earlier if it is a rest day (PAY_DAY)."""
        return self.last_workday(dt.date(month // 12, month % 12 + 1, day))

    def _due(self, start: dt.date, nominal: dt.date, safety: bool) -> Due:
        if safety:
            return Due(nominal, nominal, nominal)
        legal = self.next_workday(nominal)
        return Due(nominal, legal, self.last_workday(nominal), self.is_provisional(nominal, legal))


def due_in_hours(at: dt.datetime, number: int) -> dt.datetime:
    """Natural hours (R-WD-06); they run through nights and holidays."""
    return at + dt.timedelta(hours=number)


def months_later(day: dt.date, number: int) -> dt.date:
    """The same day number that many months later, or the last day of that month if it has none (R-CAL-04)."""
    month = day.year * 12 + day.month - 1 + number
    year, number = month // 12, month % 12 + 1
    return dt.date(year, number, min(day.day, calendar.monthrange(year, number)[1]))


@lru_cache(maxsize=1)
def printed() -> Calendar:
    """The calendar of the notices that came with this version of the program."""
    found: dict[int, tuple[str, set[dt.date], set[dt.date]]] = {}
    with _TABLE.open(encoding="utf-8", newline="") as file:
        for row in csv.DictReader(file):
            _, off, work = found.setdefault(int(row["year"]), (row["document"], set(), set()))
            (off if row["kind"] == "off" else work).add(dt.date.fromisoformat(row["day"]))
    return with_notices(
        Notice(year, name, frozenset(off), frozenset(work)) for year, (name, off, work) in found.items()
    )


def with_notices(notices: Iterable[Notice], base: Calendar | None = None) -> Calendar:
    """A calendar that also knows these notices; a year entered again replaces the one known."""
    known = dict(base.notices) if base else {}
    return Calendar({**known, **{each.year: each for each in notices}})


def _days_after(start: dt.date, end: dt.date) -> Iterator[dt.date]:
    return (start + n * _DAY for n in range(1, (end - start).days + 1))
