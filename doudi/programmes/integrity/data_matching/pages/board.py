"""月度看板: which lists came, which are late, how the comparison went, and what each check has brought."""

from __future__ import annotations

import datetime as dt
from typing import Any

from django.db import transaction
from django.http import Http404, HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.utils import timezone

from doudi.base.access import may, require
from doudi.base.models import User
from doudi.base.money import yuan
from doudi.base.months import chinese_month, format_month, month_of, parse_month
from doudi.base.roles import Role
from doudi.mechanisms.exchange.queries import coverage_ledger
from doudi.mechanisms.matching.models import Finding, Run
from doudi.mechanisms.matching.queries import newest_run, tallies
from doudi.mechanisms.matching.services import start_run
from doudi.pages.responses import done
from doudi.programmes.integrity.data_matching.checks import CHECKS
from doudi.programmes.integrity.data_matching.jobs import compare_month
from doudi.programmes.integrity.data_matching.sources import SOURCES

SHOWN_MONTHS = 4
_BY_CODE = {source.code: source for source in SOURCES}


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
    months = list(range(month - SHOWN_MONTHS + 1, month + 1))
    runs = {each: newest_run(each) for each in months}
    shares = {
        each: {row["source"]: row["share"] for row in run.coverage if row["share"] is not None}
        for each, run in runs.items()
        if run
    }
    ledger = coverage_ledger(
        [each for each in SOURCES if each.code != "areas"], months, today=timezone.localdate(), shares=shares
    )
    run = runs[month]
    running = Run.objects.filter(state__in=[Run.State.WAITING, Run.State.RUNNING]).order_by("-pk").first()
    context = {
        "title": "月度看板",
        "month": month,
        "month_words": chinese_month(month),
        "month_code": format_month(month),
        "months": [(each, chinese_month(each)) for each in months],
        "earlier": _address(month - 1),
        "later": _address(month + 1),
        "others": [(source, cells) for source, cells in ledger if not source.own],
        "own": [(source, cells) for source, cells in ledger if source.own],
        "late": [cells[-1] for source, cells in ledger if not source.own and cells[-1].state in ("过期", "逾期")],
        "results": _results(run, month) if run else [],
        "run": run,
        "running": running,
        "may_start": may(request.user, Role.VERIFICATION_CENTRE) and running is None,
    }
    return render(request, "data_matching/board.html", context)


def _address(month: int) -> str:
    return f"{reverse('data_matching:board')}?month={format_month(month)}"


def _results(run: Run, month: int) -> list[dict[str, Any]]:
    """Per check: hits and new ones of this run, and how often it was right so far."""
    so_far = tallies(Finding.objects.all())
    by_rule = {row["rule"]: row for row in run.results}
    lines = []
    for check in CHECKS:
        row = by_rule.get(check.code)
        if row is None:
            continue
        tally = so_far.get(check.code)
        missing = "、".join(_BY_CODE[code].name for code in row["missing"] if code in _BY_CODE)
        query = f"?rule={check.code}&month={format_month(month)}"
        lines.append(
            {
                "check": check,
                "row": row,
                "tally": tally,
                "missing": missing,
                "url": reverse("data_matching:findings") + query,
                "money": yuan(row["amount_fen"]) if row["amount_fen"] else "",
                "right": f"{tally.precision:.0%}" if tally and tally.precision is not None else "—",
            }
        )
    return lines


def _start(request: HttpRequest, month: int) -> HttpResponse:
    require(request.user, Role.VERIFICATION_CENTRE)
    assert isinstance(request.user, User)
    by = request.user.pk
    with transaction.atomic():
        run = start_run(month, by=request.user, at=timezone.now())
        transaction.on_commit(lambda: compare_month.enqueue(run.pk, by))
    return done(request, f"已开始{chinese_month(month)}的比对。", to=_address(month))


def progress(request: HttpRequest, pk: int) -> HttpResponse:
    """How far a run is, for the page to ask."""
    run = get_object_or_404(Run, pk=pk)
    over = run.state in (Run.State.DONE, Run.State.FAILED)
    if request.GET.get("json"):
        return JsonResponse({"share": run.steps_done, "step": run.step, "done": over})
    return render(request, "data_matching/progress.html", {"running": run, "over": over})


def reminder(request: HttpRequest, source: str, month: int) -> HttpResponse:
    """A letter to a department whose list is late, to print."""
    if source not in _BY_CODE or not 20_000 < month < 30_000:
        raise Http404
    wanted = _BY_CODE[source]
    today: dt.date = timezone.localdate()
    return render(
        request,
        "data_matching/reminder.html",
        {
            "title": "催报函",
            "source": wanted,
            "month_words": chinese_month(month),
            "today": today,
            "columns": [each for each in wanted.columns if each.code != "note"],
        },
    )
