"""What a roll writes once for a household: where each household begins, and its number where none is given.

Many rolls leave the cells below the first member blank; some have no number of the household at all, or the head's identity number
in its place.
"""

from __future__ import annotations

import zlib
from collections.abc import Mapping

import polars as pl

from doudi.mechanisms.exchange.columns import ColumnGuess
from doudi.mechanisms.exchange.declare import Column, Kind, Source
from doudi.mechanisms.exchange.normalise import tidy

_HEAD = r"^(?:户主|本人|申请人|户主本人|本人\(户主\)|户主\(本人\))$"
_IDENTITY = r"^[0-9]{17}[0-9X]$"


def blocks(data: pl.DataFrame, taken: Mapping[str, ColumnGuess], source: Source) -> pl.Series | None:
    """A number per household: it begins where its own number stands; without one at a 户主 row, or where what is written once is filled."""
    shared = [each for each in source.columns if each.per_household and each.code in taken]
    if not shared or data.is_empty():
        return None
    lead = next((each for each in shared if each.kind == Kind.CODE), None)
    if lead is not None:
        filled = tidy(_cells(data, taken, lead)).fill_null(strategy="forward")
        return (filled != filled.shift(1)).fill_null(True).cum_sum()
    relation = next((each for each in source.columns if each.kind == Kind.RELATION and each.code in taken), None)
    if relation is not None:
        heads = tidy(_cells(data, taken, relation)).str.contains(_HEAD).fill_null(False)
        if heads[0]:
            return heads.cum_sum()
    once = [tidy(_cells(data, taken, each)).is_not_null() for each in shared if each.kind != Kind.TEXT]
    once = [each for each in once if not each.all()]
    if not once:
        return None
    return pl.select(pl.any_horizontal(once)).to_series().cum_sum()


def _cells(data: pl.DataFrame, taken: Mapping[str, ColumnGuess], column: Column) -> pl.Series:
    return data[f"c{taken[column.code].position}"]


def fill_down(texts: pl.Series, blocks: pl.Series) -> pl.Series:
    """What is written in the first row of a household holds for all of it."""
    held = tidy(texts)
    if held.null_count() == 0:
        return texts
    frame = pl.DataFrame({"texts": held, "block": blocks})
    return frame.select(pl.col("texts").fill_null(strategy="forward").over("block")).to_series().alias(texts.name)


def without_identities(numbers: pl.Series) -> pl.Series:
    """Household numbers; where the head's identity number stands for one, a short mark made of it that is the same in every list."""
    clean = numbers.str.to_uppercase()
    heads = clean.str.contains(_IDENTITY).fill_null(False)
    if not heads.any():
        return numbers
    marks = pl.Series([_mark(each) for each in clean.filter(heads).to_list()], dtype=pl.String)
    return numbers.clone().scatter(heads.arg_true(), marks)


def made_up(blocks: pl.Series | None, heads: pl.Series) -> pl.Series:
    """A number for every household of a roll that gives none, from the identity number of its first member; `heads`: of every row."""
    groups = blocks if blocks is not None else pl.Series(range(len(heads)))
    first = pl.DataFrame({"head": heads, "block": groups}).select(pl.col("head").drop_nulls().first().over("block"))
    return without_identities(first.to_series())


def _mark(number: str) -> str:
    return f"户{zlib.crc32(number.encode()):08X}"
