"""排班建议: a provider's day as rounds, shown with reasons; its office confirms line by line, and only what it ticks is sent."""

from __future__ import annotations

import datetime as dt
from typing import Any

from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse

from doudi.base.refused import Refused
from doudi.mechanisms.orders.dispatching.declare import Terms
from doudi.mechanisms.orders.dispatching.gathering import carers_of, visits_of
from doudi.mechanisms.orders.dispatching.routing import plan_day
from doudi.mechanisms.orders.pages.proposals import day_asked, send_ticked
from doudi.programmes.elderly.home_care import queries
from doudi.programmes.elderly.home_care.visits import VISITS


def rounds(request: HttpRequest) -> HttpResponse:
    """The plan of a day (tomorrow if none is asked for)."""
    mine = queries.organisations_of(request.user)
    if not mine:
        raise Refused("您的账号没有关联服务机构，请联系系统管理员授权到机构。")
    day = day_asked(request)
    wrong = ""
    if request.method == "POST":
        try:
            orders = {order.pk: order for order in queries.to_send(mine[0], day)}
            send_ticked(request, orders, {worker.pk: worker for worker in queries.carers(mine[0])})
            return HttpResponseRedirect(f"{reverse('home_care:rounds')}?day={day}")
        except Refused as refused:
            wrong = refused.sentence
    context = _planned(mine[0], day) | {"title": "排班建议", "day": day, "wrong": wrong}
    return render(request, "home_care/rounds.html", context, status=422 if wrong else 200)


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
            (workers[each.worker], f"{each.metres / 1000:.1f}", [(orders[stop.order], VISITS.item_name(orders[stop.order]), stop.words) for stop in each.stops])
            for each in plan.rounds
            if each.stops
        ],
        "left_out": [
            (order, VISITS.item_name(order), left.get(order.pk, "没有住址定位，请另行派单。")) for order in orders.values() if order.pk not in placed
        ],
        "kilometres": f"{plan.metres / 1000:.1f}",
        "number": len(orders),
    }  # fmt: skip
