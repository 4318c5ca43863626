"""What is read of meals: the register as it stood on a day, and what each user sees of points, portions and settlements."""

from __future__ import annotations

import datetime as dt
from collections import Counter
from dataclasses import dataclass
from typing import Any

from django.db.models import OuterRef, Q, QuerySet, Subquery

from doudi.base.access import scope
from doudi.base.roles import COUNTY_ROLES, TOWNSHIP_ROLES, Role
from doudi.programmes.elderly.meals.models import MealPoint, OperatingModel, Operation, PointState, StateChange
from doudi.programmes.elderly.meals.register import BUILT, IN_USE

STAFF = COUNTY_ROLES | TOWNSHIP_ROLES | {Role.VILLAGE_WORKER, Role.INSPECTOR}
READERS = STAFF | {Role.PROVIDER}


def standing(on: dt.date) -> QuerySet[MealPoint]:
    """Every point with what held of it at the end of a day: `state`, `state_from`, `model`, `operator`, `organisation`; None where nothing
    did. Points that were registered later have no state then."""
    states = StateChange.objects.filter(point=OuterRef("pk"), from_on__lte=on).order_by("-from_on", "-pk")
    running = Operation.objects.filter(point=OuterRef("pk"), from_on__lte=on).order_by("-from_on", "-pk")

    def of(rows: QuerySet[Any], field: str) -> Subquery:
        return Subquery(rows.values(field)[:1])

    return MealPoint.objects.annotate(
        state=of(states, "state"),
        state_from=of(states, "from_on"),
        model=of(running, "model"),
        operator_name=of(running, "operator__name"),
        organisation=of(running, "organisation"),
        licence_until=of(running, "licence_until"),
    )


def built(on: dt.date) -> QuerySet[MealPoint]:
    """打造: begun and neither closed nor only planned, on a day."""
    return standing(on).filter(state__in=BUILT)


def in_use(on: dt.date) -> QuerySet[MealPoint]:
    """建成在用: in trial or open, on a day."""
    return standing(on).filter(state__in=IN_USE)


def points(user: Any, on: dt.date) -> QuerySet[MealPoint]:
    """The points in a user's place, and those that his organisation runs, as they stand on a day."""
    rows = standing(on)
    mine = scope(user, frozenset({Role.PROVIDER}), on=on)
    return rows.filter(scope(user, STAFF, on=on).condition() | Q(organisation__in=mine.organisations)).order_by("code")


@dataclass(frozen=True)
class Census:
    """How many points stood on a day: (城市 or 农村, state) → number, and mode → number of those that were built."""

    on: dt.date
    states: Counter[tuple[bool, str]]
    models: Counter[str]

    def count(self, urban: bool | None, *states: PointState) -> int:
        """Points of a class (None: of both) in some states."""
        return sum(
            number
            for (is_urban, state), number in self.states.items()
            if urban in (None, is_urban) and state in {each.value for each in states}
        )


def census(user: Any, on: dt.date) -> Census:
    """The register of a user's place on a day, counted: one query."""
    rows = list(points(user, on).values_list("urban", "state", "model"))
    known = {each.value for each in BUILT}
    return Census(
        on,
        Counter((urban, state) for urban, state, _ in rows if state),
        Counter(model for _, state, model in rows if state in known and model),
    )


MODEL_NAMES = dict(OperatingModel.choices)
