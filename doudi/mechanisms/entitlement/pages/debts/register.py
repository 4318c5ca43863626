"""追缴 as a list, with what each programme is still owed on cards."""

from __future__ import annotations

from typing import Any

from django.db.models import F, QuerySet
from django.http import Http404, HttpRequest, HttpResponse
from django.utils import timezone

from doudi.base.areas import full_name
from doudi.base.money import yuan
from doudi.mechanisms.entitlement.pages.addresses import at
from doudi.mechanisms.entitlement.pages.whose import OfParty
from doudi.mechanisms.ledger.debts import queries
from doudi.mechanisms.ledger.debts.declare import RECOVERIES
from doudi.mechanisms.ledger.debts.models import Cause, Debt
from doudi.pages.cells import Kind, Link, Tag
from doudi.pages.declare import KeyFigure
from doudi.pages.filters import AreaTree, Choice, YesNo
from doudi.pages.lists import Column, Listing
from doudi.pages.views import list_page

State = Debt.State
TINTS = {State.PROPOSED: "info", State.NOTIFIED: "warn", State.OWED: "warn", State.SETTLED: "ok", State.DROPPED: ""}


def rows(user: Any) -> QuerySet[Debt]:
    """Debts in the user's area with what is still owed, fen."""
    return queries.debts(user).annotate(owed=F("amount") - F("repaid") - F("waived"))


def debt_of(request: HttpRequest, pk: int) -> Debt:
    found = queries.debts(request.user).filter(pk=pk).first()
    if found is None:
        raise Http404
    return found


def state_tag(debt: Debt) -> Tag:
    return Tag(str(debt.get_state_display()), TINTS[State(debt.state)])


def programme_of(debt: Debt) -> str:
    """最低生活保障金; its code if nothing declares it any more."""
    return RECOVERIES[debt.recovery].name if debt.recovery in RECOVERIES else debt.recovery


def cards(user: Any) -> list[KeyFigure]:
    """What is proposed and not decided, and what each programme is owed."""
    seen = queries.debts(user)
    proposed = list(seen.filter(state__in=(State.PROPOSED, State.NOTIFIED)).values_list("proposed", flat=True))
    owed = {code: fen for code, fen in queries.outstanding_by_programme(seen).items() if fen}
    found = [
        KeyFigure("待决定（笔）", f"{len(proposed):,}", at("debts", open=1), f"拟追缴{yuan(sum(proposed))}元"),
        KeyFigure("尚欠合计（元）", yuan(sum(owed.values())), at("debts", state=State.OWED)),
    ]
    return found + [
        KeyFigure(f"{RECOVERIES[code].name}尚欠（元）", yuan(fen), at("debts", recovery=code, state=State.OWED))
        for code, fen in sorted(owed.items())
        if code in RECOVERIES and len(owed) > 1
    ]


def _late(rows: QuerySet[Any], value: str) -> QuerySet[Any]:
    behind = [each.debt.pk for each in queries.late(rows, timezone.localdate())]
    return rows.filter(pk__in=behind) if value == "1" else rows.exclude(pk__in=behind)


def _open(rows: QuerySet[Any], value: str) -> QuerySet[Any]:
    undecided = (State.PROPOSED, State.NOTIFIED)
    return rows.filter(state__in=undecided) if value == "1" else rows.exclude(state__in=undecided)


LISTING = Listing(
    code="funds.debts",
    name="追缴",
    rows=rows,
    columns=(
        Column("name", "姓名（户主）", lambda row: Link(row.party.name, at("debt", row.pk), drawer=True), head=True),
        Column("programme", "业务", programme_of),
        Column("place", "乡镇、村居", lambda row: full_name(row.area_code)),
        Column("cause", "原因", lambda row: str(row.get_cause_display())),
        Column("proposed", "拟追缴（元）", "proposed", kind=Kind.MONEY, sort="proposed", half=True),
        Column(
            "amount", "应追缴（元）", lambda row: row.amount if row.decided_on else None, kind=Kind.MONEY, half=True
        ),
        Column("repaid", "已追回（元）", "repaid", kind=Kind.MONEY, sort="repaid", half=True),
        Column("waived", "已核销（元）", "waived", kind=Kind.MONEY, half=True),
        Column("owed", "尚欠（元）", "owed", kind=Kind.MONEY, sort="owed", half=True),
        Column("state", "状态", state_tag),
        Column(
            "since", "发现日期", lambda row: timezone.localdate(row.proposed_at), kind=Kind.DATE, sort="proposed_at"
        ),
    ),
    filters=(
        OfParty(),
        AreaTree(),
        Choice(code="recovery", label="业务", choices=lambda: [(code, each.name) for code, each in RECOVERIES.items()]),
        Choice(code="state", label="状态", choices=State.choices),
        Choice(code="cause", label="原因", choices=Cause.choices),
        YesNo(code="open", label="决定", yes="未决定", no="已决定", apply=_open),
        YesNo(code="late", label="分期", yes="逾期未还", no="没有逾期", apply=_late),
    ),
    cards=cards,
    order=("-proposed_at", "pk"),
    empty="没有追缴。发放批次签批、死亡办理时发现多发的，会在这里提出。",
)


def debts(request: HttpRequest) -> HttpResponse:
    return list_page(request, LISTING)
