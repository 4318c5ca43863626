"""迁坟补偿名册: what projects have listed, and the form of one line."""

from __future__ import annotations

from typing import Any

from django import forms
from django.http import HttpRequest, HttpResponse
from django.urls import reverse
from django.utils import timezone

from doudi.base.areas import full_name
from doudi.base.models import User
from doudi.pages.acts import carry_out
from doudi.pages.cells import Kind
from doudi.pages.filters import AreaTree, Text
from doudi.pages.forms import DayField, MoneyField, PageForm, area_field, posted
from doudi.pages.lists import Column, Listing, Tool
from doudi.pages.views import list_page
from doudi.programmes.funeral.cemeteries import relocating

LISTING = Listing(
    code="cemeteries.relocations",
    name="迁坟补偿名册",
    rows=relocating.graves,
    columns=(
        Column("number", "坟墓编号", "number", head=True, sort="number"),
        Column("project", "项目", "project"),
        Column("place", "乡镇、村居", lambda row: full_name(row.area_code)),
        Column("applicant", "申领人", "applicant", half=True),
        Column("deceased", "逝者", "deceased", half=True),
        Column("year", "所报安葬年份", lambda row: str(row.buried_year), half=True),
        Column("announced", "公告日期", "announced_on", kind=Kind.DATE, half=True),
        Column("seen", "影像首次可见", "first_seen_on", kind=Kind.DATE, half=True),
        Column("amount", "补偿（元）", "amount", kind=Kind.MONEY, sort="amount", half=True),
    ),
    filters=(
        Text(code="q", label="申领人", field="applicant"),
        Text(code="project", label="项目", field="project"),
        AreaTree(),
    ),
    tools=(
        Tool(
            "登记", lambda: reverse("cemeteries:relocation_new"), icon="plus", primary=True, roles=relocating.ENTERERS
        ),
    ),
    order=("project", "number"),
    empty="还没有登记迁坟补偿。",
    scope_roles=relocating.READERS,
    export_roles=relocating.ENTERERS,
)


def relocations_page(request: HttpRequest) -> HttpResponse:
    return list_page(request, LISTING)


class GraveForm(PageForm):
    columns = 2
    project = forms.CharField(label="项目", max_length=60)
    announced_on = DayField(label="迁坟公告日期")
    number = forms.CharField(label="坟墓编号", max_length=40)
    applicant = forms.CharField(label="申领人", max_length=40)
    id_number = forms.CharField(label="申领人身份证号", max_length=18)
    deceased = forms.CharField(label="逝者", max_length=40)
    buried_year = forms.IntegerField(label="所报安葬年份", min_value=1900, max_value=2100)
    first_seen_on = DayField(label="影像首次可见", required=False, help_text="历次影像、调查都没有的留空")
    longitude = forms.FloatField(label="经度")
    latitude = forms.FloatField(label="纬度")
    amount = MoneyField(label="补偿（元）")
    area_code = area_field("坟墓所在地")


def new_page(request: HttpRequest) -> HttpResponse:
    def do(said: dict[str, Any], by: User) -> str:
        project, announced = said.pop("project"), said.pop("announced_on")
        relocating.enter(project, announced, [relocating.NewGrave(**said)], by=by, at=timezone.now())
        return f"已登记{said['number']}，整治比对时一并核对。"

    return carry_out(
        request, GraveForm(*posted(request)[:1]), do=do, back=reverse("cemeteries:relocations"), title="登记迁坟补偿", submit="登记"
    )  # fmt: skip
