"""What a decision changed: every figure before and after, by the facts that were frozen with it and with the one before."""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from doudi.mechanisms.entitlement.awards.models import AwardChange
from doudi.mechanisms.entitlement.rules import Rules
from doudi.mechanisms.entitlement.units import Unit

Figures = Mapping[str, int]


@dataclass(frozen=True)
class Difference:
    """One fact: of whom (empty: the household), as kept before and after; None where it was not given."""

    who: str
    label: str
    unit: Unit
    before: int | None
    after: int | None


@dataclass(frozen=True)
class Step:
    """A change with the amount before and after it (None: it did not touch the amount), who joined and left, and every fact that
    differs from the facts before."""

    change: AwardChange
    before: int | None
    after: int | None
    joined: tuple[str, ...]
    left: tuple[str, ...]
    facts: tuple[Difference, ...]


def told(book: Rules, changes: Iterable[AwardChange], names: Mapping[str, str]) -> list[Step]:
    """Changes in their order, each against the facts before it. `names`: key of a person → how he is called."""
    found: list[Step] = []
    figures, amount = "", None
    for each in changes:
        joined, left, facts = _apart(book, figures, each.figures, names) if each.figures and figures else ((), (), ())
        found.append(Step(each, amount, each.amount, joined, left, tuple(facts)))
        figures = each.figures or figures
        amount = each.amount if each.amount is not None else amount
    return found


def keys_in(changes: Iterable[AwardChange]) -> set[str]:
    """The keys of everybody whom frozen facts tell of."""
    return {key for each in changes if each.figures for key, _ in json.loads(each.figures)[1]}


def _apart(
    book: Rules, before: str, after: str, names: Mapping[str, str]
) -> tuple[tuple[str, ...], tuple[str, ...], list[Difference]]:
    (home, people), (home_now, people_now) = json.loads(before), json.loads(after)
    was, now = dict(people), dict(people_now)
    facts = _differing(book, "", home, home_now)
    for key in now:
        if key in was:
            facts += _differing(book, names.get(key, ""), was[key], now[key])
    joined = tuple(names.get(key, "") for key in now if key not in was)
    left = tuple(names.get(key, "") for key in was if key not in now)
    return joined, left, facts


def _differing(book: Rules, who: str, before: Figures, after: Figures) -> list[Difference]:
    """Facts in the order of the book; one that nobody declares any more is left out."""
    return [
        Difference(who, fact.label, fact.unit, before.get(name), after.get(name))
        for name, fact in book.all_facts.items()
        if before.get(name) != after.get(name)
    ]
