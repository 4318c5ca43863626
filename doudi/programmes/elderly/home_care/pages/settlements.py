"""月结算: the list, and one with its lines, where the provider confirms and the leader signs."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.utils import timezone

from doudi.base.access import may
from doudi.base.money import yuan
from doudi.base.months import chinese_month
from doudi.base.refused import Refused
from doudi.base.roles import Role
from doudi.pages.cells import Kind, Tag
from doudi.pages.filters import Choice
from doudi.pages.lists import Column, Listing, Operation
from doudi.pages.views import list_page
from doudi.programmes.elderly.home_care import queries, services
from doudi.programmes.elderly.home_care.models import Settlement

_TINTS = {Settlement.State.DRAFT: "info", Settlement.State.CONFIRMED: "warn", Settlement.State.SIGNED: "ok"}
SETTLEMENTS = Listing(
    code="home_care.settlements",
    name="月结算",
    rows=queries.settlements,
    columns=(
        Column("provider", "服务机构", "provider.name", head=True),
        Column("month", "月份", lambda row: chinese_month(row.month), half=True),
        Column("visits", "单数", "visits", kind=Kind.NUMBER, half=True),
        Column("gross", "应计（元）", lambda row: yuan(row.gross)),
        Column("off", "拒付、折减（元）", lambda row: yuan(row.rejected + row.cut), desk_only=True),
        Column("score", "质量得分", "score", kind=Kind.NUMBER, desk_only=True),
        Column("payable", "应付（元）", lambda row: yuan(row.payable)),
        Column("held", "挂起、待回访", "held", kind=Kind.NUMBER, half=True),
        Column("state", "状态", lambda row: Tag(row.get_state_display(), _TINTS[Settlement.State(row.state)])),
    ),
    filters=(Choice(code="state", label="状态", field="state", choices=Settlement.State.choices),),
    operations=(Operation("详情", lambda row: reverse("home_care:settlement", args=[row.pk]), drawer=False),),
    order=("-month", "provider"),
    empty="还没有结算单。",
)


def settlements(request: HttpRequest) -> HttpResponse:
    """月结算."""
    return list_page(request, SETTLEMENTS)


def settlement(request: HttpRequest, pk: int) -> HttpResponse:
    """One settlement: how it was computed, its visits, and the one button that is next."""
    found = get_object_or_404(queries.settlements(request.user), pk=pk)
    wrong = ""
    if request.method == "POST":
        try:
            now = timezone.now()
            if found.state == Settlement.State.DRAFT:
                services.confirm_settlement(found, by=request.user, at=now)  # type: ignore[arg-type]  # signed in
            else:
                services.sign(found, by=request.user, at=now)  # type: ignore[arg-type]  # signed in
            return HttpResponseRedirect(reverse("home_care:settlement", args=[pk]))
        except Refused as refused:
            wrong = refused.sentence
            found.refresh_from_db()
    lines = found.lines.exclude(share=100).select_related("order").order_by("share", "order")
    context = {
        "title": f"{found.provider.name}{chinese_month(found.month)}结算",
        "found": found,
        "how": found.words.split("\n"),
        "payable": yuan(found.payable),
        "lines": [(line.order.number, line.order.title, line.minutes, yuan(line.price), line.share) for line in lines],
        "next": _next(request, found),
        "wrong": wrong,
    }
    return render(request, "home_care/settlement.html", context, status=422 if wrong else 200)


def _next(request: HttpRequest, found: Settlement) -> str:
    if found.state == Settlement.State.DRAFT and may(
        request.user, frozenset({Role.PROVIDER}), organisation=found.provider.code
    ):
        return "机构确认"
    if found.state == Settlement.State.CONFIRMED and may(request.user, services.SIGNING):
        return "审批入账"
    return ""
