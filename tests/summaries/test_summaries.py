"""Ten texts that the reader was tuned on, and five that it was not: of their figures 95 in a hundred, of their faults 90."""

from __future__ import annotations

import pytest

from tests.summaries.scoring import Truth, score, texts, total


@pytest.mark.parametrize("kind", ["tuned", "held_out"])
def test_figures_and_faults_are_found(kind: str) -> None:
    figures, faults = total(kind)
    assert min(figures.precision, figures.recall) >= 0.95, figures
    assert min(faults.precision, faults.recall) >= 0.90, faults


@pytest.mark.parametrize("truth", texts("tuned") + texts("held_out"), ids=lambda truth: truth.name)
def test_a_text_says_what_its_truth_says(truth: Truth) -> None:
    """The marks of the truth themselves: every figure and fault lies in the text, and the text has no mark left."""
    assert not {"{", "}", "|"} & set(truth.words)
    assert truth.figures
    assert all(truth.words[start:end].strip() or kind == "blank" for start, end, kind in truth.faults)
    figures, _ = score(truth)
    assert figures.right + len(figures.missed) == len(truth.figures)
