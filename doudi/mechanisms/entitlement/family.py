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

    def facts(self, book: Rules) -> Facts:
        """As columns; what is not known stands as its default, so that the rest can be computed. Refuses a figure nobody knows."""
        known = book.all_facts
        for figures in (self.figures, *(each.figures for each in self.people)):
            strange = [name for name in figures if name not in known]
            if strange:
                raise Refused(f"{book.name}没有名为{'、'.join(strange)}的事实,请核对。")
        households: dict[str, np.ndarray] = {}
        persons: dict[str, np.ndarray] = {}
        for name, fact in known.items():
            into, rows = (households, 1) if fact.level is HOUSEHOLD else (persons, len(self.people))
            values = [self.given(fact, row).value for row in range(rows)]
            if fact.needed or any(value is not None for value in values):
                into[name] = np.array([fact.default if value is None else value for value in values], np.int64)
        return Facts(households, persons, np.array([len(self.people)]))
