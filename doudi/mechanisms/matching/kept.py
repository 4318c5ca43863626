"""Rows of a list that the system keeps itself, beside what was sent of it: what is decided here is known here before anybody sends a table.

A programme declares them (`Kept`); the line that compares asks for them by the code of a source and knows nobody who keeps any.
"""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from typing import Any

import polars as pl

from doudi.base import identity
from doudi.mechanisms.exchange.declare import Kind, Source
from doudi.mechanisms.matching.own import table_of


@dataclass(frozen=True)
class Kept:
    """`rows(month)`: those that stand at the end of a month and those that have ended by then, as plain values by the source's columns.
    `about`: the identity columns that say what a row is about: of the same matter a row that was sent is left out, for it is older."""

    source: str
    about: tuple[str, ...]
    rows: Callable[[int], Iterable[Mapping[str, Any]]]

    def __post_init__(self) -> None:
        KEPT[self.source] = self


KEPT: dict[str, Kept] = {}


def beside(tables: dict[str, pl.DataFrame], sources: Iterable[Source], month: int) -> dict[str, str]:
    """Put what is kept here into the tables of some sources. Source → a mark of the rows put in, which changes with them: prepared views
    rest on it."""
    marks: dict[str, str] = {}
    for source in sources:
        kept = KEPT.get(source.code)
        rows = [_with_keys(source, each) for each in kept.rows(month)] if kept is not None else []
        if kept is None or not rows:
            continue
        own = table_of(source, rows).with_columns(
            _as_of=pl.lit(month, dtype=pl.Int32), _file=pl.lit(f"系统登记的{source.name}")
        )
        tables[source.code] = _together(tables.get(source.code), own, kept.about)
        marks[source.code] = hashlib.sha256(repr(rows).encode()).hexdigest()[:16]
    return marks


def _with_keys(source: Source, row: Mapping[str, Any]) -> dict[str, Any]:
    """An identity number stands beside its key, as in every snapshot."""
    keys = {
        f"{column.code}_key": identity.key(str(row[column.code]))
        for column in source.columns
        if column.kind == Kind.IDENTITY and row.get(column.code)
    }
    return {**row, **keys}


def _together(sent: pl.DataFrame | None, own: pl.DataFrame, about: tuple[str, ...]) -> pl.DataFrame:
    if sent is None or sent.is_empty():
        return own
    keys = [f"{column}_key" for column in about]
    left = sent.join(own.select(keys).unique(), on=keys, how="anti")
    both = pl.concat([left.select(pl.exclude("_row_id")), own.select(pl.exclude("_row_id"))], how="diagonal_relaxed")
    return both.with_columns(_row_id=pl.int_range(both.height, dtype=pl.Int64))
