"""What is read of meals: the register as it stood on a day, and what each user sees of points, portions and settlements."""

from __future__ import annotations

import datetime as dt
from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from django.db.models import OuterRef, Q, QuerySet, Subquery
from django.urls import reverse
from django.utils import timezone

from doudi.base.access import scope
from doudi.base.roles import COUNTY_ROLES, TOWNSHIP_ROLES, Role
from doudi.mechanisms.call_backs.drawing import in_turn
from doudi.mechanisms.registry.models import Person
from doudi.programmes.elderly.meals.doubts import LOOKING
from doudi.programmes.elderly.meals.models import (
    CallBack,
    Meal,
    MealPoint,
    OperatingModel,
    OperatingSubsidy,
    Operation,
    PointFlag,
    PointState,
    Settlement,
    StateChange,
)
from doudi.programmes.elderly.meals.register import BUILT, IN_USE
from doudi.programmes.elderly.meals.settlements import CHECKING, PAYING, POSTING, SIGNING

STAFF = COUNTY_ROLES | TOWNSHIP_ROLES | {Role.VILLAGE_WORKER, Role.INSPECTOR}
READERS = STAFF | {Role.PROVIDER}


def standing(on: dt.date) -> QuerySet[Any]:
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


def built(on: dt.date) -> QuerySet[Any]:
    """打造: begun and neither closed nor only planned, on a day."""
    return standing(on).filter(state__in=BUILT)


def in_use(on: dt.date) -> QuerySet[Any]:
    """建成在用: in trial or open, on a day."""
    return standing(on).filter(state__in=IN_USE)


def providers(organisations: frozenset[str]) -> Iterable[str]:
    """Those of some organisations, by code, that run or ran a point."""
    return Operation.objects.filter(organisation__in=organisations).values_list("organisation", flat=True).distinct()


def points(user: Any, on: dt.date) -> QuerySet[Any]:
    """The points in a user's place, and those that his organisation runs, as they stand on a day."""
    rows = standing(on)
    mine = scope(user, frozenset({Role.PROVIDER}), on=on)
    return rows.filter(scope(user, STAFF, on=on).condition() | Q(organisation__in=mine.organisations)).order_by("code")


def counters(user: Any, on: dt.date) -> QuerySet[Any]:
    """The points at which a user hands out meals: those his organisation runs, and as a village helper those that villagers run."""
    mine = scope(user, frozenset({Role.PROVIDER}), on=on).organisations
    village = scope(user, frozenset({Role.VILLAGE_WORKER}), on=on).condition()
    by_villagers = Q(model__in=(OperatingModel.VILLAGE_RUN, OperatingModel.NEIGHBOURS))
    rows = standing(on).filter(state__in=IN_USE)
    return rows.filter(Q(organisation__in=mine) & ~Q(organisation="") | village & by_villagers).order_by("code")


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


def records(user: Any) -> QuerySet[Meal]:
    """The portions in a user's place, and those that his organisation handed out."""
    today = timezone.localdate()
    mine = scope(user, frozenset({Role.PROVIDER}), on=today).organisations
    here = scope(user, STAFF, on=today).condition()
    running = Operation.objects.filter(organisation__in=mine).exclude(organisation="").values("operator")
    rows = Meal.objects.filter(here | Q(operator__in=running)) if mine else Meal.objects.filter(here)
    return rows.select_related("person__party", "point")


def flags(user: Any) -> QuerySet[PointFlag]:
    """What was told of points in a user's place."""
    return scope(user, STAFF).filter(PointFlag.objects.select_related("point"), "point__area_code")


def settlements(user: Any) -> QuerySet[Settlement]:
    """月结算 in a user's place, and those of his organisation."""
    rows = Settlement.objects.select_related(
        "point", "operator", "confirmed_by", "checked_by", "approved_by", "paid_by"
    )
    mine = scope(user, frozenset({Role.PROVIDER})).organisations
    own = Q(organisation__in=mine) & ~Q(organisation="")
    return rows.filter(scope(user, STAFF).condition() | own)


def to_call(settlement: Settlement, wanted: int) -> list[Person]:
    """Whom to call back of a month: drawn by a hash of person and month, so that nobody chooses them; those reached already are left out, and
    for each who was not reached the next comes up."""
    asked = set(
        CallBack.objects.filter(point=settlement.point, month=settlement.month).values_list("person", flat=True)
    )
    ids = settlement.lines.order_by().values_list("person", flat=True).distinct()
    drawn = in_turn(set(ids) - asked, seed=lambda pk: f"{settlement.month}:{pk}")
    reached = CallBack.objects.filter(point=settlement.point, month=settlement.month).exclude(
        answer=CallBack.Answer.NOT_REACHED
    )
    left = max(wanted - reached.values("person").distinct().count(), 0)
    people = Person.objects.filter(pk__in=drawn[:left]).select_related("party")
    return sorted(people, key=lambda each: drawn.index(each.pk))


def subsidies(user: Any) -> QuerySet[OperatingSubsidy]:
    """运营补助 in a user's place."""
    return scope(user, COUNTY_ROLES | TOWNSHIP_ROLES | {Role.INSPECTOR}).filter(
        OperatingSubsidy.objects.select_related("point", "operator"), "area_code"
    )


def waiting_meals(user: Any, on: dt.date) -> int:
    """How many meals in doubt wait for a user."""
    return scope(user, LOOKING, on=on).filter(Meal.objects.filter(state=Meal.State.HELD)).count()


def waiting_flags(user: Any, on: dt.date) -> int:
    """How many points that were told of wait for a user."""
    return scope(user, LOOKING, on=on).filter(PointFlag.objects.filter(answered_at=None), "point__area_code").count()


def waiting_settlements(user: Any, on: dt.date) -> list[tuple[str, str, int]]:
    """The steps that wait for a user: what is waited for, the address of the list, how many."""
    mine = scope(user, frozenset({Role.PROVIDER}), on=on).organisations
    found = []
    for state, roles in NEXT_BY.items():
        rows = Settlement.objects.filter(state=state)
        if roles == frozenset({Role.PROVIDER}):
            number = rows.filter(organisation__in=mine).exclude(organisation="").count() if mine else 0
        else:
            number = scope(user, roles, on=on).filter(rows).count()
        if number:
            found.append((state.label, f"{reverse('meals:settlements')}?state={state.value}", number))
    return found


# Who takes the next step of a settlement in which state.
NEXT_BY = {
    Settlement.State.DRAFT: frozenset({Role.PROVIDER}),
    Settlement.State.CONFIRMED: CHECKING,
    Settlement.State.CHECKED: SIGNING,
    Settlement.State.APPROVED: POSTING,
    Settlement.State.POSTED: PAYING,
}
MODEL_NAMES = dict(OperatingModel.choices)
