"""The figures that every recognition reports: households and people that are recognised at the end of a period."""

from __future__ import annotations

from django.db.models import Count, QuerySet, Sum

from doudi.base.spans import Period
from doudi.mechanisms.entitlement.recognitions import queries
from doudi.mechanisms.entitlement.recognitions.declare import Recognition
from doudi.mechanisms.entitlement.recognitions.models import Recognised
from doudi.mechanisms.indicators.declare import Indicator, Kind


def indicators_of(recognition: Recognition) -> tuple[Indicator, ...]:
    """户数 and 人数 at the end of a period, and how many were recognised within it."""

    def valid(period: Period) -> QuerySet[Recognised]:
        return queries.in_force(Recognised.objects.filter(recognition=recognition.code), period.last)

    def new(period: Period) -> QuerySet[Recognised]:
        return Recognised.objects.filter(recognition=recognition.code, from_on__range=(period.first, period.last))

    code, name = recognition.code, recognition.name
    return (
        Indicator(f"{code}.households", f"{name}户数", "户", Count("pk"), of=valid, kind=Kind.STOCK),
        Indicator(f"{code}.people", f"{name}人数", "人", Sum("people"), of=valid, kind=Kind.STOCK),
        Indicator(f"{code}.new", f"新认定{name}户数", "户", Count("pk"), of=new),
    )
