"""发放明细: every line of a run in the user's area, with what it pays of past months and where it ended at the bank."""

from __future__ import annotations

from collections import defaultdict
from functools import partial
from typing import Any

from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse

from doudi.base import identity
from doudi.base.areas import full_name
from doudi.mechanisms.entitlement.pages.addresses import at, of_award
from doudi.mechanisms.entitlement.pages.runs.board import name_of
from doudi.mechanisms.entitlement.pages.runs.found import run_of
from doudi.mechanisms.entitlement.pages.runs.words import outcome_tag
from doudi.mechanisms.entitlement.pages.whose import OfParty
from doudi.mechanisms.entitlement.payment_runs import changes, queries
from doudi.mechanisms.entitlement.payment_runs.models import Correction, Omitted, Payment, PaymentRun
from doudi.mechanisms.ledger.bank.models import Outcome
from doudi.pages.cells import Kind, Link, Tag
from doudi.pages.filters import AreaTree, Choice, YesNo
from doudi.pages.lists import Column, Listing
from doudi.pages.views import list_page


def lines_page(request: HttpRequest, pk: int) -> HttpResponse:
    run = run_of(request, pk)
    crumbs = [("发放批次", at("runs")), (name_of(run), at("run", pk)), ("发放明细", "")]
    return list_page(request, _listing(run), title=f"{name_of(run)}发放明细", crumbs=crumbs)


def _listing(run: PaymentRun) -> Listing:
    return Listing(
        code=f"funds.run_lines.{run.pk}",
        name="发放明细",
        rows=lambda user: queries.lines(user, run),
        columns=(
            Column("name", "姓名（户主）", _name, head=True),
            Column("place", "乡镇、村居", lambda row: full_name(row.area_code)),
            Column("payee", "户名", "award.payee", desk_only=True),
            Column("account", "账号", lambda row: identity.mask_account(row.award.account)),
            Column("regular", "当月（元）", "regular", kind=Kind.MONEY, sort="regular", half=True),
            Column("arrears", "补发（元）", "arrears", kind=Kind.MONEY, sort="arrears", half=True),
            Column("why", "补发说明", "back"),
            Column("amount", "实发（元）", "amount", kind=Kind.MONEY, sort="amount", half=True),
            Column("state", "结果", _state),
            Column("words", "银行说明", "bank_words", desk_only=True),
        ),
        filters=(
            OfParty(),
            AreaTree(),
            Choice(code="omitted", label="未发原因", choices=Omitted.choices),
            Choice(
                code="outcome",
                label="银行结果",
                choices=Outcome.choices,
                apply=lambda rows, value: rows.filter(
                    party__in=queries.bank_lines(run).filter(outcome=value, retried_by=None).values("party")
                ),
            ),
            YesNo(code="arrears", label="补发", yes="有补发", no="没有", apply=_with_arrears),
            YesNo(code="paid", label="本月", yes="发放", no="未发", apply=_paid),
        ),
        order=("area_code", "pk"),
        finish=partial(_finish, run),
        empty="没有符合条件的明细。",
    )


def _name(row: Payment) -> Link | str:
    url = of_award(row.benefit, row.award_id)
    return Link(row.party.name, url) if url else row.party.name


def _state(row: Any) -> Tag:
    if row.omitted:
        return Tag(f"未发：{row.get_omitted_display()}", "warn")
    return outcome_tag(row.outcome) if row.outcome else Tag("未送银行")


def _with_arrears(rows: QuerySet[Any], value: str) -> QuerySet[Any]:
    return rows.filter(arrears__gt=0) if value == "1" else rows.filter(arrears=0)


def _paid(rows: QuerySet[Any], value: str) -> QuerySet[Any]:
    return rows.filter(omitted="") if value == "1" else rows.exclude(omitted="")


def _finish(run: PaymentRun, page: list[Any]) -> None:
    """What past months a page's lines pay, and what the bank said of each: two questions for the page."""
    parts: dict[int, list[Correction]] = defaultdict(list)
    for each in Correction.objects.filter(payment__in=page).order_by("month"):
        parts[each.payment_id or 0].append(each)
    said = {
        party: (outcome, words)
        for party, outcome, words in queries.bank_lines(run)
        .filter(party__in=[row.party_id for row in page], retried_by=None)
        .values_list("party", "outcome", "words")
    }
    for row in page:
        row.back = changes.told(parts[row.pk]) if row.pk in parts else ""
        row.outcome, row.bank_words = said.get(row.party_id, ("", ""))
