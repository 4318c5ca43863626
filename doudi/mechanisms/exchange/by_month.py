"""Tables with a row per person or meter and month (电费年月, 费款所属期), turned so that the months stand side by side.

A series is then read in one way only. What else stands in the rows is taken from the latest month, the place of a row from the first.
"""

from __future__ import annotations

import re
from dataclasses import replace

import polars as pl

from doudi.base.months import format_month
from doudi.mechanisms.exchange.heading import bare_heading, find_heading, plain_heading
from doudi.mechanisms.exchange.normalise import by_value, read_month, tidy
from doudi.mechanisms.exchange.reading.sheets import RawSheet

_MONTH = re.compile(
    r"^(?:电费|水费|用电|用水|抄表|缴费|费款|应缴|账务|结算|统计|业务)?(?:所在)?(?:年月|月|月份|账期|期|属期)$"
)
_VALUE = re.compile(
    r"^(?:本月|当月|月|总|计费|抄见|实际|实用|售)?(?:用电量|电量|用水量|水量)$|^(?:到账|缴费|实缴|参保缴费)(?:标志|标识|状态)$|^是否(?:缴费|到账)$"
)
_KEY = re.compile(r"身份|^(?:用户|客户|用电|用水|水表|电表|户)*(?:号|户号|表号)$")


def months_side_by_side(sheet: RawSheet, known: frozenset[str]) -> RawSheet:
    """The sheet with one row for each person or meter, if it has a column of months beside one of what they measure."""
    head = sheet.head()
    first, height = find_heading(head, known)
    if height != 1:
        return sheet
    words = [bare_heading(cell) for cell in head[first]]
    month = _only(words, _MONTH)
    value = _only(words, _VALUE)
    key = next((place for place, word in enumerate(words) if _KEY.search(word)), None)
    if month is None or value is None or key is None:
        return sheet
    data = sheet.cells.slice(first + 1).with_row_index("_row", offset=sheet.first_row + first + 1)
    of = by_value(tidy(data[f"c{month}"]), read_month, pl.Int32)
    if of.null_count() > 0.2 * len(of) or not of.n_unique():
        return sheet
    data = data.with_columns(of.alias("_month")).filter(
        pl.col("_month").is_not_null() & pl.col(f"c{key}").is_not_null()
    )
    months = sorted(data["_month"].unique().to_list())
    kept = [f"c{place}" for place in range(sheet.cells.width) if place not in (month, value)]
    rows = (
        data.sort("_month", maintain_order=True)
        .group_by(f"c{key}", maintain_order=True)
        .agg(
            pl.col("_row").min(),
            *[pl.col(name).drop_nulls().last() for name in kept if name != f"c{key}"],
            *[pl.col(f"c{value}").filter(pl.col("_month") == each).last().alias(f"m{each}") for each in months],
        )
        .sort("_row")
    )
    names = [*kept, *[f"m{each}" for each in months]]
    headings = [*[head[first][int(name[1:])] for name in kept], *[format_month(each) for each in months]]
    above = sheet.cells.head(first).select(kept)
    columns = [
        pl.Series(
            f"c{place}",
            [*(above[name].to_list() if name in kept else [None] * first), headings[place], *rows[name].to_list()],
            dtype=pl.String,
        )
        for place, name in enumerate(names)
    ]
    numbers = [*range(sheet.first_row, sheet.first_row + first + 1), *rows["_row"].to_list()]
    return replace(sheet, cells=pl.DataFrame(columns), merged=[], numbers=numbers)


def _only(words: list[str], pattern: re.Pattern[str]) -> int | None:
    found = [place for place, word in enumerate(words) if word and pattern.search(plain_heading(word))]
    return found[0] if len(found) == 1 else None
