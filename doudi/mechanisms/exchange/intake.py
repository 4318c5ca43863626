"""Taking in: files of any kind become typed rows of declared sources, with every refusal said and placed.

Pure: nothing is stored. See `Part` for the columns of a frame.
"""

from __future__ import annotations

import fnmatch
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor, as_completed
from dataclasses import dataclass, field, replace
from enum import StrEnum
from pathlib import Path

import polars as pl

from doudi.base.months import chinese_month
from doudi.mechanisms.exchange.as_of import as_of_month
from doudi.mechanisms.exchange.columns import must_be_there
from doudi.mechanisms.exchange.declare import Source
from doudi.mechanisms.exchange.heading import heading_words
from doudi.mechanisms.exchange.parts import Part, build_parts, empty_rejects
from doudi.mechanisms.exchange.reading.files import FoundFile, Place, Refusal, open_place, places, read_file
from doudi.mechanisms.exchange.reading.sheets import RawSheet, Unreadable
from doudi.mechanisms.exchange.recognise import SheetGuess, recognise
from doudi.mechanisms.exchange.tables import tables_of

__all__ = ["FileHint", "Hints", "Intake", "Part", "Problem", "ProblemKind", "take_in"]


_AT_ONCE = 2  # files
_PROSE = 200  # rows; what is longer is no explanation


class ProblemKind(StrEnum):
    REFUSED = "无法读取"
    UNRECOGNISED = "未识别"
    UNSURE = "待确认"
    REPEATED = "重复报送"
    WARNING = "提示"


@dataclass(frozen=True)
class Problem:
    """Something a person must look at: one sentence that says what and what to do about it."""

    file: str
    sheet: str
    kind: ProblemKind
    sentence: str


@dataclass(frozen=True)
class FileHint:
    """What a person said about one file: its source, month, heading row, and columns (heading → code, empty: not needed)."""

    source: str | None = None
    as_of: int | None = None
    header_row: int | None = None
    columns: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True)
class Hints:
    """What a person said: for all files, for files by name or pattern, and what was learnt of suppliers' headings."""

    source: str | None = None
    as_of: int | None = None
    files: Mapping[str, FileHint] = field(default_factory=dict)
    learnt: Mapping[tuple[str, str], str] = field(default_factory=dict)
    names: Mapping[str, str] = field(default_factory=dict)  # the name a file came with, if it is kept under another

    def of(self, name: str) -> FileHint:
        last = name.rsplit("/", 1)[-1]
        for pattern, hint in self.files.items():
            if pattern in (name, last) or fnmatch.fnmatch(last, pattern) or fnmatch.fnmatch(name, pattern):
                return hint
        return FileHint(source=self.source, as_of=self.as_of)


@dataclass
class Intake:
    """What came of a delivery."""

    parts: list[Part] = field(default_factory=list)
    problems: list[Problem] = field(default_factory=list)
    rejects: pl.DataFrame = field(default_factory=empty_rejects)  # file, sheet, row, column, value, why
    guesses: list[SheetGuess] = field(default_factory=list)


def take_in(
    paths: Iterable[Path],
    sources: Iterable[Source],
    *,
    month: int | None,
    hints: Hints = Hints(),
    progress: Callable[[str, int, int], None] | None = None,
) -> Intake:
    """Read every file below the paths and take in each sheet as the source it is recognised as.

    `month` is the month of the run: it completes headings such as 6月 and is the as-of month of files that name none.
    """
    intake = Intake()
    first_under: dict[str, str] = {}  # hash of the bytes → the name under which they came first
    for each in _each_file(places(paths), list(sources), month, hints, progress):
        first = first_under.setdefault(each.sha256 or each.name, each.name)
        if first != each.name:
            sentence = f"“{each.name}”与“{first}”内容完全相同,只接收一次。"
            intake.problems.append(Problem(each.name, "", ProblemKind.REPEATED, sentence))
            continue
        intake.parts += each.intake.parts
        intake.problems += each.intake.problems
        intake.guesses += each.intake.guesses
        intake.rejects.extend(each.intake.rejects)
    _refuse_repeated_months(intake)
    return intake


@dataclass(frozen=True)
class _OfFile:
    """What came of one file; `sha256` is empty if it could not even be opened."""

    name: str
    sha256: str
    intake: Intake


def _each_file(
    found: Sequence[Place],
    sources: Sequence[Source],
    month: int | None,
    hints: Hints,
    progress: Callable[[str, int, int], None] | None,
) -> Iterator[_OfFile]:
    """What comes of each file, in the order of their places. The largest are begun first and two are worked on at a time, so that both
    cores are busy to the end."""
    with ThreadPoolExecutor(_AT_ONCE) as workers:
        largest_first = sorted(found, key=lambda place: -place.size)
        work = {workers.submit(_of_place, place, sources, month, hints): place for place in largest_first}
        for done, each in enumerate(as_completed(work), start=1):
            if progress:
                progress(work[each].name, done, len(found))
        results = {place: each.result() for each, place in work.items()}
    for place in found:
        yield from results[place]


def _of_place(place: Place, sources: Sequence[Source], month: int | None, hints: Hints) -> list[_OfFile]:
    files = (_renamed(each, hints.names) for each in open_place(place))
    return [
        _OfFile(file.name, file.sha256 if isinstance(file, FoundFile) else "", _of_file(file, sources, month, hints))
        for file in files
    ]


def _of_file(file: FoundFile | Refusal, sources: Sequence[Source], month: int | None, hints: Hints) -> Intake:
    intake = Intake()
    if isinstance(file, Refusal):
        intake.problems.append(Problem(file.name, "", ProblemKind.REFUSED, file.sentence))
    else:
        _take_in_file(file, sources, month, hints.of(file.name), hints.learnt, intake)
    return intake


def _renamed(file: FoundFile | Refusal, names: Mapping[str, str]) -> FoundFile | Refusal:
    first, slash, rest = file.name.partition("/")
    return replace(file, name=names[first] + slash + rest) if first in names else file


def _take_in_file(
    file: FoundFile,
    sources: Sequence[Source],
    month: int | None,
    hint: FileHint,
    learnt: Mapping[tuple[str, str], str],
    intake: Intake,
) -> None:
    try:
        sheets = read_file(file)
    except Unreadable as error:
        intake.problems.append(Problem(file.name, "", ProblemKind.REFUSED, str(error)))
        return
    if not sheets:
        sentence = f"“{file.name}”里没有任何内容,请核对后重新报送。"
        intake.problems.append(Problem(file.name, "", ProblemKind.REFUSED, sentence))
    for sheet in sheets:
        intake.problems.extend(Problem(file.name, sheet.name, ProblemKind.WARNING, each) for each in sheet.warnings)
    known = heading_words(sources)
    written = [sheet for sheet in sheets if not _is_prose(sheet)]
    if sheets and not written:
        sentence = f"“{file.name}”里只有文字说明,没有表格,请核对后重新报送。"
        intake.problems.append(Problem(file.name, "", ProblemKind.UNRECOGNISED, sentence))
    tables = [table for sheet in written for table in tables_of(sheet, known)]
    months = [hint.as_of if hint.as_of is not None else as_of_month(table, month, known) for table in tables]

    guesses: list[SheetGuess] = []
    for table, as_of in zip(tables, months, strict=True):
        guesses.append(recognise(table, sources, as_of=as_of, source=hint.source, header_row=hint.header_row,
                                 learnt=learnt, columns=hint.columns))  # fmt: skip
    for table, as_of, guess in zip(tables, months, guesses, strict=True):
        # a township with two rows says little, but its sisters with the same headings say what is what
        sister = _fullest(guess, guesses, tables) if hint.source is None else None
        if sister is not None and sister is not guess:
            columns = {
                each.heading: each.column or "" for each in sister.columns if each.heading and each.month is None
            }
            guess = recognise(table, sources, as_of=as_of, source=sister.source, learnt=learnt, columns=columns)
        _take_in_table(table, file, sources, as_of, guess, intake)


def _is_prose(sheet: RawSheet) -> bool:
    """Whether it holds no table but sentences (填报说明), one cell a row."""
    return sheet.cells.height < _PROSE and all(sum(1 for cell in row if cell) <= 1 for row in sheet.head(_PROSE))


def _fullest(guess: SheetGuess, others: Sequence[SheetGuess], tables: Sequence[RawSheet]) -> SheetGuess | None:
    """Of the tables of a file that have the same headings and could be told, the one with most rows."""

    def headings(of: SheetGuess) -> list[str]:
        return [each.heading for each in of.columns if each.heading]

    mine = headings(guess)
    alike = [
        (table.cells.height, each)
        for each, table in zip(others, tables, strict=True)
        if each.source and headings(each) == mine
    ]
    return max(alike, key=lambda pair: pair[0], default=(0, None))[1] if len(mine) >= 2 else None


def _take_in_table(
    sheet: RawSheet, file: FoundFile, sources: Sequence[Source], as_of: int | None, guess: SheetGuess, intake: Intake
) -> None:
    intake.guesses.append(guess)
    where = f"“{file.name}”" + (f"的工作表“{sheet.name}”" if sheet.name else "")
    if guess.source is None:
        intake.problems.append(_unknown(guess, sources, where))
        return
    if guess.remark:
        intake.problems.append(Problem(file.name, sheet.name, ProblemKind.WARNING, guess.remark))
    source = next(each for each in sources if each.code == guess.source)
    missing = [
        each.names[0]
        for each in source.columns
        if must_be_there(each) and each.code not in {g.column for g in guess.columns}
    ]
    if missing:
        sentence = f"{where}识别为“{source.name}”,但缺少{'、'.join(missing)}列,未接收;请补齐或在确认页指明对应列。"
        intake.problems.append(Problem(file.name, sheet.name, ProblemKind.UNSURE, sentence))
        return
    for part, rejects in build_parts(sheet, guess, source, sources, sha256=file.sha256, as_of=as_of):
        intake.parts.append(part)
        intake.rejects = pl.concat([intake.rejects, rejects])
        intake.problems.extend(Problem(file.name, sheet.name, ProblemKind.WARNING, each) for each in part.warnings)


def _unknown(guess: SheetGuess, sources: Sequence[Source], where: str) -> Problem:
    names = {each.code: each.name for each in sources}
    best, score = guess.runners_up[0]
    if score < 0.4:
        sentence = f"{where}不像任何一种应报名单,未读取;如确需比对,请指明是哪种名单。"
        return Problem(guess.file, guess.sheet, ProblemKind.UNRECOGNISED, sentence)
    others = "、".join(names[code] for code, other in guess.runners_up[1:3] if other > score - 0.1)
    sentence = f"{where}可能是“{names[best]}”(把握{score:.0%}){'或“' + others + '”' if others else ''},不能确定,未接收;请指明是哪种名单。"
    return Problem(guess.file, guess.sheet, ProblemKind.UNSURE, sentence)


def _refuse_repeated_months(intake: Intake) -> None:
    """The same rows under another month's name are no news: only the earlier month's stand."""
    earliest: dict[tuple[str, int], Part] = {}
    for part in sorted(intake.parts, key=lambda each: each.as_of or 0):
        mark = (part.source.code, part.content)
        first = earliest.setdefault(mark, part)
        if first is part or first.as_of is None or part.as_of is None or part.rows < 3:
            continue
        intake.parts.remove(part)
        when = chinese_month(first.as_of)
        sentence = f"“{part.file}”的内容与“{first.file}”({when})完全相同" + (
            f",不能作为{chinese_month(part.as_of)}的数据,仍按{when}使用;请报送单位重新报送。"
            if part.as_of != first.as_of
            else ",只接收一次。"
        )
        intake.problems.append(Problem(part.file, part.sheet, ProblemKind.REPEATED, sentence))
