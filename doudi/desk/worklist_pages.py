"""待办, 预警 and 入户 as pages."""

from __future__ import annotations

import datetime as dt

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone

from doudi.desk import counters
from doudi.desk.worklist import alarms, by_gravity, by_limit, lines, waiting
from doudi.pages.declare import WorkItem

_SHOWN = 200


def worklist_page(request: HttpRequest) -> HttpResponse:
    """待办, all of it."""
    today = timezone.localdate()
    found = waiting(request.user, today)
    counters.note(request, "waiting", found)
    return _page(request, by_limit(found), today, "待办", "没有待办事项。新的事项到来时会出现在这里。")


def alarms_page(request: HttpRequest) -> HttpResponse:
    """预警, all of it."""
    today = timezone.localdate()
    found = alarms(request.user, today)
    counters.note(request, "alarms", found)
    return _page(request, by_gravity(found), today, "预警", "没有预警。超期和异常的事项会出现在这里。")


def visits_page(request: HttpRequest) -> HttpResponse:
    """入户: what has to be done at somebody's home, for the phone: place by place, the one with the nearest time limit first."""
    today = timezone.localdate()
    items = [item for item in by_limit(waiting(request.user, today)) if item.visit]
    places: dict[str, int] = {}
    for item in items:
        places.setdefault(_place(item), len(places))
    items.sort(key=lambda item: places[_place(item)])  # stable: within a place the order stays
    empty = "没有需要入户的事项。需要入户核实的疑点下发后会出现在这里。"
    return _page(request, items, today, "入户", empty, order="按村居排列，期限最近的在前", box=reverse("phone:page"))


def _page(
    request: HttpRequest,
    items: list[WorkItem],
    today: dt.date,
    title: str,
    empty: str,
    order: str = "期限最近的在前",
    box: str = "",  # where it stands what the phone carries
) -> HttpResponse:
    context = {
        "title": title,
        "box": box,
        "lines": lines(items[:_SHOWN], today),
        "total": len(items),
        "empty": empty,
        "order": order,
    }
    return render(request, "desk/worklist.html", context)


def _place(item: WorkItem) -> str:
    return item.where.split(" · ")[0]
