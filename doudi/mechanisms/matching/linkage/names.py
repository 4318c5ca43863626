"""Names in one form: traditional and variant characters as their simplified ones, so that 劉義飛 and 刘义飞 are one name."""

from __future__ import annotations

import csv
from functools import cache
from importlib import resources

import polars as pl

from doudi.mechanisms.matching import data

# Characters that the conversion table leaves alone but that stand for one another in names.
_ALSO = {"昇": "升", "喆": "哲", "堃": "坤", "淼": "渺", "囯": "国", "呉": "吴", "戶": "户", "劒": "剑"}


@cache
def variants() -> dict[str, str]:
    """Traditional and variant characters with their simplified ones."""
    with (resources.files(data) / "variants.csv").open(encoding="utf-8") as file:
        rows = csv.reader(file)
        next(rows)
        table = {row[0]: row[1] for row in rows if len(row[0]) == 1 and len(row[1]) == 1}
    return {**table, **_ALSO}


def simplify(names: pl.Series) -> pl.Series:
    """Every name in simplified characters; null stays null."""
    table = variants()
    values = names.drop_nulls().unique()
    if values.is_empty():
        return names
    plain = values.str.replace_many(list(table), list(table.values()))
    changed = plain != values
    if not changed.any():
        return names
    return names.replace(values.filter(changed), plain.filter(changed))


def simplified(name: str) -> str:
    table = variants()
    return "".join(table.get(letter, letter) for letter in name)


def same_name(one: str, other: str) -> bool:
    """Whether two names are one but for traditional or variant forms and blanks."""
    return simplified(one.replace(" ", "")) == simplified(other.replace(" ", ""))
