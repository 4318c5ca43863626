"""How an office lays a table out on sheets: titles above, headings of one to three rows, totals between, notes below, sheets beside."""

from __future__ import annotations

import random
from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Any

from tests.other_counties.people import MONTH, County
from tests.other_counties.tables import Cell, Table

Row = list[Cell]


@dataclass
class Sheet:
    name: str
    rows: list[Row]
    merged: list[tuple[int, int, int, int]] = field(default_factory=list)  # top, left, bottom, right


@dataclass(frozen=True)
class Choice:
    """What the layout of a file does; `told` says that the file's name or a title tells what it holds."""

    told: bool
    headless: bool
    beside: bool
    by_township: bool
    two_in_one: bool  # name and number in one cell

    def __str__(self) -> str:
        words = [name for name, chosen in vars(self).items() if chosen and name != "told"]
        return "+".join(words) or ("plain" if self.told else "untold")


def choose(table: Table, chance: random.Random) -> Choice:
    series = any(code in ("use", "paid") for code in table.codes)
    # which of two sister rolls it is must be told by something
    sister = (table.source.code.startswith("dibao") and "category" not in table.codes) or table.source.code in (
        "living_subsidy",
        "nursing_subsidy",
        "power",
        "water",
    )
    plain = series or bool(table.merged) or any(table.parents)
    odd = chance.random()
    return Choice(
        told=sister or chance.random() < 0.85,
        headless=not plain and odd < 0.04,
        beside=not plain and len(table.codes) <= 9 and 0.04 <= odd < 0.10,
        by_township=0.10 <= odd < 0.28,
        two_in_one=0.28 <= odd < 0.33
        and not any(table.parents)
        and "id_number" in table.codes
        and "name" in table.codes,
    )


def lay_out(county: County, table: Table, choice: Choice) -> list[Sheet]:
    chance = county.chance
    if choice.two_in_one:
        _name_and_number_in_one(table, chance)
    if choice.by_township:
        towns = list(dict.fromkeys(table.places))
        if chance.random() < 0.5:
            sheets = []
            for town in towns:
                of_town = [number for number, place in enumerate(table.places) if place == town]
                sheets.append(_sheet(county, table, choice, of_town, name=town))
        else:  # one under another, each with its own title and heading
            rows: list[Row] = []
            merged: list[tuple[int, int, int, int]] = []
            for town in towns:
                part = _sheet(
                    county,
                    table,
                    choice,
                    [number for number, place in enumerate(table.places) if place == town],
                    name=town,
                )
                merged += [
                    (top + len(rows), left, bottom + len(rows), right) for top, left, bottom, right in part.merged
                ]
                rows += [*part.rows, *([[]] * chance.choice([0, 1, 2]))]
            sheets = [Sheet("Sheet1", rows, merged)]
    else:
        name = chance.choice(["Sheet1", "Sheet1", table.files if choice.told else "数据", "明细"])
        sheets = [_sheet(county, table, choice, list(range(len(table.rows))), name=name)]
    return [*_sheets_in_front(table, chance), *sheets, *_sheets_behind(table, chance)]


def _sheet(county: County, table: Table, choice: Choice, which: Sequence[int], *, name: str) -> Sheet:
    chance = county.chance
    width = len(table.codes)
    rows: list[Row] = []
    merged: list[tuple[int, int, int, int]] = []
    if not choice.headless:
        rows += _title(county, table, choice, width, merged)
        blank_on_left = 0
    heading = [] if choice.headless else _heading(table, len(rows), merged, chance)
    rows += heading
    start = len(rows)
    placed: dict[int, int] = {}
    page = chance.choice([0, 0, 0, 12])
    subtotal = chance.random() < 0.2 and not choice.headless
    for count, number in enumerate(which):
        if subtotal and count and table.places[number] != table.places[which[count - 1]]:
            rows.append(_total(table, chance.choice(["小计", f"{table.places[which[count - 1]]}小计"]), chance))
        if page and count and count % page == 0 and not table.merged:
            rows += [list(row) for row in heading]
        if chance.random() < 0.02 and not table.merged:
            rows.append([])
        placed[number] = len(rows)
        rows.append(list(table.rows[number]))
    for first, last, column in table.merged:
        if all(each in placed for each in range(first, last + 1)) and placed[last] - placed[first] == last - first:
            merged.append((placed[first], column, placed[last], column))
    if choice.beside:
        rows = _beside(rows, start, width)
    if not choice.headless:
        rows += _foot(table, chance)
        if chance.random() < 0.1:  # a blank column on the left
            blank_on_left = 1
        rows = [[None] * blank_on_left + row if row else row for row in rows]
        merged = [(top, left + blank_on_left, bottom, right + blank_on_left) for top, left, bottom, right in merged]
    return Sheet(name, rows, merged)


def _title(
    county: County, table: Table, choice: Choice, width: int, merged: list[tuple[int, int, int, int]]
) -> list[Row]:
    chance = county.chance
    what = table.files if choice.told else chance.choice(["基本情况表", "人员信息", "数据明细"])
    rows: list[Row] = []
    if chance.random() < 0.6:
        rows.append(
            [
                f"{chance.choice(['', '某某县', county.townships[0]])}{chance.choice(['', '2024年11月', '2024年'])}{what}{chance.choice(['', '表', '(2024年11月)'])}"
            ]
        )
        if chance.random() < 0.5:
            merged.append((0, 0, 0, width - 1))
    if chance.random() < 0.3:
        rows.append([f"填报单位:{chance.choice(county.townships)}人民政府(盖章)", None, None, "填报日期:2024年11月5日"])
    if chance.random() < 0.05:
        rows += [[], [], ["报送说明:请于每月5日前报送"], []]
    if chance.random() < 0.1:
        rows.append([])
    return rows


def _heading(table: Table, above: int, merged: list[tuple[int, int, int, int]], chance: random.Random) -> list[Row]:
    if not any(table.parents):
        return [list(table.headings)]
    top: Row = []
    for place, parent in enumerate(table.parents):
        if not parent:
            top.append(table.headings[place])
            merged.append((above, place, above + 1, place))
        else:
            first = place == 0 or table.parents[place - 1] != parent
            top.append(parent if first else None)
            if first:
                span = sum(1 for each in table.parents if each == parent)
                merged.append((above, place, above, place + span - 1))
    below = [heading if parent else None for heading, parent in zip(table.headings, table.parents, strict=True)]
    if chance.random() < 0.2:  # a third row above: what the first columns have in common
        over: Row = ["基本信息", *[None] * (len(top) - 1)]
        merged[:] = [
            (row + 1 if row >= above else row, left, bottom + 1 if row >= above else bottom, right)
            for row, left, bottom, right in merged
        ]
        merged.append((above, 0, above, len(top) - 1))
        return [over, top, below]
    return [top, below]


def _total(table: Table, word: str, chance: random.Random) -> Row:
    row: Row = [None] * len(table.codes)
    row[chance.choice([0, min(1, len(row) - 1)])] = word
    for place, code in enumerate(table.codes):
        if code in ("amount", "household_amount") and place > 1:
            row[place] = 12345
    return row


def _foot(table: Table, chance: random.Random) -> list[Row]:
    rows: list[Row] = []
    if chance.random() < 0.3:
        rows.append(_total(table, chance.choice(["合计", "合  计", "总计:", "累计"]), chance))
    if chance.random() < 0.2:
        rows.append(
            [
                chance.choice(
                    [
                        "注:本表一式两份",
                        "备注:以上数据来源于业务系统",
                        "填表人:某某",
                        "审核人:某某      制表:某某",
                        "单位负责人:            经办人:",
                    ]
                )
            ]
        )
    return rows


def _beside(rows: list[Row], start: int, width: int) -> list[Row]:
    """Printed in two halves side by side, to save paper."""
    data = [row for row in rows[start:] if row]
    half = (len(data) + 1) // 2
    left, right = data[:half], data[half:]
    head = [row + row if number == start - 1 else row for number, row in enumerate(rows[:start])]
    return [
        *head,
        *[first + (right[number] if number < len(right) else [None] * width) for number, first in enumerate(left)],
    ]


def _name_and_number_in_one(table: Table, chance: random.Random) -> None:
    name, number = table.codes.index("name"), table.codes.index("id_number")
    form = chance.choice(["{}({})", "{}（{}）", "{} {}", "{},{}", "{}/{}"])
    for row in table.rows:
        row[name] = form.format(str(row[name]).replace(" ", "").replace("　", ""), str(row[number]).strip("' "))
    table.headings[name] = chance.choice(["姓名(身份证号)", "姓名及身份证号码", "姓名/身份证号", "人员信息"])
    lines: list[list[Any]] = [table.headings, table.parents, table.codes, *table.rows]
    for line in lines:
        del line[number]
    table.merged = [(first, last, place - (place > number)) for first, last, place in table.merged]


def _sheets_in_front(table: Table, chance: random.Random) -> list[Sheet]:
    if chance.random() > 0.15:
        return []
    return [chance.choice([
        Sheet("目录", [["序号", "表名", "页码"], [1, table.files, 1], [2, "汇总表", 3]]),
        Sheet("填报说明", [["填报说明"], ["1.身份证号请填18位。"], ["2.金额单位为元,保留两位小数。"], ["3.请于每月5日前报送。"]]),
        Sheet("说明", [["字段", "含义"], ["姓名", "与身份证一致"], ["身份证号", "18位"], ["金额", "单位元"]]),
    ])]  # fmt: skip


def _sheets_behind(table: Table, chance: random.Random) -> list[Sheet]:
    if chance.random() > 0.2:
        return []
    towns = list(dict.fromkeys(table.places))
    return [chance.choice([
        Sheet("汇总", [[f"{table.files}汇总表"], ["乡镇", "户数", "人数", "金额(元)"], *[[town, 12, 30, 4567.5] for town in towns], ["合计", 48, 120, 18270]]),
        Sheet("字典", [["代码", "名称"], ["1", "男"], ["2", "女"], ["9", "未说明"]]),
        Sheet("Sheet2", []),
    ])]  # fmt: skip


def file_name(county: County, table: Table, choice: Choice) -> str:
    chance = county.chance
    what = (
        table.files
        if choice.told
        else chance.choice(["附件1", "数据", "导出结果", "新建 Microsoft Excel 工作表", "查询结果20241105"])
    )
    return (
        chance.choice(
            [
                "{}",
                "{}(11月)",
                "附件2:{}",
                "{}2024年11月",
                "{}_202411",
                "【县局】{}",
                "{}(1)",
                "20241108{}",
                "{} - 副本",
            ]
        )
        .format(what)
        .replace(":", "-")
    )


__all__ = ["MONTH", "Choice", "Sheet", "choose", "file_name", "lay_out"]
