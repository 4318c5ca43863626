"""县级资金发放: what the county owes, the files that go to the bank, their answers, what came back."""

from __future__ import annotations

from typing import Any

from django import forms
from django.db.models import QuerySet, Sum
from django.http import Http404, HttpRequest, HttpResponse
from django.urls import reverse
from django.utils import timezone

from doudi.base.areas import full_name
from doudi.base.models import User
from doudi.base.money import wan_yuan, yuan
from doudi.base.refused import Refused
from doudi.mechanisms.ledger.bank.models import BACK, Outcome
from doudi.pages.cells import Kind, Tag
from doudi.pages.declare import KeyFigure
from doudi.pages.filters import AreaTree, Choice, Days, Text
from doudi.pages.forms import PageForm, form_page, posted, with_fields
from doudi.pages.lists import Column, Listing, Operation, Tool
from doudi.pages.responses import done
from doudi.pages.views import list_page
from doudi.programmes.assistance.temporary import grant_queries as queries
from doudi.programmes.assistance.temporary import services
from doudi.programmes.assistance.temporary.pages.grants import TINTS
from doudi.programmes.assistance.temporary.payments import SENDERS

_STATES = [("NOT_SENT", "待送银行"), *Outcome.choices, ("TAKEN_BACK", "已收回")]


def state_of(row: Any) -> Tag:
    if row.taken_back_on is not None:
        return Tag("已收回", "danger")
    if not row.outcome:
        return Tag("待送银行", "warn")
    outcome = Outcome(row.outcome)
    return Tag(outcome.label, TINTS.get(outcome, "warn"))


def _in_state(rows: QuerySet[Any], value: str) -> QuerySet[Any]:
    if value == "TAKEN_BACK":
        return rows.exclude(taken_back_on=None)
    rows = rows.filter(taken_back_on=None)
    return rows.filter(outcome=None) if value == "NOT_SENT" else rows.filter(outcome=value)


def cards(user: Any) -> list[KeyFigure]:
    """What is to be sent, what is on its way, what came back."""
    here = reverse("temporary:payments")
    rows = queries.county_payments(user).filter(taken_back_on=None).order_by()
    found = []
    for code, name, narrowed in (
        ("NOT_SENT", "待送银行", rows.filter(outcome=None)),
        (Outcome.UNANSWERED, "在途", rows.filter(outcome=Outcome.UNANSWERED)),
        (Outcome.RETURNED, "退票", rows.filter(outcome__in=BACK)),
        (Outcome.PAID, "已到账", rows.filter(outcome=Outcome.PAID)),
    ):
        money = narrowed.aggregate(sum=Sum("amount"))["sum"] or 0
        found.append(
            KeyFigure(f"{name}（笔）", f"{narrowed.count():,}", f"{here}?state={code}", f"{wan_yuan(money)}万元")
        )
    return found


def _if_back(name: str) -> Any:
    return lambda row: reverse(name, args=[row.pk]) if row.outcome in BACK and row.taken_back_on is None else None


def _if_stoppable(row: Any) -> str | None:
    stoppable = row.taken_back_on is None and (not row.outcome or row.outcome in BACK)
    return reverse("temporary:back", args=[row.pk]) if stoppable else None


LISTING = Listing(
    code="temporary.payments",
    name="县级资金发放",
    rows=queries.county_payments,
    columns=(
        Column("number", "办件编号", "grant.case_number"),
        Column("name", "申请人", "grant.applicant.name", head=True),
        Column("place", "乡镇、村居", lambda row: full_name(row.grant.area_code)),
        Column("payee", "收款户名", "payee", half=True),
        Column("account", "账号尾号", lambda row: f"尾号{row.account[-4:]}" if row.account else "", half=True),
        Column("amount", "金额（元）", "amount", kind=Kind.MONEY, sort="amount", half=True),
        Column("document", "审批文号", "document"),
        Column("on", "审批日期", "on", kind=Kind.DATE, sort="on", half=True),
        Column("state", "状态", state_of),
        Column("words", "银行说明", "bank_words"),
    ),
    filters=(
        Text(code="q", label="姓名/证号", field="grant__applicant__name", index="grant__applicant__person__id_index"),
        AreaTree(field="grant__area_code"),
        Choice(code="state", label="状态", choices=_STATES, apply=_in_state),
        Days(code="on", label="审批日期", field="on"),
    ),
    tools=(
        Tool("送银行", lambda: reverse("temporary:send"), icon="send", primary=True, drawer=True, roles=SENDERS),
        Tool("代发批次", lambda: reverse("temporary:files"), icon="building-bank"),
    ),
    operations=(
        Operation("退票重发", _if_back("temporary:again"), roles=SENDERS),
        Operation("收回", _if_stoppable, roles=SENDERS),
    ),
    cards=cards,
    order=("-on", "-pk"),
    empty="还没有县级资金支付的临时救助。",
    scope_roles=queries.READERS,
    export_roles=queries.PAYERS,
)


def payments_page(request: HttpRequest) -> HttpResponse:
    return list_page(request, LISTING)


def send_page(request: HttpRequest) -> HttpResponse:
    """送银行: everything that waits, as one file."""
    assert isinstance(request.user, User)
    waiting = queries.never_sent()
    money = waiting.aggregate(sum=Sum("amount"))["sum"] or 0
    form = PageForm(*posted(request)[:1])
    more: dict[str, Any] = {
        "title": "送银行代发",
        "submit": "生成代发文件",
        "back": reverse("temporary:payments"),
        "words": f"待送银行{waiting.count():,}笔，合计{yuan(money)}元。生成后请下载文件送代发银行。",
    }
    if request.method != "POST":
        return form_page(request, form, **more)
    try:
        file = services.send_to_bank(by=request.user, at=timezone.now())
    except Refused as refused:
        return form_page(request, form, refusal=refused.sentence, **more)
    words = f"已生成批次{file.key}：{file.lines_number:,}笔、{yuan(file.amount)}元，请下载送银行。"
    return done(request, words, to=reverse("temporary:files"))


def again_page(request: HttpRequest, pk: int) -> HttpResponse:
    """退票重发: to the account as it is now."""
    row = _one(request, pk)
    assert isinstance(request.user, User)
    form = with_fields(
        PageForm(*posted(request)[:1]),
        {
            "payee": forms.CharField(label="收款户名", max_length=80, initial=row.payee),
            "account": forms.CharField(
                label="银行账号",
                max_length=32,
                help_text="8至32位数字",
                widget=forms.TextInput(attrs={"inputmode": "numeric"}),
            ),
        },
    )
    more: dict[str, Any] = {
        "title": f"退票重发：{row.grant.applicant.name}",
        "submit": "重发",
        "back": reverse("temporary:payments"),
        "words": f"退回{yuan(row.amount)}元，银行说明：{row.bank_words or '无'}。原账号尾号{row.account[-4:]}。",
    }
    if request.method != "POST" or not form.is_valid():
        return form_page(request, form, **more)
    said = form.cleaned_data
    try:
        file = services.send_again(
            row, payee=said["payee"], account=said["account"].replace(" ", ""), by=request.user, at=timezone.now()
        )
    except Refused as refused:
        return form_page(request, form, refusal=refused.sentence, **more)
    return done(request, f"已列入批次{file.key}重发。", to=reverse("temporary:files"))


def back_page(request: HttpRequest, pk: int) -> HttpResponse:
    """收回: not to be paid any more."""
    row = _one(request, pk)
    assert isinstance(request.user, User)
    form = with_fields(
        PageForm(*posted(request)[:1]),
        {"because": forms.CharField(label="事由", max_length=400, widget=forms.Textarea(attrs={"rows": 3}))},
    )
    more: dict[str, Any] = {
        "title": f"收回：{row.grant.applicant.name}",
        "submit": "收回",
        "submit_class": "btn-warn",
        "back": reverse("temporary:payments"),
        "words": f"{row.grant.case_number}，{yuan(row.amount)}元，{state_of(row)}。收回后退还县级资金，不再发放。",
    }
    if request.method != "POST" or not form.is_valid():
        return form_page(request, form, **more)
    try:
        services.take_back(row, because=form.cleaned_data["because"], by=request.user, at=timezone.now())
    except Refused as refused:
        return form_page(request, form, refusal=refused.sentence, **more)
    return done(request, f"已收回{yuan(row.amount)}元。", to=more["back"])


def _one(request: HttpRequest, pk: int) -> Any:
    row = queries.county_payments(request.user).filter(pk=pk).first()
    if row is None:
        raise Http404
    return row
