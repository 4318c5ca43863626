"""Figures: counted when asked, frozen when reported, corrected by an erratum that leaves the first version as it is."""

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
from doudi.mechanisms.indicators.queries import figure, reported


def freeze(indicator: Indicator, period: Period, *, area_code: str, by: User | None, at: dt.datetime) -> Figure:
    """Keep a figure as it is reported. One that was frozen stays: a correction is reported as such, not written over (R-STAT-08)."""
    now = figure(indicator, period, area_code=area_code)
    with transaction.atomic():
        frozen = reported(indicator, period, area_code=area_code)
        if frozen is None:
            frozen = Figure.objects.create(
                indicator=indicator.code,
                period_from=period.first,
                period_to=period.last,
                area_code=area_code,
                value=now.value,
                records=now.records,
                frozen_at=at,
                frozen_by=by,
            )
            record(
                "figure.freeze",
                frozen,
                by=by,
                at=at,
                area_code=area_code,
                data={"indicator": indicator.code, "value": now.value},
            )
        elif Decimal(frozen.value) != now.value:
            raise Refused(
                f"“{indicator.name}”已上报为{frozen.value.normalize():f}{indicator.unit}，现为{now.value.normalize():f}，更正须另行说明。"
            )
    return frozen


def correct(
    indicator: Indicator,
    period: Period,
    *,
    area_code: str,
    by: User,
    together_with: User,
    at: dt.datetime,
    because: str,
) -> Figure:
    """Report a frozen figure anew, as it is counted now: the next version, with the reason, by two people (R-STAT-08, R-RPT-03).

    Raises Refused where nothing was frozen, nothing has changed, no reason is given, or both are one person.
    """
    if not because.strip():
        raise Refused("请写明更正的原因。")
    if by.pk == together_with.pk:
        raise Refused("更正须由两人共同办理，请另选一人。")
    now = figure(indicator, period, area_code=area_code)
    with transaction.atomic():
        frozen = reported(indicator, period, area_code=area_code)
        if frozen is None:
            raise Refused(f"“{indicator.name}”尚未上报，不需要更正。")
        if Decimal(frozen.value) == now.value:
            raise Refused(f"“{indicator.name}”与上报数一致，不需要更正。")
        corrected = Figure.objects.create(
            indicator=indicator.code,
            period_from=period.first,
            period_to=period.last,
            area_code=area_code,
            version=frozen.version + 1,
            value=now.value,
            records=now.records,
            frozen_at=at,
            frozen_by=by,
            together_with=together_with,
            because=because.strip(),
        )
        record(
            "figure.correct",
            corrected,
            by=by,
            at=at,
            because=because.strip(),
            area_code=area_code,
            data={"indicator": indicator.code, "value": now.value, "before": Decimal(frozen.value)},
        )
    return corrected
