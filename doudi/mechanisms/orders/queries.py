"""What is read of orders: lists by scope, what waits for whom, what a worker may take, what proof needs, whether the chain holds."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Iterator
from typing import Any

from django.db.models import Exists, F, OuterRef, Q, QuerySet

from doudi.base.access import Scope, scope
from doudi.base.models import Record
from doudi.base.spans import Period
from doudi.mechanisms.indicators import periods
from doudi.mechanisms.orders import declare
from doudi.mechanisms.orders.batch import digest_of
from doudi.mechanisms.orders.declare import OrderKind, Step
from doudi.mechanisms.orders.models import OVER, SERVED, Assignment, Client, Order, OrderEvent, State, Worker
from doudi.mechanisms.registry.models import Party

# What waits for whose hands: state → the step that leads out of it, as far as it is not the worker's.
_WAITS: dict[State, Step] = {
    State.REQUESTED: declare.CHECK,
    State.CHECKED: declare.DISPATCH,
    State.ENDED: declare.CONFIRM,
    State.CONFIRMED: declare.SETTLE,
    State.DISPUTED: declare.RESOLVE,
}


def orders(user: Any, kind: OrderKind, on: dt.date | None = None) -> QuerySet[Order]:
    """The orders of a kind that the user may see: those in his place or of his organisation, in any of the roles that the kind names."""
    return _reach(Order.objects.filter(kind=kind.code), _scope(user, kind, on)).order_by("-starts_at", "-pk")


def worklist(user: Any, kinds: Iterable[OrderKind], on: dt.date) -> QuerySet[Order]:
    """What waits for a user's hands, the nearest limit first."""
    rows = Order.objects.none()
    for kind in kinds:
        for state, step in _WAITS.items():
            within = scope(user, kind.hands.of(step), on=on)
            if within:
                rows = rows | _reach(Order.objects.filter(kind=kind.code, state=state), within)
        if kind.told_up:
            told = scope(user, kind.told_up, on=on)
            untaken = Order.objects.filter(
                kind=kind.code, state__in=(State.CHECKED, State.DISPATCHED), told_up_at__isnull=False
            )
            rows = rows | _reach(untaken, told) if told else rows
    return rows.order_by(F("due_at").asc(nulls_last=True), "pk")


def clients(user: Any, kind: OrderKind) -> QuerySet[Party]:
    """Living people whom orders know, in the places where the user may request for them: place by place, by name."""
    rows = Party.objects.filter(pk__in=Client.objects.values("pk"), person__died_on=None).order_by("area_id", "name")
    return scope(user, kind.hands.request).filter(rows, "area_id")


def workers_of(user: Any, roster: str) -> QuerySet[Worker]:
    """The rows by which a user is himself on a roster: by his account or his identity number."""
    if not getattr(user, "is_authenticated", False):
        return Worker.objects.none()
    mine = Q(user=user) | (Q(person__id_index=user.id_index) if user.id_index else Q(pk__in=()))
    return Worker.objects.filter(mine, roster=roster)


def assigned_to(worker: Worker) -> QuerySet[Assignment]:
    """What a worker has before him or is at, the nearest first."""
    A = Assignment.State
    rows = Assignment.objects.filter(worker=worker, state__in=(A.OFFERED, A.ACCEPTED, A.IN))
    open_ones = rows.exclude(order__state__in=OVER)
    return open_ones.select_related("order").order_by("order__starts_at", "order_id")


_SEEN_DAYS = 7  # R-ORDER-03


def mine(worker: Worker, now: dt.datetime) -> QuerySet[Assignment]:
    """What a worker sees on his phone of his own: what is before him, and for a week what is over."""
    A = Assignment.State
    rows = Assignment.objects.filter(worker=worker).exclude(state__in=(A.DECLINED, A.RETURNED, A.CANCELLED))
    recent = now - dt.timedelta(days=_SEEN_DAYS)
    shown = rows.filter(Q(order__closed_at=None) | Q(order__closed_at__gte=recent))
    return shown.select_related("order").order_by("order__closed_at", "order__starts_at", "order_id")


def still_shown(order: Order, now: dt.datetime) -> bool:
    """Whether who carried it out still sees it: for a week after it was closed."""
    return order.closed_at is None or order.closed_at >= now - dt.timedelta(days=_SEEN_DAYS)


def open_to(worker: Worker, kind: OrderKind, now: dt.datetime) -> QuerySet[Order]:
    """What is open to whoever is able, in the worker's township: published, offered to nobody by name, and not his already."""
    named = Assignment.objects.filter(order=OuterRef("pk"), state=Assignment.State.OFFERED)
    his = Assignment.objects.filter(order=OuterRef("pk"), worker=worker)
    township = worker.area_code[:9]
    rows = Order.objects.filter(
        ~Exists(named),
        ~Exists(his),
        kind=kind.code,
        state=State.DISPATCHED,
        starts_at__gte=now - dt.timedelta(hours=2),
        area_code__gte=township.ljust(12, "0"),
        area_code__lte=township.ljust(12, "9"),
    )
    return rows.order_by("starts_at", "pk")


def served(kind: OrderKind, period: Period) -> QuerySet[Order]:
    """The orders that were confirmed within a period, whatever became of their settlement."""
    first, after = periods.moments(period)
    return Order.objects.filter(kind=kind.code, state__in=SERVED, confirmed_at__gte=first, confirmed_at__lt=after)


def delivered(kind: OrderKind, period: Period) -> QuerySet[Assignment]:
    """What proof looks at: one row a worker and order with check-in and check-out, of services that ended within a period."""
    rows = Assignment.objects.filter(
        order__kind=kind.code, state=Assignment.State.OUT, out_at__date__range=(period.first, period.last)
    )
    return rows.select_related("order", "worker").order_by("worker_id", "in_at")


def history(order: Order) -> QuerySet[OrderEvent]:
    """Every step ever taken on an order, oldest first."""
    return order.events.select_related("by", "worker")


def broken_batches() -> Iterator[str]:
    """Batches of steps that are not as they were recorded: changed, missing or added rows. Empty if all holds. Reads everything."""
    for row in _recorded():
        events = list(OrderEvent.objects.filter(batch=row.data["batch"]).order_by("pk"))
        if len(events) != row.data["events"] or digest_of(events) != row.data["digest"]:
            yield f"第{row.number}条记录所封存的服务单步骤与现存的不符。"


def _recorded() -> Iterator[Record]:
    rows = Record.objects.filter(Q(subject__startswith="order:") | Q(subject__startswith="orders:"))
    return (row for row in rows.order_by("number").iterator() if "batch" in row.data)


def _scope(user: Any, kind: OrderKind, on: dt.date | None) -> Scope:
    hands = kind.hands
    roles = hands.request | hands.check | hands.dispatch | hands.confirm | hands.settle | hands.resolve | kind.told_up
    return scope(user, roles, on=on)


def _reach(rows: QuerySet[Order], within: Scope) -> QuerySet[Order]:
    where = within.condition() if within.ranges else Q(pk__in=())
    if within.organisations:
        where |= Q(organisation__in=within.organisations)
    return rows.filter(where)
