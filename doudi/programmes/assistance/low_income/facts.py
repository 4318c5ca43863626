"""From an application to the facts that the rules count with: what was declared and investigated, and what the register and the awards know
by themselves and nobody is asked for."""

from __future__ import annotations

import datetime as dt
from collections.abc import Collection, Mapping

from doudi.base.months import month_of
from doudi.mechanisms.entitlement.applications.families import given, member
from doudi.mechanisms.entitlement.awards.queries import kinds_awarded
from doudi.mechanisms.entitlement.family import Family, Given
from doudi.mechanisms.entitlement.recognitions.queries import recognised_people
from doudi.mechanisms.entitlement.rules import HOUSEHOLD, Fact, Level
from doudi.mechanisms.registry.models import Category
from doudi.programmes.assistance.low_income.models import Application
from doudi.programmes.assistance.low_income.recognitions import BOTH, KNOWN, MARGINAL

_DIBAO = frozenset({Category.Kind.DIBAO_RURAL, Category.Kind.DIBAO_URBAN})
_ROLLS = "在册待遇"


def asked(kind: str, level: Level) -> tuple[Fact, ...]:
    """What a form asks for, of the household or of a member."""
    facts = BOTH[kind].book.all_facts.values()
    return tuple(each for each in facts if each.level is level and each.name not in KNOWN)


def family_of(row: Application, on: dt.date) -> Family:
    """The household as the rules see it on a day. Dibao, tekun and an earlier recognition are looked up, so that they are never out of
    date."""
    book = BOTH[row.kind].book
    members = list(row.members.select_related("person__party"))
    people = [each.person_id for each in members]
    household = given(row.facts, book, HOUSEHOLD)
    kinds = kinds_awarded(people, on)
    household["dibao"] = Given(int(bool(kinds & _DIBAO)), _ROLLS, on)
    household["tekun"] = Given(int(Category.Kind.TEKUN in kinds), _ROLLS, on)
    if row.kind == Application.Kind.RIGID:
        household["marginal"] = Given(int(recognised_people(people, on, MARGINAL.code).exists()), "认定名册", on)
        household["decided"] = Given(month_of(on), "认定决定", on)
    return Family(
        row.household.party.name,
        household,
        [member(each.person, each.facts, book, f"{each.said}{each.person.party.name}") for each in members],
    )


def plain(figures: Mapping[str, Given | int | None], names: Collection[str]) -> dict[str, int]:
    """Some frozen figures as an application keeps them."""
    values = {name: each.value if isinstance(each, Given) else each for name, each in figures.items() if name in names}
    return {name: int(value) for name, value in values.items() if value is not None}
