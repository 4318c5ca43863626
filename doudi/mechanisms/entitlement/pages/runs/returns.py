"""退票: what came back over all benefits, with its cause; the account is put right, then it is sent again or taken back."""

from __future__ import annotations

from collections import defaultdict
from typing import Any

from django import forms
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone

from doudi.base import identity
from doudi.base.access import may
from doudi.base.areas import full_name
from doudi.base.models import User
from doudi.base.money import yuan
from doudi.base.months import chinese_month
from doudi.mechanisms.entitlement.declare import BENEFITS, benefit_of
from doudi.mechanisms.entitlement.pages.addresses import at, of_award
from doudi.mechanisms.entitlement.pages.runs.words import outcome_tag
from doudi.mechanisms.entitlement.pages.whose import OfParty
from doudi.mechanisms.entitlement.payment_runs import returned as came_back
from doudi.mechanisms.entitlement.payment_runs import services
from doudi.mechanisms.entitlement.payment_runs.services import CHECKERS, SENDERS
from doudi.mechanisms.ledger.bank import queries as bank
from doudi.mechanisms.ledger.bank.declare import FORMATS
from doudi.mechanisms.ledger.bank.models import BankLine
from doudi.pages.acts import carry_out
from doudi.pages.cells import Kind, Tag
from doudi.pages.declare import KeyFigure
from doudi.pages.filters import AreaTree, Choice, Text
from doudi.pages.forms import PageForm, posted, with_fields
from doudi.pages.lists import Bulk, Column, Listing, Operation
from doudi.pages.views import list_page


class RetryForm(PageForm):
    form = forms.ChoiceField(
        label="代发文件格式",
        choices=lambda: [(code, dated[max(dated)].name) for code, dated in FORMATS.items()],
        widget=forms.RadioSelect,
    )


def _retry(user: Any, rows: list[BankLine], said: dict[str, Any]) -> str:
    """One file a benefit, under the claims' own names, to the accounts as they are now."""
    claims: dict[str, list[str]] = defaultdict(list)
    for each in rows:
        claims[came_back.parts_of(each.claim)[0]].append(each.claim)
    now = timezone.now()
    files = [
        services.retry(benefit_of(code), form=said["form"], by=user, at=now, claims=wanted)
        for code, wanted in claims.items()
    ]
    return f"已重发{sum(each.lines_number for each in files):,}笔，请下载代发文件：{'、'.join(each.key for each in files)}。"


def _finish(page: list[Any]) -> None:
    """The award behind each line, to put its account right and to see whether that was done."""
    payments = came_back.payments_of(row.claim for row in page)
    today = timezone.localdate()
    for row in page:
        row.payment = payments.get(row.claim)
        row.days = (today - row.file.on).days
        row.benefit, row.month, _ = came_back.parts_of(row.claim)


def _account(row: Any) -> Tag:
    """Whether the account was changed since the bank sent the line back."""
    if row.payment is None or not row.payment.award.account_mark:
        return Tag("没有可用账户", "danger")
    return Tag("已更正", "ok") if row.payment.award.account_mark != row.account_mark else Tag("未更正", "warn")


def _award(row: Any) -> str | None:
    return of_award(row.benefit, row.payment.award_id) if row.payment is not None else None


def _cards(user: Any) -> list[KeyFigure]:
    number, amount = came_back.sums(came_back.returned(user))
    return [KeyFigure("退票（笔）", f"{number:,}"), KeyFigure("退票金额（元）", yuan(amount))]


LISTING = Listing(
    code="funds.returns",
    name="退票",
    rows=came_back.returned,
    columns=(
        Column("name", "户名", "name", head=True),
        Column("what", "待遇、月份", lambda row: f"{benefit_of(row.benefit).name}{chinese_month(row.month)}"),
        Column("place", "乡镇、村居", lambda row: full_name(row.area_code)),
        Column("account", "原账号", lambda row: identity.mask_account(row.account)),
        Column("rest", "退回（元）", "rest", kind=Kind.MONEY, half=True),
        Column("on", "送出日期", "file.on", kind=Kind.DATE, half=True, sort="file__on"),
        Column("days", "已过（天）", "days", kind=Kind.NUMBER, half=True),
        Column("words", "退票原因", "words"),
        Column("now", "账户", _account),
    ),
    filters=(
        OfParty(field="name"),
        AreaTree(),
        Choice(
            code="benefit",
            label="待遇",
            choices=lambda: [(code, each.name) for code, each in sorted(BENEFITS.items())],
            apply=lambda rows, value: rows.filter(claim__startswith=f"{value}:"),
        ),
        Text(code="words", label="退票原因", field="words"),
    ),
    bulks=(
        Bulk(
            "retry",
            "重发",
            do=_retry,
            roles=SENDERS,
            words="按原业务编号、原金额，送往现在登记的账户；每项待遇一个代发文件。",
            form=RetryForm,
            icon="send",
        ),
    ),
    operations=(
        Operation("更正账户", _award),
        Operation("收回", lambda row: at("cancel", row.pk), roles=CHECKERS),
        Operation("历次代发", lambda row: at("tries", row.pk)),
    ),
    cards=_cards,
    order=("file__on", "pk"),
    finish=_finish,
    empty="没有退票。银行回盘后，退回的款项会出现在这里。",
)


def returns(request: HttpRequest) -> HttpResponse:
    """What came back, with the files in which lines were sent again above it."""
    sends = may(request.user, SENDERS)
    files = came_back.retry_files() if sends else []
    return list_page(request, LISTING, above="entitlement/runs/retry_files.html", files=files)


def cancel(request: HttpRequest, pk: int) -> HttpResponse:
    """退票收回: it is not due any more and goes back to the county's funds."""
    line = _line(request, pk)
    payment = came_back.payments_of([line.claim]).get(line.claim)
    if payment is None:
        raise Http404
    reason = forms.CharField(label="收回事由", max_length=400, widget=forms.Textarea(attrs={"rows": 3}))
    form = with_fields(PageForm(posted(request)[0]), {"because": reason})
    rest = line.amount - line.paid
    more: dict[str, Any] = {
        "title": f"退票收回：{line.name}",
        "submit": "收回",
        "submit_class": "btn-warn",
        "back": at("returns"),
        "words": f"{benefit_of(payment.benefit).name}{chinese_month(payment.month)}退回{yuan(rest)}元，收回县级资金，本月视为未发；"
        "仍应发给本人的，请更正账户后重发。",
    }

    def do(said: dict[str, Any], user: User) -> str:
        services.cancel(payment, because=said["because"], by=user, at=timezone.now())
        return f"已收回{line.name}退票{yuan(rest)}元。"

    return carry_out(request, form, do=do, **more)


def tries(request: HttpRequest, pk: int) -> HttpResponse:
    """历次代发: every time a claim was sent, with what the bank said of it."""
    line = _line(request, pk)
    rows = [(each, outcome_tag(each.outcome), identity.mask_account(each.account)) for each in bank.tries(line.claim)]
    context = {"title": f"历次代发：{line.name}", "rows": rows, "line": line}
    return render(request, "entitlement/runs/tries.html", context)


def _line(request: HttpRequest, pk: int) -> BankLine:
    line = came_back.returned(request.user).filter(pk=pk).first()
    if line is None:
        raise Http404
    return line
