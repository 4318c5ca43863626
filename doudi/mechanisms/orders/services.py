"""What is done with orders: requested, stepped on, ended. The only functions that write.

`step_each` takes any declared steps on thousands of orders, all or none; the verbs below are the same for one order. What is sent twice
under one key is done once and answered the same.
"""

from __future__ import annotations

import datetime as dt
from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import replace
from typing import Any

from django.db import IntegrityError, transaction
from django.db.models import F

from doudi.base import bulk
from doudi.base.models import User
from doudi.base.refused import Refused
from doudi.mechanisms.orders import declare
from doudi.mechanisms.orders.batch import Batch, kinds_of
from doudi.mechanisms.orders.cards import WrongCode
from doudi.mechanisms.orders.declare import KINDS, Doing, Done, Presence, Step, kind_of
from doudi.mechanisms.orders.models import Order, OrderEvent, State, Way, Worker
from doudi.mechanisms.orders.stepping import step_on


def step_each(doings: Iterable[Doing]) -> list[OrderEvent]:
    """Take many steps in the order given, several on one order if need be: all of them or none; the events, in the same order.

    Raises Refused with a sentence that names the first order that stands in the way. A doing whose key is known already is not done again:
    the event that is there answers it. Orders given are brought up to date.
    """
    wanted = list(doings)
    known = _known(wanted)
    fresh, seen = [], set(known)
    for each in wanted:
        if each.key is None or each.key not in seen:
            fresh.append(each)
            seen.add(each.key or "")
    events: list[OrderEvent] = []
    if fresh:
        try:
            events = _step(fresh)
        except IntegrityError:  # the same was sent twice at the same moment: the other one was first
            known = _known(wanted)
            if not all(each.key in known for each in fresh):
                raise
    made = {id(each): event for each, event in zip(fresh, events, strict=False)}
    by_key = {**known, **{event.key: event for event in events if event.key is not None}}
    return [made.get(id(each)) or by_key[each.key or ""] for each in wanted]


def step(doing: Doing) -> OrderEvent:
    """Take one step on one order; raises Refused with the sentence for the page, and then nothing has changed, but that a wrong code of
    the card is counted, whoever typed it in: after five of them the card no longer confirms this order."""
    try:
        return step_each([doing])[0]
    except WrongCode:
        Order.objects.filter(pk=doing.order.pk).update(card_tries=F("card_tries") + 1)
        doing.order.card_tries += 1
        raise


def check(order: Order, *, by: User, at: dt.datetime, because: str = "") -> OrderEvent:
    """核实: the need is real and no entitlement that has to become a case."""
    return step(Doing(declare.CHECK, order, by, at, because=because))


def refer(order: Order, *, by: User, at: dt.datetime, because: str, data: dict[str, Any]) -> OrderEvent:
    """转为办件: the need is an entitlement (R-ORDER-01); `data` says which case it has become."""
    return step(Doing(declare.REFER, order, by, at, because=because, data=data))


def dispatch(order: Order, *, to: Sequence[Worker] = (), by: User, at: dt.datetime, because: str = "") -> OrderEvent:
    """派单: to named workers, or open to whoever is able."""
    return step(Doing(declare.DISPATCH, order, by, at, to=to, because=because))


def accept(order: Order, *, worker: Worker, by: User, at: dt.datetime, key: str | None = None) -> OrderEvent:
    """接单: the worker himself, or for one without a phone whoever dispatches."""
    return step(Doing(declare.ACCEPT, order, by, at, worker, key=key))


def decline(order: Order, *, worker: Worker, by: User, at: dt.datetime, because: str = "") -> OrderEvent:
    """不接: it was offered to him."""
    return step(Doing(declare.DECLINE, order, by, at, worker, because=because))


def give_back(order: Order, *, worker: Worker, by: User, at: dt.datetime, because: str) -> OrderEvent:
    """退单: he had accepted it; it is offered anew."""
    return step(Doing(declare.RETURN, order, by, at, worker, because=because))


def check_in(
    order: Order, *, worker: Worker, presence: Presence, by: User, at: dt.datetime, key: str | None = None, **more: Any
) -> OrderEvent:
    """签到: `at` is the server's time; what the phone says of the time is written down."""
    return step(Doing(declare.CHECK_IN, order, by, at, worker, presence=presence, key=key, **more))


def check_out(
    order: Order, *, worker: Worker, presence: Presence, by: User, at: dt.datetime, key: str | None = None, **more: Any
) -> OrderEvent:
    """签退: the minutes between are what was served. The last one out ends the order."""
    return step(Doing(declare.CHECK_OUT, order, by, at, worker, presence=presence, key=key, **more))


def confirm(
    order: Order,
    *,
    way: Way,
    by: User,
    at: dt.datetime,
    card_code: str = "",
    rating: int | None = None,
    because: str = "",
    key: str | None = None,
) -> OrderEvent:
    """确认 by the client, in one of the declared ways; never by who served."""
    return step(
        Doing(declare.CONFIRM, order, by, at, way=way, card_code=card_code, rating=rating, because=because, key=key)
    )


def rate(order: Order, rating: int, *, by: User, at: dt.datetime, because: str = "") -> OrderEvent:
    """评价: 1 to 5, by or for the client."""
    return step(Doing(declare.RATE, order, by, at, rating=rating, because=because))


def settle(order: Order, *, by: User | None, at: dt.datetime) -> OrderEvent:
    """结算: what the kind says follows, in the same transaction."""
    return step(Doing(declare.SETTLE, order, by, at))


def cancel(order: Order, *, by: User, at: dt.datetime, because: str) -> OrderEvent:
    """取消: before anybody has checked in."""
    return step(Doing(declare.CANCEL, order, by, at, because=because))


def no_show(order: Order, *, by: User, at: dt.datetime, worker: Worker | None = None, because: str = "") -> OrderEvent:
    """登记未到: a worker did not come; without one, the client was not there."""
    return step(Doing(declare.NO_SHOW, order, by, at, worker, because=because))


def dispute(order: Order, *, by: User, at: dt.datetime, because: str) -> OrderEvent:
    """提出异议."""
    return step(Doing(declare.DISPUTE, order, by, at, because=because))


def resolve(order: Order, *, upheld: bool, by: User, at: dt.datetime, because: str) -> OrderEvent:
    """处理异议: the service stands, or it does not and what was settled is taken back."""
    return step(Doing(declare.RESOLVE, order, by, at, upheld=upheld, because=because))


def hold(orders: Iterable[Order], *, because: str, by: User | None, at: dt.datetime) -> list[OrderEvent]:
    """挂起: not settled until a person has released it."""
    return step_each(Doing(declare.HOLD, order, by, at, because=because) for order in orders)


def release(order: Order, *, by: User, at: dt.datetime, because: str) -> OrderEvent:
    """解除挂起, by a person who says why. What is settled by itself is settled now."""
    return step(Doing(declare.RELEASE, order, by, at, because=because))


def _known(doings: Sequence[Doing]) -> dict[str, OrderEvent]:
    keys = {each.key: each for each in doings if each.key is not None}
    found: dict[str, OrderEvent] = {}
    for part in bulk.parts(keys):
        for event in OrderEvent.objects.filter(key__in=part):
            asked = keys[event.key]
            if (event.order_id, event.step) != (asked.order.pk, asked.step.code):
                raise Refused("这个提交编号已用于另一张服务单，请重新打开页面后再提交。")
            found[event.key] = event
    return found


def _step(doings: Sequence[Doing]) -> list[OrderEvent]:
    batch, at = Batch(doings), doings[-1].at
    _check_refusals(doings)
    with batch.unchanged_on_failure(), transaction.atomic():
        dones = [_done(batch, each, alone=len(batch.orders) == 1) for each in doings]
        dones += _settled_by_themselves(batch, dones)
        batch.write(at)
        _follow(dones)
        batch.record(at)
    return [each.event for each in dones[: len(doings)]]


def _done(batch: Batch, doing: Doing, *, alone: bool) -> Done:
    try:
        return Done(doing, doing.order, step_on(batch, doing))
    except WrongCode:
        raise
    except Refused as refused:
        number, sentence = doing.order.number, refused.sentence
        raise Refused(sentence if alone or sentence.startswith(number) else f"{number}：{sentence}") from None


def _check_refusals(doings: Sequence[Doing]) -> None:
    for kind in kinds_of(doings):
        for code, refuses in kind.refuses.items():
            asked = [each for each in doings if each.step.code == code and each.order.kind == kind.code]
            for place, sentence in sorted(refuses(asked).items()) if asked else ():
                number = asked[place].order.number
                raise Refused(sentence if len(doings) == 1 else f"{number}：{sentence}")


def _settled_by_themselves(batch: Batch, dones: Sequence[Done]) -> list[Done]:
    """Where nobody settles, confirmation does, unless the order is held."""
    found = []
    for pk, order in batch.orders.items():
        kind = kind_of(order)
        if order.state != State.CONFIRMED or order.held or kind.hands.settle or pk not in batch.changed:
            continue
        last = next(each for each in reversed(dones) if each.order is order)
        found.append(_done(batch, replace(last.doing, step=declare.SETTLE, by=None, key=None, worker=None), alone=True))
    return found


def _follow(dones: Sequence[Done]) -> None:
    """What follows each step, once for all orders of a kind, in the order in which steps are taken."""
    taken: dict[str, dict[str, list[Done]]] = defaultdict(lambda: defaultdict(list))
    for done in dones:
        taken[done.order.kind][done.doing.step.code].append(done)
    for kind, by_step in taken.items():
        for code, step in declare.STEPS.items():
            _follow_one(KINDS[kind], step, by_step.get(code, []))


def _follow_one(kind: declare.OrderKind, step: Step, dones: Sequence[Done]) -> None:
    if not dones:
        return
    if step.code in kind.then:
        kind.then[step.code](dones)
    if step == declare.RESOLVE and "reverse" in kind.then:
        taken_back = [each for each in dones if each.event.data["was_settled"] and not each.doing.upheld]
        if taken_back:
            kind.then["reverse"](taken_back)
