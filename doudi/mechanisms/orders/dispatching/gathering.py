"""Visits and people as dispatching knows them, out of the database: a handful of queries for any number."""

from __future__ import annotations

import datetime as dt
from collections import Counter, defaultdict
from collections.abc import Sequence

from django.db.models import Q
from django.utils import timezone

from doudi.base import identity
from doudi.mechanisms.orders.declare import OrderKind
from doudi.mechanisms.orders.dispatching.declare import Carer, Visit
from doudi.mechanisms.orders.models import Assignment, Credential, Order, Worker
from doudi.mechanisms.registry.kin import near_kin_of

_LATELY = dt.timedelta(days=90)
_LEEWAY = 30  # minutes before and after the time agreed at which a visit may begin


def visits_of(kind: OrderKind, orders: Sequence[Order], *, leeway: int = _LEEWAY) -> list[Visit]:
    """Orders as visits, those without a place left out: they are dispatched by hand. `leeway`: minutes around the time agreed."""
    found = []
    for order in orders:
        if order.latitude is None or order.longitude is None:
            continue
        start = timezone.localtime(order.starts_at)
        minute = start.hour * 60 + start.minute
        item = kind.item(order.item, start.date())
        found.append(
            Visit(
                order.pk,
                order.client_id or 0,
                float(order.latitude),
                float(order.longitude),
                max(minute - leeway, 0),
                minute + leeway,
                order.minutes,
                order.item,
                frozenset(item.credentials) if item is not None else frozenset(),
                order.people,
                number=order.number,
            )
        )
    return found


def carers_of(workers: Sequence[Worker], on: dt.date) -> list[Carer]:
    """Workers who are there on a day, with what they hold, their near kin, and their orders of the last 90 days. Who has no place on file
    is left out."""
    there = [
        each
        for each in workers
        if each.latitude is not None
        and each.longitude is not None
        and each.since <= on
        and (each.until is None or on <= each.until)
        and (each.suspended_until is None or each.suspended_until < on)
    ]
    ids = [each.pk for each in there]
    valid = Q(since__lte=on) & (Q(until=None) | Q(until__gte=on))
    held: dict[int, set[str]] = defaultdict(set)
    for worker, kind in Credential.objects.filter(valid, worker__in=ids).values_list("worker", "kind"):
        held[worker].add(kind)
    midnight = timezone.make_aware(dt.datetime.combine(on, dt.time()))
    load = Counter(
        Assignment.objects.filter(
            worker__in=ids, in_at__gte=midnight - _LATELY, in_at__lt=midnight + dt.timedelta(days=1)
        ).values_list("worker", flat=True)
    )
    kin = near_kin_of([each.person_id for each in there], on)
    return [
        Carer(
            each.pk,
            float(each.latitude or 0),
            float(each.longitude or 0),
            each.name,
            sex=_sex(each),
            skills=frozenset(each.skills),
            credentials=frozenset(held[each.pk]),
            languages=frozenset(each.languages),
            kin=frozenset({*kin[each.person_id], each.person_id}),
            load=load[each.pk],
        )
        for each in there
    ]


def _sex(worker: Worker) -> str:
    """By the identity number; empty where it is not known."""
    number = worker.person.id_number
    return {"男": "M", "女": "F"}.get(identity.sex(number), "") if identity.is_valid(number) else ""
