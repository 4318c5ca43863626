"""One household (or one person) with its facts, each with where it comes from; and how the engine gets them as columns."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from functools import cached_property

import numpy as np

from doudi.base.refused import Refused
from doudi.mechanisms.entitlement.columns import Facts
from doudi.mechanisms.entitlement.rules import HOUSEHOLD, Fact, Rules


@dataclass(frozen=True)
class Given:
    """A figure with its evidence; `value` None: asked for and not yet known."""

    value: int | None
    source: str = ""  # 核对报告2024-0912、残疾人证、入户调查
    on: dt.date | None = None
    entered_by: str = ""

    def __str__(self) -> str:
        return "、".join(
            each for each in (self.source, f"{self.on:%Y-%m-%d}" if self.on else "", self.entered_by) if each
        )


Figures = Mapping[str, Given | int | None]


@dataclass(frozen=True)
class Member:
    """A person of the household. `key` tells persons apart (never shown); `label`: 父亲张某某, as the worksheet names him."""

    key: str
    label: str
    figures: Figures = field(default_factory=dict)


@dataclass(frozen=True)
class Family:
    """What a worksheet is made from. Who is listed twice (the head again among the members) counts once (EX-40)."""

    label: str
    figures: Figures
    members: Sequence[Member]

    @cached_property
    def people(self) -> tuple[Member, ...]:
        merged: dict[str, Member] = {}
        for each in self.members:
            held = merged.get(each.key)
            merged[each.key] = each if held is None else Member(held.key, held.label, {**each.figures, **held.figures})
        return tuple(merged.values())

    @property
    def names(self) -> list[str]:
        return [each.label for each in self.people]

    def given(self, fact: Fact, row: int = 0) -> Given:
        """A fact of the household or of the row-th person, with its evidence."""
        figures = self.figures if fact.level is HOUSEHOLD else self.people[row].figures
        found = figures.get(fact.name)
        return found if isinstance(found, Given) else Given(None if found is None else int(found))

    def check(self, book: Rules) -> None:
        """Refuse a figure nobody knows."""
        known = book.all_facts
        for figures in (self.figures, *(each.figures for each in self.people)):
            if figures.keys() - known.keys():
                strange = [name for name in figures if name not in known]
                raise Refused(f"{book.name}没有名为{'、'.join(strange)}的事实,请核对。")

    def facts(self, book: Rules) -> Facts:
        """As columns; what is not known stands as its default, so that the rest can be computed. Refuses a figure nobody knows."""
        return facts_of([self], book)


def facts_of(families: Sequence[Family], book: Rules) -> Facts:
    """Many households as the same columns, one after another."""
    for each in families:
        each.check(book)
    of_households = [each.figures for each in families]
    of_persons = [person.figures for each in families for person in each.people]
    households: dict[str, np.ndarray] = {}
    persons: dict[str, np.ndarray] = {}
    for name, fact in book.all_facts.items():
        into, rows = (households, of_households) if fact.level is HOUSEHOLD else (persons, of_persons)
        found = (figures.get(name) for figures in rows)
        values = [each.value if isinstance(each, Given) else each for each in found]
        if fact.needed or any(value is not None for value in values):
            into[name] = np.array([fact.default if value is None else int(value) for value in values], np.int64)
    return Facts(households, persons, np.array([len(each.people) for each in families]))
