"""Weights estimated from lists themselves, without answers: EM row by row.

A row is one of its candidates or nobody. Given the weights, each has a chance; given the chances, each level of agreement has a share
among the true pairs. A few rounds settle it. The constants of u that cannot be counted row by row come from pairs drawn at random.
"""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import polars as pl
from numpy.typing import NDArray

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
from doudi.mechanisms.matching.linkage.score import Pairs, People, scored
from doudi.mechanisms.matching.linkage.weights import To, Weights

# A level that was never seen is rare, not impossible.
_LEAST_SEEN = 0.5


def estimate(rows: pl.DataFrame, people: pl.DataFrame | People, *, to: To, start: Weights, rounds: int = 12) -> Weights:
    """The shares m of the levels that these rows show, and the share of rows whose person is among the people.

    Levels of fields that the rows do not have keep what `start` says.
    """
    known = people if isinstance(people, People) else People(people)
    pairs = scored(Fields(rows, number="number"), known, to, start)
    constant = pairs.bits - np.log2(start.known[to] / (1 - start.known[to]))
    for comparison in _compared(pairs):
        constant = constant - _spread(start.agreement(comparison, to), pairs.levels[comparison.name])
    now = start
    for _ in range(rounds):
        now = _again(pairs, constant, len(rows), to, now)
    return now


def random_shares(people: People, start: Weights, *, pairs: int = 2_000_000, seed: int = 1) -> Weights:
    """The constants of u: levels of birth dates, and of names among people of one surname, in pairs of people drawn at random."""
    chance = np.random.default_rng(seed)
    side = people.fields
    one, other = chance.integers(0, side.size, pairs), chance.integers(0, side.size, pairs)
    one, other = one[one != other], other[one != other]
    birth = np.bincount(birth_level(side, side, one, other) + 1, minlength=len(BIRTH.codes) + 1)[1:]
    namesakes = side.name.surname[one] == side.name.surname[other]
    names = np.bincount(name_level(side, side, one[namesakes], other[namesakes]) + 1, minlength=len(NAME.codes) + 1)[1:]
    by_name = {code: float(names[NAME.number(code)] / max(1, names.sum())) for code in ("look", "missing", "one")}
    by_day = _shares(BIRTH, birth, start.u["birth"])
    return replace(start, u={**start.u, "name": {**start.u["name"], **by_name}, "birth": by_day})


def _again(pairs: Pairs, constant: NDArray[np.float64], rows: int, to: To, now: Weights) -> Weights:
    bits = constant + np.log2(now.known[to] / (1 - now.known[to]))
    for comparison in _compared(pairs):
        bits = bits + _spread(now.agreement(comparison, to), pairs.levels[comparison.name])
    odds = np.exp2(np.minimum(bits, 60))
    chance = odds / (1 + np.bincount(pairs.row, odds, minlength=rows))[pairs.row]
    m = {
        comparison.name: _shares(
            comparison,
            np.bincount(pairs.levels[comparison.name] + 1, chance, minlength=len(comparison.codes) + 1)[1:],
            now.m[to][comparison.name],
        )
        for comparison in _compared(pairs)
    }
    return now.with_m(to, m, float(np.clip(chance.sum() / rows, 0.01, 0.99)))


def _compared(pairs: Pairs) -> list[Comparison]:
    return [comparison for comparison in COMPARISONS if comparison.name in pairs.levels]


def _spread(values: NDArray[np.float32], level: Levels) -> NDArray[np.float64]:
    return np.append(values, np.float32(0))[level].astype(np.float64)


def _shares(comparison: Comparison, seen: NDArray[np.generic], before: dict[str, float]) -> dict[str, float]:
    """Shares within each depth; a depth that was not seen keeps its own."""
    shares, place = {}, 0
    for depth in comparison.depths:
        counts = seen[place : place + len(depth)]
        place += len(depth)
        total = float(counts.sum())
        for (code, _), count in zip(depth, counts, strict=True):
            enough = total >= 20 * len(depth)
            shares[code] = float((count + _LEAST_SEEN) / (total + _LEAST_SEEN * len(depth))) if enough else before[code]
    return shares
