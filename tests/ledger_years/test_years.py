"""Twenty simulated years in the tests, a thousand by `make soak`: nothing lost, nothing doubled, no floor broken."""

from __future__ import annotations

import os
from typing import Any

import pytest

from tests.ledger_years.year import Year

YEARS = int(os.environ.get("SIMULATED_YEARS", "20"))
FIRST = int(os.environ.get("SIMULATED_FROM", "1"))


@pytest.fixture(autouse=True)
def _files_elsewhere(settings: Any, tmp_path: Any) -> None:
    settings.FILES_ROOT = tmp_path


@pytest.mark.django_db
@pytest.mark.parametrize("seed", range(FIRST, FIRST + YEARS))
def test_a_year_in_which_everything_happens_leaves_every_fen_accounted_for(seed: int) -> None:
    Year(seed).run()
