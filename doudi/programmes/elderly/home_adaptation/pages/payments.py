"""改造补助发放: what is owed to contractors, what went to the bank, what came back."""

from __future__ import annotations

from typing import Any

from django import forms
from django.db.models import QuerySet, Sum
from django.http import Http404, HttpRequest, HttpResponse
from django.urls import reverse
from django.utils import timezone

from doudi.base.areas import full_name
from doudi.base.models import User
from doudi.base.money import yuan
from doudi.base.refused import Refused
from doudi.base.roles import COUNTY_ROLES, TOWNSHIP_ROLES
from doudi.mechanisms.ledger.bank.models import BACK, Outcome
from doudi.pages.cells import Kind, Tag
from doudi.pages.filters import AreaTree, Choice, Days, Text
from doudi.pages.forms import PageForm, form_page, posted, with_fields
from doudi.pages.lists import Column, Listing, Operation, Tool
from doudi.pages.responses import done
from doudi.pages.views import list_page
from doudi.programmes.elderly.home_adaptation import paying, queries
from doudi.programmes.elderly.home_adaptation.models import AdaptationPayment
from doudi.programmes.elderly.home_adaptation.paying import SENDERS

_STATES = [("NOT_SENT", "待送银行"), *Outcome.choices, ("TAKEN_BACK", "已收回")]
_TINTS = {Outcome.PAID: "ok", Outcome.RETURNED: "danger", Outcome.UNANSWERED: "info"}


def _state(row: Any) -> Tag:
    if row.taken_back_on is not None:
        return Tag("已收回", "danger")
    if not row.outcome:
        return Tag("待送银行", "warn")
    outcome = Outcome(row.outcome)
    return Tag(outcome.label, _TINTS.get(outcome, "warn"))


def _in_state(rows: QuerySet[Any], value: str) -> QuerySet[Any]:
    if value == "TAKEN_BACK":
        return rows.exclude(taken_back_on=None)
    rows = rows.filter(taken_back_on=None)
    return rows.filter(outcome=None) if value == "NOT_SENT" else rows.filter(outcome=value)


def _if_back(row: Any) -> str | None:
    back = row.outcome in BACK and row.taken_back_on is None
    return reverse("home_adaptation:again", args=[row.pk]) if back else None


def _if_stoppable(row: Any) -> str | None:
    stoppable = row.taken_back_on is None and (not row.outcome or row.outcome in BACK)
    return reverse("home_adaptation:back", args=[row.pk]) if stoppable else None


LISTING = Listing(
    code="home_adaptation.payments",
    name="改造补助发放",
    rows=queries.payments,
    columns=(
        Column("number", "改造编号", "adaptation.case.number"),
        Column("name", "老年人", "adaptation.case.title", head=True),
        Column("place", "乡镇、村居", lambda row: full_name(row.adaptation.case.area_code)),
        Column("payee", "收款单位", "payee"),
        Column("account", "账号尾号", lambda row: f"尾号{row.account[-4:]}", half=True),
        Column("amount", "金额（元）", "amount", kind=Kind.MONEY, sort="amount", half=True),
        Column("on", "审核日期", "on", kind=Kind.DATE, sort="on", half=True),
        Column("state", "状态", _state),
        Column("words", "银行说明", "bank_words", desk_only=True),
    ),
    filters=(
        Text(code="q", label="姓名", field="adaptation__case__title"),
        AreaTree(field="adaptation__case__area_code"),
        Choice(code="state", label="状态", choices=_STATES, apply=_in_state),
        Days(code="on", label="审核日期", field="on"),
    ),
    tools=(
        Tool("送银行", lambda: reverse("home_adaptation:send"), icon="send", primary=True, drawer=True, roles=SENDERS),
        Tool("代发批次", lambda: reverse("home_adaptation:files"), icon="building-bank"),
    ),
    operations=(
        Operation("退票重发", _if_back, roles=SENDERS),
        Operation("收回", _if_stoppable, roles=SENDERS),
    ),
    order=("-on", "-pk"),
    empty="还没有审核通过的改造补助。",
    scope_roles=COUNTY_ROLES | TOWNSHIP_ROLES,
    export_roles=queries.PAYERS,
)


def payments_page(request: HttpRequest) -> HttpResponse:
    """改造补助发放."""
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
        "back": reverse("home_adaptation:payments"),
        "words": f"待送银行{waiting.count():,}笔，合计{yuan(money)}元。生成后请下载文件送代发银行。",
    }
    if request.method != "POST":
        return form_page(request, form, **more)
    try:
        file = paying.send_to_bank(by=request.user, at=timezone.now())
    except Refused as refused:
        return form_page(request, form, refusal=refused.sentence, **more)
    words = f"已生成批次{file.key}：{file.lines_number:,}笔、{yuan(file.amount)}元，请下载送银行。"
    return done(request, words, to=reverse("home_adaptation:files"))


def again_page(request: HttpRequest, pk: int) -> HttpResponse:
    """退票重发: to the account as it is now."""
    row = _one(request, pk)
    assert isinstance(request.user, User)
    account = forms.CharField(
        label="银行账号", max_length=32, help_text="8至32位数字", widget=forms.TextInput(attrs={"inputmode": "numeric"})
    )
    form = with_fields(PageForm(*posted(request)[:1]), {"account": account})
    more: dict[str, Any] = {
        "title": f"退票重发：{row.payee}",
        "submit": "重发",
        "back": reverse("home_adaptation:payments"),
        "words": f"退回{yuan(row.amount)}元，银行说明：{row.bank_words or '无'}。原账号尾号{row.account[-4:]}。",
    }
    if request.method != "POST" or not form.is_valid():
        return form_page(request, form, **more)
    number = form.cleaned_data["account"].replace(" ", "")
    try:
        file = paying.send_again(row, account=number, by=request.user, at=timezone.now())
    except Refused as refused:
        return form_page(request, form, refusal=refused.sentence, **more)
    return done(request, f"已列入批次{file.key}重发。", to=reverse("home_adaptation:files"))


def back_page(request: HttpRequest, pk: int) -> HttpResponse:
    """收回: not to be paid as it stands; the case goes back to the audit."""
    row = _one(request, pk)
    assert isinstance(request.user, User)
    because = forms.CharField(label="事由", max_length=400, widget=forms.Textarea(attrs={"rows": 3}))
    form = with_fields(PageForm(*posted(request)[:1]), {"because": because})
    more: dict[str, Any] = {
        "title": f"收回：{row.adaptation.case.title}",
        "submit": "收回",
        "submit_class": "btn-warn",
        "back": reverse("home_adaptation:payments"),
        "words": f"{row.adaptation.case.number}，{yuan(row.amount)}元，{_state(row)}。收回后退还县级资金，本件退回审核价款。",
    }
    if request.method != "POST" or not form.is_valid():
        return form_page(request, form, **more)
    try:
        paying.take_back(row, because=form.cleaned_data["because"], by=request.user, at=timezone.now())
    except Refused as refused:
        return form_page(request, form, refusal=refused.sentence, **more)
    return done(request, f"已收回{yuan(row.amount)}元。", to=more["back"])


def _one(request: HttpRequest, pk: int) -> Any:
    row: AdaptationPayment | None = queries.payments(request.user).filter(pk=pk).first()
    if row is None:
        raise Http404
    return row
