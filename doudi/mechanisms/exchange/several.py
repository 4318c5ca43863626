"""Several people in one cell (joint owners, a couple): each becomes a row of his own under the same row number."""

from __future__ import annotations

import re

import polars as pl

from doudi.mechanisms.exchange.declare import Kind, Source
from doudi.mechanisms.exchange.normalise import half_width
from doudi.mechanisms.exchange.recognise import SheetGuess

_APART = re.compile(r"[、,;/|\s]+")
_TWO_NUMBERS = r"[0-9]{14,17}[0-9Xx][、,，;；/|\s]+[0-9]{15}"


def rows_of_their_own(data: pl.DataFrame, guess: SheetGuess, source: Source) -> pl.DataFrame:
    """Rows whose subject's cell holds several numbers, taken apart; names go with them if there are as many."""
    if source.subject is None:
        return data
    taken = {each.column: f"c{each.position}" for each in guess.columns if each.column and each.month is None}
    key = taken.get(source.subject.code)
    if key is None:
        return data
    shared = data[key].str.contains(_TWO_NUMBERS).fill_null(False)
    if not shared.any():
        return data
    name = next((taken[each.code] for each in source.columns if each.kind == Kind.NAME and each.code in taken), None)
    rows = []
    for row in data.filter(shared).iter_rows(named=True):
        numbers = _pieces(row[key])
        names = _pieces(row[name] or "") if name else []
        for place, number in enumerate(numbers):
            mine = {**row, key: number}
            if name:
                mine[name] = names[place] if len(names) == len(numbers) else None
            rows.append(mine)
    apart = pl.DataFrame(rows, schema=data.schema)
    return pl.concat([data.filter(~shared), apart]).sort("_row", maintain_order=True)


def _pieces(text: str) -> list[str]:
    return [each for each in _APART.split(half_width(text)) if each]
