"""The browser of the desk's stories, a county and its clock."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
from django.core.cache import cache

from doudi.base.models import Area
from doudi.base.stories import VILLAGE
from doudi.desk.conftest import chromium, complaints, page
from doudi.programmes.assistance.dibao.stories import Hall
from tests.clock import Clock, started
from tests.stories.hands import FILED

__all__ = ["chromium", "complaints", "page"]


@pytest.fixture
def clock(monkeypatch: pytest.MonkeyPatch) -> Clock:
    return started(monkeypatch, FILED)


@pytest.fixture
def hall(clock: Clock, tmp_path: Path, settings: Any) -> Hall:
    """Everybody in office; the village lies in the town."""
    settings.FILES_ROOT = tmp_path / "files"
    cache.clear()
    made = Hall()
    Area.objects.filter(code=VILLAGE).update(urban=True)
    return made


@pytest.fixture
def county(hall: Hall) -> None:
    """What the browser is opened in."""
