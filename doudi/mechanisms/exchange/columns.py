"""Which column of a sheet is which column of a source: by name, by synonyms and by what stands in it."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from functools import lru_cache

from doudi.mechanisms.exchange.content import ColumnContent
from doudi.mechanisms.exchange.declare import Column, Kind, Source
from doudi.mechanisms.exchange.heading import (
    SERIAL_HEADINGS,
    Heading,
    bare_heading,
    heading_month,
    heading_unit,
    plain_heading,
)

MATCHED = 0.45  # of one column
_CONTRADICTS = -0.8  # fits that no heading makes good that only resembles


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


def must_be_there(column: Column) -> bool:
    """Whether a list without this column is not taken in; a household's number can be made up (`households`)."""
    return column.required and not (column.per_household and column.kind == Kind.CODE)


def is_expected(column: Column) -> bool:
    """Whether its absence speaks against the list."""
    return must_be_there(column) or column.marks


# Words that end many headings and tell none of them.
_GENERAL = frozenset(
    bare_heading(word)
    for word in [
        "日期",
        "月份",
        "金额",
        "状态",
        "类别",
        "原因",
        "方式",
        "地址",
        "名称",
        "单位",
        "项目",
        "编号",
        "结果",
        "标准",
        "人数",
        "账号",
    ]
)


@lru_cache(maxsize=400_000)
def likeness(heading: str, name: str) -> float:
    """How much a heading reads like a known name: 1 the same, 0.97 but for brackets, less for parts of one another."""
    plain, known = plain_heading(heading), plain_heading(name)
    if plain == known:
        return 1.0
    bare, known_bare = bare_heading(heading), bare_heading(name)
    if bare == known_bare:
        return 0.97
    if known_bare in _GENERAL and known_bare in bare:
        return 0.45  # 释放日期 is a 日期, but so are all others
    if len(known_bare) >= 2 and len(bare) >= 2 and (known_bare in bare or bare in known_bare):
        return 0.55 + 0.35 * min(len(bare), len(known_bare)) / max(len(bare), len(known_bare))
    letters, known_letters = set(bare), set(known_bare)
    shared = len(letters & known_letters) / len(letters | known_letters) if letters | known_letters else 0.0
    return 0.8 * shared if shared >= 0.5 else 0.0


@lru_cache(maxsize=20_000)
def _letters(texts: tuple[str, ...]) -> frozenset[str]:
    return frozenset("".join(plain_heading(text) + bare_heading(text) for text in texts))


@lru_cache(maxsize=200_000)
def _by_name(readings: tuple[str, ...], names: tuple[str, ...]) -> float:
    """The best likeness of any reading to any name; earlier names and fuller readings go first."""
    if _letters(readings).isdisjoint(_letters(names)):
        return 0.0  # as nearly always
    return max(
        (
            likeness(reading, name) - 0.004 * min(rank, 10) - 0.15 * min(place, 1) - 0.03 * place
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
            return (0.6 if is_expected(column) and len(content.words) > 1 else 0.46), "内容相符"
        return 0.0, ""
    if fits <= _CONTRADICTS and by_name < 0.96:
        return 0.0, ""  # 家庭成员 over names is no 家庭成员数
    if column.kind == Kind.CODE and content.filled >= 3 and content.length < 3:
        return 0.0, ""  # a code list of 1, 2, 9
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
        month = next((m for r in each.readings if (m := heading_month(r, as_of)) is not None), None)
        if series and month is not None and not _measures_another(each.text, series):
            guess.column, guess.certainty, guess.why, guess.month = series.code, 1.0, "月份列", month
            continue
        if taught == "" or _is_serial(each, contents[each.position]):
            continue
        for rank, column in enumerate(source.columns):
            if column.kind == Kind.SERIES:
                continue
            unheard = taught is None and not column.values and column.kind != Kind.IDENTITY
            if unheard and _by_name(each.readings, column.names) <= 0:
                continue  # as nearly always: nothing speaks for it
            score, why = column_score(each, contents[each.position], column, taught)
            if score >= MATCHED:
                pairs.append((score, -rank, each.position, column.code, why))
    used = {each.code for each in source.columns if each.kind == Kind.SERIES}
    for score, _, position, code, why in sorted(pairs, key=lambda pair: (-pair[0], -pair[1], pair[2])):
        if code not in used and guesses[position].column is None:
            used.add(code)
            guesses[position].column, guesses[position].certainty, guesses[position].why = (
                code,
                min(score / 1.1, 1.0),
                why,
            )
    _complete(guesses, contents, source, used)
    return guesses


def _is_serial(heading: Heading, content: ColumnContent) -> bool:
    """Whether it counts the rows; 编号 over long numbers is a number of something."""
    return plain_heading(heading.text) in SERIAL_HEADINGS and (content.filled < 3 or content.length < _LONG)


_LONG = 8  # characters, on average
_MEASURES = (("千瓦时", re.compile(r"电|千瓦|度|kwh", re.IGNORECASE)), ("吨", re.compile(r"水|吨|立方|m3|m³")))


def _measures_another(heading: str, series: Column) -> bool:
    """Whether a month's heading names what another series measures: water over a list of power."""
    return any(unit != series.unit and words.search(heading) for unit, words in _MEASURES)


# --- columns that only their content tells --------------------------------------------------------------------------------

BY_CONTENT = 0.4  # certainty of a column that its heading does not tell
# Headings of what many lists hold and none of the columns asked for is.
UNASKED = re.compile(
    r"填表|填报|报送|制表|打印|审核人|审批人|经办人|受理人|登记人|负责人|联系人|操作|录入|更新|导出|创建|出生|年龄|民族|学历|文化|政治面貌|婚姻|籍贯|健康"
)


@lru_cache(maxsize=20_000)
def _is_unasked(heading: str) -> bool:
    return UNASKED.search(heading) is not None


_AMOUNT = re.compile(r"额|金|元|标准|收入|费|补贴|待遇|工资|价|款")


def _complete(
    guesses: Sequence[ColumnGuess], contents: Sequence[ColumnContent], source: Source, used: set[str]
) -> None:
    """What no heading told is told by content, where only one column is left that it can be: 供养对象 over names is the name."""

    def take(guess: ColumnGuess, column: Column) -> None:
        guess.column, guess.certainty, guess.why = column.code, BY_CONTENT, "内容相符"
        used.add(column.code)

    subject = source.subject.code if source.subject else None
    at = next((each.position for each in guesses if each.column == subject), None)
    free = [
        each for each in guesses if each.column is None and each.month is None and contents[each.position].filled >= 3
    ]
    free = [each for each in free if not _is_unasked(each.heading)]
    names = [each for each in source.columns if each.kind == Kind.NAME]
    if names and names[0].code not in used and at is not None:
        # whom a row is about stands beside his number
        people = [each for each in free if contents[each.position].people >= 0.7]
        for nearest in sorted(people, key=lambda each: abs(each.position - at))[:1]:
            take(nearest, names[0])
    _by_role(contents, source, used, free, take)
    for kinds, looks in _LOOKS:
        wanted = [each for each in source.columns if each.kind in kinds and each.code not in used]
        fitting = [each for each in free if each.column is None and looks(each, contents[each.position])]
        pairs = [(guess, column) for guess in fitting for column in wanted if _may_be(contents[guess.position], column)]
        for guess, column in pairs:
            if sum(1 for each in pairs if each[0] is guess or each[1] is column) == 1:
                take(guess, column)


# What a day or month is of, by the words of its heading; the first that fits.
_ROLES = tuple(
    (role, re.compile(words))
    for role, words in (
        ("birth", "出生|生日"),
        ("cremation", "火化"),
        ("cancelling", "注销|销户"),
        ("death", "死|亡|去世|逝"),
        ("release", "释放|出狱|出监"),
        ("change", "变动|变更|迁"),
        ("end", "止|终|结束|停|退|离|毕业|到期|期满|届满|刑满|有效|截|缴至|最后|末次"),
        (
            "start",
            "起|始|开|纳入|享受|批准|审批|确认|认定|任|入|领|初|首|注册|登记|登簿|成立|购|发证|签发|核发|办证|建|识别|从事|上岗",
        ),
        ("paying", "发放|支付|打卡|打款|入账|到账|兑付|救助"),
        ("filing", "备案|报备|填报|填表"),
    )
)


@lru_cache(maxsize=20_000)
def _role(heading: str) -> str | None:
    return next((role for role, words in _ROLES if words.search(heading)), None)


def _by_role(
    contents: Sequence[ColumnContent],
    source: Source,
    used: set[str],
    free: Sequence[ColumnGuess],
    take: Callable[[ColumnGuess, Column], None],
) -> None:
    """Days whose heading no source knows (服刑结束时间) are told by what they are of, where one column and one heading are of it."""
    days = [each for each in source.columns if each.kind in (Kind.DATE, Kind.MONTH)]
    roles = {each.code: _role(bare_heading(each.names[0])) for each in days}
    found = [each for each in free if each.column is None and contents[each.position].dates >= 0.8]
    for role, _ in _ROLES:
        wanted = [each for each in days if roles[each.code] == role and each.code not in used]
        fitting = [each for each in found if _role(bare_heading(each.heading)) == role]
        if len(wanted) == len(fitting) == 1:
            take(fitting[0], wanted[0])


_CODES = SERIAL_HEADINGS | {"证号", "代码", "号码", "编码"}


def _may_be(content: ColumnContent, column: Column) -> bool:
    return column.kind != Kind.PLACE or not column.values or content.fits(column) >= 0.8


_LOOKS: tuple[tuple[tuple[Kind, ...], Callable[[ColumnGuess, ColumnContent], bool]], ...] = (
    ((Kind.NAME,), lambda guess, content: content.people >= 0.7),
    ((Kind.SEX,), lambda guess, content: content.sexes >= 0.9),
    ((Kind.GRADE,), lambda guess, content: content.grades >= 0.9 and content.distinct < 0.5),
    ((Kind.PHONE,), lambda guess, content: content.phones >= 0.8),
    (
        (Kind.CODE,),
        lambda guess, content: (
            plain_heading(guess.heading) in _CODES and content.length >= _LONG and content.identities < 0.3
        ),
    ),
    ((Kind.ACCOUNT,), lambda guess, content: content.accounts >= 0.8 and content.identities < 0.3),
    ((Kind.PLACE,), lambda guess, content: content.places >= 0.8),
    ((Kind.ADDRESS,), lambda guess, content: content.places >= 0.8 and content.length >= 7),
    ((Kind.RELATION,), lambda guess, content: content.relations >= 0.8 and content.people < 0.5),
    ((Kind.DATE, Kind.MONTH), lambda guess, content: content.dates >= 0.8),
    ((Kind.MONEY,), lambda guess, content: content.money >= 0.8 and bool(_AMOUNT.search(guess.heading))),
)
