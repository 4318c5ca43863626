"""What all tests share."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from doudi.base import areas, testing

testing.let_tests_empty_the_chain()


@pytest.fixture(autouse=True)
def _areas_are_read_anew() -> Iterator[None]:
    """Each test has counties of its own; their names are kept in memory."""
    areas.forget_names()
    yield
    areas.forget_names()
