"""知悉人员：局领导指定、取消；谁在什么时候看过什么都留有记录。"""

from __future__ import annotations

from typing import Any

from django import forms
from django.http import Http404, HttpRequest, HttpResponse
from django.urls import reverse
from django.utils import timezone

from doudi.base.access import holders, scope
from doudi.base.areas import county_of
from doudi.base.models import User
from doudi.pages.acts import carry_out
from doudi.pages.cells import Kind, Tag
from doudi.pages.forms import PageForm, posted
from doudi.pages.lists import Column, Listing, Operation, Tool
from doudi.pages.views import list_page
from doudi.programmes.integrity.leads import queries, services
from doudi.programmes.integrity.leads.models import LeadReader

LISTING = Listing(
    code="leads.readers",
    name="知悉人员",
    rows=queries.readers,
    columns=(
        Column("user", "知悉人员", "user.name", head=True),
        Column("unit", "单位", "user.unit"),
        Column("since", "起始日期", kind=Kind.DATE, half=True),
        Column("until", "终止日期", kind=Kind.DATE, half=True),
        Column("because", "事由"),
        Column("by", "指定人", "by.name"),
        Column("standing", "状态", lambda row: Tag("有效", "ok") if row.until is None else Tag("已取消")),
    ),
    tools=(Tool("指定知悉人员", lambda: reverse("leads:let_in"), icon="plus", primary=True),),
    operations=(
        Operation("取消", lambda row: reverse("leads:shut_out", args=[row.pk]) if row.until is None else None),
    ),
    empty="还没有指定知悉人员。没有指定的，任何人都看不到线索台账。",
    persons=False,
    export_roles=queries.NAMING,
)


class ReaderForm(PageForm):
    user = forms.ChoiceField(label="知悉人员")
    because = forms.CharField(label="事由", max_length=200, help_text="分工、工作需要")


def many(request: HttpRequest) -> HttpResponse:
    return list_page(request, LISTING)


def let_in(request: HttpRequest) -> HttpResponse:
    user, today = request.user, timezone.localdate()
    assert isinstance(user, User)
    county = county_of(min(low for low, _ in scope(user, queries.NAMING).ranges))
    form = ReaderForm(*posted(request))
    found = holders(queries.INSIDE, area_code=county, on=today).exclude(pk=user.pk)
    form.fields["user"].choices = [("", "请选择"), *((str(each.pk), f"{each.name}（{each.unit}）") for each in found)]  # type: ignore[attr-defined]
    more: dict[str, Any] = {"title": "指定知悉人员", "submit": "指定", "back": reverse("leads:readers")}

    def do(said: dict[str, Any], user: User) -> str:
        services.let_in(found.get(pk=int(said["user"])), because=said["because"], by=user, at=timezone.now())
        return "已指定。"

    return carry_out(request, form, do=do, **more)


def shut_out(request: HttpRequest, pk: int) -> HttpResponse:
    user = request.user
    assert isinstance(user, User)
    row = LeadReader.objects.filter(pk__in=queries.readers(user).values("pk"), pk=pk).select_related("user").first()
    if row is None:
        raise Http404
    form = PageForm(*posted(request))
    more: dict[str, Any] = {
        "title": f"取消知悉：{row.user.name}",
        "submit": "取消知悉",
        "back": reverse("leads:readers"),
    }

    def do(said: dict[str, Any], user: User) -> str:
        services.shut_out(row, by=user, at=timezone.now())
        return "已取消。"

    return carry_out(request, form, do=do, **more)
