"""A small line is drawn where something is known, broken where nothing is, and said in words."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from doudi.pages.trend import HEIGHT, WIDTH, Point, Trend


def trend(*values: float | None) -> Trend:
    points = [
        Point(f"第{place}期", "少于5" if value is None else f"{value:g}", value)
        for place, value in enumerate(values, 1)
    ]
    return Trend("户数", "户", tuple(points))


def test_the_highest_is_at_the_top_and_the_newest_has_a_dot() -> None:
    drawn = trend(10, 30, 20)
    assert drawn.pieces == ["4,36 80,4 156,20"]
    assert drawn.dots == [(156, 20)]
    assert drawn.words == "户数：第1期10户，第2期30户，第3期20户。"


def test_what_is_not_told_breaks_the_line_and_is_said_to_be_few() -> None:
    drawn = trend(10, None, 20, 30, None)
    assert len(drawn.pieces) == 2
    assert (4, 36) in drawn.dots  # alone before the gap
    assert "第2期少于5，第3期20户" in drawn.words


def test_nothing_is_drawn_of_one_value_and_what_never_changes_is_level() -> None:
    assert not trend(10, None).is_drawn
    assert trend().pieces == []
    assert trend(7, 7).pieces == ["4,20 156,20"]


@given(st.lists(st.one_of(st.none(), st.floats(-1e9, 1e9)), max_size=24))
def test_every_point_lies_within_the_picture(values: list[float | None]) -> None:
    drawn = trend(*values)
    places = [tuple(map(float, each.split(","))) for piece in drawn.pieces for each in piece.split()]
    assert len(places) == len(drawn.known)
    assert all(0 <= x <= WIDTH and 0 <= y <= HEIGHT for x, y in places)
