"""床位配置的页面: what is put down, what was installed under which number, what was found."""

from __future__ import annotations

from typing import Any

from django import forms
from django.http import HttpRequest, HttpResponse
from django.urls import reverse
from django.utils import timezone

from doudi.base.models import User
from doudi.base.money import yuan
from doudi.mechanisms.casework.pages import case as case_pages
from doudi.pages.acts import carry_out
from doudi.pages.forms import DayField, PageForm, posted, with_fields
from doudi.programmes.elderly.home_care.beds import furnishing
from doudi.programmes.elderly.home_care.beds.fittings import DEVICES, Fitting
from doudi.programmes.elderly.home_care.beds.furnishing import Found, Installed
from doudi.programmes.elderly.home_care.beds.policy import policy_on
from doudi.programmes.elderly.home_care.models import CareBed
from doudi.programmes.elderly.home_care.pages.beds import BED_PAGES, row_of


def design_page(request: HttpRequest, pk: int) -> HttpResponse:
    """床位配置: how many of each, at the prices of the day."""
    row = _one(request, pk)
    prices, stand = policy_on(timezone.localdate()).price, {each.item: each.quantity for each in row.fittings.all()}
    fields: dict[str, forms.Field] = {
        each.name: forms.IntegerField(
            label=f"{each.label}（{yuan(int(prices[each]))}元）", min_value=0, max_value=1 if each in DEVICES else 9, required=False,
            initial=stand.get(int(each)), help_text="入户查看认为必需" if each.name in row.needed else "",
        )
        for each in Fitting
    }  # fmt: skip
    words = "紧急呼叫器和一件被动感应设备必须有，入户查看认为必需的也须配上；不要的不填。"

    def do(said: dict[str, Any], user: User) -> str:
        made = furnishing.set_design(row, {each: said[each.name] or 0 for each in Fitting}, by=user, at=timezone.now())
        total = sum(each.quantity * each.price for each in made)
        return f"配置已保存：{len(made)}项，合计{yuan(total)}元。请办理“方案定稿”。"

    return _carry_out(request, row, "床位配置", fields, do, words)


def installed_page(request: HttpRequest, pk: int) -> HttpResponse:
    """安装情况, by the provider: how many, and the numbers of the devices."""
    row = _one(request, pk)
    rows, fields = list(row.fittings.all()), dict[str, forms.Field]()
    for each in rows:
        fields[f"done_{each.pk}"] = forms.IntegerField(
            label=f"{each}安装数量", min_value=0, initial=each.quantity if each.done is None else each.done, help_text=f"审批{each.quantity}件"
        )  # fmt: skip
        if each.kind in DEVICES:
            fields[f"device_{each.pk}"] = forms.CharField(
                label=f"{each}设备编号", max_length=40, required=False, initial=each.device or ""
            )

    def do(said: dict[str, Any], user: User) -> str:
        done = [Installed(each, said[f"done_{each.pk}"], said.get(f"device_{each.pk}") or "") for each in rows]
        furnishing.set_installed(done, by=user, at=timezone.now())
        return "安装情况已保存，请办理“安装完成”。"

    return _carry_out(request, row, "安装情况", fields, do)


def found_page(request: HttpRequest, pk: int) -> HttpResponse:
    """逐项核实, on the spot; of a device the day from which the platform has seen it."""
    row = _one(request, pk)
    rows, fields = list(row.fittings.all()), dict[str, forms.Field]()
    for each in rows:
        fields[f"found_{each.pk}"] = forms.IntegerField(
            label=f"{each}核实数量", min_value=0, initial=each.done if each.found is None else each.found, help_text=f"申报安装{each.done or 0}件"
        )  # fmt: skip
        if each.kind in DEVICES and each.done:
            fields[f"online_{each.pk}"] = DayField(
                label=f"{each}上线日期", required=False, initial=each.online_on, help_text=f"设备编号{each.device}，平台显示在线的第一天"
            )  # fmt: skip

    def do(said: dict[str, Any], user: User) -> str:
        found = [Found(each, said[f"found_{each.pk}"], said.get(f"online_{each.pk}")) for each in rows]
        furnishing.set_found(found, by=user, at=timezone.now())
        return "核实数量已保存，请办理“验收合格”或“退回整改”。"

    return _carry_out(request, row, "逐项核实", fields, do)


def _carry_out(
    request: HttpRequest, row: CareBed, title: str, fields: dict[str, forms.Field], do: Any, words: str = ""
) -> HttpResponse:
    form = with_fields(PageForm(*posted(request)[:1]), fields)
    more = {
        "title": f"{title}：{row.person.party.name}",
        "submit": "保存",
        "back": reverse("home_care:bed", args=[row.pk]),
        "words": words,
    }
    return carry_out(request, form, do=do, **more)


def _one(request: HttpRequest, pk: int) -> CareBed:
    return row_of(case_pages.one(request, BED_PAGES, pk))
