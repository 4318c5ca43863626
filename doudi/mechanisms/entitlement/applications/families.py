"""From an application's facts to the family that the rules see."""

from __future__ import annotations

from collections.abc import Mapping

from doudi.base.months import month_of
from doudi.mechanisms.entitlement.applications.models import OfPerson
from doudi.mechanisms.entitlement.family import Family, Given, Member
from doudi.mechanisms.entitlement.rules import HOUSEHOLD, PERSON, Level, Rules
from doudi.mechanisms.registry.models import Person

INVESTIGATED, REGISTERED = "调查核实", "户籍登记"


def of_person(row: OfPerson, book: Rules) -> Family:
    """One person: what was found of him, and his month of birth as the register has it."""
    return Family(row.person.party.name, given(row.facts, book, HOUSEHOLD), [member(row.person, row.facts, book)])


def member(person: Person, facts: Mapping[str, int], book: Rules, label: str = "") -> Member:
    """A person with those of the facts that are a person's. The register knows when he was born."""
    figures = given(facts, book, PERSON)
    if person.born_on is not None and "born" in book.all_facts:
        figures["born"] = Given(month_of(person.born_on), REGISTERED)
    return Member(str(person.pk), label or person.party.name, figures)


def given(facts: Mapping[str, int], book: Rules, level: Level) -> dict[str, Given | int | None]:
    """Those of the facts that are of a level, each as investigated."""
    known = book.all_facts
    return {
        name: Given(int(value), INVESTIGATED)
        for name, value in facts.items()
        if name in known and known[name].level is level
    }
