"""Money in whole fen."""

from __future__ import annotations

from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from doudi.base.money import Rounding, in_capitals, parse_money, round_entitlement, short_yuan, wan_yuan, yuan


@pytest.mark.parametrize(
    ("written", "fen"),
    [
        ("911", 91100),
        ("911.00元", 91100),
        ("¥1,234.5", 123450),
        ("¥ 1，234．56 ", 123456),
        ("0.25万元", 250000),
        ("249.85万", 249850000),
        ("-12.30", -1230),
        ("55分", 55),
        ("3角", 30),
        (".5", 50),
        ("1亿元", 10_000_000_000),
        ("600元整", 60000),
    ],
)
def test_money_as_people_write_it(written: str, fen: int) -> None:
    assert parse_money(written) == fen


def test_the_unit_of_the_column_holds_where_the_cell_has_none() -> None:
    assert parse_money("0.0715", unit="万元") == 71500
    assert parse_money("715元", unit="万元") == 71500


@pytest.mark.parametrize("written", ["", "-", "约500", "12.3.4", "1.234", "五百元", "0.005元"])
def test_what_is_no_amount_gets_a_sentence(written: str) -> None:
    with pytest.raises(ValueError, match="金额"):
        parse_money(written)


@pytest.mark.parametrize(
    ("fen", "rounding", "rounded"),
    [
        (35450, Rounding.CEIL_YUAN, 35500),  # EX-03: 354.50 becomes 355
        (1, Rounding.CEIL_YUAN, 100),  # EX-02: 0.01 becomes 1
        (91100, Rounding.CEIL_YUAN, 91100),
        (35451, Rounding.CEIL_JIAO, 35460),
        (Fraction(182200, 3), Rounding.ROUND_FEN, 60733),  # EX-21: 607.33
        (Fraction(182200, 3), Rounding.CEIL_YUAN, 60800),  # EX-21: 608
        (-150, Rounding.CEIL_YUAN, -100),
    ],
)
def test_entitlements_are_rounded_as_the_county_says(fen: int | Fraction, rounding: Rounding, rounded: int) -> None:
    assert round_entitlement(fen, rounding) == rounded


def test_money_as_it_is_shown() -> None:
    assert (yuan(7141138500), yuan(-5), short_yuan(91100), short_yuan(91050)) == (
        "71,411,385.00",
        "-0.05",
        "911",
        "910.50",
    )
    assert (wan_yuan(249850000), wan_yuan(7141138500)) == ("249.85", "7,141.14")


@given(st.integers(-(10**14), 10**14))
def test_what_is_shown_is_read_again(fen: int) -> None:
    assert parse_money(yuan(fen)) == fen


@pytest.mark.parametrize(
    ("fen", "words"),
    [
        (0, "零元整"),
        (91_100, "玖佰壹拾壹元整"),
        (123_456, "壹仟贰佰叁拾肆元伍角陆分"),
        (1_000_205, "壹万零贰元零伍分"),
        (1_002_050, "壹万零贰拾元伍角整"),
        (30, "叁角整"),
        (5, "伍分"),
        (10_000_000_00, "壹仟万元整"),
        (100_000_001_00, "壹亿零壹元整"),
        (100_010_000_00, "壹亿零壹万元整"),
        (1_020_304_00, "壹佰零贰万零叁佰零肆元整"),
        (249_850_000, "贰佰肆拾玖万捌仟伍佰元整"),
        (-5_000, "负伍拾元整"),
    ],
)
def test_an_amount_in_capitals_as_cheques_write_it(fen: int, words: str) -> None:
    assert in_capitals(fen) == words
