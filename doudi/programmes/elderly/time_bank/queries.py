"""What is read of the time bank: who could go, statements, how alive stations are, who should be asked back."""

from __future__ import annotations

import datetime as dt
from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from django.db.models import Count, Max, Q, QuerySet, Sum

from doudi.base.access import scope
from doudi.base.areas import full_name, township_of, within
from doudi.base.roles import COUNTY_ROLES, TOWNSHIP_ROLES, Role
from doudi.base.spans import Period
from doudi.mechanisms.ledger import queries as ledger
from doudi.mechanisms.orders.models import Order, State, Worker
from doudi.programmes.elderly.time_bank import accounts, rules
from doudi.programmes.elderly.time_bank.models import Credit, Gift, Station, Volunteer
from doudi.programmes.elderly.time_bank.slips import ROSTER, SLIPS

READERS = COUNTY_ROLES | TOWNSHIP_ROLES | {Role.VILLAGE_WORKER, Role.STATION_KEEPER}
_ON_ROLL = (Volunteer.State.ACTIVE, Volunteer.State.DORMANT)
_SUGGESTED = 30


def stations(user: Any) -> QuerySet[Station]:
    """The stations in the user's place."""
    return scope(user, READERS).filter(Station.objects.all(), "area_code")


def volunteers(user: Any) -> QuerySet[Any]:
    """The volunteers of the stations in the user's place, with what they have done."""
    rows = scope(user, READERS).filter(Volunteer.objects.all(), "area_code").select_related("worker", "station")
    return rows.annotate(
        orders=Count("worker__credits", filter=Q(worker__credits__sign=1)), last_on=Max("worker__credits__on")
    )


def workers_for(order: Order) -> list[Worker]:
    """Whom an order may be offered to: on the roll in the township, able to do it; who has served least lately comes first, so that the
    work is spread."""
    since = order.requested_at.date() - dt.timedelta(days=90)
    rows = Worker.objects.filter(
        within(township_of(order.area_code)), roster=ROSTER, until=None, volunteer__state__in=_ON_ROLL
    ).annotate(lately=Count("credits", filter=Q(credits__on__gte=since, credits__sign=1)))
    able: list[Worker] = [row for row in rows.order_by("lately", "pk") if order.item in row.skills]
    near = [row for row in able if row.area_code == order.area_code]
    return [*near, *(row for row in able if row.area_code != order.area_code)][:_SUGGESTED]


def volunteers_near(orders: Sequence[Order]) -> list[Worker]:
    """Who is on the roll in the townships of some orders: also those who have not served for long, as they are to be invited."""
    where = Q(pk__in=())
    for township in {township_of(order.area_code) for order in orders}:
        where |= within(township)
    rows = Worker.objects.filter(where, roster=ROSTER, until=None, volunteer__state__in=_ON_ROLL)
    return list(rows.select_related("person").order_by("pk"))


@dataclass(frozen=True)
class Statement:
    """对账单: what a volunteer has and how it came about."""

    volunteer: Volunteer
    savings: int
    gifted: int
    frozen: int
    honour: int
    star: str
    credits: tuple[Credit, ...]
    gifts: tuple[Gift, ...]
    minutes: int


def statement(volunteer: Volunteer, policy: Any) -> Statement:
    """Of one volunteer, everything ever credited and given, the newest first."""
    party = volunteer.worker.person.party
    credits = tuple(Credit.objects.filter(worker=volunteer.worker).select_related("order").order_by("-on", "-pk"))
    minutes = sum(each.sign * each.minutes for each in credits)
    return Statement(
        volunteer,
        ledger.balance(accounts.SAVINGS, party),
        ledger.balance(accounts.GIFTED, party),
        ledger.balance(accounts.FROZEN, party),
        ledger.balance(accounts.HONOUR, party),
        rules.star_of(minutes, policy).label,
        credits,
        tuple(Gift.objects.filter(giver=party).select_related("receiver").order_by("-pk")),
        minutes,
    )


@dataclass(frozen=True)
class StationHealth:
    """One station (or all of them together) in a period."""

    name: str
    place: str
    health: rules.Health
    minutes: int


def health_by_station(user: Any, period: Period) -> list[StationHealth]:
    """By station, and first of all of them together: two queries, however many stations."""
    roll = scope(user, READERS).filter(Volunteer.objects.filter(registered_on__lte=period.last), "area_code")
    on_roll = roll.filter(state__in=_ON_ROLL).values_list("pk", "station")
    done: Mapping[int, tuple[int, int]] = {
        worker: (number, minutes or 0)
        for worker, number, minutes in Credit.objects.filter(on__range=(period.first, period.last), sign=1)
        .values_list("worker")
        .annotate(number=Count("pk"), minutes=Sum("minutes"))
        .order_by()
    }
    by_station: dict[int, list[tuple[int, int]]] = defaultdict(list)
    for volunteer, station in on_roll:
        by_station[station].append(done.get(volunteer, (0, 0)))
    found = [
        _health(station.name, full_name(station.area_code), by_station.get(station.pk, []))
        for station in stations(user)
    ]
    found.sort(key=lambda each: (-each.health.active_share, each.name))  # by how many serve, not by how much
    everybody = [each for of_station in by_station.values() for each in of_station]
    return [_health("合计", "", everybody), *found]


def _health(name: str, place: str, done: list[tuple[int, int]]) -> StationHealth:
    return StationHealth(name, place, rules.health([number for number, _ in done]), sum(minutes for _, minutes in done))


@dataclass(frozen=True)
class Asleep:
    """Somebody who has not served for long, and why he should come back."""

    volunteer: Volunteer
    last_on: dt.date | None
    reason: str


def inactive(user: Any, today: dt.date, *, days: int) -> list[Asleep]:
    """未活跃名单: on the roll, not served for so many days, each with a reason to return; those first whom something waits for."""
    since = today - dt.timedelta(days=days)
    rows = (
        volunteers(user)
        .filter(state__in=_ON_ROLL, registered_on__lt=since)
        .filter(Q(last_on=None) | Q(last_on__lt=since))
    )
    waiting: dict[str, dict[str, int]] = defaultdict(lambda: defaultdict(int))
    open_orders = Order.objects.filter(kind=SLIPS.code, state=State.DISPATCHED).values_list("area_code", "item")
    for area, item in open_orders:
        waiting[township_of(area)][item] += 1
    found = [
        Asleep(
            row,
            row.last_on,
            rules.reason_to_return(
                served=row.orders,
                days=(today - row.last_on).days if row.last_on is not None else None,
                open_orders=waiting[township_of(row.area_code)],
                skills=row.worker.skills,
            ),
        )
        for row in rows.order_by("area_code", "pk")
    ]
    return sorted(found, key=lambda each: "待接" not in each.reason)
