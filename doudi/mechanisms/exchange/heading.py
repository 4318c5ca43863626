"""Headings: the rows that hold them, what each says without blanks, brackets and units, the month or unit that it names."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from functools import lru_cache

from doudi.mechanisms.exchange.declare import Source
from doudi.mechanisms.exchange.normalise import half_width

SERIAL_HEADINGS = frozenset({"序号", "编号", "no", "no.", "№", "行号", "序列", "序", "顺序号", "次序"})


@dataclass(frozen=True)
class Heading:
    """A heading with its readings: parent and child together, child, parent."""

    position: int
    text: str
    readings: tuple[str, ...]


# --- the heading row ----------------------------------------------------------------------------------------------------

_BRACKETS = re.compile(r"[（(\[【][^）)\]】]*[）)\]】]")
_UNIT = re.compile(r"(?:单位[::]\s*)?(亿元|万元|千元|元|角|分)(?:/|人|$|[)）\]】])")


# Offices vary these freely; they say the same. Applied in this order, to what offices write and to what sources know alike.
_SAME_WORDS = (
    ("年月日", "日期"), ("时间", "日期"), ("号码", "号"), ("编号", "号"), ("编码", "号"), ("代码", "号"), ("户口", "户籍"), ("月份", "月"), ("年月", "月"), ("名字", "姓名"),
    ("身份证件", "身份证"), ("身份证明", "身份证"), ("居民身份证", "身份证"), ("公民身份证", "身份证"), ("居民身份", "身份"), ("公民身份", "身份"), ("身份证", "身份"),
    ("座落", "坐落"), ("其它", "其他"), ("帐", "账"), ("联系方式", "联系电话"), ("手机号", "联系电话"),
    ("情况", "状态"), ("结果", "状态"), ("类型", "类别"), ("种类", "类别"), ("性质", "类别"), ("形式", "类别"), ("方式", "类别"), ("级别", "等级"), ("程度", "等级"),
    ("截止", "终止"), ("截至", "终止"), ("结束", "终止"), ("届满", "终止"), ("期满", "终止"), ("到期", "终止"), ("开始", "起始"), ("自付", "负担"), ("自负", "负担"),
    ("所属", "所在"), ("补助", "补贴"), ("事由", "原因"), ("理由", "原因"), ("费用总额", "总费用"), ("总额", "合计"), ("总计", "合计"),
    ("亡者", "死者"), ("逝者", "死者"), ("亡人", "死者"), ("死亡者", "死者"), ("死亡人员", "死者"), ("死亡人", "死者"), ("去世", "死亡"), ("亡故", "死亡"), ("死亡原因", "死因"), ("死亡证明书", "死亡证明"),
    ("渐退", "延退"), ("退保", "停保"), ("停发", "停保"), ("出狱", "释放"), ("出监", "释放"), ("汇缴", "缴存"), ("缴交", "缴存"), ("初始登记", "初次登记"), ("初登", "初次登记"), ("注册", "登记"),
    ("机动车所有人", "所有人"), ("车辆所有人", "所有人"), ("车主", "所有人"), ("车牌", "号牌"), ("残疾人证", "残疾证"), ("银行卡", "银行账"), ("账户姓名", "账户名"), ("账户名称", "账户名"),
)  # fmt: skip
_ENDS = (
    (re.compile(r"(?<=[期日刑退间])起(?:日期?)?$"), "起始日期"),
    (re.compile(r"(?<=[期日刑退间])止(?:日期?)?$"), "终止日期"),
    (re.compile(r"至$"), "终止"),
)


@lru_cache(maxsize=50_000)
def plain_heading(text: str) -> str:
    """Without blanks, marks and line breaks, half-width and lower-case."""
    return re.sub(r"[\s\u00a0\u3000\u200b\ufeff*＊:：'\"“”_]", "", half_width(text)).lower()


@lru_cache(maxsize=50_000)
def bare_heading(text: str) -> str:
    """Without what stands in brackets as well; the whole if nothing is left."""
    plain = plain_heading(text)
    plain = _BRACKETS.sub("", plain) or plain
    for word, usual in _SAME_WORDS:
        plain = plain.replace(word, usual)
    for end, usual in _ENDS:
        plain = end.sub(usual, plain)
    return plain


def heading_words(sources: Sequence[Source]) -> frozenset[str]:
    """All headings that any source knows, plain and bare."""
    return _words(tuple(column.names for source in sources for column in source.columns))


@lru_cache(maxsize=16)
def _words(known: tuple[tuple[str, ...], ...]) -> frozenset[str]:
    names = [name for each in known for name in each]
    return frozenset({plain_heading(name) for name in names} | {bare_heading(name) for name in names} | SERIAL_HEADINGS)


def find_heading(head: list[list[str]], known: frozenset[str]) -> tuple[int, int]:
    """The first row of the heading and how many rows it takes; (0, 0) if the table starts with data."""
    return _find_heading(tuple(map(tuple, head)), known)


@lru_cache(maxsize=64)  # each room that looks at a sheet asks it anew
def _find_heading(head: Sequence[Sequence[str]], known: frozenset[str]) -> tuple[int, int]:
    best, best_score = -1, 0.0
    for number, row in enumerate(head[:30]):
        cells = [cell for cell in row if cell]
        if len(cells) < 2:
            continue
        hits = sum(1 for cell in cells if plain_heading(cell) in known or bare_heading(cell) in known)
        months = sum(1 for cell in cells if heading_month(cell, None) is not None)
        data = sum(1 for cell in cells if re.search(r"\d{6,}", cell) and heading_month(cell, None) is None)
        score = hits + 0.5 * min(months, 4) - 1.5 * data - 0.01 * number
        if score > best_score:
            best, best_score = number, score
    if best < 0 or best_score < 1.5:
        return _heading_unlike_any(head)
    lowest = best
    while best > 0 and lowest - best < 2 and _completes(head[best - 1], head[best : lowest + 1], known):
        best -= 1
    height = lowest - best + 1
    while height < 3 and best + height < len(head):
        below = head[best + height + 1] if best + height + 1 < len(head) else []
        if not _continues(head[best : best + height + 1], below, known):
            break
        height += 1
    return best, height


def _heading_unlike_any(head: Sequence[Sequence[str]]) -> tuple[int, int]:
    """A heading of words nobody knows: the first wide row of short words without digits that stands above a wide row with digits."""
    for number, row in enumerate(head[:15]):
        below = head[number + 1] if number + 1 < len(head) else []
        cells = [cell for cell in row if cell]
        wide = len(cells) >= max(2, 0.6 * sum(1 for cell in below if cell))
        if (
            wide
            and not any(re.search(r"\d{3,}", cell) for cell in cells)
            and any(re.search(r"\d{3,}", cell) for cell in below)
        ):
            return number, 1
    first = next((number for number, row in enumerate(head) if sum(1 for cell in row if cell) >= 2), 0)
    return first, 0


def _completes(row: Sequence[str], below: Sequence[Sequence[str]], known: frozenset[str]) -> bool:
    """A row above belongs to the heading if it names, in known words, columns that the rows below leave blank."""
    if any(re.search(r"\d{5,}", cell) for cell in row):
        return False
    over_blank = [
        cell for place, cell in enumerate(row) if cell and not any(place < len(each) and each[place] for each in below)
    ]
    return any(plain_heading(cell) in known or bare_heading(cell) in known for cell in over_blank)


def _continues(rows: Sequence[Sequence[str]], below: Sequence[str], known: frozenset[str]) -> bool:
    """A further heading row has words only under merged or blank cells of the first, and no data."""
    above = rows[-2]
    row = rows[-1]
    cells = [(place, cell) for place, cell in enumerate(row) if cell]
    if not cells or any(re.search(r"\d{5,}", cell) for _, cell in cells):
        return False
    if row and row[0] and plain_heading(above[0]) in SERIAL_HEADINGS:
        return False
    hits = sum(
        1
        for _, cell in cells
        if plain_heading(cell) in known
        or bare_heading(cell) in known
        or re.fullmatch(r"(?:\d{4}年)?\d{1,2}月份?", cell)
    )
    under_blank = sum(1 for place, _ in cells if place >= len(above) or not above[place])
    if hits >= 0.6 * len(cells) and (under_blank > 0 or len(cells) < 0.7 * sum(1 for cell in above if cell)):
        return True
    return _hangs_below(above, cells, below)


def _hangs_below(above: Sequence[str], cells: list[tuple[int, str]], below: Sequence[str]) -> bool:
    """Words nobody knows (起, 止) that stand under one heading over several columns, in a row far emptier than the data below."""

    def spans(place: int) -> bool:
        return place >= len(above) or not above[place] or (place + 1 < len(above) and not above[place + 1])

    return (
        len(cells) >= 2
        and all(len(cell) <= 8 and not re.search(r"\d{2}", cell) and spans(place) for place, cell in cells)
        and any(place < len(above) and above[place] for place, _ in cells)
        and sum(1 for cell in below if cell) >= len(cells) + 2
        and any(re.search(r"\d{3}", cell) for cell in below)
    )


def headings(head: list[list[str]], first: int, height: int, width: int) -> list[Heading]:
    """The headings of all columns; a merged parent speaks for the columns to its right that have a child."""
    rows = [(head[first + offset] + [""] * width)[:width] for offset in range(height)]
    while len(rows) > 1 and sum(1 for cell in rows[0] if cell) == 1:
        rows = rows[1:]  # 基本信息 over everything says nothing
    found = []
    carried = ""
    for place in range(width):
        cells = [row[place] for row in rows]
        parent = cells[0] if cells else ""
        if parent:
            carried = parent
        children = [cell for cell in cells[1:] if cell]
        if not children:
            carried = parent
            found.append(Heading(place, parent, (parent,) if parent else ()))
            continue
        child = "".join(children)
        over = parent or carried
        readings = (f"{over}{child}", child, *(children[::-1] if len(children) > 1 else ()), over)
        found.append(Heading(place, f"{over}{child}", tuple(dict.fromkeys(each for each in readings if each))))
    return found


# 2024-06, 2024年6月用电量(千瓦时), 6月份缴费; not a day
_MONTH_HEADING = re.compile(
    r"^(?:(20\d{2})\s*[-./年]?\s*)?(\d{1,2})\s*月?份?(?:[\u4e00-\u9fff]{1,6}(?<!日))?\s*(?:\(.*\)|（.*）)?$"
)


@lru_cache(maxsize=50_000)
def heading_month(text: str, as_of: int | None) -> int | None:
    """The month that a heading such as 2024-06, 202406 or 6月 names; without a year the last such month up to `as_of`."""
    plain = re.sub(r"\s", "", half_width(text))  # 2024年 over 6月 in one cell
    if found := re.match(r"^(20\d{2})(0[1-9]|1[0-2])", plain):
        return int(found[1]) * 12 + int(found[2]) - 1
    found = _MONTH_HEADING.match(plain)
    if found is None or not 1 <= int(found[2]) <= 12 or (found[1] is None and "月" not in plain):
        return None
    if found[1]:
        return int(found[1]) * 12 + int(found[2]) - 1
    if as_of is None:
        return int(found[2]) - 1
    month = as_of // 12 * 12 + int(found[2]) - 1
    return month if month <= as_of else month - 12


@lru_cache(maxsize=50_000)
def heading_unit(text: str) -> str:
    """The unit of money that a heading names: 元, 万元 …; empty if none."""
    for bracket in _BRACKETS.findall(half_width(text)):
        if found := _UNIT.search(bracket):
            return found[1]
    return "万元" if text.rstrip().endswith("万元") else ""


_TITLE_UNIT = re.compile(r"单位\s*[::]\s*(?:人民币)?\s*(亿元|万元|千元|元|角|分)(?=$|[\s)）\]】、,，;；/])")


def title_unit(rows: Sequence[Sequence[str]]) -> str:
    """The unit that a row above the heading gives for all amounts (单位:万元); empty if none."""
    for row in rows:
        for cell in row:
            if found := _TITLE_UNIT.search(half_width(cell)):
                return found[1]
    return ""
