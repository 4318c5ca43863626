"""Every rule that the program names has a story that carries its id in its name: whoever adds a rule tells it, too."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

HERE = Path(__file__).resolve().parents[1]
# Assistance: who decides, dibao, tekun, temporary assistance, rigid expenditure, near relatives, notices, the reserve, deferred exits,
# what changes afterwards, the check of a household's means.
FAMILIES = ("ORG", "DIBAO", "TK", "TEMP", "RIGID", "REL", "PUB", "RES", "EXIT", "DYN", "CHK")
_NAMED = re.compile(r"R-([A-Z]+)-(\d\d)(?:\.\.(\d\d))?")
_STORY = re.compile(r"def test_(\w+)")
_TOLD = re.compile(r"(?:^|_)r_([a-z]+)_(\d\d)(?=_|$)")


def named(family: str) -> set[str]:
    """The ids of a family that docstrings, comments and declarations of the program name."""
    found = set()
    for file in (HERE / "doudi").rglob("*.py"):
        if not file.name.startswith("test"):
            for code, first, last in _NAMED.findall(file.read_text("utf-8")):
                if code == family:
                    found |= {f"R-{code}-{each:02}" for each in range(int(first), int(last or first) + 1)}
    return found


def told(family: str) -> set[str]:
    """The ids of a family that stand in the name of a test."""
    found = set()
    for folder in ("doudi", "tests"):
        for file in (HERE / folder).rglob("test*.py"):
            for name in _STORY.findall(file.read_text("utf-8")):
                found |= {f"R-{code.upper()}-{number}" for code, number in _TOLD.findall(name)}
    return {each for each in found if each.split("-")[1] == family}


@pytest.mark.parametrize("family", FAMILIES)
def test_every_rule_that_is_named_is_told(family: str) -> None:
    assert named(family)
    assert named(family) <= told(family), f"没有带编号的测试: {sorted(named(family) - told(family))}"
