"""Which source a sheet is, where its heading is, and which column is which: from names, synonyms and content.

A guess always says how sure it is. Below the threshold nothing is taken in; a person is asked.
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from functools import lru_cache

import polars as pl

from doudi.mechanisms.exchange.columns import BY_CONTENT, UNASKED, ColumnGuess, is_expected, match_columns
from doudi.mechanisms.exchange.content import content_of
from doudi.mechanisms.exchange.declare import Kind, Source
from doudi.mechanisms.exchange.heading import (
    SERIAL_HEADINGS,
    find_heading,
    heading_words,
    headings,
    plain_heading,
    title_unit,
)
from doudi.mechanisms.exchange.reading.sheets import RawSheet

__all__ = ["ColumnGuess", "SheetGuess", "recognise"]

SURE = 0.55  # of the best source
AHEAD = 0.04  # of the second best
ENOUGH, FAR_AHEAD = 0.42, 0.10  # the same where all that is required is there, and some of it tells
ALONE = 0.20  # and where nothing of it tells
SILENT = 0.06  # ahead, where neither title nor file name speaks for any source, so that columns alone can tell
TOLD_BY_ROWS = 0.15  # for a sheet whose rows themselves say which of two sister sources they belong to
_KNOWN = 0.6  # certainty from which a source knows a heading
_NAMED = 0.75  # certainty of a column whose heading is one of its own, not only one of its kind (日期)
_TELLS = 0.65  # what a heading tells that at most three sources know
_TELLS_SOME = 0.55  # at most six
_UNKNOWN = 0.35  # what a heading tells that no source knows
_UNASKED = 0.1  # what 录入时间 tells, which any list may have
_LOOK_AT = 40  # rows in which the heading is sought


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
    heading_rows: list[list[str]] = field(default_factory=list)
    remark: str = ""  # what a person should check although the guess is sure


# --- the source ---------------------------------------------------------------------------------------------------------


_ANYTHING = re.compile(
    r"[^\u4e00-\u9fff]|名单|花名册|名册|台账|清单|明细|汇总|总表|数据|附件|附表|导出|结果|查询|新建|文件夹|文件|工作[表簿]|表格|报送|上报|填报|副本|复件|最终版|修改|"
    r"[〇○零一二三四五六七八九十]+(?:年|月份?|日)|[年月日份表]"
)
_NAMELESS = 3  # Chinese characters left that may be the name of a place


@dataclass(frozen=True)
class Title:
    """What stands over a table: its own title and sheet name, and these with the name of the file, which may hold others too."""

    own: str
    everywhere: str

    @staticmethod
    def of(sheet: RawSheet, above: Sequence[Sequence[str]]) -> Title:
        own = " ".join([sheet.name, *[cell for row in above for cell in row if cell]])
        return Title(own, f"{sheet.file.rsplit('/', 1)[-1]} {own}")

    def is_silent(self) -> bool:
        """Whether it could stand over any list: 附件1.xlsx, 11月数据, 新建表格."""
        return len(_ANYTHING.sub("", self.everywhere)) <= _NAMELESS


def weights(guesses: Sequence[Sequence[ColumnGuess]]) -> list[float]:
    """How much each column of the sheet tells: a heading that only one source knows tells more than one that all have."""
    found = []
    headless = not any(each.heading for each in guesses[0]) if guesses else False
    for alike in zip(*guesses, strict=True):
        if plain_heading(alike[0].heading) in SERIAL_HEADINGS:
            found.append(0.0)
            continue
        known = sum(1 for each in alike if each.certainty >= _KNOWN)
        if not known and UNASKED.search(alike[0].heading):
            found.append(_UNASKED)
            continue
        found.append(0.25 + 0.75 / known**0.5 if known else _UNKNOWN if alike[0].heading or headless else 0.0)
    return found


def source_score(source: Source, guesses: Sequence[ColumnGuess], title: Title, telling: Sequence[float]) -> float:
    """How well a sheet fits a source: headings used up, columns found, words of the title; what is required must be there."""
    taken = {each.column: each.certainty for each in guesses if each.column}
    used, total, months = 0.0, 0.0, False
    for guess, weight in zip(guesses, telling, strict=True):
        if guess.month is not None and months:
            continue  # all months together are one column
        months = months or guess.month is not None
        total += weight
        used += weight * guess.certainty if guess.column else 0.0
    wanted = [each for each in source.columns if each.code != "note"]
    missing = sum(1 - min(2 * taken.get(each.code, 0.0), 1.0) for each in wanted if is_expected(each))
    held = sum(min(2 * taken.get(each.code, 0.0), 1.0) for each in wanted) / len(wanted)
    told = 0.35 * title_score(source, title.everywhere) + 0.06 * max(title_score(source, title.own), 0.0)
    if any(each.kind == Kind.SERIES for each in wanted):
        told += 0.15 * max(
            title_score(source, "".join(each.heading for each in guesses)), 0.0
        )  # 用电地址 over a list of power
    return 0.40 * used / max(total, 0.5) + 0.25 * held + told - 0.22 * missing


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
    title = Title.of(sheet, head[:first])
    found = headings(head, first, height, width)
    data = sheet.cells.slice(first + height, 400)
    contents = [content_of(data[column]) for column in data.columns]
    taught = {(code, plain_heading(text)): column for (code, text), column in (learnt or {}).items()}
    tried: list[tuple[Source, list[ColumnGuess]]] = []
    for each in sources:
        if source is not None and each.code != source:
            continue
        said = {(each.code, plain_heading(text)): column for text, column in (columns or {}).items()}
        tried.append((each, match_columns(found, contents, each, {**taught, **said}, as_of)))
    telling = weights([guesses for _, guesses in tried])
    scored = [(source_score(each, guesses, title, telling), each, guesses) for each, guesses in tried]
    scored.sort(key=lambda entry: -entry[0])
    best, chosen, guesses = scored[0]
    remark = ""
    if told := _told_by_rows(chosen, guesses, data):
        # sister sources (an urban and a rural roll in one sheet) do not compete: each row says where it belongs
        best, chosen, guesses = next((entry for entry in scored if entry[1].code == told), scored[0])
        best += TOLD_BY_ROWS
    elif leaning := _leaning(scored, data):
        told = leaning
        best, chosen, guesses = next(entry for entry in scored if entry[1].code == leaning)
        best += TOLD_BY_ROWS
        remark = f"“{sheet.file}”没有写明是哪一种,按各行所在村居认作“{chosen.name}”,请核对。"
    rivals = [entry for entry in scored if entry[1] is not chosen and not (told and entry[1].splits == chosen.splits)]
    second = rivals[0][0] if rivals else 0.0
    _give_unit(guesses, chosen, title_unit(head[:first]))
    sure = source is not None or _is_sure(chosen, guesses, telling, best, best - second, silent=title.is_silent())
    return SheetGuess(
        sheet.file,
        sheet.name,
        title.everywhere[:200],
        sheet.first_row + first,
        sheet.first_row + first + height,
        chosen.code if sure else None,
        round(min(best, 1.0) if source is None else 1.0, 3),
        [(each.code, round(score, 3)) for score, each, _ in scored[:4]],
        guesses,
        head[: first + height + 5],
        head[first : first + height],
        remark,
    )


def _is_sure(
    source: Source,
    guesses: Sequence[ColumnGuess],
    telling: Sequence[float],
    score: float,
    ahead: float,
    *,
    silent: bool,
) -> bool:
    """Fits well and better than the next; or fits far better than the next, with all that is required, of which something tells."""
    if score >= SURE and ahead >= AHEAD:
        return True
    told = {
        each.column: weight if each.certainty >= _NAMED else 0.0
        for each, weight in zip(guesses, telling, strict=True)
        if each.certainty > BY_CONTENT
    }
    required = [each for each in source.columns if is_expected(each)]
    whole = all(each.code in told for each in required)
    if silent and whole and score >= ENOUGH and ahead >= SILENT and max(told.values()) >= _TELLS_SOME:
        return True
    own = any(told.get(each.code, 0.0) >= _TELLS for each in required if not each.subject)
    return whole and score >= ENOUGH and (ahead >= FAR_AHEAD if own else ahead >= ALONE)


def _give_unit(guesses: Sequence[ColumnGuess], source: Source, unit: str) -> None:
    """Amounts whose heading names no unit take that of the title row."""
    money = {each.code for each in source.columns if each.kind == Kind.MONEY}
    for guess in guesses:
        if unit and guess.column in money and not guess.unit:
            guess.unit = unit


_ALIKE = 0.02  # sister sources whose scores differ by less
_MOST, _SOME = 0.8, 0.3  # of the cells that lean to either lean to one of them; so many lean at all


def _leaning(scored: Sequence[tuple[float, Source, list[ColumnGuess]]], data: pl.DataFrame) -> str | None:
    """Of two sister sources that fit alike (nothing says whether a roll is urban or rural), the one to which most rows lean."""
    (first, one, guesses), *others = scored
    if one.leans is None:
        return None
    sisters = [each for score, each, _ in others if each.leans and each.splits == one.splits and first - score < _ALIKE]
    place = next((each.position for each in guesses if each.column == one.leans[0]), None)
    if len(sisters) != 1 or sisters[0].leans is None or place is None:
        return None
    texts = data.to_series(place).str.strip_chars().drop_nulls()
    leaning = {each.code: int(texts.str.contains(each.leans[1]).sum()) for each in (one, sisters[0]) if each.leans}
    most = max(leaning, key=lambda code: leaning[code])
    both = sum(leaning.values())
    return most if both >= _SOME * len(texts) and leaning[most] >= _MOST * both > 0 else None


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
