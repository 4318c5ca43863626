"""Each worked example of social assistance is a test that carries its number, and so is each rule that a flow holds."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

HERE = Path(__file__).parent.parent
# What belongs to rules, awards, money and lists; the examples of figures are with the indicators.
WANTED = {*range(1, 35), 38, 39, 40}
# These go through the flows and pages, too: in one of these rooms, not among the rules alone.
THROUGH_FLOWS = {*range(11, 18), 21, 26, *range(29, 35), 38}
FLOWS = (
    "doudi/programmes/assistance/*/test_flow*.py",
    "doudi/programmes/assistance/*/test_reserves.py",
    "doudi/programmes/assistance/dibao/after/test*.py",
    "doudi/programmes/disability/*/test_flow*.py",
    "doudi/programmes/office/publicity/tests.py",
    "tests/funds/test*.py",
    "tests/near_relatives/test*.py",
)
RULES = {
    "dibao": {1, 2, 3, 4, 10, 11, 12, 13, 14, 15},
    "tk": {1, 2, 3, 4, 5, 6},
    "temp": {1, 2, 3, 4, 5, 6},
    "rigid": {1, 2},
    "rel": {1, 2, 3, 4, 5, 6},
    "pub": {1, 2, 3, 4, 5},
}


def named(pattern: str, *places: str) -> set[int]:
    """The numbers that the names of tests carry."""
    paths = [path for place in places for path in HERE.glob(place)]
    assert paths, places
    texts = [path.read_text(encoding="utf-8") for path in paths]
    return {int(each) for text in texts for each in re.findall(rf"def test_\w*?{pattern}_", text)}


def test_every_example_is_a_test_with_its_number() -> None:
    assert sorted(WANTED - named(r"ex_(\d\d)", "doudi/**/test*.py", "tests/**/test*.py")) == []


def test_every_example_of_the_flows_goes_through_one() -> None:
    assert sorted(THROUGH_FLOWS - named(r"ex_(\d\d)", *FLOWS)) == []


@pytest.mark.parametrize("family", RULES)
def test_every_rule_that_a_flow_holds_is_a_test_with_its_id(family: str) -> None:
    found = named(rf"r_{family}_(\d\d)", "doudi/**/test*.py", "tests/**/test*.py")
    assert sorted(RULES[family] - found) == []
