"""What is read of order-style help: whom one may ask for, who could go, the board of all villages."""

from __future__ import annotations

import datetime as dt
from collections import defaultdict
from dataclasses import dataclass
from typing import Any

from django.db.models import Avg, Count, F, Q, QuerySet

from doudi.base.access import scope
from doudi.base.areas import full_name, township_of, within
from doudi.base.models import Area
from doudi.base.roles import COUNTY_ROLES, TOWNSHIP_ROLES, Role
from doudi.base.spans import Period
from doudi.mechanisms.orders.models import SERVED, Assignment, Order, State, Worker
from doudi.mechanisms.registry.models import Category, Membership, Party
from doudi.programmes.assistance.on_demand_help.orders import HELP, ROSTER

READERS = COUNTY_ROLES | TOWNSHIP_ROLES | {Role.VILLAGE_WORKER}
_SUGGESTED = 30
_DONE = Count("assignments", filter=Q(assignments__state=Assignment.State.OUT))
HELP_TIME = dt.timedelta(days=1)  # a promise is kept if it is done within a day of the time agreed
_HELPED = (
    Category.Kind.DIBAO_RURAL, Category.Kind.DIBAO_URBAN, Category.Kind.TEKUN, Category.Kind.MARGINAL,
    Category.Kind.UNAVOIDABLE_EXPENSES, Category.Kind.LIVING_SUBSIDY, Category.Kind.NURSING_SUBSIDY,
)  # fmt: skip


def clients(user: Any) -> QuerySet[Party]:
    """People of the categories of need in the user's place, and the members of such households, place by place, by name."""
    kinds = Category.objects.filter(kind__in=_HELPED, to_on=None)
    people = Q(person__isnull=False) & (
        Q(categories__in=kinds) | Q(person__memberships__household__party__categories__in=kinds)
    )
    rows = Party.objects.filter(people, person__died_on=None).distinct().order_by("area_id", "name")
    return scope(user, HELP.hands.request).filter(rows, "area_id")


def workers_for(order: Order) -> list[Worker]:
    """Members of the village first, then of the township; who has done least comes first."""
    rows = Worker.objects.filter(within(township_of(order.area_code)), roster=ROSTER, until=None).annotate(done=_DONE)
    listed = sorted(rows, key=lambda row: (row.area_code != order.area_code, order.item not in row.skills, row.done))
    return [*listed[:_SUGGESTED]]


@dataclass(frozen=True)
class VillageLine:
    """One village or community on the board, be it all noughts (R-ORDER-05)."""

    code: str
    name: str
    requested: int
    taken: int
    done: int
    on_time: int
    rating: float | None
    referred: int
    untaken: int
    households: int  # in need
    never_served: int
    members: int
    never_active: int


def board(user: Any, period: Period) -> list[VillageLine]:
    """村级看板: every village in the user's place, in the order of the codes; seven queries, however many villages."""
    reach = scope(user, READERS)
    villages = reach.filter(Area.objects.filter(level=Area.Level.VILLAGE, valid_to=None), "code").order_by("code")
    orders = Order.objects.filter(kind=HELP.code, requested_at__date__range=(period.first, period.last))
    by_village = {
        row["area_code"]: row
        for row in orders.order_by()
        .values("area_code")
        .annotate(
            requested=Count("pk"),
            taken=Count("pk", Q(accepted_at__isnull=False)),
            done=Count("pk", Q(state__in=SERVED)),
            on_time=Count("pk", Q(state__in=SERVED, ended_at__lte=F("starts_at") + HELP_TIME)),
            rating=Avg("rating"),
            referred=Count("pk", Q(state=State.REFERRED)),
            untaken=Count("pk", Q(state=State.EXPIRED) | Q(state__in=(State.CHECKED, State.DISPATCHED), told_up_at__isnull=False)),
        )
    }  # fmt: skip
    needy, served = _households(), _served_people()
    members: dict[str, list[bool]] = defaultdict(list)
    rows = Worker.objects.filter(roster=ROSTER, until=None).annotate(done=_DONE)
    for code, done in rows.values_list("area_code", "done"):
        members[code].append(done > 0)
    return [
        _line(row.code, by_village.get(row.code, {}), needy.get(row.code, {}), served, members.get(row.code, []))
        for row in villages
    ]


def _line(code: str, found: Any, needy: dict[int, set[int]], served: set[int], members: list[bool]) -> VillageLine:
    return VillageLine(
        code,
        full_name(code),
        found.get("requested", 0),
        found.get("taken", 0),
        found.get("done", 0),
        found.get("on_time", 0),
        found.get("rating"),
        found.get("referred", 0),
        found.get("untaken", 0),
        len(needy),
        sum(not people & served for people in needy.values()),
        len(members),
        sum(not active for active in members),
    )


def _households() -> dict[str, dict[int, set[int]]]:
    """Village → household (or person in none) in a category of need → its people."""
    found: dict[str, dict[int, set[int]]] = defaultdict(lambda: defaultdict(set))
    needy = set(Category.objects.filter(kind__in=_HELPED, to_on=None).values_list("party", flat=True))
    homes = Membership.objects.filter(to_on=None).values_list("household", "household__party__area", "person")
    in_home = set()
    for household, area, person in homes:
        if household in needy or person in needy:
            found[area or ""][household].add(person)
            in_home.add(person)
    rows = Party.objects.filter(
        pk__in=Category.objects.filter(kind__in=_HELPED, to_on=None).values("party"), kind="PERSON"
    )
    for party, area in rows.values_list("pk", "area"):
        if party not in in_home:
            found[area or ""][party].add(party)
    return found


def _served_people() -> set[int]:
    rows = Order.objects.filter(kind=HELP.code, state__in=SERVED, client__isnull=False)
    return set(rows.values_list("client", flat=True).distinct())
