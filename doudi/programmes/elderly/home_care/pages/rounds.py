"""排班建议: a provider's day as rounds, shown with reasons; its office confirms line by line, and only what it ticks is sent."""

from __future__ import annotations

import datetime as dt
from typing import Any

from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone

from doudi.base.refused import Refused
from doudi.mechanisms.orders import declare
from doudi.mechanisms.orders.declare import Doing
from doudi.mechanisms.orders.dispatching.declare import Terms
from doudi.mechanisms.orders.dispatching.gathering import carers_of, visits_of
from doudi.mechanisms.orders.dispatching.routing import plan_day
from doudi.mechanisms.orders.models import Order, Worker
from doudi.mechanisms.orders.services import step_each
from doudi.programmes.elderly.home_care import queries
from doudi.programmes.elderly.home_care.visits import VISITS


def rounds(request: HttpRequest) -> HttpResponse:
    """The plan of a day (tomorrow if none is asked for)."""
    mine = queries.organisations_of(request.user)
    if not mine:
        raise Refused("您的账号没有关联服务机构，请联系系统管理员授权到机构。")
    day = _day(request)
    wrong = ""
    if request.method == "POST":
        try:
            _send(request, mine[0], day)
            return HttpResponseRedirect(f"{reverse('home_care:rounds')}?day={day}")
        except Refused as refused:
            wrong = refused.sentence
    context = _planned(mine[0], day) | {"title": "排班建议", "day": day, "wrong": wrong}
    return render(request, "home_care/rounds.html", context, status=422 if wrong else 200)


def _day(request: HttpRequest) -> dt.date:
    asked = request.POST.get("day") or request.GET.get("day", "")
    try:
        return dt.date.fromisoformat(asked)
    except ValueError:
        return timezone.localdate() + dt.timedelta(days=1)


def _planned(organisation: str, day: dt.date) -> dict[str, Any]:
    orders = {order.pk: order for order in queries.to_send(organisation, day)}
    workers = {worker.pk: worker for worker in queries.carers(organisation)}
    plan = plan_day(
        visits_of(VISITS, list(orders.values())), carers_of(list(workers.values()), day), terms=Terms.on(day)
    )
    placed = {stop.order for each in plan.rounds for stop in each.stops}
    left = dict(plan.left_out)
    return {
        "rounds": [
            (workers[each.worker], f"{each.metres / 1000:.1f}", [(orders[stop.order], _item(orders[stop.order]), stop.words) for stop in each.stops])
            for each in plan.rounds
            if each.stops
        ],
        "left_out": [
            (order, _item(order), left.get(order.pk, "没有住址定位，请另行派单。")) for order in orders.values() if order.pk not in placed
        ],
        "kilometres": f"{plan.metres / 1000:.1f}",
        "number": len(orders),
    }  # fmt: skip


def _item(order: Order) -> str:
    found = VISITS.item(order.item, timezone.localdate(order.starts_at))
    return found.name if found is not None else order.item


def _send(request: HttpRequest, organisation: str, day: dt.date) -> None:
    """Dispatch what was ticked: order and worker, one line each; an order for two with both of its workers, or not."""
    chosen: dict[int, list[int]] = {}
    for line in request.POST.getlist("line"):
        number, _, worker = line.partition(":")
        if number.isdigit() and worker.isdigit():
            chosen.setdefault(int(number), []).append(int(worker))
    if not chosen:
        raise Refused("没有勾选任何一行，请勾选要派出的服务单。")
    orders = {order.pk: order for order in queries.to_send(organisation, day)}
    workers: dict[int, Worker] = {worker.pk: worker for worker in queries.carers(organisation)}
    now = timezone.now()
    doings = []
    for pk, ids in chosen.items():
        order = orders.get(pk)
        if order is None or not set(ids) <= set(workers):
            raise Refused("选中的服务单中有的已派出或不属于本机构，请刷新后重新勾选。")
        if len(ids) != order.people:
            raise Refused(f"{order.number}需要{order.people}人同去，请把两人的行一起勾选。")
        doings.append(Doing(declare.DISPATCH, order, request.user, now, to=[workers[each] for each in ids]))  # type: ignore[arg-type]  # signed in
    step_each(doings)
