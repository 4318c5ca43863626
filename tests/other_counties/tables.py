"""One list of a county as a table of cells: which columns it has, how they are headed, how each value is written."""

from __future__ import annotations

import datetime as dt
import random
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any

from doudi.base.months import format_month
from doudi.mechanisms.exchange.declare import Column, Kind, Source
from tests.other_counties.headings import HEADINGS, variants
from tests.other_counties.people import MONTH, County, Person

Cell = Any  # text, a number, a date or nothing
Style = Callable[[Any], Cell]
EXTRA = {
    "民族": ("汉族", "回族"), "政治面貌": ("群众", "中共党员"), "文化程度": ("小学", "初中", "高中"), "婚姻状况": ("已婚", "未婚", "丧偶"),
    "健康状况": ("良好", "一般", "患病"), "审核人": ("吴某", "郑某"), "是否脱贫户": ("是", "否"), "年龄": ("34", "67", "81"),
    "数据来源": ("系统", "手工"), "劳动能力": ("无", "部分", "完全"),
}  # fmt: skip
# Headings of two rows: over several columns stands what they have in common.
GROUPS: dict[str, tuple[tuple[str, dict[str, str]], ...]] = {
    "dibao_rural": (("家庭月收入", {"wage": "工资", "pension": "养老金", "other_income": "其他"}), ("发放账户", {"account_holder": "户名", "account": "账号"})),
    "dibao_urban": (("月收入情况(元)", {"wage": "工资性收入", "pension": "养老金", "other_income": "其他收入"}), ("银行账户", {"account_holder": "姓名", "account": "卡号"})),
    "tekun": (("领取账户", {"account_holder": "户名", "account": "账号"}),),
    "age_allowance": (("一卡通", {"account_holder": "户名", "account": "卡号"}),),
    "deferred_exits": (("渐退期", {"from_month": "起", "to_month": "止"}),),
    "kin_filings": (("备案人", {"staff_name": "姓名", "staff_id": "身份证号"}), ("享受对象", {"name": "姓名", "id_number": "身份证号"})),
    "marriages": (("男方", {"husband_name": "姓名", "husband_id": "身份证号"}), ("女方", {"wife_name": "姓名", "wife_id": "身份证号"})),
    "prisoners": (("刑期", {"from_on": "起", "to_on": "止"}),),
    "taxed_income": (("税款所属期", {"from_on": "起", "to_on": "止"}),),
    "disability_certificates": (("残疾情况", {"disability_class": "类别", "grade": "等级"}),),
    "living_subsidy": (("残疾情况", {"disability_class": "类别", "grade": "等级"}),),
    "nursing_subsidy": (("银行账户", {"account_holder": "户名", "account": "账号"}),),
    "medical_costs": (("医疗费用(元)", {"total": "总费用", "own_part": "个人自付"}),),
}  # fmt: skip


@dataclass
class Table:
    """Headings over columns, and rows; `truth` is what should be read: column code → values."""

    source: Source
    headings: list[str]
    parents: list[str]  # over the headings; all empty for a heading of one row
    codes: list[str | None]  # None: a column nobody asked for
    rows: list[list[Cell]]
    places: list[str]  # the township of each row
    truth: dict[str, list[Any]]
    files: str  # what the office calls the list
    merged: list[tuple[int, int, int]] = field(
        default_factory=list
    )  # first row, last row, column: cells that stand for a household


def make_table(county: County, source: Source, *, kept_back: bool, rows: int) -> Table:
    """A list of a source in the words of one office."""
    chance = county.chance
    wanted = [
        column
        for column in source.columns
        if column.required or column.marks or chance.random() < _usual(source, column)
    ]
    if not any(column.kind == Kind.NAME for column in wanted):
        wanted.insert(0, next(column for column in source.columns if column.kind == Kind.NAME or column.code == "name"))
    if chance.random() < 0.5:
        chance.shuffle(wanted)
    people = sorted((county.person() for _ in range(rows)), key=lambda person: (person.township, person.village))
    table = Table(
        source,
        [],
        [],
        [],
        [[] for _ in people],
        [each.township for each in people],
        {},
        _files(source, chance, kept_back),
    )
    groups = _groups(source, wanted, chance)
    wanted = _together(wanted, groups)
    households = _households(people, chance) if any(column.per_household for column in wanted) else [1] * len(people)
    if chance.random() < 0.7:
        _add(table, chance.choice(["序号", "编号", "序", "NO."]), None, list(range(1, rows + 1)))
    used: set[str] = set()
    for column in wanted:
        if column.kind == Kind.SERIES:
            _add_series(table, county, column, people)
            continue
        parent, heading = groups.get(column.code, ("", ""))
        if not heading:
            heading = chance.choice(
                [w for w in variants(source.code, column.code, kept_back=kept_back) if w not in used]
                or [column.names[0]]
            )
        used.add(heading)
        values = _values(county, source, column, people, households)
        style, unit = _style(column, chance)
        while unit and parent:  # a heading under another has no room for a unit
            style, unit = _style(column, chance)
        if unit and "(" not in heading and "（" not in heading:
            heading += chance.choice(["({})", "（{}）", "({}/月)", "\n({})"]).format(unit)
        cells = [None if value is None else style(value) for value in values]
        table.truth[column.code] = values
        place = _add(table, heading, column.code, cells, parent)
        if column.per_household and chance.random() < 0.7:
            _write_once(table, place, households, chance)
    for heading in chance.sample(sorted(EXTRA), chance.choice([0, 0, 1, 2])):
        _add(table, heading, None, [chance.choice(EXTRA[heading]) for _ in people])
    return table


def _usual(source: Source, column: Column) -> float:
    tells_apart = column.code == "category" and source.code.startswith("dibao")
    return 0.35 if tells_apart or column.code == "note" else 0.75


def _files(source: Source, chance: random.Random, kept_back: bool) -> str:
    words = HEADINGS[source.code]["files"].split(" ")
    return chance.choice((words[1::2] if kept_back else words[::2]) or words)


def _groups(source: Source, wanted: list[Column], chance: random.Random) -> dict[str, tuple[str, str]]:
    found = {}
    codes = {column.code for column in wanted}
    for parent, children in GROUPS.get(source.code, ()):
        if set(children) <= codes and chance.random() < 0.5:
            found.update({code: (parent, child) for code, child in children.items()})
    return found


def _together(wanted: list[Column], groups: dict[str, tuple[str, str]]) -> list[Column]:
    """Columns under one heading stand side by side."""
    order: list[Column] = []
    for column in wanted:
        if column in order:
            continue
        parent = groups.get(column.code, ("", ""))[0]
        order += [each for each in wanted if parent and groups.get(each.code, ("", ""))[0] == parent] or [column]
    return order


def _households(people: list[Person], chance: random.Random) -> list[int]:
    sizes: list[int] = []
    while sum(sizes) < len(people):
        sizes.append(min(chance.choice([1, 1, 2, 3, 4]), len(people) - sum(sizes)))
    return sizes


def _values(county: County, source: Source, column: Column, people: list[Person], households: list[int]) -> list[Any]:
    words = county.words(source, column) if column.kind in (Kind.TEXT, Kind.PLACE) else ()
    if column.kind == Kind.RELATION:
        relations = county.relations()
        if len(households) == len(people):
            return [county.chance.choice(relations[1:]) for _ in people]
        return [relations[min(place, len(relations) - 1)] for size in households for place in range(size)]
    if column.per_household:
        heads = [people[sum(households[:number])] for number in range(len(households))]
        each = [county.value(column, head, words) for head in heads]
        return [value for value, size in zip(each, households, strict=True) for _ in range(size)]
    return [county.value(column, person, words) for person in people]


def _add(table: Table, heading: str, code: str | None, cells: list[Cell], parent: str = "") -> int:
    table.headings.append(heading)
    table.parents.append(parent)
    table.codes.append(code)
    for row, cell in zip(table.rows, cells, strict=True):
        row.append(cell)
    return len(table.codes) - 1


def _write_once(table: Table, place: int, households: list[int], chance: random.Random) -> None:
    """A household's value stands in its first row, the cells below blank or merged."""
    merge = chance.random() < 0.5
    first = 0
    for size in households:
        for row in table.rows[first + 1 : first + size]:
            row[place] = None
        if merge and size > 1:
            table.merged.append((first, first + size - 1, place))
        first += size


def _add_series(table: Table, county: County, column: Column, people: list[Person]) -> None:
    chance = county.chance
    months = list(range(MONTH - 5, MONTH + 1))
    form = chance.choice(
        ["{y}-{m:02d}", "{y}年{m}月", "{m}月", "{y}{m:02d}", "{m}月份", "{y}年{m:02d}月", "{y}.{m:02d}", "{y}/{m}"]
    )
    tail = chance.choice(
        [
            "",
            "",
            {"use": "用量", "paid": "缴费"}[column.code],
            {"use": "(吨)" if table.source.code == "water" else "(千瓦时)", "paid": ""}[column.code],
        ]
    )
    values: list[Any] = [county.value(column, person, ()) for person in people]
    signs = column.code == "paid"
    yes, no = chance.choice([("√", None), ("是", "否"), ("1", "0"), ("已缴", "未缴")])
    if signs:
        values = [[float(chance.random() < 0.7) for _ in months] for _ in people]
    for number, month in enumerate(months):
        heading = form.format(y=month // 12, m=month % 12 + 1) + tail
        cells = [(yes if row[number] else no) if signs else row[number] for row in values]
        _add(table, heading, column.code, cells)
    table.truth[column.code] = values


# --- how a value is written ---------------------------------------------------------------------------------------------


def _style(column: Column, chance: random.Random) -> tuple[Style, str]:
    """A way to write the values of a column, and the unit that goes into its heading."""
    if column.kind == Kind.MONEY:
        return chance.choice(LARGE if column.unit == "万元" else AMOUNTS)
    return chance.choice(STYLES.get(column.kind, [str])), ""


def _wide(text: str) -> str:
    return "".join(chr(ord(letter) + 0xFEE0) for letter in text)


def _in_chinese(day: dt.date) -> str:
    digits = "〇一二三四五六七八九"

    def number(value: int) -> str:
        tens, ones = divmod(value, 10)
        return ("" if tens == 0 else "十" if tens == 1 else digits[tens] + "十") + (digits[ones] if ones else "")

    return "".join(digits[int(each)] for each in str(day.year)) + f"年{number(day.month)}月{number(day.day)}日"


DATES: list[Style] = [
    dt.date.isoformat, lambda d: f"{d.year}/{d.month}/{d.day}", lambda d: f"{d.year}.{d.month}.{d.day}", lambda d: f"{d:%Y%m%d}",
    lambda d: f"{d.year}年{d.month}月{d.day}日", _in_chinese, lambda d: d, lambda d: (d - dt.date(1899, 12, 30)).days, lambda d: f"{d:%Y-%m-%d} 00:00:00",
    lambda d: dt.datetime(d.year, d.month, d.day), lambda d: f"{d:%Y/%m/%d} 8:30",
]  # fmt: skip
MONTHS: list[Style] = [
    format_month, lambda m: f"{m // 12}{m % 12 + 1:02d}", lambda m: f"{m // 12}年{m % 12 + 1}月", lambda m: f"{m // 12}.{m % 12 + 1:02d}",
    lambda m: dt.date(m // 12, m % 12 + 1, 1), lambda m: f"{m // 12}/{m % 12 + 1}/1", lambda m: f"{m // 12}年{m % 12 + 1:02d}月份",
]  # fmt: skip
AMOUNTS: list[tuple[Style, str]] = [
    (lambda fen: fen / 100, ""), (lambda fen: fen / 100, "元"), (lambda fen: f"{fen / 100:.2f}", ""), (lambda fen: f"{fen / 100:,.2f}", "元"),
    (lambda fen: f"￥{fen / 100:,.2f}", ""), (lambda fen: f"{fen / 100:g}元" if fen % 100 == 0 else f"{fen / 100:.2f}元", ""), (lambda fen: fen, "分"),
    (lambda fen: f"{fen / 1e6:.6f}", "万元"), (lambda fen: f"¥ {fen / 100:.2f}", ""),
]  # fmt: skip
LARGE: list[tuple[Style, str]] = [
    (lambda fen: fen / 1e6, "万元"), (lambda fen: f"{fen / 1e6:g}万元", ""), (lambda fen: f"{fen / 1e6:g}万", ""), (lambda fen: fen / 100, "元"),
]  # fmt: skip
STYLES: dict[Kind, list[Style]] = {
    Kind.DATE: DATES,
    Kind.MONTH: MONTHS,
    Kind.SEX: [str, str, lambda sex: f"{sex}性", lambda sex: "1" if sex == "男" else "2"],
    Kind.GRADE: [lambda g: f"{'一二三四'[g - 1]}级", lambda g: f"{g}级", str, lambda g: "一二三四"[g - 1], int],
    Kind.IDENTITY: [
        str, str, str, str.lower, lambda n: f"'{n}", lambda n: f" {n} ", lambda n: f"{n[:6]} {n[6:14]} {n[14:]}", _wide,
    ],
    Kind.NAME: [str, str, lambda n: f"{n[0]}　{n[1]}" if len(n) == 2 else n, lambda n: f" {n}"],
    Kind.NUMBER: [float, lambda n: f"{n:.2f}", lambda n: f"{n:.2f}㎡"],
    Kind.COUNT: [int, str, lambda n: f"{n}人"],
}  # fmt: skip
