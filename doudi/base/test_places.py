"""How far one place is from another."""

from __future__ import annotations

from doudi.base.places import metres_between


def test_a_minute_of_latitude_is_a_sea_mile() -> None:
    assert abs(metres_between(27.5, 114.5, 27.5 + 1 / 60, 114.5) - 1853) < 5


def test_it_is_as_far_back_as_there_and_nowhere_is_nought() -> None:
    there = metres_between(27.5, 114.5, 27.51, 114.52)
    assert there == metres_between(27.51, 114.52, 27.5, 114.5)
    assert metres_between(27.5, 114.5, 27.5, 114.5) == 0
