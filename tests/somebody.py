"""Families of whom anything may be so, within what the facts of a book of rules can hold; for properties of every programme."""

from __future__ import annotations

from hypothesis import strategies as st

from doudi.base.months import parse_month
from doudi.mechanisms.entitlement.family import Family, Member
from doudi.mechanisms.entitlement.rules import HOUSEHOLD, PERSON, Fact, Level, Rules
from doudi.mechanisms.entitlement.testing import fen
from doudi.mechanisms.entitlement.units import FLAG, MONTH, YUAN

SEPTEMBER = parse_month("2024-09")


@st.composite
def somebody(draw: st.DrawFn, book: Rules) -> Family:
    """A household (or a person) of which anything may be so, within what its facts can hold."""

    def figure(fact: Fact) -> int:
        if fact.unit.names is not None:
            return int(draw(st.sampled_from(list(fact.unit.names))))
        if fact.unit is FLAG:
            return draw(st.integers(0, 1))
        if fact.unit is MONTH:
            return draw(st.one_of(st.just(fact.default), st.integers(SEPTEMBER - 100 * 12, SEPTEMBER + 12)))
        return draw(st.integers(0, fen(3_000)) if fact.unit is YUAN else st.integers(0, 12))

    def some(level: Level) -> dict[str, int]:
        of_level = [each for each in book.all_facts.values() if each.level is level]
        return {each.name: figure(each) for each in of_level if each.needed or draw(st.booleans())}

    people = draw(st.integers(1, 3)) if book.level(book.result) is HOUSEHOLD else 1
    return Family("张家", some(HOUSEHOLD), [Member(str(n), f"第{n + 1}人", some(PERSON)) for n in range(people)])
