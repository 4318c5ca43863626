"""How much each level of agreement says, in bits: a Fellegi-Sunter model whose chances are counted, not guessed.

m is how often a level occurs between a row and its own person; it is estimated once and shipped with its origin. u is how often it
occurs between a row and anybody, and is counted among the people at hand: a rare name says more than a common one, and a village of
forty more than one of four thousand. A pool of people nobody has seen keeps small tables modest.
"""

from __future__ import annotations

import json
from dataclasses import dataclass, field, replace
from functools import cache
from importlib import resources
from typing import Any, Literal

import numpy as np
import polars as pl
from numpy.typing import NDArray

from doudi.mechanisms.matching import data
from doudi.mechanisms.matching.linkage.codes import Ints, key
from doudi.mechanisms.matching.linkage.fields import Fields
from doudi.mechanisms.matching.linkage.levels import NAME, NUMBER, PHONE, PLACE, Comparison
from doudi.mechanisms.matching.linkage.tables import tables

To = Literal["persons", "households"]
Floats = NDArray[np.float32]
_SMALLEST = 1e-9


@dataclass(frozen=True)
class Weights:
    """`known` is the share of rows whose person is among the people; `m` and `u` by comparison and level; `accept` the limits in bits."""

    version: str
    origin: str
    known: dict[To, float]
    m: dict[To, dict[str, dict[str, float]]]
    u: dict[str, dict[str, float]]
    pool: int
    accept: dict[str, float] = field(default_factory=dict)

    @classmethod
    def load(cls) -> Weights:
        """The weights that are shipped (`matching/data/weights.json`)."""
        return _shipped()

    def as_json(self) -> str:
        return json.dumps(vars(self), ensure_ascii=False, indent=1) + "\n"

    def with_m(self, to: To, m: dict[str, dict[str, float]], known: float) -> Weights:
        """These weights with other shares of some comparisons."""
        return replace(self, m={**self.m, to: {**self.m[to], **m}}, known={**self.known, to: known})

    def agreement(self, comparison: Comparison, to: To) -> Floats:
        """log2 of m, one entry a level."""
        shares = self.m[to][comparison.name]
        return np.log2(np.array([max(shares[code], _SMALLEST) for code in comparison.codes], dtype=np.float32))


@cache
def _shipped() -> Weights:
    stored: dict[str, Any] = json.loads((resources.files(data) / "weights.json").read_text(encoding="utf-8"))
    return Weights(**stored)


class Chances:
    """u of every level for every row, counted among the people."""

    def __init__(self, people: Fields, weights: Weights) -> None:
        self.people = people
        self.weights = weights
        self.total = people.size + weights.pool
        self._counts: dict[str, pl.DataFrame] = {}

    def of(self, comparison: Comparison, rows: Fields) -> Floats:
        """log2 of u, (rows, levels)."""
        fixed = self.weights.u[comparison.name]
        by_row: dict[str, NDArray[np.float64]] = {}
        if comparison is NAME:
            by_row = self._names(rows, fixed)
        elif comparison is PLACE:
            by_row = self._places(rows, fixed)
        elif comparison is PHONE:
            by_row = {"same": self._share("phone", rows.phone, self.people.phone, fixed["unseen"])}
        elif comparison is NUMBER:
            by_row = self._numbers(rows, fixed)
        chances = np.empty((rows.size, len(comparison.codes)), dtype=np.float32)
        for place, code in enumerate(comparison.codes):
            chances[:, place] = by_row[code] if code in by_row else fixed[code]
        return np.log2(np.clip(chances, _SMALLEST, 1, out=chances), out=chances)

    def _share(
        self, name: str, rows: Ints, people: Ints, unseen: float | NDArray[np.float64] = 0.0
    ) -> NDArray[np.float64]:
        """The share of people who have the row's value; `unseen` is that share in the pool of people nobody has seen."""
        if name not in self._counts:
            self._counts[name] = pl.DataFrame({"k": people}).group_by("k").len("n")
        counted = pl.DataFrame({"k": rows}).join(self._counts[name], on="k", how="left", maintain_order="left")["n"]
        share: NDArray[np.float64] = (counted.fill_null(0).to_numpy() + self.weights.pool * unseen) / self.total
        return share

    def _names(self, rows: Fields, fixed: dict[str, float]) -> dict[str, NDArray[np.float64]]:
        ours, theirs = rows.name, self.people.name
        unseen = fixed["unseen"]
        whole = self._share("whole", ours.whole, theirs.whole, unseen)
        sound = self._share("sound", ours.sound, theirs.sound, 2 * unseen)
        near = self._share("near", ours.near_sound, theirs.near_sound, 3 * unseen)
        letters = self._share("letters", ours.letters, theirs.letters, 2 * unseen)
        surname = self._share("surname", ours.surname, theirs.surname, tables().surname_share[ours.surname & 0xFFFF])
        given = self._share("given", ours.given, theirs.given, fixed["unseen_given"])
        least = unseen * self.weights.pool / self.total
        by_row = {
            "same": whole,
            "sounds": np.maximum(sound - whole, least),
            "near": np.maximum(near - sound, least),
            "order": np.maximum(letters - whole, least),
            "given": given,
            "surname": surname,
        }
        return {**by_row, **{code: fixed[code] * surname for code in ("look", "missing", "one")}}

    def _places(self, rows: Fields, fixed: dict[str, float]) -> dict[str, NDArray[np.float64]]:
        ours, theirs = rows.place, self.people.place
        steps = {
            name: self._share(name, getattr(ours, name), getattr(theirs, name), fixed[f"unseen_{name}"])
            for name in ("door", "building", "group", "village", "town")
        }
        by_row = {code: steps[code.split(":")[-1]] for code in PLACE.codes if code.split(":")[-1] in steps}
        return {**by_row, "house": fixed["house"] * steps["village"]}

    def _numbers(self, rows: Fields, fixed: dict[str, float]) -> dict[str, NDArray[np.float64]]:
        ours, theirs = rows.number.first17, self.people.number.first17
        one = np.full(rows.size, 1 / self.total)
        birth = self._share("number birth", ours // 1000 % 10**8, theirs // 1000 % 10**8) + one
        birth_area = self._share("number birth area", ours // 1000, theirs // 1000) + one
        area_order = self._share("number order", _area_order(ours), _area_order(theirs)) + one
        return {
            "same": one,
            "few": 0.3 * birth_area + 0.03 * area_order,
            "birth_area": birth_area,
            "area_order": area_order,
            "birth": birth,
            "cut:cut": birth_area / 5,
            "cut:birth": birth,
        }


def _area_order(first17: Ints) -> Ints:
    return key(first17 // 10**11, first17 % 1000 + 1)
