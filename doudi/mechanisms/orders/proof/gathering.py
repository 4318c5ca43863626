"""The tables that proof looks at, out of the database: a handful of queries, however many orders there are."""

from __future__ import annotations

import datetime as dt
from collections.abc import Collection, Iterable, Mapping, Sequence
from typing import Any

import polars as pl
from django.db.models import F, QuerySet
from django.utils import timezone

from doudi.base import bulk
from doudi.base.models import Area
from doudi.base.spans import Period
from doudi.mechanisms.orders.declare import Flag, Item, OrderKind, Shown
from doudi.mechanisms.orders.models import Absence, Assignment, Credential, Order, Photo, State, Way
from doudi.mechanisms.orders.proof.tables import Evidence, frame
from doudi.mechanisms.registry.kin import near_kin_of
from doudi.mechanisms.registry.models import Person

_DELIVERED = (State.ENDED, State.CONFIRMED, State.SETTLED, State.DISPUTED)
_CONFIRMED_BY = {Way.CARD: "card", Way.HELPER: "second_device", Way.FAMILY: "family", Way.CALL_BACK: "call_back"}
_MONTHS_OF_PHOTOS = 366


def delivered(kind: OrderKind, period: Period) -> QuerySet[Order]:
    """The orders of a kind that ended within a period, whatever became of them."""
    return Order.objects.filter(
        kind=kind.code, state__in=_DELIVERED, ended_at__date__range=(period.first, period.last)
    ).order_by("pk")


def gather(kind: OrderKind, period: Period, *, away: Collection[str] = ()) -> Evidence:
    """What there is to look at for the orders of a period. `away`: items that do not begin at the client's home.

    Workers are told apart by person, so that somebody who is on two rosters is not in two places unseen; what they did on other orders on
    those days is there to compare with.
    """
    orders = list(delivered(kind, period))
    ids = [order.pk for order in orders]
    workers = _persons(ids)
    near = Period(period.first - dt.timedelta(days=1), period.last + dt.timedelta(days=1))
    clients = {order.client_id for order in orders if order.client_id is not None}
    return Evidence(
        _orders(kind, orders, away),
        frame("attendances", _attendances(workers, near)),
        photos=frame("photos", _photos(kind, period)),
        deaths=frame("deaths", _each(Person.objects.filter(died_on__isnull=False), "pk", clients, person=F("pk"), day=F("died_on"))),
        absences=frame("absences", _each(Absence.objects.all(), "client", clients, person=F("client_id"), words=F("because"), more=("since", "until"))),
        certificates=frame("certificates", _each(Credential.objects.all(), "worker__person", workers, person=F("worker__person_id"), certificate=F("kind"), more=("since", "until"), rename={"person": "worker"})),
        kin=frame("kin", _kin(workers, clients, period.last)),
    )  # fmt: skip


def _orders(kind: OrderKind, orders: Sequence[Order], away: Collection[str]) -> pl.DataFrame:
    urban = set(Area.objects.filter(urban=True).values_list("code", flat=True))
    items: dict[tuple[str, dt.date], Item | None] = {}
    rows: list[Mapping[str, object]] = []
    for order in orders:
        day = timezone.localdate(order.starts_at)
        if (order.item, day) not in items:
            items[order.item, day] = kind.item(order.item, day)
        item = items[order.item, day]
        rows.append(
            {
                "order_id": order.pk,
                "number": order.number,
                "day": day,
                "client": order.client_id,
                "item": order.item,
                "planned_at": _local(order.starts_at),
                "planned_minutes": order.minutes,
                "minimum_minutes": item.minutes if item is not None else None,
                "workers_needed": order.people,
                "at_home": order.client_id is not None and order.item not in away,
                "any_hour": order.urgent,
                "home_lat": _degrees(order.latitude),
                "home_lon": _degrees(order.longitude),
                "urban": order.area_code in urban,
                "photos_needed": 1 if item is not None and any("照片" in each for each in item.evidence) else 0,
                "certificate": item.credentials[0] if item is not None and item.credentials else "",
                "confirmed_by": _CONFIRMED_BY.get(Way(order.way), "") if order.way else "",
                "denied": order.state == State.DISPUTED,
            }
        )
    return frame("orders", rows)


def _persons(ids: Sequence[int]) -> set[int]:
    found: set[int] = set()
    for part in bulk.parts(ids):
        rows = Assignment.objects.filter(order__in=part, in_at__isnull=False)
        found.update(rows.values_list("worker__person_id", flat=True))
    return found


def _attendances(workers: Collection[int], period: Period) -> list[Mapping[str, object]]:
    fields = (
        "order_id", "worker__person_id", "in_at", "out_at", "in_latitude", "in_longitude", "in_accuracy", "out_latitude", "out_longitude",
        "shown", "flags", "in_phone_at", "device",
    )  # fmt: skip
    found: list[Mapping[str, object]] = []
    for part in bulk.parts(workers):
        rows = Assignment.objects.filter(worker__person__in=part, in_at__date__range=(period.first, period.last))
        found += [_attendance(dict(zip(fields, row, strict=True))) for row in rows.values_list(*fields)]
    return found


def _attendance(row: Mapping[str, Any]) -> Mapping[str, object]:
    by_code = Shown.TAG in row["shown"]
    closed = Flag.CLOSED in row["flags"]  # by the system: when he really left is not known
    late = Flag.LATE_SENT in row["flags"]
    return {
        "order_id": row["order_id"],
        "worker": row["worker__person_id"],
        "in_at": _local(row["in_at"]),
        "out_at": None if closed or row["out_at"] is None else _local(row["out_at"]),
        "in_lat": _degrees(row["in_latitude"]),
        "in_lon": _degrees(row["in_longitude"]),
        "in_accuracy": row["in_accuracy"],
        "in_by_code": by_code,
        "out_lat": _degrees(row["out_latitude"]),
        "out_lon": _degrees(row["out_longitude"]),
        "out_by_code": by_code,
        "phone_at": _local(row["in_phone_at"]) if row["in_phone_at"] else None,
        "received_at": None if late else _local(row["in_at"]),
        "device": row["device"],
    }


def _photos(kind: OrderKind, period: Period) -> list[Mapping[str, object]]:
    since = period.first - dt.timedelta(days=_MONTHS_OF_PHOTOS)
    rows = Photo.objects.filter(assignment__order__kind=kind.code, at__date__range=(since, period.last))
    fields = ("assignment__order_id", "assignment__order__number", "file__sha256", "looks", "at", "pk")
    return [
        {
            "order_id": order,
            "number": number,
            "content": content or f"photo {pk}",
            "fingerprint": _signed(looks),
            "taken_at": _local(at),
        }
        for order, number, content, looks, at, pk in rows.values_list(*fields)
    ]


def _signed(looks: str) -> int | None:
    """Sixteen digits of a fingerprint as the signed number that `base.photos` makes."""
    if not looks:
        return None
    bits = int(looks, 16)
    return bits - 2**64 if bits >> 63 else bits


def _each(
    rows: QuerySet[Any],
    field: str,
    wanted: Collection[int],
    *,
    more: Iterable[str] = (),
    rename: Mapping[str, str] | None = None,
    **named: F,
) -> list[Mapping[str, object]]:
    """Rows of some people as mappings, asked for by parts."""
    found: list[Mapping[str, object]] = []
    told = {f"_{name}": value for name, value in named.items()}
    for part in bulk.parts(wanted):
        for row in rows.filter(**{f"{field}__in": part}).values(*more, **told):
            clean = {name.lstrip("_"): value for name, value in row.items()}
            found.append({(rename or {}).get(name, name): value for name, value in clean.items()})
    return found


def _kin(workers: Collection[int], clients: Collection[int], on: dt.date) -> list[Mapping[str, object]]:
    wanted = set(clients)
    return [
        {"worker": worker, "client": other, "words": relative.relation}
        for worker, relatives in near_kin_of(workers, on).items()
        for other, relative in relatives.items()
        if other in wanted
    ]


def _local(moment: dt.datetime) -> dt.datetime:
    return timezone.localtime(moment).replace(tzinfo=None)


def _degrees(value: Any) -> float | None:
    return None if value is None else float(value)
