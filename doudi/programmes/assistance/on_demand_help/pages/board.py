"""村级看板: every village, be it all noughts (R-ORDER-05)."""

from __future__ import annotations

import datetime as dt

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone

from doudi.base.spans import Period
from doudi.mechanisms.orders.models import Order
from doudi.mechanisms.orders.pages.declare import OrderPages
from doudi.pages.declare import KeyFigure
from doudi.programmes.assistance.on_demand_help import queries
from doudi.programmes.assistance.on_demand_help.orders import HELP


def _door(user: object, order: Order) -> tuple[str, str]:
    return "属于法定待遇：到一门受理登记", reverse("reception:door")


HELP_PAGES = OrderPages(
    "on_demand_help", HELP, "点餐式帮扶", "订单", "orders", queries.READERS, icon="heart-handshake",
    clients=queries.clients, workers=queries.workers_for, refer=_door,
)  # fmt: skip


def board(request: HttpRequest) -> HttpResponse:
    """All villages in the user's place in a year."""
    today = timezone.localdate()
    asked = request.GET.get("year", "")
    year = int(asked) if asked.isdigit() and 2000 <= int(asked) <= today.year else today.year
    lines = queries.board(request.user, Period(dt.date(year, 1, 1), dt.date(year, 12, 31)))
    requested, done = sum(each.requested for each in lines), sum(each.done for each in lines)
    silent = [each for each in lines if not each.requested]
    context = {
        "title": f"{year}年村级看板",
        "years": [today.year, today.year - 1],
        "year": year,
        "lines": [
            (
                each,
                f"{each.taken / each.requested:.0%}" if each.requested else "0%",
                f"{each.on_time / each.done:.0%}" if each.done else "0%",
                f"{each.rating:.1f}" if each.rating is not None else "—",
            )
            for each in lines
        ],
        "figures": [
            KeyFigure("村（社区）", f"{len(lines)}"),
            KeyFigure("点单", f"{requested:,}", reverse("on_demand_help:orders")),
            KeyFigure("办结", f"{done:,}"),
            KeyFigure("没有点单的村（社区）", f"{len(silent)}"),
        ],
    }
    return render(request, "on_demand_help/board.html", context)
