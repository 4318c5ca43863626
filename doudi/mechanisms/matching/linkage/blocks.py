"""Who is compared with whom: pairs that share one of several keys, found by joins of integers.

Each block forgives an error of its own, so that a row whose name, house or date is wrong still meets its person in another. A key
that very many people share (a common name without a place, the phone of a village office) is left out of its block.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

import numpy as np
import polars as pl
from numpy.typing import NDArray

from doudi.mechanisms.matching.linkage.codes import Ints, key
from doudi.mechanisms.matching.linkage.fields import DAY, MONTH, Fields


@dataclass(frozen=True)
class Block:
    """`keys` gives one or more keys a line (0: none); lines of both sides that share any of them are compared."""

    name: str
    keys: Callable[[Fields], tuple[Ints, ...]]
    most: int = 64  # people to a key
    rows: Callable[[Fields], NDArray[np.bool_]] | None = None  # which rows need it; all if not said


def _given_sounds(side: Fields, *parts: Ints) -> tuple[Ints, ...]:
    """One key for each sound of the given name, wherever it stands: a dropped or wrong character leaves the other."""
    return tuple(key(*parts, each) for each in side.name.given_sounds())


def _at_depth(side: Fields, depth: int, values: Ints) -> Ints:
    return np.where(side.birth.depth >= depth, values, 0)


def _month(side: Fields) -> Ints:
    return _at_depth(side, MONTH, side.birth.month)


def _number_parts(side: Fields) -> tuple[Ints, Ints, Ints]:
    first = side.number.first17
    return first // 10**11, first // 1000 % 10**8, np.where(first > 0, first % 1000 + 1, 0)


def _near_numbers(side: Fields) -> tuple[Ints, ...]:
    area, birth, order = _number_parts(side)
    first = side.number.first17
    return (
        key(area, birth, first // 100 % 10 + 1),
        key(area, birth, np.where(first > 0, first % 100 + 11, 0)),
        key(birth, order, np.ones_like(area)),
        key(area, order, birth // 10000, np.full_like(area, 2)),
        key(area, order, birth % 10000, np.full_like(area, 3)),
    )


PLACE_BLOCKS = (
    Block("door", lambda side: (side.place.door,), most=40),
    Block("village, name", lambda side: (key(side.place.village, side.name.near_sound),)),
    Block("village, given name", lambda side: (key(side.place.village, side.name.given),)),
    Block("group, surname, a sound", lambda side: _given_sounds(side, side.place.group, side.name.surname)),
    Block("village, house, surname", lambda side: (key(side.place.village, side.place.house, side.name.surname),)),
    Block("building, surname", lambda side: (key(side.place.building, side.name.surname),)),
    Block(
        "village, surname, a sound",
        lambda side: _given_sounds(side, side.place.village, side.name.surname),
        rows=lambda side: side.place.group == 0,
    ),
    Block("town, name", lambda side: (key(side.place.town, side.name.whole),)),
)
BIRTH_BLOCKS = (
    Block("day, surname", lambda side: (key(_at_depth(side, DAY, side.birth.day), side.name.surname),)),
    Block("day, given name", lambda side: (key(_at_depth(side, DAY, side.birth.day), side.name.given),)),
    Block("year, name", lambda side: (key(side.birth.year, side.name.near_sound),)),
)
MONTH_BLOCKS = (
    Block("month, surname, sex", lambda side: (key(_month(side), side.name.surname, side.sex),)),
    Block("month, surname", lambda side: (key(_month(side), side.name.surname),), rows=lambda side: side.sex == 0),
    Block("month, given name", lambda side: (key(_month(side), side.name.given),)),
)
PHONE_BLOCK = Block("phone", lambda side: (side.phone,), most=20)
NAME_BLOCK = Block("name", lambda side: (side.name.whole,), most=24)
NUMBER_BLOCKS = (
    Block("number", _near_numbers, most=40),
    Block("number, birth, surname", lambda side: (key(_number_parts(side)[1], side.name.surname),)),
)


def blocks_for(rows: Fields) -> list[Block]:
    """The blocks that the fields of these rows can fill."""
    found = [NAME_BLOCK]
    if rows.place.town.any() or rows.place.door.any():
        found += PLACE_BLOCKS
    if rows.birth.depth.any():
        found += BIRTH_BLOCKS
    if (rows.birth.depth == MONTH).any():
        found += MONTH_BLOCKS
    if rows.phone.any():
        found.append(PHONE_BLOCK)
    if rows.number.first17.any():
        found += NUMBER_BLOCKS
    return found


_FEW = 5000  # rows for which no keys are kept


class Candidates:
    """The people's side of every block, kept for as many lists as are linked to the same people."""

    def __init__(self, people: Fields) -> None:
        self.people = people
        self._keys: dict[str, pl.DataFrame] = {}

    def pairs(self, rows: Fields) -> tuple[NDArray[np.int64], NDArray[np.int64]]:
        """Places of rows and of people to compare, by row; each pair once."""
        joins = []
        for block in blocks_for(rows):
            keys = _stacked(block, rows, "i", block.rows(rows) if block.rows else None)
            if len(keys):
                joins.append(_joined(keys.lazy(), self._people_keys(block, keys).lazy(), block.most))
        if not joins:
            return np.empty(0, dtype=np.int64), np.empty(0, dtype=np.int64)
        pairs = pl.concat(pl.collect_all(joins))["pair"].unique().sort().to_numpy()
        return pairs >> 32, pairs & 0xFFFFFFFF

    def _people_keys(self, block: Block, rows: pl.DataFrame) -> pl.DataFrame:
        """The keys of all people; of those alone that some rows ask for, if these are few: the keys of a county are 100 MB."""
        if block.name in self._keys:
            return self._keys[block.name]
        keys = _stacked(block, self.people, "j")
        if len(rows) < _FEW:
            return keys.filter(pl.col("k").is_in(rows["k"].unique().implode()))
        self._keys[block.name] = keys
        return keys


def _joined(rows: pl.LazyFrame, people: pl.LazyFrame, most: int) -> pl.LazyFrame:
    """Both places of every pair that shares a key, in one integer.

    Polars joins 60,000 rows to 500,000 people over all blocks in two thirds of the time that DuckDB needs (0.23 s to 0.37 s), and a
    few rows in a fifth of it.
    """
    near = people.join(rows.select("k").unique(), on="k", how="semi")
    few = near.group_by("k").len().filter(pl.col("len") <= most)
    pair = pl.col("i").cast(pl.Int64) * (1 << 32) + pl.col("j").cast(pl.Int64)
    return rows.join(near.join(few, on="k", how="semi"), on="k").select(pair=pair)


def _stacked(block: Block, side: Fields, name: str, needed: NDArray[np.bool_] | None = None) -> pl.DataFrame:
    places = pl.int_range(side.size, dtype=pl.Int32, eager=True).alias(name)
    keys = [values if needed is None else np.where(needed, values, 0) for values in block.keys(side)]
    return pl.concat([pl.DataFrame({"k": values, name: places}) for values in keys]).filter(pl.col("k") != 0)
