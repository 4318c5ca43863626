"""The engine: the signature is the graph, levels meet by `home`, wrong declarations are found."""

from __future__ import annotations

from typing import Any

import numpy as np
import pytest

from doudi.base.documents import COUNTY
from doudi.base.months import parse_month
from doudi.base.once import read_once
from doudi.base.refused import Refused
from doudi.mechanisms.entitlement.columns import Column, Facts, Flags, Homes, where
from doudi.mechanisms.entitlement.family import Family, Member
from doudi.mechanisms.entitlement.parameters_entered import queries as parameters
from doudi.mechanisms.entitlement.policy import Policy, Terms, parameter, since
from doudi.mechanisms.entitlement.rules import HOUSEHOLD, PERSON, Fact, Rules, citing, faults
from doudi.mechanisms.entitlement.units import FLAG, NUMBER, PEOPLE, YUAN


class Invented(Policy):
    code = "invented"
    name = "虚构"

    each = parameter("每人", YUAN, since("2024-01-01", 10, COUNTY, "D"), basis=COUNTY["测试"])


def book() -> Rules:
    rules = Rules(
        "invented",
        "虚构补助",
        (Invented,),
        (
            Fact("barred", HOUSEHOLD, "不予发放", FLAG),
            Fact("present", PERSON, "在家", FLAG, needed=True),
            Fact("extra", PERSON, "增发"),
        ),
    )

    @rules.household("合计", COUNTY["测试"], say="{people} 人共 {amount} 元")
    def amount(people: Column, shares: Column) -> Column:
        return where(people > 0, shares, 0)

    @rules.person("份额", COUNTY["测试"])
    def share(present: Flags, barred: Flags, each: int, extra: Column) -> Column:
        return where(present & ~barred, each + extra, 0)

    @rules.household("份额合计", COUNTY["测试"])
    def shares(home: Homes, share: Column) -> Column:
        return home.sum(share)

    @rules.household("人数", COUNTY["测试"], unit=PEOPLE)
    def people(home: Homes, present: Flags) -> Column:
        return home.sum(present)

    return rules


RULES = book()
TERMS: Terms = RULES.terms(parse_month("2024-09"))
REGISTER = Facts(
    {"barred": np.array([0, 1, 0], np.int8)},
    {"present": np.array([1, 1, 1, 0, 0], np.int8), "extra": np.array([0, 5, 7, 0, 0], np.int32)},
    np.array([2, 1, 2]),
)


def test_rules_may_stand_in_any_order_and_levels_meet() -> None:
    found = RULES.run(REGISTER, TERMS, "amount", "share", "people")
    assert found["amount"].tolist() == [2005, 0, 0]
    assert found["share"].tolist() == [1000, 1005, 0, 0, 0]
    assert found["people"].tolist() == [2, 1, 0]


def test_only_what_is_needed_is_computed_and_forgotten_after_its_last_use() -> None:
    steps = RULES.plan(("people",))
    assert [step.name for step in steps] == ["present", "people"]
    assert steps[-1].free == ("present",)


def test_narrow_columns_are_widened_before_they_are_reckoned_with() -> None:
    large = Facts({}, {"present": np.array([1], np.int8), "extra": np.array([2**31 - 1], np.int32)}, np.array([1]))
    assert RULES.run(large, TERMS)["amount"].tolist() == [2**31 - 1 + 1000]


def test_a_figure_given_takes_the_place_of_its_rule() -> None:
    given = {"shares": np.array([1, 2, 3])}
    assert RULES.run(REGISTER, TERMS, given=given)["amount"].tolist() == [1, 2, 0]


def test_a_register_without_a_needed_column_is_refused_in_words() -> None:
    with pytest.raises(Refused, match="名册缺少“在家”一列，无法核算虚构补助。"):
        RULES.run(Facts({}, {"extra": np.array([1])}, np.array([1])), TERMS)


@pytest.mark.parametrize(
    ("households", "persons", "sizes", "sentence"),
    [
        ({}, {"extra": np.array([1, 2])}, [1], "有2行，应有1行"),
        ({}, {"extra": np.array([0.5])}, [1], "不是整数，金额请换算成分"),
        ({}, {"extra": np.array([1])}, [1, 0], "第2户没有家庭成员"),
    ],
)
def test_a_register_that_does_not_fit_is_refused(
    households: dict[str, np.ndarray], persons: dict[str, np.ndarray], sizes: list[int], sentence: str
) -> None:
    with pytest.raises(Refused, match=sentence):
        Facts(households, persons, np.array(sizes))


def test_a_fact_nobody_knows_is_refused() -> None:
    with pytest.raises(Refused, match="虚构补助没有名为presnt的事实"):
        Family("张家", {}, (Member("1", "本人", {"presnt": 1}),)).facts(RULES)


def test_wrong_declarations_are_found() -> None:
    wrong = Rules("wrong", "错误", (Invented,), (Fact("number", HOUSEHOLD, "数", NUMBER),))

    @wrong.household("没有依据")
    def uncited(number: Column) -> Column:
        return number

    @wrong.household("说了不依据的", COUNTY["测试"], say="{number} 与 {each}")
    def amount(number: Column, nowhere: Column) -> Column:
        return number

    assert faults(wrong) == ["uncited: 没有依据", "amount: 句中的 each 不是它的依据", "amount: 没有 nowhere"]
    assert faults(RULES) == []


def test_a_circle_and_a_name_said_twice_are_refused_at_once() -> None:
    round_trip = Rules("circle", "循环", (Invented,))

    @round_trip.household("甲", COUNTY["测试"])
    def one(other: Column) -> Column:
        return other

    @round_trip.household("乙", COUNTY["测试"])
    def other(one: Column) -> Column:
        return one

    with pytest.raises(AssertionError, match="circle"):
        round_trip.plan(("one",))
    with pytest.raises(AssertionError, match="said twice"):
        round_trip.household("甲", COUNTY["测试"])(one)


def test_the_reverse_index_tells_what_rests_on_an_article() -> None:
    assert citing([RULES])[COUNTY["测试"]] == [
        "invented.amount",
        "invented.share",
        "invented.shares",
        "invented.people",
        "invented.each",
    ]


def test_another_text_of_the_rules_has_another_fingerprint() -> None:
    other = book()

    @other.household("另一条", COUNTY["测试"])
    def more(people: Column) -> Column:
        return people

    assert other.fingerprint != RULES.fingerprint
    assert book().fingerprint == RULES.fingerprint


@pytest.mark.django_db
def test_within_read_once_the_parameters_of_a_month_are_put_together_once(django_assert_num_queries: Any) -> None:
    month = parse_month("2024-06")
    with read_once(), django_assert_num_queries(1):
        first = parameters.terms(RULES, month)
        assert parameters.terms(RULES, month) is first
        assert parameters.terms(RULES, month + 1) is not first
    assert parameters.terms(RULES, month) is not first
