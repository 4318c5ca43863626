"""民政统计报表 (RP-01, RP-02): the coded table of a period, its balance checks, and when it is frozen and sent."""

from __future__ import annotations

import datetime as dt
import io
from collections.abc import Iterator
from dataclasses import dataclass
from decimal import ROUND_HALF_UP, Decimal

import xlsxwriter

from doudi.base.calendar import Calendar
from doudi.base.spans import Period
from doudi.mechanisms.indicators import periods
from doudi.mechanisms.indicators.declare import indicator_of
from doudi.mechanisms.indicators.numbers import change, in_table
from doudi.mechanisms.indicators.queries import figure, reported_all
from doudi.programmes.office.reports.dictionary import APPROVED, TABLE, OfficialCode, codes_on

FREEZE_ON, SEND_ON, PROVINCE_DAYS = (
    3,
    5,
    15,
)  # workdays after the period; the province delivers within 15 days [RP-01, D]


@dataclass(frozen=True)
class Row:
    """A line of the table. `value` is None where no line of this system keeps it."""

    official: OfficialCode
    level: int
    value: Decimal | None
    before: Decimal | None

    @property
    def is_money(self) -> bool:
        return self.official.unit == "万元"

    @property
    def words(self) -> str:
        return "" if self.value is None else in_table(self.value, money=self.is_money)

    @property
    def words_before(self) -> str:
        return "" if self.before is None else in_table(self.before, money=self.is_money)

    @property
    def change(self) -> Decimal | None:
        return change(self.value, self.before)


@dataclass(frozen=True)
class Days:
    """When the table of a period is frozen, sent, and due at the province."""

    freeze: dt.date
    send: dt.date
    province: dt.date


def days_of(period: Period, calendar: Calendar) -> Days:
    """Frozen on the 3rd workday, sent by the 5th, at the province within 15 days after the period (county default, RP-01)."""
    last = period.last
    return Days(
        calendar.add_workdays(last, FREEZE_ON),
        calendar.add_workdays(last, SEND_ON),
        last + dt.timedelta(days=PROVINCE_DAYS),
    )


def table(period: Period, *, area_code: str) -> list[Row]:
    """The table as counted, frozen figures as they were frozen; money cumulative from January, the rest at the end of the period."""
    codes = {each.key: each for each in codes_on(period.last)}
    now, before = _Column(codes, period, area_code), _Column(codes, periods.before(period), area_code)
    return [Row(each, level, now.of(each.key), before.of(each.key)) for each, level in _in_order(codes)]


def _in_order(codes: dict[str, OfficialCode]) -> Iterator[tuple[OfficialCode, int]]:
    """Each total before its parts, as the official table has them."""
    inside = {part for each in codes.values() for part in each.parts}

    def under(key: str, level: int) -> Iterator[tuple[OfficialCode, int]]:
        yield codes[key], level
        for part in codes[key].parts:
            yield from under(part, level + 1)

    for key in codes:
        if key not in inside:
            yield from under(key, 0)


class _Column:
    """The values of one period."""

    def __init__(self, codes: dict[str, OfficialCode], period: Period, area_code: str) -> None:
        self.codes, self.area_code = codes, area_code
        self.period = periods.to_date(period)  # money is cumulative; stocks look at the last day alone
        self.frozen = reported_all(self.period, area_code=area_code)
        self.known: dict[str, Decimal | None] = {}

    def of(self, key: str) -> Decimal | None:
        if key not in self.known:
            each = self.codes[key]
            parts = [self.of(part) for part in each.parts] or [self._counted(code) for code in each.indicators]
            told = [part for part in parts if part is not None]
            self.known[key] = sum(told, Decimal(0)) if told else None
        return self.known[key]

    def _counted(self, code: str) -> Decimal | None:
        indicator = indicator_of(code)
        if indicator is None:
            return None
        kept = self.frozen.get(code)
        return Decimal(kept.value) if kept else figure(indicator, self.period, area_code=self.area_code).value


def imbalances(rows: list[Row]) -> list[str]:
    """What does not add up as it is printed (R-STAT-07): a total beside the sum of its parts, each rounded to what the table shows."""
    printed = {each.official.key: Decimal(each.words) for each in rows if each.words}
    found = []
    for each in rows:
        parts = [printed[part] for part in each.official.parts if part in printed]
        if each.official.key not in printed or not parts:
            continue
        step = Decimal("0.1") if each.is_money else Decimal(1)
        difference = printed[each.official.key] - sum(parts, Decimal(0))
        if abs(difference) > step * len(parts) / 2:
            found.append(f"{each.official.name}{printed[each.official.key]}与分项之和{sum(parts, Decimal(0))}不符。")
    return found


def stock_imbalance(name: str, *, before: int, came: int, went: int, now: int) -> str:
    """What is there now must be what was there, more what came, less what went (R-STAT-07); empty if it is."""
    expected = before + came - went
    return "" if expected == now else f"{name}上期{before}，增{came}、减{went}，本期应为{expected}，实为{now}。"


def workbook(rows: list[Row], period: Period, *, unit_name: str, area_code: str) -> bytes:
    """The table in the form in which it is handed in: heading, then indicator, unit, code, value, previous period, change."""
    out = io.BytesIO()
    book = xlsxwriter.Workbook(out, {"in_memory": True})
    sheet = book.add_worksheet(TABLE)
    head = book.add_format({"bold": True, "border": 1, "align": "center", "font_name": "宋体"})
    cell = book.add_format({"border": 1, "font_name": "宋体"})
    money = book.add_format({"border": 1, "num_format": "0.0", "font_name": "宋体"})
    sheet.write(0, 0, "民政统计季报表", book.add_format({"bold": True, "font_size": 16, "font_name": "宋体"}))
    for row, (label, words) in enumerate(
        (("表号", TABLE), ("制定机关", "民政部"), ("批准机关", "国家统计局"), ("批准文号", APPROVED)), 1
    ):
        sheet.write(row, 0, f"{label}：{words}")
    sheet.write(5, 0, f"填报单位：{unit_name}    区划代码：{area_code}    {periods.chinese(period)}")
    for column, words in enumerate(("指标", "计量单位", "代码", "本期", "上期", "增减（%）")):
        sheet.write(6, column, words, head)
    for place, each in enumerate(rows, 7):
        sheet.write(place, 0, "　" * each.level + each.official.name, cell)
        sheet.write(place, 1, each.official.unit, cell)
        sheet.write(place, 2, each.official.code, cell)
        for column, value in ((3, each.value), (4, each.before)):
            if value is None:
                sheet.write_blank(place, column, None, cell)
            else:
                shown = value.quantize(Decimal("0.1") if each.is_money else Decimal(1), ROUND_HALF_UP)
                sheet.write_number(place, column, float(shown), money if each.is_money else cell)
        sheet.write(place, 5, "" if each.change is None else float(each.change), cell)
    sheet.set_column(0, 0, 36)
    sheet.set_column(1, 5, 16)
    book.close()
    return out.getvalue()
