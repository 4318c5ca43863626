"""待办 and 预警: what waits for a user, the nearest time limit first, and what is late and who has it."""

from __future__ import annotations

import datetime as dt
import hashlib
from dataclasses import dataclass
from typing import Any

from django.core.cache import cache
from django.db.models import Count
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone

from doudi.base.access import may
from doudi.base.areas import name_of, township_of
from doudi.base.calendar import Calendar
from doudi.base.notices import calendar
from doudi.catalogue import programmes
from doudi.declare import Programme
from doudi.desk import nightly
from doudi.desk.roles import OVERSEERS
from doudi.mechanisms.casework import queries
from doudi.mechanisms.casework.declare import Flow
from doudi.pages.declare import WorkItem
from doudi.pages.limits import time_left

_KEPT_FOR = 60  # seconds that the numbers in the head of the page are remembered
_SHOWN = 200


@dataclass(frozen=True)
class ItemLine:
    """A line of the worklist with the time left in words."""

    item: WorkItem
    left: str  # 剩3个工作日 · 今天到期 · 超期2个工作日 · 暂定
    tint: str


def waiting(user: Any, today: dt.date) -> list[WorkItem]:
    """What waits for a user in all programmes, the oldest time limit first, what has none last."""
    found = [item for each in programmes() if each.worklist for item in each.worklist(user, today)]
    return sorted(found, key=lambda item: (item.due is None, item.due or dt.date.max, item.since or dt.date.max))


def alarms(user: Any, today: dt.date) -> list[WorkItem]:
    """What a user is warned of: what programmes say, and for those who look after others what is late, by place and stage. The
    gravest first."""
    found = [item for each in programmes() if each.alarms for item in each.alarms(user, today)]
    found += nightly.alarms(user, today)
    if may(user, OVERSEERS):
        found += [
            item for each in programmes() for flow in each.flows for item in _late(user, each, flow, today)
        ]  # fmt: skip
    return sorted(found, key=lambda item: (item.tint != "danger", item.due or dt.date.max))


def numbers(user: Any, today: dt.date, fresh: str) -> tuple[int, int]:
    """How many matters wait and how many alarms there are; remembered for a minute, or until `fresh` is another text."""
    key = "desk:" + hashlib.sha256(f"{user.pk}|{today}|{fresh}".encode()).hexdigest()
    found: tuple[int, int] | None = cache.get(key)
    if found is None:
        found = (sum(item.number for item in waiting(user, today)), len(alarms(user, today)))
        cache.set(key, found, _KEPT_FOR)
    return found


def lines(items: list[WorkItem], today: dt.date) -> list[ItemLine]:
    """The items with the time left; the calendar is looked up once."""
    known = calendar() if items else None
    return [_line(item, today, known) for item in items if known]


def worklist_page(request: HttpRequest) -> HttpResponse:
    """待办, all of it."""
    today = timezone.localdate()
    return _page(request, waiting(request.user, today), today, "待办", "没有待办事项。新的事项到来时会出现在这里。")


def alarms_page(request: HttpRequest) -> HttpResponse:
    """预警, all of it."""
    today = timezone.localdate()
    return _page(request, alarms(request.user, today), today, "预警", "没有预警。超期和异常的事项会出现在这里。")


def visits_page(request: HttpRequest) -> HttpResponse:
    """入户: what has to be done at somebody's home, for the phone: place by place, the one with the nearest time limit first."""
    today = timezone.localdate()
    items = [item for item in waiting(request.user, today) if item.visit]
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


def _line(item: WorkItem, today: dt.date, known: Calendar) -> ItemLine:
    if item.due is None:
        return ItemLine(item, "", item.tint)
    words, tint = time_left(item.due, today, known, provisional=item.provisional)
    return ItemLine(item, words, "danger" if item.overdue else tint)


def _late(user: Any, programme: Programme, flow: Flow, today: dt.date) -> list[WorkItem]:
    """Overdue cases of a flow in the user's area by township and stage: one line each, with who has it."""
    rows = queries.overdue(queries.cases(user, flow), today).order_by()
    address = list_of(programme, flow, user)
    found: dict[tuple[str, str], tuple[int, dt.date]] = {}
    for code, stage, due, number in rows.values_list("area_code", "stage", "due_on").annotate(number=Count("pk")):
        before, oldest = found.get((township_of(code), stage), (0, due))
        found[township_of(code), stage] = (before + number, min(oldest, due))
    return [
        WorkItem(
            title=f"{name_of(town)}{number}件{flow.name}超过时限(环节：{flow.stage(stage).name})",
            url=f"{address}?area={town}&stage={stage}&overdue=1" if address else reverse("worklist"),
            label="超期",
            tint="danger",
            who="、".join(sorted({role.label for action in flow.actions_from(stage) for role in action.roles})),
            due=oldest,
            overdue=True,
            number=number,
        )
        for (town, stage), (number, oldest) in sorted(found.items(), key=lambda each: each[1][1])
    ]


def list_of(programme: Programme, flow: Flow, user: Any) -> str:
    """The list of a flow is the programme's page of the same name: data_matching.findings is data_matching:findings. Empty if the user
    may not open it."""
    page = next((each for each in programme.pages if each.code == flow.code.split(".")[-1]), None)
    return reverse(f"{programme.code}:{page.code}") if page is not None and may(user, page.roles) else ""
