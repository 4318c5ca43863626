"""What dibao suggests at the front door: the same line and the same equal-is-not-below as the decision."""

from __future__ import annotations

import datetime as dt

import pytest

from doudi.mechanisms.entitlement.front_door.declare import HeldFact, Home, Someone, When
from doudi.mechanisms.registry.models import Category
from doudi.programmes.assistance.dibao.door import DIBAO_DOOR, SINGLE_DOOR

pytestmark = pytest.mark.django_db
WHEN = When(dt.date(2024, 9, 12))


def family(income: int | None = None, *people: Someone, urban: bool = True) -> Home:
    """Three people of the town, unless others are named; `income` in fen as it was said."""
    three = people or tuple(Someone(number, f"人{number}", "户主", dt.date(1980, 1, 1), "男") for number in (1, 2, 3))
    return Home(1, "H1", "369999100201", urban, three, said={} if income is None else {"monthly_income": income})


def test_ex_01_three_people_of_the_town_with_1894_yuan_are_suggested() -> None:
    (found,) = DIBAO_DOOR.suggests([family(189_400)], WHEN)
    assert found.someone is None
    assert "低于3口人的低保线2,805元" in found.reason


def test_ex_02_the_line_itself_is_not_below_it() -> None:
    """935 yuan for one person: a wage of 935.00 after its costs of employment is equal, a fen less is below."""
    alone = Someone(1, "独居", "户主", dt.date(1980, 1, 1), "男")
    at_line = 93_500 + 93_500 * 30 // 100
    assert not DIBAO_DOOR.suggests([family(at_line, alone)], WHEN)
    assert DIBAO_DOOR.suggests([family(at_line - 1, alone)], WHEN)


def test_without_an_income_nothing_is_suggested_and_who_receives_it_is_left_alone() -> None:
    assert not DIBAO_DOOR.suggests([family()], WHEN)
    home = family(100)
    has_it = Home(1, "H1", home.area_code, True, home.people, frozenset({Category.Kind.DIBAO_URBAN}), said=home.said)
    assert not DIBAO_DOOR.suggests([has_it], WHEN)


def held(code: str, value: int = 1) -> HeldFact:
    return HeldFact(1, code, value, "", "名单")


@pytest.mark.parametrize(
    ("kind", "grade", "edge", "suggested"),
    [
        (4, 1, True, True),
        (4, 2, True, True),
        (4, 3, True, False),
        (5, 3, True, True),
        (6, 3, True, True),
        (4, 1, False, False),
    ],
)
def test_ex_07_who_may_be_covered_alone(kind: int, grade: int, edge: bool, suggested: bool) -> None:
    facts = {"disability": held("disability", kind), "disability_grade": held("disability_grade", grade)}
    if edge:
        facts["edge"] = held("edge")
    someone = Someone(1, "残疾人", "子", dt.date(2000, 1, 1), "男", held=facts)
    assert bool(SINGLE_DOOR.suggests([family(None, someone)], WHEN)) is suggested
