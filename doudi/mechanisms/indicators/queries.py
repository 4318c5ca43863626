"""What a figure is: an aggregate over a queryset that is its own list."""

from __future__ import annotations

from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from django.db.models import QuerySet

from doudi.base.areas import within
from doudi.base.spans import Period
from doudi.mechanisms.indicators.declare import Indicator

_PLACES = Decimal("0.0001")


@dataclass(frozen=True)
class Counted:
    """A value and the number of records it rests on."""

    value: Decimal
    records: int


def records_of(indicator: Indicator, period: Period, *, area_code: str) -> QuerySet[Any]:
    """The list behind a figure."""
    return indicator.of(period).filter(within(area_code, indicator.area_field))


def figure(indicator: Indicator, period: Period, *, area_code: str) -> Counted:
    """The value of an indicator for a period and an area; nothing counted is nought."""
    rows = records_of(indicator, period, area_code=area_code).order_by()
    value = rows.aggregate(value=indicator.counts)["value"] or 0
    return Counted((Decimal(value) / indicator.per).quantize(_PLACES), rows.count())
