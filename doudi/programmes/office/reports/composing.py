"""The annual summary composed: every slot filled from the records, with where the number stands in the text."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable
from dataclasses import dataclass, field
from decimal import Decimal

from doudi.base.spans import Period
from doudi.mechanisms.indicators.declare import Indicator, indicator_of
from doudi.mechanisms.indicators.numbers import in_text
from doudi.mechanisms.indicators.queries import figure, records_of, reported_all
from doudi.programmes.office.reports.facts import FACTS, Fact
from doudi.programmes.office.reports.shape import AS_YET, NAMES, OPENING, SHAPE, SLOT, Part, Sentence

_NUMERALS = "一二三四五六七八九十"


@dataclass(frozen=True)
class Value:
    """What a slot holds: the number as it stands in the text, and what it was counted by. `records` is None of a parameter."""

    code: str
    words: str
    value: Decimal
    unit: str
    name: str
    records: int | None
    frozen: bool = False


@dataclass(frozen=True)
class Names:
    """What a slot of names holds: every record that an indicator counts, by name."""

    code: str  # of the indicator
    words: str
    name: str
    records: int


@dataclass(frozen=True)
class Line:
    """A paragraph of the summary: a heading or a sentence, as pieces of words and values."""

    level: int  # 0 a sentence, 1 and 2 headings
    pieces: tuple[str | Value | Names, ...]
    code: str = ""
    public: bool = True
    ahead: bool = False

    @property
    def words(self) -> str:
        return "".join(each if isinstance(each, str) else each.words for each in self.pieces)


@dataclass(frozen=True)
class LeftOut:
    """A sentence that was not written: its words, and the figures that no line of this system keeps; none if all it tells is nought."""

    words: str
    missing: tuple[str, ...]


@dataclass
class Composed:
    """The summary of a year of a county."""

    title: str
    year: int
    issuer: str
    on: dt.date
    lines: list[Line] = field(default_factory=list)
    left_out: list[LeftOut] = field(default_factory=list)

    @property
    def text(self) -> str:
        """As plain text, the way the reader of prose takes it: the reader reads what we write, too."""
        return "\n".join(
            [
                self.title,
                *(each.words for each in self.lines),
                self.issuer,
                f"{self.on.year}年{self.on.month}月{self.on.day}日",
            ]
        )

    @property
    def values(self) -> list[Value]:
        return [piece for line in self.lines for piece in line.pieces if isinstance(piece, Value)]


def compose(
    period: Period,
    *,
    area_code: str,
    issuer: str,
    on: dt.date,
    words: dict[str, str] | None = None,
    shape: Iterable[Part] = SHAPE,
    public: bool = False,
) -> Composed:
    """Write the summary of a period (a year) out of the records as they stand, frozen figures as they were frozen.

    `words` are sentences as people have changed them, by code; `public` leaves out what only the inside may read (R-RPT-12).
    """
    year = period.last.year
    values = _Values(period, area_code)
    made = Composed(f"{issuer}{year}年工作总结和{year + 1}年工作计划", year, issuer, on)
    _add(made, OPENING, values, words or {})
    number = {1: 0, 2: 0}  # of the last heading that was written, by level
    waiting: list[Part] = []  # headings that nothing stands under yet: they take their number when something does
    for part in shape:
        waiting = [each for each in waiting if each.level < part.level] + [part]
        for sentence in part.sentences:
            if public and not sentence.public:
                continue
            before = len(made.lines)
            _add(made, sentence, values, words or {}, ahead=part.ahead)
            if len(made.lines) > before:
                made.lines[before:before] = [_heading(each, number, year) for each in waiting]
                waiting = []
    return made


def _heading(part: Part, number: dict[int, int], year: int) -> Line:
    """The next heading of its level; those below it begin anew."""
    number[part.level] += 1
    if part.level == 1:
        number[2] = 0
        words = f"{_NUMERALS[number[1] - 1]}、{part.heading if not part.ahead else f'{year + 1}年工作计划'}"
    else:
        words = f"（{_NUMERALS[number[2] - 1]}）{part.heading}"
    return Line(part.level, (words,), ahead=part.ahead)


def _add(made: Composed, sentence: Sentence, values: _Values, changed: dict[str, str], *, ahead: bool = False) -> None:
    typed = sentence.code in changed
    words = changed[sentence.code] if typed else _as_of(sentence.words, made)
    told: dict[str, Value | Names | None] = {
        code: values.names(code.removesuffix(NAMES)) if code.endswith(NAMES) else values.of(code)
        for code in SLOT.findall(words)
    }
    missing = tuple(code for code, value in told.items() if value is None)
    counted = [
        value
        for code, value in told.items()
        if isinstance(value, Value) and (not sentence.hinges_on or code in sentence.hinges_on)
    ]
    nothing = bool(told) and not any(value.value for value in counted)
    if missing or (nothing and not typed):  # who writes a nought himself means it
        made.left_out.append(LeftOut(words, missing))
        return
    pieces: list[str | Value | Names] = []
    for place, each in enumerate(SLOT.split(words)):
        found = told[each] if place % 2 else None
        pieces.append(found if found is not None else each)
    made.lines.append(Line(0, tuple(each for each in pieces if each != ""), sentence.code, sentence.public, ahead))


def _as_of(words: str, made: Composed) -> str:
    """The words of a sentence on the day of the summary: before the year is over they are not of its end."""
    if made.on.year > made.year:
        return words
    for over, as_yet in AS_YET:
        words = words.replace(over, as_yet)
    return words


class _Values:
    """Figures of a period, each counted once; what was frozen stands as it was frozen (R-RPT-03)."""

    def __init__(self, period: Period, area_code: str) -> None:
        self.period, self.area_code = period, area_code
        self.frozen = reported_all(period, area_code=area_code)
        self.known: dict[str, Value | None] = {}

    def of(self, code: str) -> Value | None:
        if code not in self.known:
            indicator, fact = indicator_of(code), FACTS.get(code)
            if fact is not None:
                self.known[code] = self._fact(fact)
            else:
                self.known[code] = None if indicator is None else self._counted(indicator)
        return self.known[code]

    def names(self, code: str) -> Names | None:
        """The records that an indicator counts, by name, the first first; None where it does not say what they are called."""
        indicator = indicator_of(code)
        if indicator is None or not indicator.called:
            return None
        rows = records_of(indicator, self.period, area_code=self.area_code).order_by("pk")
        told = [str(each) for each in rows.values_list(indicator.called, flat=True)]
        return Names(code, "、".join(f"《{each}》" for each in told), indicator.name, len(told))

    def _fact(self, fact: Fact) -> Value:
        value = fact.value(self.period.last)
        return Value(fact.code, in_text(value), value, fact.unit, fact.name, None)

    def _counted(self, indicator: Indicator) -> Value:
        kept = self.frozen.get(indicator.code)
        if kept is not None:
            value, records = Decimal(kept.value), kept.records
        else:
            counted = figure(indicator, self.period, area_code=self.area_code)
            value, records = counted.value, counted.records
        return Value(indicator.code, in_text(value), value, indicator.unit, indicator.name, records, kept is not None)
