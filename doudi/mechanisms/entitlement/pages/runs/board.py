"""发放批次: the matrix of benefits and months, and below it every run."""

from __future__ import annotations

from typing import Any

from django.http import HttpRequest, HttpResponse
from django.utils import timezone

from doudi.base.months import chinese_month, format_month, month_of, parse_month
from doudi.mechanisms.entitlement.declare import BENEFITS, benefit_of
from doudi.mechanisms.entitlement.pages.addresses import at
from doudi.mechanisms.entitlement.payment_runs import board as months
from doudi.mechanisms.entitlement.payment_runs import queries
from doudi.mechanisms.entitlement.payment_runs.drafting import DRAFTERS
from doudi.mechanisms.entitlement.payment_runs.models import PaymentRun
from doudi.pages.cells import Kind, Link, Tag
from doudi.pages.filters import Choice, Month, months_back
from doudi.pages.lists import Column, Listing, Tool
from doudi.pages.views import list_page

SHOWN_MONTHS = 4


def state_tag(run: PaymentRun) -> Tag:
    """The state of a run as a tag."""
    return Tag(str(run.get_state_display()), months.TINTS[PaymentRun.State(run.state)])


def name_of(run: PaymentRun) -> str:
    """最低生活保障2024年7月"""
    return f"{benefit_of(run.benefit).name}{chinese_month(run.month)}"


def _finish(page: list[Any]) -> None:
    told = months.waits(page)
    for each in page:
        each.waits = told[each.pk]


LISTING = Listing(
    code="funds.runs",
    name="发放批次",
    rows=queries.runs,
    columns=(
        Column("run", "批次", lambda row: Link(name_of(row), at("run", row.pk)), head=True),
        Column("lines", "笔数", "lines_number", kind=Kind.NUMBER, sort="lines_number", half=True),
        Column("amount", "金额合计（元）", "amount", kind=Kind.MONEY, sort="amount", half=True),
        Column("state", "状态", state_tag),
        Column("waits", "等待", "waits"),
        Column("drafted", "核算人", lambda row: str(row.drafted_by or "系统"), desk_only=True),
        Column("known_at", "核算时间", "known_at", kind=Kind.TIME, desk_only=True),
        Column("checked", "复核人", lambda row: str(row.checked_by or ""), desk_only=True),
    ),
    filters=(
        Choice(
            code="benefit", label="待遇", choices=lambda: [(code, each.name) for code, each in sorted(BENEFITS.items())]
        ),
        Month(code="month", label="月份", months=lambda: months_back(timezone.localdate())),
        Choice(code="state", label="状态", choices=PaymentRun.State.choices),
    ),
    tools=(Tool("核算", lambda: at("draft"), icon="calendar", primary=True, drawer=True, roles=DRAFTERS),),
    order=("-month", "benefit"),
    finish=_finish,
    empty="还没有发放批次。由社会救助股核算一个月的待遇后出现在这里。",
    persons=False,
)


def board(request: HttpRequest) -> HttpResponse:
    """The list of runs, with the matrix of the last months above it."""
    last = _last_month(request)
    shown = list(range(last - SHOWN_MONTHS + 1, last + 1))
    this_month = month_of(timezone.localdate())
    return list_page(
        request,
        LISTING,
        above="entitlement/runs/board.html",
        matrix=months.matrix(request.user, shown),
        shown=shown,
        this_month=this_month,
        earlier=(chinese_month(last - SHOWN_MONTHS), at("runs", until=format_month(last - 1))),
        later=(chinese_month(last + 1), at("runs", until=format_month(last + 1))) if last <= this_month else None,
    )


def _last_month(request: HttpRequest) -> int:
    try:
        return parse_month(request.GET["until"])
    except (KeyError, ValueError):
        newest = queries.runs(request.user).values_list("month", flat=True).first()
        return newest if newest is not None else month_of(timezone.localdate())
