"""Which month a sheet speaks about: named in its title rows, in its file name or its sheet name, or told by the day it was filled in.

A day of filling in (填报日期:2024年12月2日) only bounds the month: the list of November is filled in in December.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from doudi.mechanisms.exchange.heading import find_heading
from doudi.mechanisms.exchange.normalise import arabic_dates, half_width
from doudi.mechanisms.exchange.reading.sheets import RawSheet

_TITLE_ROWS = 8
_LOOK_AT = 40  # rows in which the heading is sought
_DAY = re.compile(
    r"(?<!\d)(20\d{2})(?:\s*[年./_-]\s*(1[0-2]|0?[1-9])\s*[月./_-]\s*(?:3[01]|[12]\d|0?[1-9])(?![\d月])日?|(1[0-2]|0[1-9])(?:3[01]|[12]\d|0[1-9])(?!\d))"
)
_YEAR_MONTH = re.compile(r"(?<!\d)(20\d{2})\s*[年./_-]?\s*(1[0-2]|0?[1-9])(?!\d)\s*月?")
_TO = re.compile(r"^\s*份?\s*[-—–~至到]+\s*(?:(20\d{2})\s*[年./_-]?\s*)?(1[0-2]|0?[1-9])(?!\d)\s*月?")
_MONTH_ONLY = re.compile(r"(?<![\d近满])(1[0-2]|0?[1-9])\s*月(?![\d龄])")
_FILLED_IN = re.compile(
    r"(?:填报|填表|报送|上报|制表|打印|导出|查询|生成|报表)(?:日期|时间|年月|日)?\s*[::]?\s*(?=20\d\d|$)"
)


def as_of_month(sheet: RawSheet, month: int | None, known: frozenset[str]) -> int | None:
    """The month number a sheet speaks about; `month`, that of the run, if nothing names one. `known`: words of headings."""
    titles = [arabic_dates(half_width(cell)) for cell in _title_cells(sheet, known)]
    names = [arabic_dates(half_width(name)) for name in (sheet.file.rsplit("/", 1)[-1], sheet.name)]
    filled_in = _first(titles, _DAY, named=False) or _first(titles, _YEAR_MONTH, named=False)
    if (named := _first(titles, _YEAR_MONTH, named=True)) is not None:
        return named
    named = _first(names, _YEAR_MONTH, named=True)
    if named is None and month is not None:
        named = _without_year([*names, *(each for each in titles if not _FILLED_IN.search(each))], month)
    if named is not None:
        return named if filled_in is None else min(named, filled_in)  # last month's file under this month's name
    filled_in = filled_in or _first(names, _DAY, named=False)
    if filled_in is None or (month is not None and filled_in == month + 1):
        return month
    return filled_in


def _title_cells(sheet: RawSheet, known: frozenset[str]) -> Iterator[str]:
    """What stands above the table."""
    head = sheet.head(_LOOK_AT)
    first, _ = find_heading(head, known)
    for row in head[: min(first, _TITLE_ROWS)]:
        yield from (cell for cell in row if cell)


def _first(texts: list[str], pattern: re.Pattern[str], *, named: bool) -> int | None:
    """The first month in texts, of a span its last; `named`: not a day, nor where the day of filling in stands."""
    for text in texts:
        if named:
            if _FILLED_IN.search(text):
                continue
            text = _DAY.sub(" ", text)
        if found := pattern.search(text):
            year, month = int(found[1]), int(found[2] or found[3] if pattern is _DAY else found[2])
            if to := _TO.match(text[found.end() :]):
                year, month = int(to[1] or year), int(to[2])
            return year * 12 + month - 1
    return None


def _without_year(texts: list[str], month: int) -> int | None:
    """The month that 11月 names, the last such up to the month of the run."""
    for text in texts:
        if found := _MONTH_ONLY.search(text):
            named = month // 12 * 12 + int(found[1]) - 1
            return named if named <= month else named - 12
    return None
