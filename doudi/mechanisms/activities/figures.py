"""The figures that every kind of activity reports: how many, and of rounds how many of those to be seen were seen (IND-17, IND-19)."""

from __future__ import annotations

from functools import partial

from django.db.models import Avg, Case, Count, Value, When

from doudi.mechanisms.activities import queries
from doudi.mechanisms.activities.declare import ActivityKind, VisitKind
from doudi.mechanisms.indicators.declare import Indicator


def indicators_of(programme: str, kind: VisitKind) -> tuple[Indicator, ...]:
    """Visits that count, people who had one, and the coverage of the period's last month in per cent (R-DIS-03, R-VIS-06)."""
    seen = Case(When(seen=True, then=Value(100.0)), default=Value(0.0))
    visits = partial(queries.of_kind, kind)
    return (
        Indicator(f"{programme}.visits", f"有效{kind.name}", "人次", Count("pk"), of=visits),
        Indicator(f"{programme}.people", f"{kind.name}对象", "人", Count("entry", distinct=True), of=visits),
        Indicator(f"{programme}.coverage", f"{kind.name}覆盖率", "%", Avg(seen), of=partial(queries.coverage_of, kind)),
    )


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
