"""The reader of one identity number (base) and the reader of whole columns (exchange) are two; they must say the same."""

from __future__ import annotations

import datetime as dt

import polars as pl
from hypothesis import given, settings
from hypothesis import strategies as st

from doudi.base import identity
from doudi.base.stories import number_of
from doudi.mechanisms.exchange.normalise import identities

numbers = st.builds(number_of, st.dates(dt.date(1880, 1, 1), dt.date(2026, 1, 1)), st.integers(0, 999))


def messy(number: str, kind: int, place: int, character: str) -> str:
    return (
        number,
        f"'{number.lower()}",
        f" {number[:6]} {number[6:]}\u3000",
        number[:6] + number[8:17],
        number[:15] + "000",
        "".join(chr(ord(each) + 0xFEE0) for each in number),
        number[:place] + character + number[place + 1 :],
        number[:place],
        f"{number[0]}.{number[1:6]}E+17",
        f"{number}\u200b",
    )[kind]


cells = st.builds(messy, numbers, st.integers(0, 9), st.integers(0, 17), st.sampled_from("0123456789XOl-"))


@given(st.lists(cells, min_size=1, max_size=30))
@settings(max_examples=60, deadline=None)
def test_both_readers_accept_and_refuse_the_same(written: list[str]) -> None:
    assert identities(pl.Series(written))["value"].to_list() == [identity.read(each).number for each in written]
