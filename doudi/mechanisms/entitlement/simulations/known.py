"""Known families that are not awarded (`Benefit.candidates`), as columns beside the register: the recognised low-income families that a
raised line may let in."""

from __future__ import annotations

import datetime as dt
import json
from collections.abc import Set
from dataclasses import dataclass
from typing import Any

import numpy as np

from doudi.mechanisms.entitlement.awards.register import read_figures
from doudi.mechanisms.entitlement.columns import Column, Facts
from doudi.mechanisms.entitlement.declare import Benefit, Candidate
from doudi.mechanisms.entitlement.rules import HOUSEHOLD, Rules


@dataclass(frozen=True)
class Known:
    """`areas` and `facts` of those that can be computed; how many were left out for want of a fact that the rules need."""

    areas: tuple[str, ...]
    facts: Facts
    people: frozenset[int]
    parties: tuple[int, ...]
    without_facts: int

    def __len__(self) -> int:
        return len(self.areas)


def known_families(benefit: Benefit, county: str, on: dt.date, busy: Set[int]) -> Known:
    """The candidates of a county on a day, without those of whom somebody is `busy`: covered by an award, or dead."""
    areas, texts, parties, people, without = [], [], [], set[int](), 0
    for each in benefit.candidates(county, on) if benefit.candidates is not None else ():
        household, persons = json.loads(each.figures)
        ids = {int(key) for key, _ in persons}
        if ids & busy:
            continue
        usable = _usable(benefit.book, each, household, persons)
        if not usable:
            without += 1
            continue
        areas.append(each.area_code)
        texts.append(usable)
        parties.append(each.party_id)
        people |= ids
    if texts:
        facts, _ = read_figures(benefit.book, texts)
    else:
        facts = Facts({}, {}, np.zeros(0, np.int64))
    return Known(tuple(areas), facts, frozenset(people), tuple(parties), without)


def _usable(book: Rules, each: Candidate, household: dict[str, int], persons: list[Any]) -> str:
    """The facts that the benefit's rules know, as text; empty if one that they need is not among them."""
    known = book.all_facts
    for name, fact in known.items():
        holders = [household] if fact.level is HOUSEHOLD else [figures for _, figures in persons]
        if fact.needed and not all(name in figures for figures in holders):
            return ""

    def own(figures: dict[str, int]) -> dict[str, int]:
        return {name: value for name, value in figures.items() if name in known}

    return json.dumps([own(household), [[key, own(figures)] for key, figures in persons]], separators=(",", ":"))


def residence_of(known: Known) -> Column:
    """城乡 of each, as its facts have it."""
    column = known.facts.households.get("residence")
    return np.zeros(len(known), np.int64) if column is None else column.astype(np.int64)
