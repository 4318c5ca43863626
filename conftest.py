"""What all tests share."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from doudi.base import areas, testing
from doudi.mechanisms.entitlement.simulations import basis

testing.let_tests_empty_the_chain()


@pytest.fixture(scope="session")
def prepared(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Where the comparisons of this session keep what they made ready."""
    return tmp_path_factory.mktemp("prepared")


@pytest.fixture(autouse=True)
def _prepared_elsewhere(prepared: Path, settings: Any) -> None:
    settings.PREPARED_ROOT = prepared


@pytest.fixture(autouse=True)
def _areas_are_read_anew() -> Iterator[None]:
    """Each test has counties of its own; their names, and the registers that reforms are tried on, are kept in memory."""
    areas.forget_names()
    basis.forget()
    yield
    areas.forget_names()
