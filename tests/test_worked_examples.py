"""Each worked example of social assistance is a test that carries its number."""

from __future__ import annotations

import re
from pathlib import Path

HERE = Path(__file__).parent.parent
# What belongs to rules, awards, money and lists; the examples of flows, notices and figures are with their rooms.
WANTED = {*range(1, 11), 18, 19, *range(21, 34), 39, 40}


def test_every_example_of_rules_and_money_is_a_test_with_its_number() -> None:
    found: set[int] = set()
    for folder in (HERE / "doudi", HERE / "tests"):
        for path in folder.rglob("test*.py"):
            found |= {int(each) for each in re.findall(r"def test_ex_(\d\d)_", path.read_text(encoding="utf-8"))}
    assert sorted(WANTED - found) == []
