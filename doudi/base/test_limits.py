"""When a declared limit is over."""

from __future__ import annotations

import datetime as dt

from doudi.base.calendar import printed
from doudi.base.limits import Days, Hours, Workdays, last_moment, words_of_limit
from doudi.base.stories import SHANGHAI

FRIDAY = dt.datetime(2024, 9, 20, 15, 0, tzinfo=SHANGHAI)


def test_working_days_end_with_the_last_one_and_hours_to_the_minute() -> None:
    assert last_moment(Workdays(2), FRIDAY, printed()) == dt.datetime(2024, 9, 25, 0, 0, tzinfo=SHANGHAI)
    assert last_moment(Hours(24), FRIDAY, printed()) == dt.datetime(2024, 9, 21, 15, 0, tzinfo=SHANGHAI)


def test_days_roll_over_a_rest_day_unless_somebody_is_in_danger() -> None:
    assert last_moment(Days(1), FRIDAY, printed()) == dt.datetime(2024, 9, 24, 0, 0, tzinfo=SHANGHAI)
    assert last_moment(Days(1, safety=True), FRIDAY, printed()) == dt.datetime(2024, 9, 22, 0, 0, tzinfo=SHANGHAI)
    assert words_of_limit(Days(1, safety=True)) == "1日(不顺延)"
