"""Figures: counted when asked, frozen when reported."""

from __future__ import annotations

import datetime as dt
from decimal import Decimal

from django.db import transaction

from doudi.base.models import User
from doudi.base.records import record
from doudi.base.refused import Refused
from doudi.base.spans import Period
from doudi.mechanisms.indicators.declare import Indicator
from doudi.mechanisms.indicators.models import Figure
from doudi.mechanisms.indicators.queries import figure


def freeze(indicator: Indicator, period: Period, *, area_code: str, by: User | None, at: dt.datetime) -> Figure:
    """Keep a figure as it is reported. One that was frozen stays: a correction is reported as such, not written over."""
    now = figure(indicator, period, area_code=area_code)
    with transaction.atomic():
        frozen, new = Figure.objects.get_or_create(
            indicator=indicator.code,
            period_from=period.first,
            period_to=period.last,
            area_code=area_code,
            defaults={"value": now.value, "records": now.records, "frozen_at": at, "frozen_by": by},
        )
        if not new and Decimal(frozen.value) != now.value:
            raise Refused(
                f"“{indicator.name}”已上报为{frozen.value.normalize():f}{indicator.unit},现为{now.value.normalize():f},更正须另行说明。"
            )
        if new:
            record(
                "figure.freeze",
                frozen,
                by=by,
                at=at,
                area_code=area_code,
                data={"indicator": indicator.code, "value": now.value},
            )
    return frozen
