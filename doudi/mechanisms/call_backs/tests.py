"""The lot: the same however often it is drawn, of about the share, and never more than there are."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from doudi.mechanisms.call_backs.drawing import by_share, in_turn, number_of, so_many

ROWS = st.lists(st.integers(0, 10**6), unique=True, max_size=60)


@given(ROWS, st.integers(0, 100), st.integers(0, 20), st.randoms())
def test_a_closed_list_gives_the_same_so_many_in_whatever_order_it_comes(
    rows: list[int], share: int, least: int, dice: object
) -> None:
    drawn = so_many(rows, share, seed=str, least=least)
    assert drawn == so_many(rows[::-1], share, seed=str, least=least)
    assert len(drawn) == number_of(len(rows), share, least=least) <= len(rows)
    assert len(drawn) * 100 >= min(len(rows) * share, len(rows) * 100)
    assert set(drawn) <= set(rows)
    assert drawn == in_turn(rows, seed=str)[: len(drawn)], "who comes up for somebody not reached is the next in turn"


@given(ROWS, ROWS, st.integers(0, 100))
def test_drawn_day_by_day_or_all_at_once_falls_upon_the_same(one: list[int], two: list[int], share: int) -> None:
    both = by_share([*one, *two], share, seed=str)
    assert both == [*by_share(one, share, seed=str), *by_share(two, share, seed=str)]


def test_a_tenth_is_about_a_tenth_and_another_seed_falls_upon_others() -> None:
    rows = list(range(5000))
    fallen = by_share(rows, 10, seed=lambda each: f"一|{each}")
    assert 400 < len(fallen) < 600
    assert fallen != by_share(rows, 10, seed=lambda each: f"二|{each}")
    assert by_share(rows, 0, seed=str) == []
    assert by_share(rows, 100, seed=str) == rows
