"""What is read of home care: who could go, assessments and settlements in one's place or organisation."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Sequence
from typing import Any

from django.db.models import Count, IntegerField, OuterRef, Q, QuerySet, Subquery, Value
from django.db.models.functions import Coalesce
from django.utils import timezone

from doudi.base.access import scope
from doudi.base.models import User
from doudi.base.roles import COUNTY_ROLES, TOWNSHIP_ROLES, Role
from doudi.mechanisms.orders.dispatching.able import why_not
from doudi.mechanisms.orders.dispatching.declare import Carer, Terms, apart
from doudi.mechanisms.orders.dispatching.gathering import carers_of, visits_of
from doudi.mechanisms.orders.models import SERVED, Order, State, Worker
from doudi.programmes.elderly.home_care.assessments import ASSESSING
from doudi.programmes.elderly.home_care.models import Assessment, CarePlan, Provider, Settlement
from doudi.programmes.elderly.home_care.visits import ROSTER, VISITS, policy_on

READERS = COUNTY_ROLES | TOWNSHIP_ROLES | {Role.VILLAGE_WORKER, Role.PROVIDER, Role.INSPECTOR}
ASSESSMENT_READERS = COUNTY_ROLES | TOWNSHIP_ROLES | {Role.INSPECTOR}
PLAN_READERS = READERS - {Role.VILLAGE_WORKER}
MONEY_READERS = COUNTY_ROLES | {Role.PROVIDER, Role.INSPECTOR}
_SUGGESTED = 30


def workers_for(order: Order) -> list[Worker]:
    """Whom an order may be offered to: carers of its provider who may go at all, the nearest and least burdened first."""
    rows = {row.pk: row for row in _carers(order.organisation)}
    day = timezone.localdate(order.starts_at)
    visits = visits_of(VISITS, [order])
    if not visits:
        return list(rows.values())[:_SUGGESTED]
    visit, terms = visits[0], Terms.on(day)

    def way(carer: Carer) -> tuple[int, int]:
        return apart(visit, carer) + terms.load_metres * carer.load, carer.worker

    able = [each for each in carers_of(list(rows.values()), day) if not why_not(visit, each, terms)]
    return [rows[each.worker] for each in sorted(able, key=way)][:_SUGGESTED]


def _carers(organisation: str) -> QuerySet[Worker]:
    return (
        Worker.objects.filter(roster=ROSTER, organisation=organisation, until=None)
        .select_related("person")
        .order_by("pk")
    )


def to_send(organisation: str, day: dt.date) -> list[Order]:
    """What a provider has to send somebody to on a day."""
    return list(
        Order.objects.filter(
            kind=VISITS.code, organisation=organisation, state=State.CHECKED, starts_at__date=day
        ).order_by("starts_at", "pk")
    )


def carers(organisation: str) -> Sequence[Worker]:
    """The carers of a provider who are on the roster."""
    return list(_carers(organisation))


def providers(organisations: frozenset[str]) -> Iterable[str]:
    """Those of some organisations, by code, that are providers."""
    return Provider.objects.filter(code__in=organisations).values_list("code", flat=True)


def organisations_of(user: User | Any) -> tuple[str, ...]:
    """The providers whose office a user is."""
    return tuple(scope(user, frozenset({Role.PROVIDER})).organisations)


def assessments(user: Any) -> QuerySet[Assessment]:
    """能力评估 in the user's place."""
    rows = Assessment.objects.select_related("person__party", "first_assessor", "second_assessor", "reviewed_by")
    return scope(user, ASSESSMENT_READERS).filter(rows, "area_code").order_by("-on", "-pk")


def to_renew(user: Any, on: dt.date) -> QuerySet[Assessment]:
    """能力评估 in the user's place that run out within the days that are set, or have run out, of people who are served by a plan."""
    last = on + dt.timedelta(days=policy_on(on).renew_days)
    rows = Assessment.objects.filter(
        state=Assessment.State.PUBLISHED,
        valid_until__lte=last,
        person__died_on=None,
        plans__state=CarePlan.State.ACTIVE,
    )
    within = scope(user, ASSESSING, on=on)
    return within.filter(rows, "area_code").order_by("valid_until", "pk").distinct()


def plans(user: Any) -> QuerySet[CarePlan]:
    """照护服务计划 in the user's place or of his organisation; `served`: how often the old person was visited this year (R-HOME-02)."""
    now = timezone.localtime()
    year = now.replace(month=1, day=1, hour=0, minute=0, second=0, microsecond=0)
    visits = (
        Order.objects.filter(kind=VISITS.code, client=OuterRef("person_id"), state__in=SERVED, starts_at__gte=year, starts_at__lte=now)
        .order_by().values("client").annotate(number=Count("pk")).values("number")
    )  # fmt: skip
    rows = CarePlan.objects.select_related("person__party", "assessment", "provider", "drafted_by", "decided_by").annotate(
        served=Coalesce(Subquery(visits, output_field=IntegerField()), Value(0))
    )  # fmt: skip
    within = scope(user, PLAN_READERS)
    where = within.condition() | Q(provider__code__in=within.organisations)
    return rows.filter(where).order_by("-since", "-pk")


def providers_on(on: dt.date) -> QuerySet[Provider]:
    """签约服务机构 under contract on a day."""
    return Provider.objects.filter(Q(until=None) | Q(until__gte=on), since__lte=on)


def settlements(user: Any) -> QuerySet[Settlement]:
    """月结算: of the whole county for its offices, of the own house for a provider."""
    rows = Settlement.objects.select_related("provider", "drafted_by", "confirmed_by", "signed_by")
    county = scope(user, COUNTY_ROLES | {Role.INSPECTOR})
    mine = Q(provider__code__in=organisations_of(user))
    if county.ranges:
        return (county.filter(rows, "provider__area_code") | rows.filter(mine)).order_by("-month", "provider")
    return rows.filter(mine).order_by("-month", "provider")
