"""Rolls with a row per household, its members side by side (家庭成员1姓名, 家庭成员1身份证号 …), turned so that each has a row of his own.

The head keeps the row with all that it holds; a member's row holds what names him, under the same row number. What is written once for
a household is filled down as in any roll (`households`).
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, replace

import polars as pl

from doudi.mechanisms.exchange.heading import Heading, bare_heading, find_heading, headings, plain_heading
from doudi.mechanisms.exchange.reading.sheets import RawSheet

_LOOK_AT = 40
_NUMBER = r"[(（]?(\d{1,2}|[一二三四五六七八九十])[)）]?"
_MEMBER = re.compile(
    rf"^(?:家庭|共同生活|保障|户内|其他|的)*(?:成员|家属|人员){_NUMBER}[的:：_-]*(.+)$|^(.*(?:姓名|关系|身份.*|证件号?)){_NUMBER}$"
)
_CHINESE = "一二三四五六七八九十"


@dataclass(frozen=True)
class _Of:
    """Which member a column is of and what it says of him: name, relation or number."""

    place: int
    order: int
    what: str


def members_below(sheet: RawSheet, known: frozenset[str]) -> RawSheet:
    """The sheet with one row a person, if its heading numbers members; mostly the sheet itself."""
    head = sheet.head(_LOOK_AT)
    first, height = find_heading(head, known)
    if not height:
        return sheet
    found = headings(head, first, height, sheet.cells.width)
    columns = [each for each in (_member(heading) for heading in found) if each]
    orders = sorted({each.order for each in columns})
    whole = [order for order in orders if {"number"} < {each.what for each in columns if each.order == order}]
    theirs = {each.place for each in columns}
    own: dict[str, int] = {}
    for heading in found:
        if heading.position not in theirs and (what := _what(heading.text)):
            own.setdefault(what, heading.position)
    if not whole or "number" not in own or "name" not in own:
        return sheet
    return _turned(sheet, found, first, height, [each for each in columns if each.order in whole], own)


def _what(text: str) -> str:
    bare = bare_heading(text)
    if re.search(r"身份|证件号", bare):
        return "number"
    if "关系" in bare:
        return "relation"
    return "name" if bare.endswith("姓名") and "开户" not in bare and "账户" not in bare else ""


def _member(heading: Heading) -> _Of | None:
    found = _MEMBER.match(plain_heading(heading.text))
    if found is None:
        return None
    order, said = (found[1], found[2]) if found[1] else (found[4], found[3])
    what = _what(said)
    return _Of(heading.position, _CHINESE.index(order) + 1 if order in _CHINESE else int(order), what) if what else None


def _turned(
    sheet: RawSheet, found: Sequence[Heading], first: int, height: int, columns: Sequence[_Of], own: dict[str, int]
) -> RawSheet:
    width = sheet.cells.width
    theirs = {each.place for each in columns}
    kept = [place for place in range(width) if place not in theirs]
    words = [found[place].text for place in kept]
    relation = own.get("relation")
    orders = sorted({each.order for each in columns})
    rows: list[list[str | None]] = []
    numbers = list(range(sheet.first_row, sheet.first_row + first + 1))
    for down, row in enumerate(sheet.cells.slice(first + height).iter_rows(), start=sheet.first_row + first + height):
        members = [{each.what: row[each.place] for each in columns if each.order == order} for order in orders]
        members = [each for each in members if any(text and text.strip() for text in each.values())]
        mine = [row[place] for place in kept]
        if relation is None:
            mine.append("户主" if (row[own["number"]] or "").strip() else None)
        rows.append(mine)
        for member in members:
            told = {own["name"]: member.get("name"), own["number"]: member.get("number")}
            if relation is not None:
                told[relation] = member.get("relation")
            rows.append([*(told.get(place) for place in kept), *([member.get("relation")] if relation is None else [])])
        numbers += [down] * (1 + len(members))
    if relation is None:
        words.append("与户主关系")
    above = [
        [row[place] for place in kept] + [None] * (relation is None) for row in sheet.cells.head(first).iter_rows()
    ]
    table = [*above, [word or None for word in words], *rows]
    cells = pl.DataFrame(
        [pl.Series(f"c{place}", [row[place] for row in table], dtype=pl.String) for place in range(len(words))]
    )
    return replace(sheet, cells=cells, merged=[], numbers=numbers)
