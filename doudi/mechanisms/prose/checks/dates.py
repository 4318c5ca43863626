"""Days and years: impossible ones, ranges that run backwards, 截至目前 without a day, a text without a year."""

from __future__ import annotations

import calendar
import re
from collections.abc import Iterator

from doudi.mechanisms.prose.faults import Fault, Kind, Severity, of_spot
from doudi.mechanisms.prose.figures import Figure
from doudi.mechanisms.prose.text import Sentence, Text

_FULL = re.compile(
    r"(?P<year>(?:19|20)\d\d)\s?[年\-./]\s?(?P<month>\d{1,2})\s?[月\-./](?:\s?(?P<day>\d{1,2})\s?[日号]?)?(?!\d)"
)
_PART = re.compile(r"(?<![\d\-./年.])(?P<month>\d{1,2})月(?P<day>\d{1,2})[日号]")
_MONTH = re.compile(r"(?<![\d个.,])(?P<month>\d{1,2})月(?:份|底|末|初|中旬|上旬|下旬)?(?!\d)")
_YEARS = re.compile(r"(?P<first>20\d\d)年?(?:-{1,2}|至|到|~)(?P<last>20\d\d)年?")
_ANY_YEAR = re.compile(r"(?<!\d)(?P<year>\d{4})年")
_QUARTER = re.compile(r"(?<![一-鿿])?(?:第)?(?P<quarter>[五六七八九5-9])季度")
_NOW = re.compile(r"(?:截至|截止)(?:到)?(?:目前|现在|今|当前|日前)")
_DAY_BEFORE = re.compile(r"(?:截至|截止)[^,，。]{0,4}(?:20\d\d年|\d{1,2}月|年底|\d{1,2}日)")
_SIGNED = re.compile(
    r"(?:20\d\d|二[〇○零]二.)\s?年\s?[\d一二三四五六七八九十]{1,2}\s?月\s?[\d一二三四五六七八九十]{1,3}\s?日\s*$"
)


def check(text: Text, figures: list[Figure]) -> Iterator[Fault]:
    """Impossible dates are errors; a missing one needs a note."""
    for sentence in text.sentences:
        yield from _impossible(sentence, text)
    yield from _missing(text, figures)


def _impossible(sentence: Sentence, text: Text) -> Iterator[Fault]:
    words = sentence.plain
    taken: list[tuple[int, int]] = []
    for pattern in (_FULL, _PART, _MONTH):
        for each in pattern.finditer(words):
            if any(start < each.end() and each.start() < end for start, end in taken):
                continue
            taken.append(each.span())
            groups = each.groupdict()
            month, day = int(groups["month"]), int(groups["day"]) if groups.get("day") else None
            year = int(groups["year"]) if groups.get("year") else text.year or 2024
            if pattern is _FULL and "." in each.group() and day is None:
                continue  # 2024.5 may be a number
            if (
                pattern is _MONTH
                and re.match(r"\d{1,2}月", each.group())
                and re.search(r"(?:为期|历时|近|约|满)$", words[: each.start()])
            ):
                continue
            wrong = not 1 <= month <= 12 or (day is not None and not 1 <= day <= calendar.monthrange(year, month)[1])
            if wrong:
                yield of_spot(
                    Kind.DATE_IMPOSSIBLE, Severity.ERROR, f"没有“{each.group()}”这个日期。", sentence, *each.span()
                )
    for each in _YEARS.finditer(words):
        if int(each["first"]) > int(each["last"]):
            yield of_spot(
                Kind.DATE_IMPOSSIBLE, Severity.ERROR, f"“{each.group()}”起止年份颠倒。", sentence, *each.span()
            )
    for each in _QUARTER.finditer(words):
        yield of_spot(Kind.DATE_IMPOSSIBLE, Severity.ERROR, f"没有“{each.group()}”。", sentence, *each.span())
    yield from _far_years(sentence, text)


def _far_years(sentence: Sentence, text: Text) -> Iterator[Fault]:
    """A year that cannot be meant: 2042年 in a summary of 2024."""
    if text.year is None:
        return
    for each in _ANY_YEAR.finditer(sentence.plain):
        year = int(each["year"])
        quoted = re.search(r"[《“][^》”]*$", sentence.plain[: each.start()]) is not None
        ahead = 1 if not sentence.in_plan and not re.search(r"计划|到|力争|目标|规划|前", sentence.plain) else 30
        if year > text.year + min(ahead, 16) or year < 1949:
            yield of_spot(
                Kind.DATE_IMPOSSIBLE,
                Severity.ERROR,
                f"“{each.group()}”与本文年份（{text.year}年）相差过远，疑为笔误。",
                sentence,
                *each.span(),
            )
        elif (
            not quoted
            and re.search(r"(?:截至|截止)(?:到)?$", sentence.plain[: each.start()])
            and year > text.year
            and not sentence.in_plan
        ):
            yield of_spot(
                Kind.DATE_IMPOSSIBLE,
                Severity.ERROR,
                f"截至{each.group()}晚于本文所说的{text.year}年。",
                sentence,
                *each.span(),
            )


def _missing(text: Text, figures: list[Figure]) -> Iterator[Fault]:
    """截至目前 is no day unless the text is signed with one (I-06)."""
    signed = (
        any(_SIGNED.search(line.strip()) for line in text.plain.split("\n") if line.strip())
        or re.search(r"\(\s?20\d\d年\d{1,2}月\d{1,2}日\s?\)", text.plain[:200]) is not None
    )
    if not text.says_its_year and figures:
        first = next((each for each in text.sentences if re.search(r"今年|本年|一年来", each.words)), None) or next(
            iter(text.sentences), None
        )
        if first is not None:
            inferred = f"（从下一年计划推为{text.year}年）" if text.year else ""
            yield of_spot(
                Kind.DATE_MISSING,
                Severity.WARNING,
                f"全文没有写明是哪一年{inferred}，各数字缺少统计时点。",
                first,
                0,
                min(len(first.words), 20),
            )
    if signed:
        return
    for sentence in text.sentences:
        for each in _NOW.finditer(sentence.words):
            if not _DAY_BEFORE.search(sentence.words):
                yield of_spot(
                    Kind.DATE_MISSING,
                    Severity.WARNING,
                    f"“{each.group()}”没有具体日期，请写明截至哪一天。",
                    sentence,
                    *each.span(),
                )
