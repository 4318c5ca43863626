"""差异表 (R-RPT-11): what a summary says beside the statistics table and beside the year before, and why they differ.

A figure of the text is its slot, or a number typed by hand that is read as being about it. A line of the table that adds up several
indicators is held against the sum of those that the text tells: where the text tells fewer of them, that is a difference of scope.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from decimal import Decimal

from doudi.base.spans import Period
from doudi.mechanisms.entitlement.parameters_entered.queries import terms_in_force
from doudi.mechanisms.indicators import periods
from doudi.mechanisms.indicators.declare import Indicator, indicator_of
from doudi.mechanisms.indicators.numbers import change, in_table, in_text
from doudi.mechanisms.indicators.queries import figure, reported_all
from doudi.mechanisms.prose.checked import check
from doudi.mechanisms.prose.figures import of_sentence
from doudi.mechanisms.prose.text import Text
from doudi.mechanisms.prose.units import base
from doudi.programmes.office.reports import statistics
from doudi.programmes.office.reports.comparing import differences
from doudi.programmes.office.reports.composing import Composed, Line, Value
from doudi.programmes.office.reports.policy import ReportPolicy


@dataclass(frozen=True)
class Compared:
    """A figure of the text beside that of the table and that of the year before; None where there is none to compare with.

    `differs`: text and table do not print the same. `far`: it lies further from the year before than may pass unexplained (R-RPT-05).
    """

    key: str
    name: str
    unit: str
    text: Decimal
    table: Decimal | None
    before: Decimal | None
    differs: bool
    far: bool
    code: str = ""  # of the indicator; empty for a line of the table that adds up several

    @property
    def change(self) -> Decimal | None:
        """Per cent against the year before, blank as in the table (R-STAT-03)."""
        return change(self.text, self.before)

    @property
    def asks(self) -> bool:
        """Whether somebody has to say why."""
        return self.differs or self.far

    @property
    def sides(self) -> tuple[str, str, str]:
        """Text, table and year before as they are printed: an explanation is of these numbers and of no others."""
        return _printed(self.text), _printed(self.table), _printed(self.before)

    @property
    def words(self) -> str:
        """最低生活保障发放金额总结249.85万元，统计报表251.2万元."""
        told = f"{self.name}总结{in_text(self.text)}{self.unit}"
        if self.differs and self.table is not None:
            return f"{told}，统计报表{in_text(self.table)}{self.unit}"
        return f"{told}，上年同期{_printed(self.before)}{self.unit}"


def compared(made: Composed, records: Composed, period: Period, *, area_code: str) -> list[Compared]:
    """Every figure that a summary tells, in its order, then the lines of the table that add several of them up.

    `records` is the summary as the records alone have it: by it a number typed by hand is understood. The year before is counted in two
    queries a figure that was not frozen then.
    """
    told = _told(made, records)
    table = {each.official.key: each for each in statistics.table(period, area_code=area_code)}
    alone = {each.official.indicators[0]: each for each in table.values() if len(each.official.indicators) == 1}
    year_before = periods.year_before(period)
    frozen = reported_all(year_before, area_code=area_code)
    most = terms_in_force(ReportPolicy, period.last)["jump"]
    rows = []
    for code, value in told.items():
        indicator = indicator_of(code)
        if indicator is None:
            continue
        kept = frozen.get(code)
        before = Decimal(kept.value) if kept else figure(indicator, year_before, area_code=area_code).value
        percent = change(value, before)
        beside = alone[code].value if code in alone else None
        far = percent is not None and abs(percent) > most
        rows.append(_row(code, indicator, value, beside, before, far=far))
    return [*rows, *sums_of(told, table)]


def _row(
    key: str, indicator: Indicator, text: Decimal, table: Decimal | None, before: Decimal, *, far: bool
) -> Compared:
    differs = table is not None and _differ(text, table, money=indicator.is_money)
    return Compared(key, indicator.name, indicator.unit, text, table, before, differs, far, key)


def sums_of(told: dict[str, Decimal], table: dict[str, statistics.Row]) -> Iterator[Compared]:
    """Lines of the table that add up several indicators, beside the sum of those that the text tells."""
    for key, row in table.items():
        parts = [told[code] for code in row.official.indicators if code in told]
        if len(row.official.indicators) > 1 and parts and row.value is not None:
            text = sum(parts, Decimal(0))
            differs = _differ(text, row.value, money=row.is_money)
            yield Compared(key, row.official.name, row.official.unit, text, row.value, None, differs, far=False)


def _told(made: Composed, records: Composed) -> dict[str, Decimal]:
    """By indicator what the text says: of the slot, unless a number typed by hand says otherwise."""
    told = {each.code: each.value for each in made.values}
    for line in made.lines:
        if not any(_typed(piece) for piece in line.pieces if isinstance(piece, str)):
            continue
        slots = list(_slots(line))
        for each in differences(check(Text(line.words)), records):
            at_slot = any(each.figure.start < end and start < each.figure.end for start, end in slots)
            if not at_slot:  # what stands at a slot is that slot's, whatever else it could be read as
                told[each.value.code] = each.figure.base / base(Decimal(1), each.value.unit)[0]
    return told


def _typed(words: str) -> bool:
    return any(of_sentence(sentence) for sentence in Text(words).sentences)


def _slots(line: Line) -> Iterator[tuple[int, int]]:
    """Where the numbers of a line stand that come out of the records."""
    place = 0
    for piece in line.pieces:
        end = place + len(piece if isinstance(piece, str) else piece.words)
        if isinstance(piece, Value):
            yield place, end
        place = end


def _differ(text: Decimal, table: Decimal, *, money: bool) -> bool:
    """As both are printed: the table has one place where the text has two (R-RPT-07)."""
    return in_table(text, money=money) != in_table(table, money=money)


def _printed(value: Decimal | None) -> str:
    return "" if value is None else in_text(value)
