"""What a figure is: an aggregate over a queryset that is its own list; whole, by area, by class, against another period."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from django.db.models import Count, QuerySet
from django.db.models.functions import Substr

from doudi.base.areas import within
from doudi.base.spans import Period
from doudi.mechanisms.indicators import numbers, periods
from doudi.mechanisms.indicators.declare import Indicator, Kind
from doudi.mechanisms.indicators.models import Figure

_PLACES = Decimal("0.0001")


@dataclass(frozen=True)
class Counted:
    """A value and the number of records it rests on."""

    value: Decimal
    records: int


@dataclass(frozen=True)
class Cell:
    """A part of a figure: its name, and what it counts; None if it is too small to be told (R-STAT-10)."""

    code: str
    name: str
    counted: Counted | None


def span_of(indicator: Indicator, period: Period) -> Period:
    """What the rows of a figure are taken over: a cumulative one reaches back to the first of January."""
    return periods.to_date(period) if indicator.kind is Kind.CUMULATIVE else period


def records_of(indicator: Indicator, period: Period, *, area_code: str) -> QuerySet[Any]:
    """The list behind a figure."""
    return indicator.of(span_of(indicator, period)).filter(within(area_code, indicator.area_field))


def figure(indicator: Indicator, period: Period, *, area_code: str) -> Counted:
    """The value of an indicator for a period and an area; nothing counted is nought."""
    rows = records_of(indicator, period, area_code=area_code).order_by()
    found = rows.aggregate(value=indicator.counts, records=Count("pk"))
    return _counted(indicator, found["value"], found["records"])


def by_area(indicator: Indicator, period: Period, *, area_code: str, digits: int = 9) -> dict[str, Counted]:
    """The figure of every township (9 digits) or village (12) within an area, in one query, by its code of twelve digits."""
    rows = records_of(indicator, period, area_code=area_code).order_by()
    place = Substr(indicator.area_field, 1, digits)
    found = rows.annotate(_place=place).values("_place").annotate(_value=indicator.counts, _records=Count("pk"))
    return {
        each["_place"].ljust(12, "0"): _counted(indicator, each["_value"], each["_records"])
        for each in found.order_by("_place")
    }


def by_class(indicator: Indicator, period: Period, *, area_code: str) -> list[tuple[str, list[Cell]]]:
    """The figure by each of its classes (one query a class): the name of the class, and its cells in their declared order."""
    found: list[tuple[str, list[Cell]]] = []
    for split in indicator.splits:
        rows = records_of(indicator, period, area_code=area_code).order_by()
        rows = (split.prepare(rows) if split.prepare else rows).values(split.field)
        counted = {
            each[split.field]: _counted(indicator, each["_value"], each["_records"])
            for each in rows.annotate(_value=indicator.counts, _records=Count("pk"))
        }
        cells = [(value, name, counted.pop(value, Counted(Decimal(0), 0))) for value, name in split.names]
        cells += [(value, "未注明", each) for value, each in counted.items()]
        hidden = suppressed(indicator, [each.records for _, _, each in cells])
        found.append(
            (
                split.name,
                [
                    Cell(str(value), name, None if away else each)
                    for (value, name, each), away in zip(cells, hidden, strict=True)
                ],
            )
        )
    return found


def suppressed(indicator: Indicator, records: Sequence[int]) -> list[bool]:
    """Which cells are not told: those of one to four of a sensitive figure, and one more, so that no total gives it away (R-STAT-10)."""
    if not indicator.sensitive:
        return [False] * len(records)
    away = [0 < each < numbers.LEAST_CELL for each in records]
    if sum(away) == 1 and len(records) > 1:
        others = [place for place, hidden in enumerate(away) if not hidden and records[place]]
        if others:
            away[min(others, key=lambda place: records[place])] = True
    return away


def reported(indicator: Indicator, period: Period, *, area_code: str) -> Figure | None:
    """The figure as it was frozen last; None if it never was."""
    return reported_all(period, area_code=area_code).get(indicator.code)


def reported_all(period: Period, *, area_code: str) -> dict[str, Figure]:
    """All that was frozen for a period and an area, the last version of each."""
    rows = Figure.objects.filter(period_from=period.first, period_to=period.last, area_code=area_code)
    return {each.indicator: each for each in rows.order_by("version")}


def versions_of(indicator: Indicator, period: Period, *, area_code: str) -> QuerySet[Figure]:
    """Every version of a frozen figure, the first first."""
    rows = Figure.objects.filter(indicator=indicator.code, period_from=period.first, period_to=period.last)
    return rows.filter(area_code=area_code).select_related("frozen_by", "together_with").order_by("version")


def _counted(indicator: Indicator, value: Any, records: int) -> Counted:
    return Counted((Decimal(value or 0) / indicator.per).quantize(_PLACES), records)
