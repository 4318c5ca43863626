"""结算: the list of a month, the families that finance calls, the approval by a second person, the bank; burials against fees; unknown bodies."""

from __future__ import annotations

from typing import Any

from django import forms
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone

from doudi.base.access import may
from doudi.base.models import User
from doudi.base.money import yuan
from doudi.base.months import chinese_month, month_of
from doudi.mechanisms.custody.models import Custodian
from doudi.pages.acts import carry_out
from doudi.pages.cells import Kind, Tag
from doudi.pages.details import Item
from doudi.pages.filters import Choice
from doudi.pages.forms import MoneyField, MonthField, PageForm, area_field, posted
from doudi.pages.lists import Column, Listing, Operation, Tool
from doudi.pages.views import list_page
from doudi.programmes.funeral.funeral_fees import queries, settling, unknown
from doudi.programmes.funeral.funeral_fees.models import Bill, SampleCall, Settlement
from doudi.programmes.funeral.funeral_fees.pages.shared import one

_TINTS = {"PROPOSED": "warn", "APPROVED": "info", "SENT": "ok"}
LISTING = Listing(
    code="funeral_fees.settlements",
    name="惠民殡葬结算",
    rows=queries.settlements,
    columns=(
        Column("charger", "单位", lambda row: row.charger.name, head=True),
        Column("month", "月份", "month", kind=Kind.MONTH, sort="month", half=True),
        Column("number", "人数", "number", kind=Kind.NUMBER, half=True),
        Column("amount", "减免（元）", "amount", kind=Kind.MONEY, sort="amount", half=True),
        Column("proposed", "提出人", lambda row: row.proposed_by.name, half=True),
        Column("approved", "审核人", lambda row: row.approved_by.name if row.approved_by else None, half=True),
        Column("state", "状态", lambda row: Tag(row.get_state_display(), _TINTS[row.state])),
    ),
    filters=(Choice(code="state", label="状态", field="state", choices=Settlement.State.choices),),
    tools=(
        Tool("提出结算", lambda: reverse("funeral_fees:settlement_new"), icon="plus", primary=True, roles=settling.PROPOSERS),
        Tool("送银行", lambda: reverse("funeral_fees:send"), icon="send", roles=settling.APPROVERS),
        Tool("代发批次", lambda: reverse("funeral_fees:files"), icon="building-bank", roles=queries.MONEY_READERS),
    ),
    operations=(Operation("名单", lambda row: reverse("funeral_fees:settlement", args=[row.pk])),),
    order=("-month", "charger"),
    empty="还没有结算。",
    persons=False,
    scope_roles=queries.MONEY_READERS,
    export_roles=queries.MONEY_READERS,
)  # fmt: skip


def settlements_page(request: HttpRequest) -> HttpResponse:
    return list_page(request, LISTING)


def settlement_page(request: HttpRequest, pk: int) -> HttpResponse:
    row = one(queries.settlements(request.user), pk)
    drawn = settling.sample(row)
    approves = row.state == "PROPOSED" and may(request.user, settling.APPROVERS, area_code=row.charger.area_code)
    called = {each.pk: getattr(each, "call", None) for each in drawn}
    context = {
        "title": f"{row.charger}{chinese_month(row.month)}结算",
        "state": Tag(row.get_state_display(), _TINTS[row.state]),
        "items": [
            Item("人数", row.number, Kind.NUMBER), Item("减免合计（元）", row.amount, Kind.MONEY), Item("收款户名", row.payee),
            Item("提出人", row.proposed_by.name), Item("审核人", row.approved_by.name if row.approved_by else None),
        ],
        "drawn": [(each, *_called(called[each.pk]), reverse("funeral_fees:call", args=[each.pk]) if approves and not _done(called[each.pk]) else "") for each in drawn],
        "bills": [(each, yuan(each.gross), yuan(each.waived)) for each in row.bills.select_related("death").order_by("pk")],
        "approve": reverse("funeral_fees:approve", args=[pk]) if approves else "",
        "withdraw": reverse("funeral_fees:withdraw", args=[pk]) if approves else "",
    }  # fmt: skip
    return render(request, "funeral_fees/settlement.html", context)


def _done(call: SampleCall | None) -> bool:
    return call is not None and call.done_at is not None


def _called(call: SampleCall | None) -> tuple[Tag, str]:
    if call is None or call.done_at is None:
        tries = f"，联系不上{call.tries}次" if call is not None and call.tries else ""
        return Tag(f"待回访{tries}", "warn"), ""
    agrees = call.outcome == SampleCall.Outcome.AGREES
    return Tag(call.get_outcome_display(), "ok" if agrees else "danger"), call.words


class SettleForm(PageForm):
    charger = forms.ChoiceField(label="单位")
    month = MonthField(label="月份")
    payee = forms.CharField(label="收款户名", max_length=80)
    account = forms.CharField(label="收款账号", max_length=32)


def new_page(request: HttpRequest) -> HttpResponse:
    form = SettleForm(*posted(request)[:1])
    field = form.fields["charger"]
    assert isinstance(field, forms.ChoiceField)
    waiting = Bill.objects.filter(settlement=None, reversed_on=None, waived__gt=0).values("charger")
    houses = Custodian.objects.filter(pk__in=waiting).order_by("code")
    field.choices = [("", "请选择"), *((str(each.pk), each.name) for each in houses)]

    def do(said: dict[str, Any], user: User) -> str:
        house = Custodian.objects.get(pk=int(said["charger"]))
        made = settling.propose(
            house, said["month"], payee=said["payee"], account=said["account"].strip(), by=user, at=timezone.now()
        )
        return f"已提出结算：{made.number}人，{yuan(made.amount)}元，等待财务抽查和审核。"

    to = reverse("funeral_fees:settlements")
    return carry_out(request, form, do=do, back=to, title="提出惠民殡葬结算", submit="提出")


class NothingForm(PageForm):
    """Only a button."""


class BecauseForm(PageForm):
    because = forms.CharField(label="原因", max_length=200)


def approve_page(request: HttpRequest, pk: int) -> HttpResponse:
    row = one(queries.settlements(request.user), pk)

    def do(said: dict[str, Any], user: User) -> str:
        settling.approve(row, by=user, at=timezone.now())
        return f"已审核，{yuan(row.amount)}元待拨付。"

    words = f"{row.number}人，{yuan(row.amount)}元。抽查回访全部一致才能审核。"
    to = reverse("funeral_fees:settlement", args=[pk])
    return carry_out(
        request,
        NothingForm(*posted(request)[:1]),
        do=do,
        back=to,
        title=f"审核结算：{row.charger}",
        submit="审核",
        words=words,
    )


def withdraw_page(request: HttpRequest, pk: int) -> HttpResponse:
    row = one(queries.settlements(request.user), pk)

    def do(said: dict[str, Any], user: User) -> str:
        settling.withdraw(row, **said, by=user, at=timezone.now())
        return "已退回，账单可以更正后重新提出。"

    to = reverse("funeral_fees:settlements")
    form = BecauseForm(*posted(request)[:1])
    return carry_out(
        request, form, do=do, back=to, title=f"退回结算：{row.charger}", submit="退回", submit_class="btn-warn"
    )


def send_page(request: HttpRequest) -> HttpResponse:
    def do(said: dict[str, Any], user: User) -> str:
        file = settling.send_to_bank(by=user, at=timezone.now())
        return f"已生成批次{file.key}：{file.lines_number}笔，{yuan(file.amount)}元，请下载送银行。"

    to = reverse("funeral_fees:files")
    words = "把已审核、还没有拨付的结算和奖补一次送银行，生成后请下载文件。"
    return carry_out(
        request,
        NothingForm(*posted(request)[:1]),
        do=do,
        back=to,
        title="惠民殡葬资金送银行",
        submit="送银行",
        words=words,
    )


class CallForm(PageForm):
    agrees = forms.ChoiceField(
        label="家属所述与账单", choices=[("1", "一致"), ("0", "不一致"), ("2", "联系不上")], widget=forms.RadioSelect
    )
    words = forms.CharField(label="情况", max_length=200, required=False)


def call_page(request: HttpRequest, pk: int) -> HttpResponse:
    row = (
        Bill.objects.filter(pk=pk, settlement__in=queries.settlements(request.user))
        .select_related("settlement__charger", "death")
        .first()
    )
    if row is None:
        raise Http404

    def do(said: dict[str, Any], user: User) -> str:
        settling.call(
            row, agrees={"1": True, "0": False}.get(said["agrees"]), words=said["words"], by=user, at=timezone.now()
        )
        return "已登记回访。"

    to = reverse("funeral_fees:settlement", args=[row.settlement_id])
    words = f"账单{row.number}：应收{yuan(row.gross)}元，减免{yuan(row.waived)}元，实收{yuan(row.net)}元。"
    return carry_out(
        request,
        CallForm(*posted(request)[:1]),
        do=do,
        back=to,
        title=f"回访：{row.death.name}家属",
        submit="登记",
        words=words,
    )


class MonthForm(PageForm):
    month = MonthField(label="月份")


def reconcile_page(request: HttpRequest) -> HttpResponse:
    form = MonthForm(request.GET if "month" in request.GET else None)
    month = form.cleaned_data["month"] if form.is_bound and form.is_valid() else month_of(timezone.localdate())
    rows = [
        (
            each,
            yuan(each.amount),
            Tag("一致", "ok") if each.agrees else Tag(f"差{abs(each.burials - each.billed)}件", "danger"),
        )
        for each in queries.reconcile(request.user, month)
    ]
    context = {
        "title": "公墓收费对账",
        "rows": rows,
        "month": chinese_month(month),
        "value": f"{month // 12:04d}-{month % 12 + 1:02d}",
    }
    return render(request, "funeral_fees/reconcile.html", context)


UNKNOWN = Listing(
    code="funeral_fees.unknown",
    name="无名遗体经费",
    rows=queries.unknown_costs,
    columns=(
        Column("document", "公安文书号", "document", head=True),
        Column("amount", "金额（元）", "amount", kind=Kind.MONEY, half=True),
        Column("on", "日期", "on", kind=Kind.DATE, sort="on", half=True),
        Column("words", "说明", lambda row: row.words or None),
        Column("by", "经办人", lambda row: row.by.name, half=True),
    ),
    tools=(
        Tool("登记经费", lambda: reverse("funeral_fees:unknown_new"), icon="plus", primary=True, roles=unknown.PAYERS),
    ),
    order=("-on", "-id"),
    empty="还没有登记无名遗体处置经费。",
    persons=False,
    scope_roles=queries.MONEY_READERS,
    export_roles=queries.MONEY_READERS,
)


def unknown_page(request: HttpRequest) -> HttpResponse:
    return list_page(request, UNKNOWN)


class UnknownForm(PageForm):
    document = forms.CharField(label="公安文书号", max_length=60)
    amount = MoneyField(label="金额（元）")
    area_code = area_field("发现地")
    words = forms.CharField(label="说明", max_length=200, required=False)


def unknown_new_page(request: HttpRequest) -> HttpResponse:
    def do(said: dict[str, Any], user: User) -> str:
        made = unknown.pay_for(said.pop("document"), said.pop("amount"), **said, by=user, at=timezone.now())
        return f"已登记{made.document}的经费{yuan(made.amount)}元。"

    form = UnknownForm(*posted(request)[:1])
    return carry_out(
        request, form, do=do, back=reverse("funeral_fees:unknown"), title="登记无名遗体经费", submit="登记"
    )
