"""When somebody is due, as pure functions of a rhythm and of what has been done (R-DIS-02, R-VIS-02; WE-16, WE-25)."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence

from doudi.base.months import last_day, month_of
from doudi.mechanisms.activities.declare import Rhythm

Contact = tuple[dt.date, bool]  # the day of a counting visit, and whether it was face to face


def due_on(rhythm: Rhythm, *, entered_on: dt.date, contacts: Sequence[Contact], spare: int = 0) -> dt.date:
    """The last day on which the next visit is in time. `contacts`: the counting visits, in any order; of older spans none are needed.

    Who came onto the roll with fewer than `spare` days left in the span is due in the one after it, as he is not counted before.
    """
    done = sorted(contacts)
    if rhythm.days is not None:
        seen = [day for day, in_person in done if in_person or not rhythm.in_person]
        last = max([*seen, entered_on])
        return last + dt.timedelta(days=rhythm.days.on(last))
    if not done:
        first = _end(rhythm, entered_on)
        short = (first - entered_on).days + 1 < spare
        return _end(rhythm, first + dt.timedelta(days=1)) if short else first
    end = _end(rhythm, done[-1][0])
    within = [each for each in done if _end(rhythm, each[0]) == end]
    enough = len(within) >= rhythm.contacts and sum(in_person for _, in_person in within) >= rhythm.in_person
    return _end(rhythm, end + dt.timedelta(days=1)) if enough else end


def _end(rhythm: Rhythm, day: dt.date) -> dt.date:
    """The last day of the month or quarter that a day lies in."""
    month = month_of(day)
    return last_day(month - month % rhythm.months + rhythm.months - 1)
