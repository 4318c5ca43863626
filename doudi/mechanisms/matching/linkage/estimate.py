"""Weights estimated from lists themselves, without answers: EM row by row.

A row is one of its candidates or nobody. Given the weights, each has a chance; given the chances, each level of agreement has a share
among the true pairs. A few rounds settle it. Pairs that were not compared do not disturb it, so that how candidates were found does
not colour the weights. The constants of u that cannot be counted row by row come from pairs drawn at random.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace

import numpy as np
import polars as pl
from numpy.typing import NDArray

from doudi.mechanisms.matching.linkage.codes import Ints
from doudi.mechanisms.matching.linkage.fields import Fields
from doudi.mechanisms.matching.linkage.levels import (
    BIRTH,
    COMPARISONS,
    NAME,
    Comparison,
    Levels,
    birth_level,
    name_level,
)
from doudi.mechanisms.matching.linkage.score import People, scored
from doudi.mechanisms.matching.linkage.weights import To, Weights

Shares = dict[str, dict[str, float]]
# A level that was never seen is rare, not impossible.
_LEAST_SEEN = 0.5
# Fewer true pairs than this to a level say nothing about its depth.
_ENOUGH = 20


@dataclass(frozen=True)
class Evidence:
    """Candidate pairs by row, their levels, and what does not change from round to round: log2 of (chance of the pair / all u)."""

    rows: int
    row: Ints
    levels: Mapping[str, Levels]
    constant: NDArray[np.float64]

    def bits(self, comparisons: tuple[Comparison, ...], shares: Shares, known: float) -> NDArray[np.float64]:
        """log2 of the odds of each pair against nobody."""
        bits: NDArray[np.float64] = self.constant + np.log2(known / (1 - known))
        for comparison in comparisons:
            logs = np.log2([max(shares[comparison.name][code], 1e-9) for code in comparison.codes])
            bits = bits + np.append(logs, 0.0)[self.levels[comparison.name]]
        return bits


def settle(
    evidence: Evidence, comparisons: tuple[Comparison, ...], shares: Shares, known: float, *, rounds: int = 12
) -> tuple[Shares, float]:
    """The shares of levels among true pairs, and the share of rows that have one, by expectation and maximisation."""
    for _ in range(rounds):
        odds = np.exp2(np.minimum(evidence.bits(comparisons, shares, known), 60))
        chance = odds / (1 + np.bincount(evidence.row, odds, minlength=evidence.rows))[evidence.row]
        shares = {
            comparison.name: _shares(
                comparison, _counted(comparison, evidence.levels[comparison.name], chance), shares[comparison.name]
            )
            for comparison in comparisons
        }
        known = float(np.clip(chance.sum() / evidence.rows, 0.01, 0.99))
    return shares, known


def estimate(rows: pl.DataFrame, people: pl.DataFrame | People, *, to: To, start: Weights, rounds: int = 12) -> Weights:
    """The shares m of the levels that these rows show, and the share of rows whose person is among the people.

    Levels of fields that the rows do not have keep what `start` says.
    """
    pairs = scored(Fields(rows, number="number"), people if isinstance(people, People) else People(people), to, start)
    comparisons = tuple(each for each in COMPARISONS if each.name in pairs.levels)
    before = Evidence(len(rows), pairs.row, pairs.levels, np.zeros(len(pairs.row)))
    constant = pairs.bits - before.bits(comparisons, start.m[to], start.known[to])
    shares, known = settle(replace(before, constant=constant), comparisons, start.m[to], start.known[to], rounds=rounds)
    return start.with_m(to, shares, known)


def random_shares(people: People, start: Weights, *, pairs: int = 2_000_000, seed: int = 1) -> Weights:
    """The constants of u: levels of birth dates, and of names among people of one surname, in pairs of people drawn at random."""
    chance = np.random.default_rng(seed)
    side = people.fields
    one, other = chance.integers(0, side.size, pairs), chance.integers(0, side.size, pairs)
    one, other = one[one != other], other[one != other]
    birth = _counted(BIRTH, birth_level(side, side, one, other))
    namesakes = side.name.surname[one] == side.name.surname[other]
    names = _counted(NAME, name_level(side, side, one[namesakes], other[namesakes]))
    by_name = {code: float(names[NAME.number(code)] / max(1, names.sum())) for code in ("look", "missing", "one")}
    by_day = _shares(BIRTH, birth, start.u["birth"])
    return replace(start, u={**start.u, "name": {**start.u["name"], **by_name}, "birth": by_day})


def _counted(comparison: Comparison, level: Levels, chance: NDArray[np.float64] | None = None) -> NDArray[np.float64]:
    """How often each level occurs; -1 (absent) is not counted."""
    return np.bincount(level + 1, chance, minlength=len(comparison.codes) + 1)[1:].astype(np.float64)


def _shares(comparison: Comparison, seen: NDArray[np.float64], before: Mapping[str, float]) -> dict[str, float]:
    """Shares within each depth; a depth that was hardly seen keeps its own."""
    shares, place = {}, 0
    for depth in comparison.depths:
        counts = seen[place : place + len(depth)]
        place += len(depth)
        total = float(counts.sum())
        enough = total >= _ENOUGH * len(depth)
        for (code, _), count in zip(depth, counts, strict=True):
            shares[code] = float((count + _LEAST_SEEN) / (total + _LEAST_SEEN * len(depth))) if enough else before[code]
    return shares
