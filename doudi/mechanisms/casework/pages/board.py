"""办理时效: the leader's board of a flow. What is late, where, with whom; how many days each step takes in each township."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from django.db.models import Avg, Count, DurationField, ExpressionWrapper, F, Q, QuerySet
from django.db.models.functions import Substr
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone

from doudi.base.areas import full_name, name_of
from doudi.base.notices import calendar
from doudi.mechanisms.casework import queries
from doudi.mechanisms.casework.declare import Flow
from doudi.mechanisms.casework.models import ActionTaken, Case
from doudi.mechanisms.casework.pages.declare import CasePages
from doudi.mechanisms.casework.pages.road import waits_for
from doudi.pages.declare import KeyFigure

_WORST = 20
_TOWNSHIP = 9  # characters of an area's code that name its township


@dataclass(frozen=True)
class LateCase:
    """One of the cases that are latest: how many working days, and with whom it lies."""

    case: Case
    url: str
    place: str
    stage: str
    who: str
    days: int


@dataclass(frozen=True)
class TownLine:
    """A township: what is open and late there, and the average days of each stage (None: none has passed it yet)."""

    name: str
    url: str
    open: int
    late: int
    days: list[float | None]


def board_view(pages: CasePages) -> Callable[..., HttpResponse]:
    def view(request: HttpRequest) -> HttpResponse:
        today = timezone.localdate()
        rows = queries.cases(request.user, pages.flow)
        stages = [stage for stage in pages.flow.stages if not stage.final]
        context = {
            "title": f"{pages.name}办理时效",
            "figures": _figures(pages, rows, today),
            "late": late_cases(pages, rows, today),
            "stages": [stage.name for stage in stages],
            "towns": town_lines(pages, rows, [stage.code for stage in stages], today),
            "list": reverse(pages.at(pages.many)),
        }
        return render(request, "casework/board.html", context)

    return view


def average_days(flow: Flow, rows: QuerySet[Case]) -> dict[tuple[str, str], float]:
    """(township's nine characters, stage) → days that cases stood in it on average, by the calendar: one query."""
    stood = ExpressionWrapper(F("at") - F("since"), output_field=DurationField())
    moves = ActionTaken.objects.filter(case__in=rows.order_by().values("pk"), since__isnull=False)
    grouped = (
        moves.exclude(source=F("target"))
        .order_by()
        .values("source", town=Substr("case__area_code", 1, _TOWNSHIP))
        .annotate(stood=Avg(stood))
    )
    return {(row["town"], row["source"]): row["stood"] / dt.timedelta(days=1) for row in grouped}


def town_lines(pages: CasePages, rows: QuerySet[Case], stages: list[str], today: dt.date) -> list[TownLine]:
    """A line per township with cases, the one with most late ones first."""
    averages = average_days(pages.flow, rows)
    counted = (
        rows.order_by()
        .values(town=Substr("area_code", 1, _TOWNSHIP))
        .annotate(open=Count("pk", filter=Q(closed_at=None)), late=Count("pk", filter=_late(today)))
    )
    address = reverse(pages.at(pages.many))
    lines = [
        TownLine(
            name_of(row["town"].ljust(12, "0")),
            f"{address}?area={row['town'].ljust(12, '0')}",
            row["open"],
            row["late"],
            [averages.get((row["town"], stage)) for stage in stages],
        )
        for row in counted
    ]
    return sorted(lines, key=lambda line: (-line.late, -line.open, line.name))


def late_cases(pages: CasePages, rows: QuerySet[Case], today: dt.date) -> list[LateCase]:
    """Those that have been late longest."""
    known, flow = calendar(), pages.flow
    found = []
    for case in rows.filter(_late(today)).order_by("due_on", "clock_due_on", "pk")[:_WORST]:
        due = min(day for day in (case.due_on, case.clock_due_on) if day is not None)
        found.append(
            LateCase(
                case,
                reverse(pages.at(pages.one), args=[case.pk]),
                full_name(case.area_code),
                flow.stage(case.stage).name,
                waits_for(flow, case),
                known.workdays_between(due, today),
            )
        )
    return sorted(found, key=lambda each: -each.days)


def _late(today: dt.date) -> Q:
    return Q(closed_at=None) & (Q(due_on__lt=today) | Q(clock_due_on__lt=today))


def _figures(pages: CasePages, rows: QuerySet[Case], today: dt.date) -> list[KeyFigure]:
    address = reverse(pages.at(pages.many))
    took = ExpressionWrapper(F("closed_at") - F("opened_at"), output_field=DurationField())
    counted: dict[str, Any] = rows.order_by().aggregate(
        open=Count("pk", filter=Q(closed_at=None)),
        late=Count("pk", filter=_late(today)),
        red=Count("pk", filter=Q(closed_at=None, red_on__lte=today) & ~_late(today)),
        closed=Count("pk", filter=Q(closed_at__isnull=False)),
        took=Avg(took, filter=Q(closed_at__isnull=False)),
    )
    days = f"{counted['took'] / dt.timedelta(days=1):.1f}" if counted["took"] is not None else "—"
    return [
        KeyFigure("在办（件）", f"{counted['open']:,}", address),
        KeyFigure("超期（件）", f"{counted['late']:,}", f"{address}?overdue=1", "", "danger"),
        KeyFigure("临近期限（件）", f"{counted['red']:,}", address, "已用九成时间"),
        KeyFigure("平均办结（天）", days, address, f"已办结 {counted['closed']:,} 件"),
    ]
