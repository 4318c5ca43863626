"""Who finds something tells it by its kind; who takes that kind is nobody's business but his own."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence

import pytest

from doudi.base.models import User
from doudi.mechanisms.casework.clues import TAKERS, Clue, Taker, tell

NOW = dt.datetime(2024, 9, 12, 9, 30, tzinfo=dt.timezone(dt.timedelta(hours=8)))


def test_a_clue_reaches_whoever_takes_its_kind(monkeypatch: pytest.MonkeyPatch) -> None:
    known: set[str] = set()

    def take(clues: Sequence[Clue], by: User | None, at: dt.datetime) -> int:
        fresh = {each.key for each in clues} - known
        known.update(fresh)
        return len(fresh)

    monkeypatch.setattr("doudi.mechanisms.casework.clues.TAKERS", dict(TAKERS))
    Taker("test.kind", take)
    one, two = (Clue("test.kind", "V01", "线索", "情况", "369999", key) for key in ("1", "2"))
    other = Clue("test.nobody", "V01", "线索", "情况", "369999", "3")
    assert tell([one, other], by=None, at=NOW) == 1
    assert tell([one, two], by=None, at=NOW) == 1
    assert known == {"1", "2"}
