"""The figures that every kind of activity reports: how many, and of rounds how many of those to be seen were seen (IND-17, IND-19)."""

from __future__ import annotations

from functools import partial
from typing import Any

from django.db.models import Avg, Case, Count, QuerySet, Value, When

from doudi.base.spans import Period
from doudi.mechanisms.activities import queries
from doudi.mechanisms.activities.declare import ActivityKind, VisitKind
from doudi.mechanisms.indicators.declare import Indicator


def indicators_of(programme: str, kind: VisitKind) -> tuple[Indicator, ...]:
    """Visits that count, people who had one, and the coverage of the period (R-DIS-03, R-VIS-06): in per cent, and as the two numbers that
    have to stand behind it (I-10)."""
    seen = Case(When(seen=True, then=Value(100.0)), default=Value(0.0))
    visits = partial(queries.of_kind, kind)
    return (
        Indicator(f"{programme}.visits", f"有效{kind.name}", "人次", Count("pk"), of=visits),
        Indicator(f"{programme}.people", f"{kind.name}对象", "人", Count("entry", distinct=True), of=visits),
        Indicator(f"{programme}.due", f"应{kind.name}", "人", Count("pk"), of=partial(queries.coverage_of, kind)),
        Indicator(f"{programme}.reached", f"应{kind.name}且已见到", "人", Count("pk"), of=partial(_reached, kind)),
        Indicator(f"{programme}.coverage", f"{kind.name}覆盖率", "%", Avg(seen), of=partial(queries.coverage_of, kind)),
    )


def _reached(kind: VisitKind, period: Period) -> QuerySet[Any]:
    return queries.coverage_of(kind, period).filter(seen=True)


def held_indicators_of(programme: str, *kinds: ActivityKind) -> tuple[Indicator, ...]:
    """How many of each were held, each in its own unit: they are never one figure together (WR-22)."""
    return tuple(
        Indicator(
            f"{programme}.{each.code.split('.')[-1]}",
            each.name,
            each.unit,
            Count("pk"),
            of=partial(queries.of_kind, each),
        )
        for each in kinds
    )
