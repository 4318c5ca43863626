"""What a person decides on what the bank left unclear: how much of a line has arrived (finance asks, a second person agrees), what came
back after all, what a row of the bank's is that fits nothing."""

from __future__ import annotations

from typing import Any

from django import forms
from django.http import Http404, HttpRequest, HttpResponse
from django.utils import timezone

from doudi.base.areas import full_name
from doudi.base.models import User
from doudi.base.money import yuan
from doudi.mechanisms.entitlement.pages.addresses import at
from doudi.mechanisms.entitlement.pages.runs.found import file_of
from doudi.mechanisms.entitlement.pages.runs.words import outcome_tag
from doudi.mechanisms.entitlement.payment_runs import services, settling
from doudi.mechanisms.entitlement.payment_runs.models import PaymentRun
from doudi.mechanisms.ledger.bank import queries as bank
from doudi.mechanisms.ledger.bank.models import BankLine, StrayLine
from doudi.pages.acts import carry_out
from doudi.pages.forms import MoneyField, PageForm, posted, with_fields


def settle(request: HttpRequest, pk: int) -> HttpResponse:
    """差错处理, first step: how much of an unclear line has arrived, as finance found out."""
    line, run = _line(pk)
    fields: dict[str, forms.Field] = {
        "paid": MoneyField(
            label="已到正确账户的金额（元）", help_text=f"全部到账填{yuan(line.amount)}，没有到账填0；其余作退票。"
        ),
        "because": _long("向银行查证的情况"),
    }
    form = with_fields(PageForm(posted(request)[0]), fields)

    def decide(said: dict[str, Any], user: User) -> str:
        settling.ask(line, paid=said["paid"], because=said["because"], by=user, at=timezone.now())
        return f"已提交{line.name}一笔的差错处理，由另一名复核人员登录后复核，复核同意才入账。"

    return carry_out(
        request, form, do=decide, title=f"差错处理：{line.name}", submit="提交复核", words=_said(line), back=_back(run)
    )


def settle_answer(request: HttpRequest, pk: int) -> HttpResponse:
    """差错处理, second step: another person agrees or not, under his own name."""
    asked = bank.settlements_asked(request.user).filter(pk=pk).first()
    if asked is None:
        raise Http404
    line, run = _line(asked.line_id)
    fields: dict[str, forms.Field] = {
        "approve": forms.ChoiceField(label="复核", choices=[("1", "同意"), ("0", "不同意")], widget=forms.RadioSelect),
        "words": _long("意见", required=False, help_text="不同意的须填写。"),
    }
    form = with_fields(PageForm(posted(request)[0]), fields)

    def decide(said: dict[str, Any], user: User) -> str:
        agreed = said["approve"] == "1"
        settling.answer(asked, approve=agreed, words=said["words"], by=user, at=timezone.now())
        if not agreed:
            return f"已退回{line.name}一笔的差错处理，由财务重新查证。"
        return f"已处理{line.name}的一笔：{outcome_tag(asked.line.outcome)}，到账{yuan(asked.paid)}元。"

    return carry_out(
        request,
        form,
        do=decide,
        title=f"差错处理复核：{line.name}",
        submit="确认",
        words=_said(line),
        back=_back(run),
        points=[
            f"{asked.asked_by}于{timezone.localdate(asked.asked_at)}提交：已到账{yuan(asked.paid)}元，退回{yuan(line.amount - asked.paid)}元",
            f"查证情况：{asked.because}",
        ],
    )


def bounce(request: HttpRequest, pk: int) -> HttpResponse:
    """到账后退汇: it came back after all."""
    line, run = _line(pk)
    form = with_fields(
        PageForm(posted(request)[0]), {"because": forms.CharField(label="银行退汇的情况", max_length=400)}
    )

    def decide(said: dict[str, Any], user: User) -> str:
        services.bounce(line, because=said["because"], by=user, at=timezone.now())
        return f"已登记{line.name}退汇{yuan(line.amount)}元，可以在“退票”中重发或收回。"

    return carry_out(
        request,
        form,
        do=decide,
        title=f"到账后退汇：{line.name}",
        submit="登记退汇",
        words=_said(line),
        back=_back(run),
    )


def clear(request: HttpRequest, pk: int) -> HttpResponse:
    """A row of the bank's that fits nothing: what was found out about it."""
    stray = StrayLine.objects.select_related("answer__file").filter(pk=pk).first()
    if stray is None:
        raise Http404
    _, run = file_of(stray.answer.file_id)
    form = with_fields(
        PageForm(posted(request)[0]),
        {"because": _long("查证情况")},
    )
    words = f"“{stray.answer.name}”第{stray.row}行：{stray.get_kind_display()}，{yuan(stray.amount)}元，银行结果“{stray.said}”。"

    def decide(said: dict[str, Any], user: User) -> str:
        services.clear(stray, because=said["because"], by=user, at=timezone.now())
        return f"已处理第{stray.row}行。"

    return carry_out(
        request, form, do=decide, title=f"待查回盘行：第{stray.row}行", submit="登记", words=words, back=_back(run)
    )


def _long(label: str, **more: Any) -> forms.CharField:
    return forms.CharField(label=label, max_length=400, widget=forms.Textarea(attrs={"rows": 3}), **more)


def _line(pk: int) -> tuple[BankLine, PaymentRun | None]:
    line = BankLine.objects.select_related("file").filter(pk=pk).first()
    if line is None:
        raise Http404
    return line, file_of(line.file_id)[1]


def _back(run: PaymentRun | None) -> str:
    return at("run", run.pk) if run is not None else at("returns")


def _said(line: BankLine) -> str:
    said = f"，银行说明“{line.words}”" if line.words else ""
    return f"批次“{line.file.key}”第{line.number}笔，{full_name(line.area_code)}，{yuan(line.amount)}元，{outcome_tag(line.outcome)}{said}。"
