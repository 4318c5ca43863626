"""The demo's second pair of hands: a process of its own, or nobody and the thing is done when it is asked for."""

from __future__ import annotations

import math
import os
from pathlib import Path

import pytest

from doudi.demo.hands import Hands, meanwhile
from doudi.mechanisms.exchange.intake import take_in
from doudi.programmes.integrity.data_matching.sources import SOURCES


@pytest.mark.parametrize("lent", [True, False])
def test_what_was_given_away_comes_back_as_if_done_here(lent: bool, tmp_path: Path) -> None:
    file = tmp_path / "死亡人口名单(2024年11月).csv"
    file.write_text("姓名,身份证号码,死亡日期\n张三,36997719500101001X,2024-11-03\n", encoding="utf-8")
    here = take_in([file], SOURCES, month=2024 * 12 + 10)
    with Hands(lent=lent) as hands:
        root, read = hands.give(math.sqrt, 49), hands.give(take_in, [file], SOURCES, month=2024 * 12 + 10)
        there = read()
        assert (root(), root()) == (7, 7)
    assert [(each.source.code, each.rows) for each in there.parts] == [
        (each.source.code, each.rows) for each in here.parts
    ]
    assert there.problems == here.problems


def test_a_failure_there_is_told_here() -> None:
    with Hands(lent=True) as hands, pytest.raises(ZeroDivisionError):
        hands.give(divmod, 1, 0)()


def test_what_is_begun_meanwhile_is_waited_for_and_its_failure_is_not_lost(tmp_path: Path) -> None:
    done = tmp_path / "done"
    wait = meanwhile(done.touch)
    wait()
    assert done.exists()
    if hasattr(os, "fork"):
        with pytest.raises(RuntimeError, match="没有完成"):
            meanwhile(_fails)()


def _fails() -> None:
    os._exit(3)
