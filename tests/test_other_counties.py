"""Lists in the words, layouts and formats of counties that nobody saw: recognised, or left to a person, never taken for another."""

from __future__ import annotations

import pytest

from tests.other_counties.measure import Score, measure, measure_strangers


@pytest.mark.parametrize("kept_back", [False, True])
def test_lists_of_other_counties_are_read(kept_back: bool) -> None:
    score = Score()
    for seed in (31, 32):
        measure(seed, score, kept_back=kept_back)
    assert not score.mistaken
    assert score.recognised >= 0.92 * score.files, score.unsure
    assert score.right >= 0.90 * score.columns, score.wrong
    assert len(score.rows_lost) <= 0.01 * score.files, score.rows_lost
    assert len(score.false) <= 0.01 * score.columns, score.false


def test_lists_that_nobody_asked_for_are_left_to_a_person() -> None:
    assert measure_strangers(31) == []
