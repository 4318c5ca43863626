"""回访: which orders are asked about is drawn by lot, listed until it is done, and what is denied is disputed (R-HOME-10).

The lot is a hash of the order's number: drawn again it is the same, and nobody can tell beforehand whom it falls upon.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass

from django.db import transaction
from django.db.models import QuerySet
from django.utils import timezone

from doudi.base import bulk
from doudi.base.limits import number_on
from doudi.base.models import User
from doudi.base.months import first_day, last_day, month_of
from doudi.base.records import record
from doudi.base.refused import Refused
from doudi.mechanisms.call_backs import answering, drawing
from doudi.mechanisms.call_backs.declare import CallBacks
from doudi.mechanisms.orders import declare
from doudi.mechanisms.orders.declare import Doing, OrderKind, kind_of
from doudi.mechanisms.orders.models import SERVED, Assignment, CallBack, Order, OrderEvent, State, Way
from doudi.mechanisms.orders.services import step_each

Why, Outcome = CallBack.Why, CallBack.Outcome
_ASKED = (State.ENDED, *SERVED)


@dataclass(frozen=True)
class Asked:
    """What came of one call: `score` from 1 to 5 if the service was given."""

    call_back: CallBack
    outcome: str
    words: str
    by: User
    at: dt.datetime
    score: int | None = None


def draw(kind: OrderKind, *, through: dt.date, at: dt.datetime) -> list[CallBack]:
    """Draw among the orders that ended up to a day, as far back as a call is still in time; each once however often this runs. In the last
    month of a quarter everybody of whom no order was drawn in it is asked, too."""
    terms = kind.call_backs
    if terms is None:
        return []
    days = number_on(terms.days, through)
    rows = list(
        _ended(kind, through - dt.timedelta(days=days), through).filter(call_back=None).order_by("ended_at", "pk")
    )
    fallen = drawing.by_share(rows, number_on(terms.share, through), seed=lambda order: f"回访|{order.number}")
    found = {order.pk: (order, Why.LOT) for order in fallen}
    if through.month % 3 == 0:
        asked = _asked_in_quarter(kind, through) | {order.client_id for order, _ in found.values()}
        for order in rows:
            if order.client_id is not None and order.client_id not in asked and _month(order) == month_of(through):
                asked.add(order.client_id)
                found[order.pk] = (order, Why.QUARTER)
    return _write(list(found.values()), terms, at)


def answer(asked: Asked) -> CallBack:
    """登记回访 of one."""
    return answer_each([asked])[0]


def answer_each(calls: Sequence[Asked]) -> list[CallBack]:
    """Write down what was said, all or none. Who says that it was given is asked for a score; what was not confirmed yet is confirmed by it.
    What is denied is disputed, and the whole month of whoever was sent is asked about. Who cannot be reached stays on the list."""
    if not calls:
        return []
    with transaction.atomic():
        confirmed_by = _who_confirmed([each.call_back.order_id for each in calls])
        doings: list[Doing] = []
        for each in calls:
            _check(each, confirmed_by.get(each.call_back.order_id))
            doings += _doings(each)
            _fill(each)
        if doings:
            step_each(doings)
        bulk.update([each.call_back for each in calls], ["outcome", "score", "words", *answering.FILLED])
        for each in calls:
            if each.outcome == Outcome.DENIED:
                _ask_about_everything(each)
        record(
            "order.call_back", "orders:call_backs", by=calls[0].by if len(calls) == 1 else None, at=calls[-1].at,
            data={"orders": len(calls), "denied": sum(each.outcome == Outcome.DENIED for each in calls)},
        )  # fmt: skip
    return [each.call_back for each in calls]


def _ended(kind: OrderKind, first: dt.date, last: dt.date) -> QuerySet[Order]:
    since = timezone.make_aware(dt.datetime.combine(first, dt.time()))
    until = timezone.make_aware(dt.datetime.combine(last + dt.timedelta(days=1), dt.time()))
    return Order.objects.filter(kind=kind.code, state__in=_ASKED, ended_at__gte=since, ended_at__lt=until)


def _month(order: Order) -> int:
    assert order.ended_at is not None
    return month_of(timezone.localdate(order.ended_at))


def _asked_in_quarter(kind: OrderKind, on: dt.date) -> set[int | None]:
    first = on.replace(month=on.month - 2, day=1)
    rows = CallBack.objects.filter(order__kind=kind.code, order__ended_at__date__gte=first)
    return set(rows.values_list("order__client", flat=True))


def _write(found: Sequence[tuple[Order, CallBack.Why]], terms: CallBacks, at: dt.datetime) -> list[CallBack]:
    made = []
    for order, why in found:
        on = timezone.localdate(order.ended_at) if why != Why.WORKER else timezone.localdate(at)
        due_on = on + dt.timedelta(days=number_on(terms.days, on))
        made.append(CallBack(order=order, area_code=order.area_code, why=why, drawn_at=at, due_on=due_on))
    if made:
        with transaction.atomic():
            bulk.insert(made)
            record("order.call_backs_drawn", "orders:call_backs", by=None, at=at, data={"orders": len(made)})
    return made


def _check(asked: Asked, confirmed_by: int | None) -> None:
    call_back, order = asked.call_back, asked.call_back.order
    kind = kind_of(order)
    assert kind.call_backs is not None
    answering.require_caller(
        call_back, kind.call_backs, by=asked.by, at=asked.at, name=order.number, handlers={confirmed_by}, did="确认"
    )
    if asked.outcome not in Outcome.values:
        raise Refused("请选择回访结果。")
    if asked.outcome == Outcome.CAME and asked.score not in range(1, 6):
        raise Refused("服务属实的，请问老人打几分（1至5分）。")
    if len(asked.words.strip()) < 2:
        raise Refused("请写明是谁接的电话、怎么说的。")


def _doings(asked: Asked) -> list[Doing]:
    order = asked.call_back.order
    told = f"回访：{asked.words.strip()}"
    if asked.outcome == Outcome.DENIED:
        return [Doing(declare.DISPUTE, order, asked.by, asked.at, because=told)]
    if asked.outcome != Outcome.CAME:
        return []
    if order.state == State.ENDED:
        return [Doing(declare.CONFIRM, order, asked.by, asked.at, way=Way.CALL_BACK, rating=asked.score, because=told)]
    if order.state in SERVED and order.rating is None:
        return [Doing(declare.RATE, order, asked.by, asked.at, rating=asked.score, because=told)]
    return []


def _fill(asked: Asked) -> None:
    call_back = asked.call_back
    call_back.words, call_back.outcome = asked.words.strip()[:400], asked.outcome
    call_back.score = asked.score if asked.outcome == Outcome.CAME else None
    answering.fill(call_back, asked.outcome, by=asked.by, at=asked.at)


def _ask_about_everything(asked: Asked) -> None:
    """全查: every order of the month of whoever was sent on an order that was denied."""
    order = asked.call_back.order
    kind = kind_of(order)
    assert kind.call_backs is not None
    month = _month(order)
    workers = Assignment.objects.filter(order=order, state=Assignment.State.OUT).values_list("worker", flat=True)
    theirs = Assignment.objects.filter(worker__in=list(workers), state=Assignment.State.OUT).values("order")
    rows = _ended(kind, first_day(month), last_day(month))
    _write(
        [(each, Why.WORKER) for each in rows.filter(pk__in=theirs, call_back=None).order_by("pk")],
        kind.call_backs,
        asked.at,
    )


def _who_confirmed(ids: Sequence[int]) -> dict[int, int | None]:
    found: dict[int, int | None] = {}
    for part in bulk.parts(ids):
        rows = OrderEvent.objects.filter(order__in=part, step=declare.CONFIRM.code)
        found.update(rows.order_by("pk").values_list("order", "by"))
    return found
