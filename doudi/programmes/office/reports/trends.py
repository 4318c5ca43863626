"""Figures over time (R-STAT-02, R-STAT-03): by quarters or months, each in its own span, beside the span before and the year before."""

from __future__ import annotations

import datetime as dt
import hashlib
from collections.abc import Sequence
from dataclasses import dataclass, replace
from decimal import Decimal

from doudi.base.spans import Period
from doudi.mechanisms.indicators import periods
from doudi.mechanisms.indicators.declare import Indicator, Kind
from doudi.mechanisms.indicators.numbers import LEAST_CELL, change, in_text
from doudi.mechanisms.indicators.queries import Counted, figure
from doudi.pages.trend import Point, Trend
from doudi.programmes.office.reports import queries

QUARTERS, MONTHS = 8, 12


def spans_of(period: Period, *, today: dt.date) -> list[Period]:
    """The spans that a trend up to a period is made of, the oldest first: of a year or half a year the quarters of two years, of a quarter
    the eight up to it, of a month the twelve. None that has not begun by `today`."""
    months = period.last.month - period.first.month + 1
    if months == 1:
        span, number = period, MONTHS
    else:
        span = periods.parse_period(f"{period.last.year}-Q{(period.last.month + 2) // 3}")
        number = QUARTERS
    found = [span]
    while len(found) < number:
        found.append(periods.before(found[-1]))
    return [each for each in reversed(found) if each.first <= today]


def trends_of(indicators: Sequence[Indicator], period: Period, *, area_code: str, today: dt.date) -> dict[str, Trend]:
    """Figures over the spans up to a period, by code; a cumulative one by what each span added, and none but stocks of a span that still
    runs. One query a figure and span, kept together
    until anything is recorded."""
    spans = spans_of(period, today=today)

    def count() -> list[list[Counted]]:
        return [[figure(_own(each), span, area_code=area_code) for span in spans] for each in indicators]

    codes = ",".join(each.code for each in indicators)
    key = hashlib.sha256(f"{codes}:{periods.code_of(period)}:{area_code}".encode()).hexdigest()
    counted: list[list[Counted]] = queries.kept_until_recorded(f"trends:{key}", count)
    return {each.code: _trend(each, spans, told, today) for each, told in zip(indicators, counted, strict=True)}


def trend_of(indicator: Indicator, period: Period, *, area_code: str, today: dt.date) -> Trend:
    """The same of one figure."""
    return trends_of([indicator], period, area_code=area_code, today=today)[indicator.code]


def _own(indicator: Indicator) -> Indicator:
    return replace(indicator, kind=Kind.FLOW) if indicator.kind is Kind.CUMULATIVE else indicator


def _trend(indicator: Indicator, spans: list[Period], counted: list[Counted], today: dt.date) -> Trend:
    points = []
    for span, each in zip(spans, counted, strict=True):
        if indicator.kind is not Kind.STOCK and span.last > today:
            continue  # what has only begun would look like a fall
        hidden = indicator.sensitive and 0 < each.records < LEAST_CELL
        words = f"少于{LEAST_CELL}" if hidden else in_text(each.value)
        points.append(Point(periods.chinese(span), words, None if hidden else float(each.value)))
    return Trend(indicator.name, indicator.unit, tuple(points))


@dataclass(frozen=True)
class Beside:
    """A figure of another span to compare with: how it is called, what it was, and the change in per cent; None is blank (R-STAT-03)."""

    name: str
    words: str
    change: Decimal | None


def beside(indicator: Indicator, period: Period, now: Counted, *, area_code: str) -> list[Beside]:
    """上年同期, and of whatever is not cumulative 上期: cumulative figures are compared with cumulative ones alone, since their growth is
    that of no quarter (R-STAT-03). A year's span before is the year before."""
    spans = [("上年同期", periods.year_before(period))]
    before = periods.before(period)
    if indicator.kind is not Kind.CUMULATIVE and before != spans[0][1]:
        spans.append((f"上期（{periods.chinese(before)}）", before))
    found = []
    for name, span in spans:
        then = figure(indicator, span, area_code=area_code)
        hidden = indicator.sensitive and (0 < then.records < LEAST_CELL or 0 < now.records < LEAST_CELL)
        words = f"少于{LEAST_CELL}" if hidden and then.records else in_text(then.value)
        found.append(Beside(name, words, None if hidden else change(now.value, then.value)))
    return found
