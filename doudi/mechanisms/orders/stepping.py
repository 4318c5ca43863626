"""What each step asks and changes, in memory: one function a step, each raising Refused with the sentence for the page."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Mapping
from typing import Any

from doudi.base.access import may
from doudi.base.models import User
from doudi.base.refused import Refused
from doudi.mechanisms.orders import cards, declare
from doudi.mechanisms.orders.batch import Batch, day_of, why_not_served
from doudi.mechanisms.orders.declare import OF_WORKERS, Doing, Flag, OrderKind, Presence, Step, kind_of
from doudi.mechanisms.orders.models import Assignment, Order, OrderEvent, Photo, State, Way, Worker
from doudi.mechanisms.orders.presence import Judged, judge

A = Assignment.State
_OPEN = (A.OFFERED, A.ACCEPTED, A.IN)
_BY_ITSELF = frozenset(
    {declare.EXPIRE, declare.TELL_UP, declare.CHECK_OUT, declare.HOLD, declare.SETTLE}
)  # what no person needs to take
_FOR_ONE = frozenset({*OF_WORKERS, declare.NO_SHOW})
Said = dict[str, Any]


def step_on(batch: Batch, doing: Doing) -> OrderEvent:
    """Take one step in memory: the order and its assignments changed, the step noted. Raises Refused; the caller throws the batch away."""
    order, step, kind = doing.order, doing.step, kind_of(doing.order)
    if order.state not in step.sources:
        raise Refused(f"{order.number}现为“{kind.word(order.state)}”，不能{step.name}，请刷新后查看最新情况。")
    check_may(batch, kind, doing)
    source = order.state
    data = _STEPS[step](batch, kind, doing)
    if step.target is not None:
        batch.come_to(order, step.target, doing.at)
    if order.is_over:
        order.closed_at = doing.at
    event = OrderEvent(
        order=order,
        step=step.code,
        source=source,
        target=order.state,
        worker=doing.worker,
        at=doing.at,
        by=doing.by,
        because=doing.because[:400],
        data={**doing.data, **data},
        key=doing.key,
    )
    batch.events.append(event)
    return event


def check_may(batch: Batch, kind: OrderKind, doing: Doing) -> None:
    """Refuse whoever may not take a step: workers take their own, the others by role in the place or for the organisation."""
    order, by, step = doing.order, doing.by, doing.step
    if by is None:
        if step not in _BY_ITSELF:
            raise Refused(f"“{step.name}”须由人办理。")
        return
    if step in OF_WORKERS and doing.worker is not None and is_worker(batch, by, doing.worker):
        return
    if step == declare.CONFIRM and doing.way == Way.CARD and _works_on(batch, by, order):
        return
    roles = kind.hands.of(step)
    if may(by, roles, area_code=order.area_code, on=day_of(doing.at)):
        return
    if order.organisation and may(by, roles, organisation=order.organisation, on=day_of(doing.at)):
        return
    names = "、".join(sorted(role.label for role in roles))
    raise Refused(f"您没有权限{step.name}：须由本单的服务人员本人，或本地的{names}办理。")


def is_worker(batch: Batch, by: User, worker: Worker) -> bool:
    """Whether a user is this worker: by his account, or by his identity number under another one."""
    return worker.user_id == by.pk or (bool(by.id_index) and batch.persons.get(worker.pk) == by.id_index)


def _works_on(batch: Batch, by: User, order: Order) -> bool:
    return any(
        is_worker(batch, by, each.worker)
        for each in batch.assignments[order.pk].values()
        if each.state not in (A.DECLINED, A.RETURNED, A.CANCELLED)
    )


def check_able(batch: Batch, kind: OrderKind, order: Order, worker: Worker, on: dt.date) -> None:
    """Refuse a worker who is not on the roster on the day, is suspended, or lacks a credential that the item asks for (R-TB-17)."""
    if worker.roster != kind.roster:
        raise Refused(f"{worker.name}不在“{kind.name}”的服务人员名册中。")
    if worker.since > on or (worker.until is not None and worker.until < on):
        raise Refused(f"{worker.name}已不在册，不能派单，请改派他人。")
    if worker.suspended_until is not None and on <= worker.suspended_until:
        raise Refused(f"{worker.name}暂停接单至{worker.suspended_until}，请改派他人。")
    item = kind.item(order.item, on)
    for wanted in item.credentials if item is not None else ():
        if not any(
            each.kind == wanted and each.since <= on and (each.until is None or on <= each.until)
            for each in batch.credentials.get(worker.pk, ())
        ):
            raise Refused(
                f"“{item.name if item else order.item}”须有有效的资格证明，{worker.name}没有登记，请改派他人。"
            )


def _served(batch: Batch, order: Order, on: dt.date) -> None:
    reason = why_not_served(order.client_id, on, batch.died_on, batch.absences)
    if reason is not None:
        raise Refused(reason)


def _because(doing: Doing) -> None:
    if len(doing.because.strip()) < 2:
        raise Refused(f"{doing.step.name}须写明理由。")


def _mine(batch: Batch, doing: Doing, *states: str) -> Assignment:
    worker = doing.worker
    if worker is None:
        raise Refused(f"请说明是谁{doing.step.name}。")
    found = batch.assignments[doing.order.pk].get(worker.pk)
    if found is None:
        raise Refused(f"{doing.order.number}没有派给{worker.name}。")
    if found.state not in states:
        now = A(found.state).label
        raise Refused(f"{doing.order.number}：{worker.name}{now}，不能{doing.step.name}，请刷新后查看最新情况。")
    return found


def _check(batch: Batch, kind: OrderKind, doing: Doing) -> Said:
    if doing.by is not None and doing.order.requested_by_id == doing.by.pk:
        raise Refused("本单是您登记的，须由他人核实。")
    batch.change(doing.order)
    return {}


def _refer(batch: Batch, kind: OrderKind, doing: Doing) -> Said:
    _because(doing)
    return {}


def _dispatch(batch: Batch, kind: OrderKind, doing: Doing) -> Said:
    order, on = doing.order, day_of(doing.at)
    _served(batch, order, on)
    for worker in doing.to:
        check_able(batch, kind, order, worker, on)
        there = batch.assignments[order.pk].get(worker.pk)
        if there is None:
            batch.assign(order, Assignment(order=order, worker=worker, state=A.OFFERED))
        elif there.state in (A.DECLINED, A.RETURNED):
            there.state = A.OFFERED
            batch.touch(there)
    order.published_at = order.published_at or doing.at
    batch.change(order)
    return {"to": [worker.pk for worker in doing.to]}


def _accept(batch: Batch, kind: OrderKind, doing: Doing) -> Said:
    order, worker, on = doing.order, doing.worker, day_of(doing.at)
    if worker is None:
        raise Refused("请说明由谁接单。")
    _served(batch, order, on)
    check_able(batch, kind, order, worker, on)
    rows = batch.assignments[order.pk]
    taken = sum(each.state in (A.ACCEPTED, A.IN, A.OUT) for each in rows.values())
    there = rows.get(worker.pk)
    if there is not None and there.state in (A.ACCEPTED, A.IN, A.OUT):
        raise Refused(f"{worker.name}已经接了{order.number}。")
    if taken >= order.people:
        raise Refused(f"{order.number}已由他人接单，请看看别的服务单。")
    if there is None:
        if any(each.state == A.OFFERED for each in rows.values()):
            raise Refused(f"{order.number}是派给指定人员的，没有派给{worker.name}。")
        batch.assign(order, Assignment(order=order, worker=worker, state=A.ACCEPTED))
    else:
        there.state = A.ACCEPTED
        batch.touch(there)
    batch.change(order)
    if taken + 1 >= order.people:
        order.accepted_at = doing.at
        batch.come_to(order, State.ACCEPTED, doing.at)
    return {}


def _decline(batch: Batch, kind: OrderKind, doing: Doing) -> Said:
    found = _mine(batch, doing, A.OFFERED)
    found.state = A.DECLINED
    batch.touch(found)
    return {}


def _return(batch: Batch, kind: OrderKind, doing: Doing) -> Said:
    _because(doing)
    found = _mine(batch, doing, A.ACCEPTED)
    found.state = A.RETURNED
    batch.touch(found)
    doing.order.accepted_at = None
    batch.come_to(doing.order, State.DISPATCHED, doing.at)
    return {"hours_before": round((doing.order.starts_at - doing.at).total_seconds() / 3600, 1)}


def _check_in(batch: Batch, kind: OrderKind, doing: Doing) -> Said:
    order = doing.order
    found = _mine(batch, doing, A.ACCEPTED)
    _served(batch, order, day_of(doing.at))
    judged, presence = _judged(batch, kind, doing)
    found.state, found.in_at, found.in_phone_at = A.IN, doing.at, presence.phone_at
    found.in_latitude, found.in_longitude, found.in_accuracy = (
        presence.latitude,
        presence.longitude,
        presence.accuracy,
    )
    found.in_metres, found.shown, found.flags, found.device = (
        judged.metres,
        list(judged.shown),
        list(judged.flags),
        presence.device[:64],
    )
    if order.card_challenge is None and Way.CARD in kind.ways and order.client_id is not None:
        client = batch.clients.get(order.client_id)
        order.card_challenge = cards.next_challenge(client)
        if client is not None and order.card_challenge is not None:
            batch.used_card(client)
    _keep_photos(batch, doing, found, presence)
    batch.touch(found)
    return _told(judged, presence)


def _check_out(batch: Batch, kind: OrderKind, doing: Doing) -> Said:
    order = doing.order
    found = _mine(batch, doing, A.IN)
    assert found.in_at is not None
    if doing.at < found.in_at:
        raise Refused("签退时间早于签到时间，没有登记，请稍后再试。")
    if doing.by is None:  # forgotten: the system ends it at the planned time
        found.flags = [*found.flags, Flag.CLOSED]
        data: Said = {"flags": [Flag.CLOSED]}
        minutes = min(order.minutes, _minutes(found.in_at, doing.at))
    else:
        judged, presence = _judged(batch, kind, doing)
        found.out_phone_at, found.out_metres = presence.phone_at, judged.metres
        found.out_latitude, found.out_longitude, found.out_accuracy = (
            presence.latitude,
            presence.longitude,
            presence.accuracy,
        )
        found.flags = list(dict.fromkeys([*found.flags, *judged.flags]))
        minutes = _minutes(found.in_at, doing.at)
        if Flag.LATE_SENT in judged.flags and found.in_phone_at is not None and presence.phone_at is not None:
            # Both came when the signal was back: the phone's own difference is all there is, and a call-back has to confirm it.
            minutes = max(0, _minutes(found.in_phone_at, presence.phone_at))
        _keep_photos(batch, doing, found, presence)
        data = _told(judged, presence)
    found.state, found.out_at, found.minutes = A.OUT, doing.at, minutes
    batch.touch(found)
    _end_if_done(batch, order, doing.at)
    return data | {"minutes": minutes}


def _end_if_done(batch: Batch, order: Order, at: dt.datetime) -> None:
    """The service is over once nobody is expected any more."""
    rows = batch.assignments[order.pk].values()
    if any(each.state in (A.ACCEPTED, A.IN) for each in rows) or not any(each.state == A.OUT for each in rows):
        return
    for each in rows:
        if each.state == A.OFFERED:
            each.state = A.CANCELLED
            batch.touch(each)
    order.minutes_served = sum(each.minutes or 0 for each in rows if each.state == A.OUT)
    order.ended_at = at
    batch.come_to(order, State.ENDED, at)


def _confirm(batch: Batch, kind: OrderKind, doing: Doing) -> Said:
    order, way = doing.order, doing.way
    if way is None or way not in kind.ways:
        raise Refused("请选择确认方式。")
    rows = [each for each in batch.assignments[order.pk].values() if each.state == A.OUT]
    odd = {flag for each in rows for flag in each.flags} & {Flag.LATE_SENT, Flag.CLOSED}
    if odd and way != Way.CALL_BACK:
        words = "、".join(sorted(Flag.WORDS[each] for each in odd))
        raise Refused(f"{order.number}{words}，须电话回访后确认，不能用其他方式。")
    if way == Way.CARD:
        client = batch.clients.get(order.client_id or 0)
        cards.check_code(client, order.card_challenge, doing.card_code, order.card_tries)
    elif doing.by is not None and _works_on(batch, doing.by, order):
        raise Refused("您是本单的服务人员，不能替服务对象确认；请由站点、村（社区）另一人确认，或用长者卡密码。")
    if way in (Way.FAMILY, Way.CALL_BACK) and len(doing.because.strip()) < 2:
        raise Refused("请写明接电话或确认的是谁、怎么说的。")
    order.way, order.confirmed_at = way, doing.at
    if doing.rating is not None:
        _put_rating(order, doing)
    return {"way": way.value} | ({"rating": doing.rating} if doing.rating is not None else {})


def _put_rating(order: Order, doing: Doing) -> None:
    if doing.rating is None or not 1 <= doing.rating <= 5:
        raise Refused("评分为1至5分。")
    order.rating, order.comment = doing.rating, doing.because[:400]


def _rate(batch: Batch, kind: OrderKind, doing: Doing) -> Said:
    if doing.by is not None and _works_on(batch, doing.by, doing.order):
        raise Refused("您是本单的服务人员，不能替服务对象评价。")
    _put_rating(doing.order, doing)
    batch.change(doing.order)
    return {"rating": doing.rating}


def _settle(batch: Batch, kind: OrderKind, doing: Doing) -> Said:
    if doing.order.held:
        raise Refused(f"{doing.order.number}已挂起（{doing.order.held}），核实并解除后才能结算。")
    if doing.by is not None and _works_on(batch, doing.by, doing.order):
        raise Refused("您是本单的服务人员，不能结算。")
    return {}


def _cancel(batch: Batch, kind: OrderKind, doing: Doing) -> Said:
    _because(doing)
    _release_workers(batch, doing.order)
    return {}


def _release_workers(batch: Batch, order: Order) -> None:
    for each in batch.assignments[order.pk].values():
        if each.state in _OPEN:
            each.state = A.CANCELLED
            batch.touch(each)


def _no_show(batch: Batch, kind: OrderKind, doing: Doing) -> Said:
    """Without a worker it was the client who was not there: that is nobody's strike."""
    order = doing.order
    if doing.worker is None:
        _because(doing)
        if order.state != State.ACCEPTED:
            raise Refused(f"{order.number}已经签到，不能登记服务对象未到。")
        _release_workers(batch, order)
        batch.come_to(order, State.NO_SHOW, doing.at)
        return {"who": "client"}
    found = _mine(batch, doing, A.ACCEPTED)
    found.state = A.NO_SHOW
    batch.touch(found)
    rows = batch.assignments[order.pk].values()
    _end_if_done(batch, order, doing.at)
    if not any(each.state in (A.ACCEPTED, A.IN, A.OUT) for each in rows):
        _release_workers(batch, order)
        batch.come_to(order, State.NO_SHOW, doing.at)
    return {"who": "worker"}


def _expire(batch: Batch, kind: OrderKind, doing: Doing) -> Said:
    _release_workers(batch, doing.order)
    return {}


def _tell_up(batch: Batch, kind: OrderKind, doing: Doing) -> Said:
    doing.order.told_up_at = doing.at
    batch.change(doing.order)
    return {}


def _dispute(batch: Batch, kind: OrderKind, doing: Doing) -> Said:
    _because(doing)
    return {}


def _resolve(batch: Batch, kind: OrderKind, doing: Doing) -> Said:
    """The service stands and goes on from where it was disputed; or it does not, and what was settled is taken back."""
    order = doing.order
    _because(doing)
    if doing.upheld is None:
        raise Refused("请说明异议处理的结论：服务属实，或不予认可。")
    if doing.by is not None and _works_on(batch, doing.by, order):
        raise Refused("您是本单的服务人员，不能处理异议。")
    last = order.events.filter(step=declare.DISPUTE.code).order_by("-pk").first()
    before = State(last.source) if last is not None else State.ENDED
    batch.come_to(order, before if doing.upheld else State.REJECTED, doing.at)
    return {"upheld": doing.upheld, "was_settled": before == State.SETTLED}


def _hold(batch: Batch, kind: OrderKind, doing: Doing) -> Said:
    _because(doing)
    order = doing.order
    order.held = f"{order.held}；{doing.because}"[:400] if order.held else doing.because[:400]
    batch.change(order)
    return {}


def _release(batch: Batch, kind: OrderKind, doing: Doing) -> Said:
    _because(doing)
    if not doing.order.held:
        raise Refused(f"{doing.order.number}没有挂起。")
    if doing.by is not None and _works_on(batch, doing.by, doing.order):
        raise Refused("您是本单的服务人员，不能解除挂起。")
    was, doing.order.held = doing.order.held, ""
    batch.change(doing.order)
    return {"was": was}


def _judged(batch: Batch, kind: OrderKind, doing: Doing) -> tuple[Judged, Presence]:
    order, presence = doing.order, doing.presence or Presence()
    client = batch.clients.get(order.client_id or 0)
    tags = frozenset(filter(None, (client.tag if client is not None else "", str(doing.data.get("station_tag", "")))))
    measures = batch.measures(kind, day_of(doing.at))
    judged = judge(measures, order, presence, at=doing.at, urban=order.area_code in batch.urban, tags=tags)
    return judged, presence


def _keep_photos(batch: Batch, doing: Doing, assignment: Assignment, presence: Presence) -> None:
    looks = [*presence.looks, *[""] * (len(presence.photos) - len(presence.looks))]
    for file, seen in zip(presence.photos, looks, strict=False):
        batch.photos.append(Photo(assignment=assignment, file=file, step=doing.step.code, looks=seen, at=doing.at))


def _told(judged: Judged, presence: Presence) -> Said:
    told: Said = {"shown": list(judged.shown)}
    if judged.metres is not None:
        told["metres"] = judged.metres
    if judged.flags:
        told["flags"] = list(judged.flags)
    if presence.phone_at is not None:
        told["phone_at"] = presence.phone_at
    return told


def _minutes(first: dt.datetime, last: dt.datetime) -> int:
    return int((last - first).total_seconds() // 60)


_STEPS: Mapping[Step, Callable[[Batch, OrderKind, Doing], Said]] = {
    declare.CHECK: _check,
    declare.REFER: _refer,
    declare.DISPATCH: _dispatch,
    declare.ACCEPT: _accept,
    declare.DECLINE: _decline,
    declare.RETURN: _return,
    declare.CHECK_IN: _check_in,
    declare.CHECK_OUT: _check_out,
    declare.CONFIRM: _confirm,
    declare.RATE: _rate,
    declare.SETTLE: _settle,
    declare.CANCEL: _cancel,
    declare.NO_SHOW: _no_show,
    declare.EXPIRE: _expire,
    declare.DISPUTE: _dispute,
    declare.RESOLVE: _resolve,
    declare.HOLD: _hold,
    declare.RELEASE: _release,
    declare.TELL_UP: _tell_up,
}
