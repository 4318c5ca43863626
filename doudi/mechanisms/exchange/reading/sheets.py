"""What every reader gives: sheets of text cells, with what the cell types told kept as marks in the text."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from typing import Any

import polars as pl

# Stands before a whole number of 15 digits or more that came as a number, not as text: a spreadsheet keeps 15 significant
# digits, so an identity number or account that arrives this way is already damaged.
NUMBER_CELL = "\x01"
LONG_NUMBER = 10**14


class Unreadable(Exception):
    """A file that cannot be read as tables; the message is one sentence in Chinese that says what to do."""


@dataclass
class RawSheet:
    """One sheet: `cells` has text columns c0, c1 … (null for an empty cell), rows in the order of the file.

    `first_row` is the number, as a person counts, of the first row of `cells`. `merged` are ranges of merged cells as
    (top, left, bottom, right), counted from 0 in `cells`.
    """

    file: str
    name: str
    cells: pl.DataFrame
    first_row: int = 1
    hidden: bool = False
    merged: Sequence[tuple[int, int, int, int]] = ()
    warnings: list[str] = field(default_factory=list)
    numbers: Sequence[int] | None = None  # of the rows, where they do not follow one another

    def head(self, rows: int = 40) -> list[list[str]]:
        """The first rows as lists of stripped text."""
        return [[(cell or "").strip() for cell in row] for row in self.cells.head(rows).iter_rows()]


def cell_text(value: Any) -> str | None:
    """One cell as text: whole numbers without a point, long numbers marked, dates as 2024-11-03, truth as 是/否."""
    if type(value) is str:
        return value or None
    if value is None:
        return None
    if isinstance(value, bool):
        return "是" if value else "否"
    if isinstance(value, int | float):
        if isinstance(value, float) and not value.is_integer():
            return repr(value)
        whole = int(value)
        return f"{NUMBER_CELL}{_as_shown(whole)}" if abs(whole) >= LONG_NUMBER else str(whole)
    if isinstance(value, dt.datetime):
        return value.strftime("%Y-%m-%d") if value.time() == dt.time() else value.strftime("%Y-%m-%d %H:%M:%S")
    if isinstance(value, dt.date):
        return value.isoformat()
    return str(value)


def _as_shown(whole: int) -> int:
    """The number as the spreadsheet shows it: 15 significant digits and noughts."""
    excess = 10 ** max(len(str(abs(whole))) - 15, 0)
    return round(whole / excess) * excess if excess > 1 else whole


def frame_of(rows: Iterable[Sequence[Any]]) -> pl.DataFrame:
    """Rows of any cell values as a frame of text columns; short rows are filled up."""
    rows = list(rows)
    width = max((len(row) for row in rows), default=0)
    columns: list[list[str | None]] = []
    padded = [row if len(row) == width else [*row, *([None] * (width - len(row)))] for row in rows]
    for column in zip(*padded, strict=True):
        columns.append([(cell or None) if type(cell) is str else cell_text(cell) for cell in column])
    return pl.DataFrame([pl.Series(f"c{number}", column, dtype=pl.String) for number, column in enumerate(columns)])
