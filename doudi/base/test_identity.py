"""Identity numbers as offices write them."""

from __future__ import annotations

import datetime as dt

import pytest
from hypothesis import given
from hypothesis import strategies as st
from stdnum.cn import ric

from doudi.base import identity
from doudi.base.identity import Flaw

GOOD = "369901198503072417"


def number_of(place: str, born: dt.date, sequence: int) -> str:
    first17 = f"{place}{born:%Y%m%d}{sequence:03d}"
    return first17 + identity.check_digit(first17)


numbers = st.builds(
    number_of,
    st.sampled_from(["110101", "360102", "369901", "440305", "659001", "810000", "830000"]),
    st.dates(dt.date(1910, 1, 1), dt.date(2026, 1, 1)),
    st.integers(0, 999),
)


def test_the_number_in_the_tests_is_sound() -> None:
    assert GOOD[:17] + identity.check_digit(GOOD[:17]) == number_of("369901", dt.date(1985, 3, 7), 241)


@pytest.mark.parametrize(
    "written",
    ["{}", " {} ", "'{}", "‘{}", "\u200b{}\ufeff", "{}\n", "\u3000{}", '"{}"', "`{}"],
)
def test_what_offices_put_around_a_number_falls_away(written: str) -> None:
    good = number_of("369901", dt.date(1985, 3, 7), 241)
    assert identity.read(written.format(good)).number == good


@pytest.mark.parametrize("x", ["x", "X", "×", "Х", "ｘ", "Ｘ"])
def test_all_that_stands_for_x_is_x(x: str) -> None:
    good = next(n for n in (number_of("369901", dt.date(1985, 3, 7), s) for s in range(100)) if n.endswith("X"))
    assert identity.read(good[:17] + x).number == good


@pytest.mark.parametrize(
    ("written", "flaw"),
    [
        (None, Flaw.BLANK),
        ("  '", Flaw.BLANK),
        ("3.69901E+17", Flaw.SCIENTIFIC),
        ("3.69901198503072e+17", Flaw.SCIENTIFIC),
        ("369901198503072000", Flaw.CUT),
        (369901198503072000.0, Flaw.CUT),
        ("369901198503072417.0", Flaw.CUT),
        ("36990119850307241", Flaw.LENGTH),
        ("3699011985030724177", Flaw.LENGTH),
        ("36990119850307", Flaw.LENGTH),
        ("369901198502302410", Flaw.BIRTH_DATE),
        ("369901187502282410", Flaw.BIRTH_DATE),
        ("36990119850307241A", Flaw.CHARACTERS),
        ("3699011985O3072417", Flaw.CHARACTERS),
        ("369901198503072410", Flaw.CHECK_DIGIT),
        ("369901851399241", Flaw.BIRTH_DATE),
        (1.5, Flaw.CHARACTERS),
    ],
)
def test_a_damaged_number_is_refused_with_the_reason(written: object, flaw: Flaw) -> None:
    """The check digit of the last one is not the right one; see the first test for that."""
    read = identity.read(written)
    assert (read.number, read.flaw) == (None, flaw)


def test_an_old_number_is_upgraded_even_from_a_numeric_cell() -> None:
    new = number_of("369901", dt.date(1962, 11, 5), 318)
    old = new[:6] + new[8:17]
    assert identity.read(old) == identity.Reading(new, upgraded=True)
    assert identity.read(float(old)) == identity.Reading(new, upgraded=True)


@pytest.mark.parametrize("place", ["810000", "820000", "830000", "710000", "911124"])
def test_permits_of_residents_from_elsewhere_are_numbers_too(place: str) -> None:
    number = number_of(place, dt.date(1981, 8, 3), 2)
    assert identity.read(number).number == number


def test_birth_date_sex_and_mask() -> None:
    number = number_of("360999", dt.date(1958, 4, 2), 636)
    assert (identity.born_on(number), identity.sex(number)) == (dt.date(1958, 4, 2), "女")
    assert identity.mask(number) == f"360999********{number[14:]}"
    assert identity.mask("12345") == "*****"


def test_r_cal_06_age_is_full_years() -> None:
    born = dt.date(1944, 2, 29)
    assert identity.age(born, dt.date(2024, 2, 28)) == 79
    assert identity.age(born, dt.date(2024, 2, 29)) == 80
    assert identity.age(born, dt.date(2025, 2, 28)) == 80
    assert identity.age(born, dt.date(2025, 3, 1)) == 81


@given(numbers)
def test_the_check_digit_agrees_with_stdnum(number: str) -> None:
    assert identity.check_digit(number[:17]) == ric.calc_check_digit(number)


@given(numbers)
def test_reading_twice_changes_nothing_and_the_key_keeps_all(number: str) -> None:
    assert identity.read(number).number == number
    assert identity.from_key(identity.key(number)) == number
    assert identity.key(number) < 2**63


@given(numbers, st.integers(0, 17), st.sampled_from("0123456789X"))
def test_one_wrong_character_is_always_noticed(number: str, place: int, character: str) -> None:
    wrong = number[:place] + character + number[place + 1 :]
    assert wrong == number or identity.read(wrong).number is None


@given(numbers, st.integers(0, 16))
def test_two_neighbours_swapped_are_always_noticed(number: str, place: int) -> None:
    swapped = number[:place] + number[place + 1] + number[place] + number[place + 2 :]
    assert swapped == number or identity.read(swapped).number is None


@given(st.text(max_size=24))
def test_whatever_stands_in_a_cell_gives_a_number_or_a_reason(written: str) -> None:
    read = identity.read(written)
    assert (read.number is None) != (read.flaw is None)
    assert read.number is None or identity.is_valid(read.number)
