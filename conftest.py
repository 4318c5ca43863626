"""What all tests share."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from django.core.cache import caches
from django.db import connection

from doudi.base import areas, guards, testing
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
def _nothing_remembered_by_other_tests(settings: Any) -> None:
    settings.CACHES = {
        name: {"BACKEND": "django.core.cache.backends.locmem.LocMemCache", "LOCATION": name}
        for name in ("default", "shared")
    }
    for name in settings.CACHES:
        caches[name].clear()  # the memory behind a name outlives a test


@pytest.fixture(autouse=True)
def _areas_are_read_anew() -> Iterator[None]:
    """Each test has counties of its own; their names, and the registers that reforms are tried on, are kept in memory."""
    areas.forget_names()
    basis.forget()
    yield
    areas.forget_names()


@pytest.fixture(scope="session")
def django_db_use_migrations() -> bool:
    """Tables straight from the models: the very ones that the migrations lead to (doudi/base/test_new_database.py), much sooner."""
    return False


@pytest.fixture(scope="session")
def django_db_setup(django_db_setup: None, django_db_blocker: Any) -> None:
    """And what migrations do beside making tables."""
    with django_db_blocker.unblock():
        guards.install(connection)
