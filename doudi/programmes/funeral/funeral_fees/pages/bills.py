"""账单: the list, one with its lines, the form by the list of the day; and the list of prices as it hangs on the wall."""

from __future__ import annotations

from typing import Any

from django import forms
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone

from doudi.base.access import may
from doudi.base.models import User
from doudi.base.money import yuan
from doudi.base.refused import Refused
from doudi.mechanisms.custody.models import Custodian
from doudi.pages.acts import carry_out
from doudi.pages.cells import Kind, Tag
from doudi.pages.details import Item as Line
from doudi.pages.filters import AreaTree, Choice, Days, Text
from doudi.pages.forms import MoneyField, PageForm, posted
from doudi.pages.lists import Column, Listing, Operation, Tool
from doudi.pages.views import list_page
from doudi.programmes.funeral.funeral_fees import billing, policy, queries
from doudi.programmes.funeral.funeral_fees.billing import NewBill
from doudi.programmes.funeral.funeral_fees.items import ITEMS, Asked
from doudi.programmes.funeral.funeral_fees.models import Bill
from doudi.programmes.funeral.funeral_fees.pages.shared import death_of, one


def _state(row: Bill) -> Tag:
    if row.reversed_on is not None:
        return Tag("已冲销", "")
    return Tag("已结算", "ok") if row.settlement_id is not None else Tag("未结算", "info")


LISTING = Listing(
    code="funeral_fees.bills",
    name="殡葬服务账单",
    rows=queries.bills,
    columns=(
        Column("name", "逝者", lambda row: row.death.name, head=True),
        Column("number", "编号", "number"),
        Column("charger", "收费单位", lambda row: row.charger.name),
        Column("on", "日期", "on", kind=Kind.DATE, sort="on", half=True),
        Column("gross", "应收（元）", "gross", kind=Kind.MONEY, sort="gross", half=True),
        Column("waived", "减免（元）", "waived", kind=Kind.MONEY, sort="waived", half=True),
        Column("net", "实收（元）", "net", kind=Kind.MONEY, half=True),
        Column("group", "免费对象", lambda row: row.get_group_display() if row.group else None, desk_only=True),
        Column("state", "状态", _state),
    ),
    filters=(
        Text(code="q", label="姓名", field="death__name"),
        AreaTree(),
        Choice(code="group", label="免费对象", field="group", choices=[each for each in Bill.Group.choices if each[0]]),
        Days(code="on", label="日期", field="on"),
    ),
    tools=(Tool("开账单", lambda: reverse("funeral_fees:bill_new"), icon="plus", primary=True, roles=billing.BILLERS),),
    operations=(Operation("详情", lambda row: reverse("funeral_fees:bill", args=[row.pk])),),
    order=("-on", "-id"),
    empty="没有符合条件的账单。",
    scope_roles=queries.READERS,
    export_roles=queries.MONEY_READERS,
)


def bills_page(request: HttpRequest) -> HttpResponse:
    return list_page(request, LISTING)


def bill_page(request: HttpRequest, pk: int) -> HttpResponse:
    row = one(queries.bills(request.user), pk)
    reverses = row.reversed_on is None and row.settlement_id is None
    context = {
        "title": f"账单{row.number}",
        "state": _state(row),
        "items": [
            Line("逝者", row.death.name), Line("死亡登记", row.death.number), Line("收费单位", row.charger.name), Line("日期", row.on, Kind.DATE),
            Line("应收（元）", row.gross, Kind.MONEY), Line("减免（元）", row.waived, Kind.MONEY), Line("实收（元）", row.net, Kind.MONEY),
            Line("免费对象", row.get_group_display() if row.group else "无"), Line("经手人", row.by.name),
        ],
        "lines": [
            (ITEMS[each.item], yuan(each.unit_price), each.quantity, yuan(each.gross), yuan(each.waived), yuan(each.gross - each.waived),
             each.chosen_by, yuan(each.over) if each.over else "")
            for each in row.lines.order_by("pk")
        ],
        "because": row.because,
        "reverse": reverse("funeral_fees:bill_reverse", args=[pk]) if reverses and may(request.user, billing.BILLERS, area_code=row.charger.area_code) else "",
    }  # fmt: skip
    return render(request, "funeral_fees/bill.html", context)


class BillForm(PageForm):
    columns = 2
    death = forms.CharField(label="死亡登记编号", max_length=20)
    charger = forms.ChoiceField(label="收费单位")
    group = forms.ChoiceField(
        label="凭证明免费的对象", required=False, choices=[("", "无"), ("DONOR", "遗体、器官捐献者"), ("HONOURED", "见义勇为、优抚对象")],
        help_text="低保、特困、低保边缘由系统查对",
    )  # fmt: skip
    insured_grant = forms.BooleanField(label="已领社会保险丧葬补助", required=False)
    chosen_by = forms.CharField(
        label="自愿选择签字的家属", max_length=40, required=False, help_text="选了非基本项目的必填"
    )
    supplier = forms.CharField(label="骨灰盒供应商", max_length=80, required=False)


def _form_of(request: HttpRequest) -> BillForm:
    """The form with a quantity and a price for every item on the list of today."""
    prices = policy.on(timezone.localdate()).values
    form = BillForm(*posted(request)[:1])
    houses = [
        (str(each.pk), each.name)
        for each in Custodian.objects.filter(kind__in=("FUNERAL_HOME", "CEMETERY", "COLUMBARIUM", "NATURE")).order_by(
            "code"
        )
        if may(request.user, billing.BILLERS, area_code=each.area_code)
    ]
    field = form.fields["charger"]
    assert isinstance(field, forms.ChoiceField)
    field.choices = [("", "请选择"), *houses]
    for item in ITEMS.values():
        if item.code not in prices:
            continue
        most = f"{'最高' if item.basic else '参考价上限'}{yuan(prices[item.code])}元/{item.unit}"
        form.fields[f"{item.code}_n"] = forms.IntegerField(
            label=f"{item.name}（{item.unit}）", min_value=0, required=False, help_text="不用的留空",
            widget=forms.NumberInput(attrs={"class": "form-control"}),
        )  # fmt: skip
        price = MoneyField(label=f"{item.name}单价（元）", required=False, help_text=f"{most}，留空按此价")
        price.widget.attrs["class"] = "form-control"
        form.fields[f"{item.code}_p"] = price
    return form


def _asked(said: dict[str, Any]) -> list[Asked]:
    prices = policy.on(timezone.localdate()).values
    found = []
    for code, item in ITEMS.items():
        quantity = said.get(f"{code}_n")
        if quantity:
            price = said.get(f"{code}_p")
            signed = "" if item.basic else said["chosen_by"]
            supplier = said["supplier"] if code == "urn" else ""
            found.append(Asked(code, prices[code] if price is None else price, quantity, signed, supplier))
    return found


def new_page(request: HttpRequest) -> HttpResponse:
    def do(said: dict[str, Any], user: User) -> str:
        house = Custodian.objects.get(pk=int(said["charger"]))
        now = timezone.now()
        new = NewBill(death_of(said["death"]), house, _asked(said), user, now, said["group"], said["insured_grant"])
        made = billing.bill(new)
        return f"账单{made.number}：应收{yuan(made.gross)}元，减免{yuan(made.waived)}元，实收{yuan(made.net)}元。"

    words = "清单以外的项目不能收费；基本服务的减免自动算在账单上。"
    return carry_out(
        request,
        _form_of(request),
        do=do,
        back=reverse("funeral_fees:bills"),
        title="开账单",
        submit="开账单",
        words=words,
    )


class BecauseForm(PageForm):
    because = forms.CharField(label="原因", max_length=200)


def reverse_page(request: HttpRequest, pk: int) -> HttpResponse:
    row = one(queries.bills(request.user), pk)

    def do(said: dict[str, Any], user: User) -> str:
        billing.reverse_bill(row, **said, by=user, at=timezone.now())
        return f"账单{row.number}已冲销。"

    to = reverse("funeral_fees:bill", args=[pk])
    return carry_out(
        request,
        BecauseForm(*posted(request)[:1]),
        do=do,
        back=to,
        title=f"冲销账单{row.number}",
        submit="冲销",
        submit_class="btn-warn",
    )


def prices_page(request: HttpRequest) -> HttpResponse:
    """The items with their prices as of today: what is not here is not charged."""
    terms = policy.on(timezone.localdate())
    rows = []
    for item in ITEMS.values():
        if item.code not in terms.values:
            continue
        covers = item.covers if isinstance(item.covers, int) else terms.values[item.covers]
        cap = f"，每{item.unit}最多{yuan(terms.values[item.cap])}元" if item.cap else ""
        waived = f"{covers}{item.unit}{cap}{'（限低保、特困等对象）' if item.needy else ''}" if covers else "—"
        rows.append((item, yuan(terms.values[item.code]), waived, str(terms.rows[item.code][0].document)))
    if not rows:
        raise Refused("还没有录入收费标准。")
    return render(request, "funeral_fees/prices.html", {"title": "收费项目公示", "rows": rows})
