"""R-CEM-01 to R-CEM-06 as pure functions, with the worked examples of the brief."""

from __future__ import annotations

from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from doudi.programmes.funeral.cemeteries import rules
from doudi.programmes.funeral.cemeteries.rules import Found

LIMITS = {"single_cm2": 5000, "double_cm2": 8000}
SQUARE = [(0.0, 0.0), (10.0, 0.0), (10.0, 10.0), (0.0, 10.0)]
NOTCHED = [(0.0, 0.0), (10.0, 0.0), (10.0, 10.0), (6.0, 10.0), (6.0, 4.0), (4.0, 4.0), (4.0, 10.0), (0.0, 10.0)]


def found(measured: Found, approved: int = 66_666_700, plots: int | None = 500) -> list[rules.Fault]:
    return rules.faults(
        measured, approved_cm2=approved, approved_plots=plots, red_line=SQUARE, limits=LIMITS, tolerance=2
    )


def test_we_07_a_double_plot_too_large_and_ground_beyond_what_was_approved() -> None:
    plot, area = found(Found(74_500_000, double_cm2=10_500))
    assert (plot.rule, plot.violation) == ("R-CEM-01", "V03")
    assert "超0.25平方米（31.25%）" in plot.words
    assert (area.rule, area.violation) == ("R-CEM-04", "V04")
    assert "1.1175倍" in area.words
    assert "批准6,666.67平方米" in area.words


def test_we_08_what_is_needed_and_how_long_what_is_free_lasts() -> None:
    assert rules.deaths_a_year(2800, 750) == 21
    assert rules.plots_needed(2800, mortality=750, share=100, years=20, reserve=10) == 462
    years = rules.years_left(500 - 437, 3 * 21)
    assert years == 3
    assert rules.warning(years, amber=5, red=2) == "warn"


@pytest.mark.parametrize(("years", "tint"), [(Fraction(5), ""), (Fraction(499, 100), "warn"), (Fraction(2), "warn"), (Fraction(199, 100), "danger"), (None, "")])  # fmt: skip
def test_r_cem_06_amber_under_five_and_red_under_two(years: Fraction | None, tint: str) -> None:
    assert rules.warning(years, amber=5, red=2) == tint


def test_r_cem_04_the_tolerance_itself_is_allowed_and_a_plot_more_is_not() -> None:
    assert found(Found(102_000, plots=500), approved=100_000) == []
    assert [each.rule for each in found(Found(102_001), approved=100_000)] == ["R-CEM-04"]
    (fault,) = found(Found(1, plots=501))
    assert "超1个" in fault.words
    assert found(Found(1, plots=501), plots=None) == []


def test_r_cem_04_outside_the_red_line_is_found_also_across_a_notch() -> None:
    assert not rules.outside(SQUARE, SQUARE)
    assert rules.outside([(1, 1), (11, 1), (1, 9)], SQUARE)
    across = [(3.0, 9.0), (7.0, 9.0), (7.0, 1.0), (3.0, 1.0)]  # every corner inside, the side between two of them not
    assert rules.outside(across, NOTCHED)
    assert not rules.outside(across, SQUARE)
    assert not rules.outside([], SQUARE)


@given(st.lists(st.tuples(st.floats(0, 10), st.floats(0, 10)), min_size=3, max_size=8))
def test_whatever_lies_in_a_square_is_not_outside_it(corners: list[tuple[float, float]]) -> None:
    assert not rules.outside(corners, SQUARE)


@given(st.integers(0, 10**6), st.integers(1, 10**5))
def test_years_left_times_the_yearly_placements_are_the_free_plots(free: int, placed: int) -> None:
    years = rules.years_left(free, placed)
    assert years is not None
    assert years * placed / 3 == free


def test_figures_are_written_rounded_half_up() -> None:
    assert rules.written(Fraction(31245, 1000), 2) == "31.25"
    assert rules.square_metres(66_666_700) == "6,666.67"
