"""殡葬中介备案: the list, the form, and the end of a filing."""

from __future__ import annotations

from typing import Any

from django import forms
from django.http import Http404, HttpRequest, HttpResponse
from django.urls import reverse
from django.utils import timezone

from doudi.base.models import User
from doudi.pages.acts import carry_out
from doudi.pages.cells import Kind, Tag
from doudi.pages.filters import Text, YesNo
from doudi.pages.forms import DayField, PageForm, posted
from doudi.pages.lists import Column, Listing, Operation, Tool
from doudi.pages.views import list_page
from doudi.programmes.funeral.funeral_enforcement import intermediaries
from doudi.programmes.funeral.funeral_enforcement.models import Intermediary

LISTING = Listing(
    code="funeral_enforcement.intermediaries",
    name="殡葬中介备案",
    rows=lambda user: Intermediary.objects.select_related("by"),
    columns=(
        Column("name", "名称", "name", head=True),
        Column("code", "统一社会信用代码", "code"),
        Column("filed", "备案日期", "filed_on", kind=Kind.DATE, sort="filed_on", half=True),
        Column("ended", "终止日期", "ended_on", kind=Kind.DATE, half=True),
        Column("because", "终止原因", lambda row: row.because or None, desk_only=True),
        Column("state", "状态", lambda row: Tag("已终止", "") if row.ended_on else Tag("已备案", "ok")),
    ),
    filters=(
        Text(code="q", label="名称", field="name"),
        YesNo(code="ended", label="已终止", apply=lambda rows, value: rows.filter(ended_on__isnull=value != "1")),
    ),
    tools=(
        Tool("登记备案", lambda: reverse("funeral_enforcement:intermediary_new"), icon="plus", primary=True, roles=intermediaries.FILERS),
    ),
    operations=(
        Operation(
            "终止", lambda row: reverse("funeral_enforcement:intermediary_end", args=[row.pk]) if row.ended_on is None else None,
            roles=intermediaries.FILERS,
        ),
    ),
    order=("name", "pk"),
    empty="还没有备案的殡葬中介。",
    persons=False,
)  # fmt: skip


def filings_page(request: HttpRequest) -> HttpResponse:
    return list_page(request, LISTING)


class FilingForm(PageForm):
    name = forms.CharField(label="名称", max_length=80)
    code = forms.CharField(label="统一社会信用代码", max_length=18)
    filed_on = DayField(label="备案日期")


def new_page(request: HttpRequest) -> HttpResponse:
    def do(said: dict[str, Any], user: User) -> str:
        return f"已登记{intermediaries.file(**said, by=user, at=timezone.now())}的备案。"

    form = FilingForm(*posted(request)[:1])
    return carry_out(request, form, do=do, back=_back(), title="登记殡葬中介备案", submit="登记")


class EndForm(PageForm):
    on = DayField(label="终止日期")
    because = forms.CharField(label="原因", max_length=200)


def end_page(request: HttpRequest, pk: int) -> HttpResponse:
    row = Intermediary.objects.filter(pk=pk).first()
    if row is None:
        raise Http404

    def do(said: dict[str, Any], user: User) -> str:
        intermediaries.end(row, **said, by=user, at=timezone.now())
        return f"已终止{row.name}的备案。"

    form = EndForm(*posted(request)[:1])
    return carry_out(request, form, do=do, back=_back(), title=f"终止备案：{row.name}", submit="终止")


def _back() -> str:
    return reverse("funeral_enforcement:intermediaries")
