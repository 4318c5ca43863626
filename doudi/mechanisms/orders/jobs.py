"""What happens to orders by itself: what nobody took is told upwards, what nobody took at all ends, a forgotten check-out is made up for."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable

from doudi.base.limits import last_moment
from doudi.base.nightly import Nightly
from doudi.base.notices import calendar
from doudi.mechanisms.orders import declare
from doudi.mechanisms.orders.declare import KINDS, Doing, OrderKind
from doudi.mechanisms.orders.models import Assignment, Order, State
from doudi.mechanisms.orders.services import step_each

_GRACE_HOURS = 4  # after the planned end: a visit may have gone on longer
_UNTAKEN = (State.CHECKED, State.DISPATCHED)


def tell_up(kinds: Iterable[OrderKind], *, at: dt.datetime) -> int:
    """上报: of what nobody took in time, whoever is above is told, once an order; how many."""
    codes = [kind.code for kind in kinds if kind.told_up]
    rows = Order.objects.filter(kind__in=codes, state__in=_UNTAKEN, due_at__lt=at, told_up_at=None)
    doings = [Doing(declare.TELL_UP, each, None, at, because="超过时限无人接单") for each in rows]
    return len(step_each(doings)) if doings else 0


def expire(kinds: Iterable[OrderKind], *, at: dt.datetime) -> int:
    """无人接单: the time agreed is long past and nobody took it; how many ended so."""
    days, number = calendar(), 0
    for kind in kinds:
        if kind.expires_after is None:
            continue
        rows = Order.objects.filter(kind=kind.code, state__in=_UNTAKEN, starts_at__lt=at)
        late = [each for each in rows if last_moment(kind.expires_after, each.starts_at, days) < at]
        doings = [Doing(declare.EXPIRE, each, None, at, because="约定时间已过，无人接单") for each in late]
        number += len(step_each(doings)) if doings else 0
    return number


def close_forgotten(kinds: Iterable[OrderKind], *, at: dt.datetime) -> int:
    """未签退的: ended at the planned time (R-TB-04); what is ended so is confirmed by a call-back only. How many."""
    codes = [kind.code for kind in kinds]
    rows = Assignment.objects.filter(order__kind__in=codes, state=Assignment.State.IN).select_related("order", "worker")
    orders: dict[int, Order] = {}
    doings = []
    for each in rows:
        assert each.in_at is not None
        if each.in_at + dt.timedelta(minutes=each.order.minutes, hours=_GRACE_HOURS) > at:
            continue
        order = orders.setdefault(each.order_id, each.order)
        ended = each.in_at + dt.timedelta(minutes=each.order.minutes)
        doings.append(Doing(declare.CHECK_OUT, order, None, ended, each.worker, because="未签退，由系统按计划时间结束"))
    return len(step_each(doings)) if doings else 0


def _run(on: dt.date, at: dt.datetime) -> str:
    kinds = list(KINDS.values())
    closed, told, ended = close_forgotten(kinds, at=at), tell_up(kinds, at=at), expire(kinds, at=at)
    return f"补签退 {closed} 单，无人接单上报 {told} 单，逾期终止 {ended} 单。"


NIGHTLY = (Nightly("orders", "服务单：补签退、上报、终止", _run, minutes=10),)
