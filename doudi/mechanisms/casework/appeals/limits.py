"""How long a decision may be gone against: counted from the day it was served, by the calendar, rolling over a rest day."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass

from doudi.base.calendar import Calendar
from doudi.mechanisms.casework.appeals.models import AppealRoad
from doudi.mechanisms.casework.declare import Appealable, number_on


@dataclass(frozen=True)
class TimeLimit:
    """The time there is for one road; None as the last day: no limit."""

    road: AppealRoad
    words: str  # 60日
    last_on: dt.date | None

    def late(self, day: dt.date) -> bool:
        """Whether a day is after the last one."""
        return self.last_on is not None and day > self.last_on


def time_limit(appealable: Appealable, road: AppealRoad, since: dt.date, calendar: Calendar) -> TimeLimit:
    """The limit of a road for what was served on a day; the number is that of policy on that day. A complaint to the bureau knows none."""
    match road:
        case AppealRoad.RECONSIDERATION:
            number = number_on(appealable.reconsider, since)
            return TimeLimit(road, f"{number}日", calendar.due_in_days(since, number).legal)
        case AppealRoad.LITIGATION:
            number = number_on(appealable.sue, since)
            return TimeLimit(road, f"{number}个月", calendar.due_in_months(since, number).legal)
        case _:
            return TimeLimit(road, "", None)
