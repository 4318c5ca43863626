"""Every defect sown into a copy of the ledger is found by the simulated years; the right ledger passes the same ones."""

from __future__ import annotations

from typing import Any

import pytest
from django.db import transaction

from tests.ledger_years.defects import DEFECTS, Defect, sown
from tests.ledger_years.year import Year

TRIES = 12  # years until a defect must have shown


class _Found(Exception):
    """Takes back what the year has written."""


@pytest.fixture(autouse=True)
def _files_elsewhere(settings: Any, tmp_path: Any) -> None:
    settings.FILES_ROOT = tmp_path


@pytest.mark.django_db
@pytest.mark.parametrize("defect", DEFECTS, ids=lambda defect: defect.name.replace(" ", "_"))
def test_a_sown_defect_is_found(defect: Defect) -> None:
    with sown(defect):
        assert any(finds(seed) for seed in range(1, TRIES + 1)), f"没有发现:{defect.name}"


def finds(seed: int) -> bool:
    """Whether the year of this seed goes wrong: a sum that does not fit, something refused that should not be, or the reverse."""
    try:
        with transaction.atomic():
            try:
                Year(seed).run()
            except Exception as error:
                raise _Found from error
            transaction.set_rollback(True)
    except _Found:
        return True
    return False


def test_each_defect_has_a_name_of_its_own() -> None:
    assert len({defect.name for defect in DEFECTS}) == len(DEFECTS)
