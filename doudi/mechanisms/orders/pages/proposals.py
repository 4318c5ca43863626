"""派单建议: who could go to the orders of a day, with reasons; whoever dispatches ticks line by line, and only what is ticked is sent.

The proposal spreads the work: who has served nobody for long is invited, an order of the last 90 days counts as some metres more.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Mapping, Sequence
from typing import Any

from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone

from doudi.base.access import scope
from doudi.base.areas import full_name
from doudi.base.models import User
from doudi.base.refused import Refused
from doudi.mechanisms.orders import declare
from doudi.mechanisms.orders.declare import Doing, OrderKind
from doudi.mechanisms.orders.dispatching.assigning import propose
from doudi.mechanisms.orders.dispatching.declare import Terms
from doudi.mechanisms.orders.dispatching.gathering import carers_of, visits_of
from doudi.mechanisms.orders.models import Order, State, Worker
from doudi.mechanisms.orders.pages.declare import OrderPages
from doudi.mechanisms.orders.services import step_each
from doudi.pages.declare import Page

_MOST = 200  # orders of one page


def proposals_page_of(pages: OrderPages, workers: Callable[[Sequence[Order]], Sequence[Worker]]) -> Page:
    """The page for a kind; `workers`: who is on the roll where the orders are."""
    return Page(
        f"{pages.many}_proposals", "派单建议", _view(pages, workers), pages.kind.hands.dispatch, f"{pages.many}/proposals/", icon="route"
    )  # fmt: skip


def day_asked(request: HttpRequest) -> dt.date:
    """The day that a page is asked for; tomorrow if none."""
    try:
        return dt.date.fromisoformat(request.POST.get("day") or request.GET.get("day", ""))
    except ValueError:
        return timezone.localdate() + dt.timedelta(days=1)


def send_ticked(request: HttpRequest, orders: Mapping[int, Order], workers: Mapping[int, Worker]) -> int:
    """Dispatch what was ticked: order and worker, one line each; an order for two with both of its workers, or nothing at all. How many
    orders were sent."""
    chosen: dict[int, list[int]] = {}
    for line in request.POST.getlist("line"):
        number, _, worker = line.partition(":")
        if number.isdigit() and worker.isdigit():
            chosen.setdefault(int(number), []).append(int(worker))
    if not chosen:
        raise Refused("没有勾选任何一行，请勾选要派出的服务单。")
    assert isinstance(request.user, User)
    now, doings = timezone.now(), []
    for pk, ids in chosen.items():
        order = orders.get(pk)
        if order is None or not set(ids) <= set(workers):
            raise Refused("选中的服务单中有的已派出或不属于本单位，请刷新后重新勾选。")
        if len(ids) != order.people:
            raise Refused(f"{order.number}需要{order.people}人同去，请把{order.people}人的行一起勾选。")
        doings.append(Doing(declare.DISPATCH, order, request.user, now, to=[workers[each] for each in ids]))
    step_each(doings)
    return len(doings)


def _view(pages: OrderPages, workers: Callable[[Sequence[Order]], Sequence[Worker]]) -> Callable[..., HttpResponse]:
    kind = pages.kind

    def view(request: HttpRequest) -> HttpResponse:
        day, wrong = day_asked(request), ""
        orders = {order.pk: order for order in _to_send(kind, request.user, day)}
        able = {worker.pk: worker for worker in workers(list(orders.values()))}
        if request.method == "POST":
            try:
                send_ticked(request, orders, able)
                return HttpResponseRedirect(f"{reverse(pages.at('proposals'))}?day={day}")
            except Refused as refused:
                wrong = refused.sentence
        context = _proposed(kind, day, orders, able) | {"title": "派单建议", "day": day, "wrong": wrong}
        return render(request, "orders/proposals.html", context, status=422 if wrong else 200)

    return view


def _to_send(kind: OrderKind, user: Any, day: dt.date) -> list[Order]:
    within = scope(user, kind.hands.dispatch)
    rows = Order.objects.filter(kind=kind.code, state=State.CHECKED, starts_at__date=day)
    return list(within.filter(rows).order_by("starts_at", "pk")[:_MOST])


def _proposed(
    kind: OrderKind, day: dt.date, orders: Mapping[int, Order], workers: Mapping[int, Worker]
) -> dict[str, Any]:
    found = propose(visits_of(kind, list(orders.values())), carers_of(list(workers.values()), day), terms=Terms.on(day))
    lines = [
        (orders[each.order], kind.item_name(orders[each.order]), full_name(orders[each.order].area_code), workers[each.worker], each.words)
        for each in found
        if each.worker is not None
    ]  # fmt: skip
    nobody = {each.order: each.words for each in found if each.worker is None}
    placed = {order.pk for order, *_ in lines}
    left_out = [
        (order, kind.item_name(order), nobody.get(pk, "没有服务地点定位，请另行派单。"))
        for pk, order in orders.items()
        if pk in nobody or pk not in placed
    ]
    return {"lines": lines, "left_out": left_out, "number": len(orders)}
