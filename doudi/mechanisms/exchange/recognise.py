"""Which source a sheet is, where its heading is, and which column is which: from names, synonyms and content.

A guess always says how sure it is. Below the threshold nothing is taken in; a person is asked.
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from functools import lru_cache

import polars as pl

from doudi.mechanisms.exchange.content import ColumnContent, content_of
from doudi.mechanisms.exchange.declare import Column, Kind, Source
from doudi.mechanisms.exchange.normalise import half_width
from doudi.mechanisms.exchange.reading.sheets import RawSheet

SURE = 0.55  # of the best source
AHEAD = 0.04  # of the second best
MATCHED = 0.45  # of one column
TOLD_BY_ROWS = 0.15  # for a sheet whose rows themselves say which of two sister sources they belong to
_LOOK_AT = 40  # rows in which the heading is sought
_SERIAL_HEADINGS = frozenset({"序号", "编号", "no", "行号", "序列", "序"})


@dataclass
class ColumnGuess:
    """One column of the sheet: its heading, what it is taken for (None: not needed), how sure, and why."""

    heading: str
    position: int
    column: str | None
    certainty: float
    why: str
    examples: list[str] = field(default_factory=list)
    month: int | None = None  # of one column of a series
    unit: str = ""


@dataclass
class SheetGuess:
    """What a sheet is taken for. `header_row` and `data_row` count rows as a person does, from 1."""

    file: str
    sheet: str
    title: str
    header_row: int
    data_row: int
    source: str | None
    certainty: float
    runners_up: list[tuple[str, float]]
    columns: list[ColumnGuess]
    first_rows: list[list[str]]


@dataclass(frozen=True)
class Heading:
    """A heading with its readings: parent and child together, child, parent."""

    position: int
    text: str
    readings: tuple[str, ...]


# --- the heading row ----------------------------------------------------------------------------------------------------

_BRACKETS = re.compile(r"[（(\[【][^）)\]】]*[）)\]】]")
_UNIT = re.compile(r"(?:单位[::]\s*)?(亿元|万元|千元|元|角|分)(?:/|人|$|[)）\]】])")


# Offices vary these freely; they say the same.
_SAME_WORDS = (
    ("时间", "日期"), ("号码", "号"), ("编号", "号"), ("户口", "户籍"), ("月份", "月"), ("名字", "姓名"),
    ("截止", "终止"), ("结束", "终止"), ("开始", "起始"), ("自付", "负担"), ("类型", "类别"), ("种类", "类别"), ("级别", "等级"), ("情况", "状态"),
)  # fmt: skip


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
    return plain


def heading_words(sources: Sequence[Source]) -> frozenset[str]:
    """All headings that any source knows, plain and bare."""
    names = [name for source in sources for column in source.columns for name in column.names]
    return frozenset(
        {plain_heading(name) for name in names} | {bare_heading(name) for name in names} | _SERIAL_HEADINGS
    )


def find_heading(head: list[list[str]], known: frozenset[str]) -> tuple[int, int]:
    """The first row of the heading and how many rows it takes; (0, 0) if the table starts with data."""
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
    while height < 3 and best + height < len(head) and _continues(head[best + height - 1], head[best + height], known):
        height += 1
    return best, height


def _heading_unlike_any(head: list[list[str]]) -> tuple[int, int]:
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


def _completes(row: list[str], below: list[list[str]], known: frozenset[str]) -> bool:
    """A row above belongs to the heading if it names, in known words, columns that the rows below leave blank."""
    if any(re.search(r"\d{5,}", cell) for cell in row):
        return False
    over_blank = [
        cell for place, cell in enumerate(row) if cell and not any(place < len(each) and each[place] for each in below)
    ]
    return any(plain_heading(cell) in known or bare_heading(cell) in known for cell in over_blank)


def _continues(above: list[str], row: list[str], known: frozenset[str]) -> bool:
    """A second heading row has words only under merged or blank cells of the first, and no data."""
    cells = [(place, cell) for place, cell in enumerate(row) if cell]
    if not cells or any(re.search(r"\d{5,}", cell) for _, cell in cells):
        return False
    if row and row[0] and plain_heading(above[0]) in _SERIAL_HEADINGS:
        return False
    hits = sum(
        1
        for _, cell in cells
        if plain_heading(cell) in known
        or bare_heading(cell) in known
        or re.fullmatch(r"(?:\d{4}年)?\d{1,2}月份?", cell)
    )
    under_blank = sum(1 for place, _ in cells if place >= len(above) or not above[place])
    return hits >= 0.6 * len(cells) and (under_blank > 0 or len(cells) < 0.7 * sum(1 for cell in above if cell))


def headings(head: list[list[str]], first: int, height: int, width: int) -> list[Heading]:
    """The headings of all columns; a merged parent speaks for the columns to its right that have a child."""
    rows = [(head[first + offset] + [""] * width)[:width] for offset in range(height)]
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


_MONTH_HEADING = re.compile(
    r"^(?:(20\d{2})\s*[-./年]?\s*)?(\d{1,2})\s*月?份?(?:用电量|用水量|电量|水量|缴费|\(.*\)|（.*）)?$"
)


def heading_month(text: str, as_of: int | None) -> int | None:
    """The month that a heading such as 2024-06, 202406 or 6月 names; without a year the last such month up to `as_of`."""
    plain = half_width(text).strip()
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


# --- columns ------------------------------------------------------------------------------------------------------------


@lru_cache(maxsize=400_000)
def likeness(heading: str, name: str) -> float:
    """How much a heading reads like a known name: 1 the same, 0.97 but for brackets, less for parts of one another."""
    plain, known = plain_heading(heading), plain_heading(name)
    if plain == known:
        return 1.0
    bare, known_bare = bare_heading(heading), bare_heading(name)
    if bare == known_bare:
        return 0.97
    if len(known_bare) >= 2 and len(bare) >= 2 and (known_bare in bare or bare in known_bare):
        return 0.55 + 0.35 * min(len(bare), len(known_bare)) / max(len(bare), len(known_bare))
    letters, known_letters = set(bare), set(known_bare)
    shared = len(letters & known_letters) / len(letters | known_letters) if letters | known_letters else 0.0
    return 0.8 * shared if shared >= 0.5 else 0.0


@lru_cache(maxsize=200_000)
def _by_name(readings: tuple[str, ...], names: tuple[str, ...]) -> float:
    """The best likeness of any reading to any name; earlier names and fuller readings go first."""
    return max(
        (
            likeness(reading, name) - 0.004 * rank - 0.06 * place
            for place, reading in enumerate(readings)
            for rank, name in enumerate(names)
        ),
        default=0.0,
    )


def column_score(heading: Heading, content: ColumnContent, column: Column, learnt: str | None) -> tuple[float, str]:
    """How well a column of the sheet fits a column of the source, and why."""
    if learnt is not None:
        return (2.0, "以往确认") if learnt == column.code else (0.0, "")
    by_name = _by_name(heading.readings, column.names)
    if by_name <= 0 and not column.values and column.kind != Kind.IDENTITY:
        return 0.0, ""
    fits = content.fits(column)
    if column.kind == Kind.IDENTITY:
        if content.filled >= 3 and content.identities < 0.3:
            return 0.0, ""
        if by_name < MATCHED and content.identities >= 0.8:
            return (0.5 if column.subject else 0.47), "内容是身份证号"
    if by_name <= 0:
        if fits >= 0.9 and column.values and content.filled >= 3:
            return 0.46, "内容相符"
        return 0.0, ""
    score = by_name + 0.25 * fits
    return score, "标题相同" if by_name >= 0.96 else "标题相近" if fits <= 0 else "标题相近,内容相符"


def match_columns(
    found: Sequence[Heading],
    contents: Sequence[ColumnContent],
    source: Source,
    learnt: Mapping[tuple[str, str], str],
    as_of: int | None,
) -> list[ColumnGuess]:
    """Each column of the sheet with the column of the source it is taken for: the best pairs first, each used once."""
    guesses = [
        ColumnGuess(
            each.text, each.position, None, 0.0, "", contents[each.position].examples, unit=heading_unit(each.text)
        )
        for each in found
    ]
    series = next((each for each in source.columns if each.kind == Kind.SERIES), None)
    pairs = []
    for each in found:
        guess = guesses[each.position]
        taught = learnt.get((source.code, plain_heading(each.text)))
        if (
            series
            and (month := next((m for r in each.readings if (m := heading_month(r, as_of)) is not None), None))
            is not None
        ):
            guess.column, guess.certainty, guess.why, guess.month = series.code, 1.0, "月份列", month
            continue
        if taught == "" or plain_heading(each.text) in _SERIAL_HEADINGS:
            continue
        for rank, column in enumerate(source.columns):
            if column.kind == Kind.SERIES:
                continue
            score, why = column_score(each, contents[each.position], column, taught)
            if score >= MATCHED:
                pairs.append((score, -rank, each.position, column.code, why))
    used: set[str] = set()
    for score, _, position, code, why in sorted(pairs, key=lambda pair: (-pair[0], -pair[1], pair[2])):
        if code not in used and guesses[position].column is None:
            used.add(code)
            guesses[position].column, guesses[position].certainty, guesses[position].why = (
                code,
                min(score / 1.25, 1.0),
                why,
            )
    return guesses


# --- the source ---------------------------------------------------------------------------------------------------------


def source_score(source: Source, guesses: Sequence[ColumnGuess], title: str) -> float:
    """How well a sheet fits a source: headings used up, columns found, words of the title; what is required must be there."""
    named = [each for each in guesses if each.heading and plain_heading(each.heading) not in _SERIAL_HEADINGS]
    months = sum(1 for each in named if each.month is not None)
    total = len(named) - max(months - 1, 0)
    taken = {each.column: each.certainty for each in guesses if each.column}
    matched = sum(min(certainty, 1.0) for certainty in taken.values())
    wanted = [each for each in source.columns if each.code != "note"]
    missing = sum(1 for each in wanted if each.required and each.code not in taken)
    used = matched / max(total, 1)
    held = sum(1 for each in wanted if each.code in taken) / len(wanted)
    return 0.40 * min(used, 1.0) + 0.25 * held + 0.35 * title_score(source, title) - 0.22 * missing


@lru_cache(maxsize=50_000)
def _title_score(titles: tuple[str, ...], against: tuple[str, ...], title: str) -> float:
    longest = max((len(word) for word in titles if word in title), default=0)
    if any(word in title for word in against):
        return -0.4
    return min(0.7 + 0.075 * longest, 1.0) if longest else 0.0


def title_score(source: Source, title: str) -> float:
    return _title_score(source.titles, source.against, plain_heading(title))


def recognise(
    sheet: RawSheet,
    sources: Sequence[Source],
    *,
    as_of: int | None,
    source: str | None = None,
    header_row: int | None = None,
    learnt: Mapping[tuple[str, str], str] | None = None,
    columns: Mapping[str, str] | None = None,
) -> SheetGuess:
    """The best guess for a sheet. `source`, `header_row` and `columns` (heading → column code) are what a person said."""
    head = sheet.head(_LOOK_AT)
    width = len(sheet.cells.columns)
    first, height = find_heading(head, heading_words(sources))
    if header_row is not None:
        first, height = (
            max(header_row - sheet.first_row, 0),
            max(height, 1) if header_row - sheet.first_row == first else 1,
        )
    title = " ".join(
        [sheet.file.rsplit("/", 1)[-1], sheet.name, *[cell for row in head[:first] for cell in row if cell]]
    )
    found = headings(head, first, height, width)
    data = sheet.cells.slice(first + height, 400)
    contents = [content_of(data[column]) for column in data.columns]
    taught = {(code, plain_heading(text)): column for (code, text), column in (learnt or {}).items()}
    scored: list[tuple[float, Source, list[ColumnGuess]]] = []
    for each in sources:
        if source is not None and each.code != source:
            continue
        said = {(each.code, plain_heading(text)): column for text, column in (columns or {}).items()}
        guesses = match_columns(found, contents, each, {**taught, **said}, as_of)
        scored.append((source_score(each, guesses, title), each, guesses))
    scored.sort(key=lambda entry: -entry[0])
    best, chosen, guesses = scored[0]
    if told := _told_by_rows(chosen, guesses, data):
        # sister sources (an urban and a rural roll in one sheet) do not compete: each row says where it belongs
        best, chosen, guesses = next((entry for entry in scored if entry[1].code == told), scored[0])
        best += TOLD_BY_ROWS
    rivals = [entry for entry in scored if entry[1] is not chosen and not (told and entry[1].splits == chosen.splits)]
    second = rivals[0][0] if rivals else 0.0
    _give_unit(guesses, chosen, title_unit(head[:first]))
    sure = source is not None or (best >= SURE and best - second >= AHEAD)
    return SheetGuess(
        sheet.file,
        sheet.name,
        title[:200],
        sheet.first_row + first,
        sheet.first_row + first + height,
        chosen.code if sure else None,
        round(best if source is None else 1.0, 3),
        [(each.code, round(score, 3)) for score, each, _ in scored[:4]],
        guesses,
        head[: first + height + 5],
    )


def _give_unit(guesses: Sequence[ColumnGuess], source: Source, unit: str) -> None:
    """Amounts whose heading names no unit take that of the title row."""
    money = {each.code for each in source.columns if each.kind == Kind.MONEY}
    for guess in guesses:
        if unit and guess.column in money and not guess.unit:
            guess.unit = unit


def _told_by_rows(source: Source, guesses: Sequence[ColumnGuess], data: pl.DataFrame) -> str | None:
    """The sister source that most rows name in the column that tells the two apart; None if they name none."""
    if source.splits is None:
        return None
    column, words = source.splits
    place = next((each.position for each in guesses if each.column == column), None)
    if place is None:
        return None
    texts = data.to_series(place).str.strip_chars().drop_nulls()
    named = {code: int(texts.str.contains(word).sum()) for word, code in words.items()}
    return max(named, key=lambda code: named[code]) if sum(named.values()) > 0.6 * len(texts) else None
