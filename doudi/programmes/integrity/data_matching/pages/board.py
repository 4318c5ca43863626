"""月度看板: which lists came, which are late, how the comparison went, and what each check has brought."""

from __future__ import annotations

import datetime as dt
from typing import Any

from django.db import transaction
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.utils import timezone

from doudi.base.access import may, require
from doudi.base.models import User
from doudi.base.money import wan_yuan
from doudi.base.months import chinese_month, format_month, month_of, parse_month
from doudi.base.notices import calendar
from doudi.base.refused import Refused
from doudi.base.roles import Role
from doudi.mechanisms.exchange.declare import Source
from doudi.mechanisms.exchange.queries import Cell, coverage_ledger
from doudi.mechanisms.matching.models import Run
from doudi.mechanisms.matching.queries import newest_run, run_under_way
from doudi.mechanisms.matching.services import start_run
from doudi.pages.declare import KeyFigure
from doudi.pages.details import Tab
from doudi.pages.limits import time_left
from doudi.pages.responses import done
from doudi.programmes.integrity.data_matching.jobs import compare_month
from doudi.programmes.integrity.data_matching.pages.findings import rows
from doudi.programmes.integrity.data_matching.queries import CheckLine, MonthLine, check_lines, town_lines, trend
from doudi.programmes.integrity.data_matching.sources import SOURCES

SHOWN_MONTHS = 4
_LEDGER = tuple(source for source in SOURCES if source.code != "areas")
_SOON = 60  # seconds after which a run that nobody has begun is asked about


def _month(request: HttpRequest) -> int:
    try:
        return parse_month(request.GET["month"])
    except (KeyError, ValueError):
        last = Run.objects.order_by("-month").values_list("month", flat=True).first()
        return last if last is not None else month_of(timezone.localdate()) - 1


def board(request: HttpRequest) -> HttpResponse:
    """The matrix of lists and months, and the results of a month's checks; POST starts a run."""
    month = _month(request)
    if request.method == "POST":
        return _start(request, month)
    today = timezone.localdate()
    months = list(range(month - SHOWN_MONTHS + 1, month + 1))
    runs = {each: newest_run(each) for each in months}
    ledger = coverage_ledger(_LEDGER, months, today=today, shares={each: _shares(run) for each, run in runs.items()})
    run, under_way = runs[month], run_under_way(timezone.now())
    lines = check_lines(run) if run else []
    others = [(source, cells) for source, cells in ledger if not source.own]
    owed = _owed([cells[-1] for _, cells in others], today)
    past = trend(rows(request.user), until=month)
    towns = town_lines(rows(request.user), today)
    tabs = [
        Tab("results", "比对结果", "data_matching/board_results.html", {"lines": lines, **_sums(lines)}),
        Tab("lists", "名单到位", "data_matching/board_lists.html", _matrix(ledger, months)),
        Tab("owed", "催报", "data_matching/board_owed.html", {"owed": owed, "late": _late(owed)}, len(owed)),
        Tab("trend", "逐月情况", "data_matching/board_trend.html", {"past": past, "chart": _chart(past)}),
        Tab("towns", "各乡镇办理", "data_matching/board_towns.html", {"towns": towns}),
    ]
    context = {
        "title": f"月度看板 {chinese_month(month)}",
        "month": month,
        "month_words": chinese_month(month),
        "month_code": format_month(month),
        "earlier": (chinese_month(month - 1), _address(month - 1)),
        "later": (chinese_month(month + 1), _address(month + 1)) if month < month_of(today) else None,
        "figures": _figures(run, lines, [cells[-1] for _, cells in others], past),
        "tabs": tabs if run else [*tabs[1:3], tabs[0], *tabs[3:]],  # before the comparison one looks at what has come
        "run": run,
        "failed": _failed(month),
        "running": under_way,
        "late_to_begin": _late_to_begin(under_way),
        "may_start": may(request.user, Role.VERIFICATION_CENTRE) and under_way is None and month <= month_of(today),
    }
    return render(request, "data_matching/board.html", context)


def _address(month: int) -> str:
    return f"{reverse('data_matching:board')}?month={format_month(month)}"


def _shares(run: Run | None) -> dict[str, float]:
    return {row["source"]: row["share"] for row in run.coverage if row["share"] is not None} if run else {}


# --- what is shown ------------------------------------------------------------------------------------------------------


def _figures(run: Run | None, lines: list[CheckLine], cells: list[Cell], past: list[MonthLine]) -> list[KeyFigure]:
    came = sum(cell.state == "已收" for cell in cells)
    behind = sum(cell.is_late for cell in cells)
    shown = [KeyFigure("名单到位", f"{came}/{len(cells)}", "", f"{behind}份逾期或过期" if behind else "没有逾期", "warn" if behind else "ok")]  # fmt: skip
    if run is None:
        return shown
    silent = sum(not line.compared for line in lines)
    share = f"名单平均覆盖{run.compared_share:.0%}" if run.compared_share is not None else ""
    mine = next((line for line in past if line.month == run.month), None)
    found = f"{reverse('data_matching:findings')}?month={format_month(run.month)}"
    shown += [
        KeyFigure("比对对象（人）", f"{run.recipients:,}", "", share),
        KeyFigure("新发现疑点（条）", f"{sum(line.new for line in lines):,}", found, f"命中{sum(line.hits for line in lines):,}条"),
        KeyFigure("未能比对的规则", f"{silent}", "", "缺名单，不能说明没有问题" if silent else "全部规则都已比对", "warn" if silent else "ok"),
    ]  # fmt: skip
    if mine is not None:
        right = f"属实率{mine.precision:.0%}" if mine.precision is not None else "还没有办结"
        shown.append(
            KeyFigure(
                "本月疑点属实（条）",
                f"{mine.confirmed:,}",
                "",
                right + (f"，涉及{wan_yuan(mine.amount_fen)}万元" if mine.amount_fen else ""),
            )
        )
    return shown


def _sums(lines: list[CheckLine]) -> dict[str, int]:
    compared = [line for line in lines if line.compared]
    return {
        "hits": sum(line.hits for line in compared),
        "new": sum(line.new for line in compared),
        "confirmed": sum(line.tally.confirmed for line in compared),
        "cleared": sum(line.tally.cleared for line in compared),
        "amount_fen": sum(line.amount_fen for line in compared),
    }


def _matrix(ledger: list[tuple[Source, list[Cell]]], months: list[int]) -> dict[str, Any]:
    """The lists of other offices and the bureau's own rolls, apart; what is not there this month first."""
    apart = sorted(ledger, key=lambda line: not line[1][-1].is_late)
    return {
        "months": [chinese_month(each) for each in months],
        "groups": [
            ("各部门名单", [line for line in apart if not line[0].own]),
            ("本局花名册", [line for line in apart if line[0].own]),
        ],
    }


def _owed(cells: list[Cell], today: dt.date) -> list[tuple[Cell, str, str]]:
    """What has not come, with the time left or past, the longest owing first."""
    known = calendar()
    open_ones = sorted((cell for cell in cells if cell.state != "已收"), key=lambda cell: cell.due_on)
    return [(cell, *time_left(cell.due_on, today, known)) for cell in open_ones]


def _late(owed: list[tuple[Cell, str, str]]) -> list[str]:
    """The departments that a letter goes to."""
    return list(dict.fromkeys(cell.source.supplier for cell, _, _ in owed if cell.is_late))


def _chart(past: list[MonthLine]) -> dict[str, Any]:
    """Bars of what was found, and the share that proved right as a line."""
    bars = (("属实", "confirmed", "#a55400"), ("排除", "cleared", "#146a39"), ("在办", "open", "#0052d9"))
    return {
        "grid": {"left": 44, "right": 44, "top": 64, "bottom": 28},
        "legend": {"top": 0},
        "tooltip": {"trigger": "axis"},
        "xAxis": {"type": "category", "data": [chinese_month(line.month) for line in past]},
        "yAxis": [
            {"type": "value", "name": "条", "minInterval": 1},
            {"type": "value", "name": "属实率%", "min": 0, "max": 100, "splitLine": {"show": False}},
        ],
        "series": [
            *(
                {"name": name, "type": "bar", "stack": "found", "barMaxWidth": 48, "itemStyle": {"color": colour},
                 "data": [getattr(line, field) for line in past]}
                for name, field, colour in bars
            ),
            {"name": "属实率", "type": "line", "yAxisIndex": 1, "itemStyle": {"color": "#5f6b7a"},
             "data": [round(line.precision * 100) if line.precision is not None else None for line in past]},
        ],
    }  # fmt: skip


# --- the run ------------------------------------------------------------------------------------------------------------


def _start(request: HttpRequest, month: int) -> HttpResponse:
    require(request.user, Role.VERIFICATION_CENTRE)
    assert isinstance(request.user, User)
    if month > month_of(timezone.localdate()):
        raise Refused(f"{chinese_month(month)}还没有到，不能比对。")
    by = request.user.pk
    with transaction.atomic():
        run = start_run(month, by=request.user, at=timezone.now())
        transaction.on_commit(lambda: compare_month.enqueue(run.pk, by))
    return done(request, f"已开始{chinese_month(month)}的比对，完成后本页自动显示结果。", to=_address(month))


def _failed(month: int) -> Run | None:
    """The newest run of the month, if it failed: what stands on the board is of an earlier one."""
    newest = Run.objects.filter(month=month).order_by("-pk").first()
    return newest if newest is not None and newest.state == Run.State.FAILED else None


def _late_to_begin(run: Run | None) -> bool:
    """Whether nobody has taken up a run that waits: the process for background work is not there."""
    if run is None or run.state != Run.State.WAITING or run.started_at is None:
        return False
    return (timezone.now() - run.started_at).total_seconds() > _SOON


def progress(request: HttpRequest, pk: int) -> HttpResponse:
    """How far a run is, for the page to ask; once it is over the page is loaded anew, with its results or what went wrong."""
    run = get_object_or_404(Run, pk=pk)
    over = run.state in (Run.State.DONE, Run.State.FAILED) or run_under_way(timezone.now()) is None
    response = render(
        request, "data_matching/progress.html", {"running": run, "late_to_begin": _late_to_begin(run), "over": over}
    )
    if over and getattr(request, "htmx", None):
        response["HX-Refresh"] = "true"
    return response
