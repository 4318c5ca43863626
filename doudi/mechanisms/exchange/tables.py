"""The tables on a sheet: printed in two halves side by side, one under another for each township, name and number in one cell,
the members of a household in one row.

Each becomes a sheet of its own that keeps its file, name and row numbers, so that all that follows meets one heading and its rows.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import replace
from itertools import pairwise

import polars as pl

from doudi.mechanisms.exchange.by_month import months_side_by_side
from doudi.mechanisms.exchange.heading import bare_heading, find_heading, plain_heading
from doudi.mechanisms.exchange.members import members_below
from doudi.mechanisms.exchange.normalise import has_long_number
from doudi.mechanisms.exchange.reading.sheets import RawSheet

_LOOK_AT = 60
_MOST_SUSPECTS = 3000  # rows without a long number, above which a sheet is not searched for more headings
_TOTAL_OR_NOTE = re.compile(r"[合小总共累]\s*计|^注|^第.{1,3}页")
_TITLE = re.compile(r"[\u4e00-\u9fff]{2}")
_NUMBER = r"[1-9](?:\s?\d){16}\s?[\dXx]"
_LONGEST = 16  # characters of what is too short to hold a name and a number
_NUMBER_BEHIND = rf"[\s(（,，、/:：;；_-]*{_NUMBER}\s*[)）]?\s*$"
_NAME_AND_NUMBER = rf"^\s*[\u3400-\u9fff\U00020000-\U0002ffff·\s]{{2,12}}{_NUMBER_BEHIND}"


def tables_of(sheet: RawSheet, known: frozenset[str]) -> Iterator[RawSheet]:
    """The tables of a sheet in the order in which a person reads them; mostly the sheet itself. `known`: words of headings."""
    for below in _one_under_another(_names_and_numbers_apart(sheet), known):
        for table in _side_by_side(below, known):
            yield months_side_by_side(members_below(table, known), known)


# --- name and number in one cell ----------------------------------------------------------------------------------------


def _names_and_numbers_apart(sheet: RawSheet) -> RawSheet:
    """张三(36…) becomes a name, and a number in a column of its own on the right."""
    head = sheet.cells.head(_LOOK_AT)
    for name in sheet.cells.columns:
        texts = [text for text in head[name].to_list() if text is not None]
        if sum(1 for text in texts if len(text) > _LONGEST) < max(3, 0.6 * len(texts)):
            continue
        if int(pl.Series(texts).str.contains(_NAME_AND_NUMBER).sum()) < 0.6 * len(texts):
            continue
        both = sheet.cells[name].str.contains(_NAME_AND_NUMBER).fill_null(False)
        first = both.arg_max() or 0
        number = pl.when(both).then(pl.col(name).str.extract(f"({_NUMBER})"))
        person = pl.when(both).then(pl.col(name).str.replace(_NUMBER_BEHIND, ""))
        heading = pl.when(pl.int_range(pl.len()) == first - 1).then(pl.lit("身份证号"))
        cells = sheet.cells.with_columns(
            pl.coalesce(person, name).alias(name), pl.coalesce(number, heading).alias(f"c{sheet.cells.width}")
        )
        return replace(sheet, cells=cells)
    return sheet


# --- one under another --------------------------------------------------------------------------------------------------


def _one_under_another(sheet: RawSheet, known: frozenset[str]) -> Iterator[RawSheet]:
    """A new table starts where a heading stands again under a title of its own, over other columns, or with other words."""
    starts = [0, *_later_starts(sheet, known), sheet.cells.height]
    if len(starts) == 2:
        yield sheet
        return
    for top, bottom in pairwise(starts):
        merged = [
            (first - top, left, last - top, right) for first, left, last, right in sheet.merged if top <= first < bottom
        ]
        yield replace(sheet, cells=sheet.cells[top:bottom], first_row=sheet.first_row + top, merged=merged)


def _later_starts(sheet: RawSheet, known: frozenset[str]) -> list[int]:
    head = sheet.head(_LOOK_AT)
    first, height = find_heading(head, known)
    if not height:
        return []
    words = {plain_heading(cell) for row in head[first : first + height] for cell in row if cell}
    usual = _places(head[first])
    title = _title_above(head, first)
    found = []
    rows = _rows_without_numbers(sheet, first + height)
    skip = -1
    for number in sorted(rows):
        cells = [cell for cell in rows[number] if cell]
        if number <= skip or len(cells) < 3:
            continue
        if sum(1 for cell in cells if plain_heading(cell) in words or bare_heading(cell) in known) < 0.6 * len(cells):
            continue
        skip = number + 2  # the second and third row of the same heading
        above = _title_above([rows.get(each, []) for each in range(number)], number)
        again = _places(rows[number]) == usual
        if again and (above is None or above == title):
            continue  # the heading of the next printed page
        start = number
        while start - 1 in rows and 1 <= sum(1 for cell in rows[start - 1] if cell) <= 2 and start > first + height:
            start -= 1
        found.append(start)
        usual, title = _places(rows[number]), above
    return found


def _places(row: Sequence[str]) -> list[tuple[int, str]]:
    return [(place, plain_heading(cell)) for place, cell in enumerate(row) if cell]


def _title_above(rows: Sequence[Sequence[str]], heading: int) -> str | None:
    """What stands alone in the rows right above a heading."""
    for row in reversed(rows[max(heading - 3, 0) : heading]):
        cells = [cell for cell in row if cell]
        if len(cells) > 2:
            return None
        if cells and not any(_TOTAL_OR_NOTE.search(cell) for cell in cells) and _TITLE.search(cells[0]):
            return cells[0]
    return None


def _rows_without_numbers(sheet: RawSheet, after: int) -> dict[int, list[str]]:
    """The rows in which a heading could stand: those that have no long number where most rows have one."""
    cells = sheet.cells
    shares = [int(cells[name].head(400).str.contains(r"\d{6}").sum()) for name in cells.columns]
    if not shares:
        return {}
    anchor = cells.columns[shares.index(max(shares))]
    suspect = ~has_long_number(cells[anchor])
    places = [place for place in suspect.arg_true().to_list() if place >= after]
    if len(places) > _MOST_SUSPECTS:
        return {}
    lines = cells[places].iter_rows()
    return {place: [(cell or "").strip() for cell in row] for place, row in zip(places, lines, strict=True)}


# --- side by side -------------------------------------------------------------------------------------------------------


def _side_by_side(sheet: RawSheet, known: frozenset[str]) -> Iterator[RawSheet]:
    """A table printed in halves to save paper has the same headings twice or more in one row."""
    head = sheet.head(_LOOK_AT)
    first, height = find_heading(head, known)
    parts = _repeats(head[first]) if height == 1 else []
    if len(parts) < 2:
        yield sheet
        return
    for left, right in parts:
        cells = sheet.cells.select(
            pl.col(f"c{place}").alias(f"c{number}") for number, place in enumerate(range(left, right))
        )
        if left:  # the titles stand over all halves
            titles = [sheet.cells["c0"].to_list()[:first], *[[None] * first] * (cells.width - 1)]
            above = pl.DataFrame([pl.Series(f"c{number}", each, dtype=pl.String) for number, each in enumerate(titles)])
            cells = pl.concat([above, cells.slice(first)])
        yield replace(sheet, cells=cells, merged=[])


def _repeats(row: Sequence[str]) -> list[tuple[int, int]]:
    """Where the halves begin and end if a row of headings says the same two or more times."""
    words = [plain_heading(cell) for cell in row]
    while words and not words[-1]:
        words.pop()
    begin = next((place for place, word in enumerate(words) if word), 0)
    for width in range(2, (len(words) - begin) // 2 + 1):
        pattern = words[begin : begin + width]
        if len([word for word in pattern if word]) < 2 or not pattern[0]:
            continue
        starts = range(begin, len(words), width)
        if len(starts) >= 2 and all(words[start : start + width] == pattern[: len(words) - start] for start in starts):
            return [(start, min(start + width, len(row))) for start in starts]
    return []
