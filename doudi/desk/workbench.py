"""工作台: the first page after signing in. What it shows first follows from the roles: key figures for those who look after others, the
worklist for those who work."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_POST

from doudi.base.access import may, scope
from doudi.base.models import User
from doudi.base.roles import STAFF_ROLES, Role
from doudi.catalogue import programmes
from doudi.desk import counters, menu, worklist
from doudi.mechanisms.casework import queries
from doudi.mechanisms.casework.declare import Stage
from doudi.pages.declare import KeyFigure

_FIGURES = 12  # two rows of a desk's screen; the list of what waits has to begin on it
_FEW = 8


@dataclass(frozen=True)
class Progress:
    """How many cases of a flow stand where."""

    name: str
    total: int
    stages: list[
        tuple[Stage, int, int, str]
    ]  # with the share of the largest in per cent for its bar, and the address of its list


def workbench(request: HttpRequest) -> HttpResponse:
    today, user = timezone.localdate(), request.user
    known = figures(user, today)
    found = worklist.waiting(user, today)
    warned = worklist.alarms(user, today)
    counters.note(request, "waiting", found)
    counters.note(request, "alarms", warned)
    waiting, alarms = worklist.by_limit(found), worklist.by_gravity(warned)
    context = {
        "title": "工作台",
        "greeting": _greeting(timezone.localtime()),
        "today": today,
        "figures": known[:_FIGURES],
        "more_figures": known[_FIGURES:],
        "waiting": worklist.lines(waiting[:_FEW], today),
        "waiting_total": worklist.number_of(waiting),
        "alarms": worklist.lines(alarms[:_FEW], today),
        "alarms_total": len(alarms),
        "alarms_first": may(user, Role.BUREAU_LEADER),
        "progress": progress(user),
        "shortcuts": menu.shortcuts(menu.lines(user, "/")),
    }
    return render(request, "desk/workbench.html", context)


def menu_page(request: HttpRequest) -> HttpResponse:
    """业务: the menu as a page, for a phone without scripts."""
    return render(request, "desk/menu.html", {"title": "业务", "lines": menu.lines(request.user, request.path)})


def figures(user: Any, today: dt.date) -> list[KeyFigure]:
    """The key figures that the programmes have for this user, those first that tell of something late."""
    found = [figure for each in programmes() if each.figures for figure in each.figures(user, today)]
    return in_order(found)


def in_order(found: Iterable[KeyFigure]) -> list[KeyFigure]:
    """Those first that tell of something late; else as the catalogue has them."""
    return sorted(found, key=lambda figure: figure.tint != "danger")


def progress(user: Any) -> list[Progress]:
    """Where the cases of each flow stand within the user's area, for those who may open its list; stages without any are left out."""
    if not scope(user, STAFF_ROLES).ranges:
        return []
    found = []
    for programme, flow in ((each, flow) for each in programmes() for flow in each.flows):
        address = worklist.list_of(programme, flow, user)
        if not address:
            continue
        hidden = queries.unseen(user, flow)
        counted = queries.counts_by_stage(queries.cases(user, flow))
        if counted:
            most = max(counted.values())
            stages = [
                (stage, number, round(100 * number / most), f"{address}?stage={stage.code}")
                for stage in flow.stages
                if stage.code not in hidden and (number := counted.get(stage.code, 0))
            ]
            found.append(Progress(flow.name, sum(counted.values()), stages))
    return found


@require_POST
def font_size(request: HttpRequest) -> HttpResponse:
    """Keep the letter size of a user."""
    size = request.POST.get("size", "")
    if size in User.FontSize.values and isinstance(request.user, User):
        User.objects.filter(pk=request.user.pk).update(font_size=size)
    return redirect(_back(request))


@require_POST
def act_as(request: HttpRequest) -> HttpResponse:
    """Act by one of several grants from now on, or by all of them."""
    chosen = request.POST.get("grant", "")
    if chosen:
        request.session["acting"] = chosen.split("|")
    else:
        request.session.pop("acting", None)
    return redirect(reverse("workbench"))


def _back(request: HttpRequest) -> str:
    return reverse("account") if request.POST.get("from") == "account" else reverse("workbench")


def _greeting(now: dt.datetime) -> str:
    return "早上好" if now.hour < 9 else "上午好" if now.hour < 12 else "下午好" if now.hour < 18 else "晚上好"
