"""The browser and the clock of stories, for those of funerals."""

from __future__ import annotations

import pytest

from doudi.desk.conftest import chromium, complaints, page
from tests.clock import Clock, started

__all__ = ["chromium", "complaints", "page"]


@pytest.fixture
def clock(monkeypatch: pytest.MonkeyPatch) -> Clock:
    return started(monkeypatch, "2026-08-14")
