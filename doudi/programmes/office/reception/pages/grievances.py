"""投诉举报: read by the county, examined by whoever it is not about."""

from __future__ import annotations

from typing import Any

from django import forms
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone

from doudi.base.models import User
from doudi.base.refused import Refused
from doudi.base.roles import Role
from doudi.mechanisms.casework.declare import Field
from doudi.mechanisms.casework.models import Case
from doudi.mechanisms.casework.pages.declare import CasePages
from doudi.pages.cells import Kind, Tag
from doudi.pages.details import Item
from doudi.pages.forms import PageForm, form_of, form_page, posted, with_fields
from doudi.pages.lists import Column
from doudi.programmes.office.reception import complaining
from doudi.programmes.office.reception.complaining import WRITERS, NewGrievance
from doudi.programmes.office.reception.flow import GRIEVANCES
from doudi.programmes.office.reception.models import Grievance

READERS = frozenset({Role.COUNTY_OFFICER, Role.BUREAU_LEADER, Role.TOWNSHIP_LEADER})
_TOLD = [each for each in Grievance.Channel.choices if each[0] != Grievance.Channel.PAGE]


def _items(user: Any, case: Case) -> list[Item]:
    row = Grievance.objects.select_related("case").get(pk=case.pk)
    complaining.look_at(row, by=user, at=timezone.now())
    county = case.stage != "TOWNSHIP"  # the township examines the matter and need not know who raised it
    return [
        Item("类别", row.get_kind_display()),
        Item("来源", row.get_channel_display()),
        Item("收到时间", row.at, Kind.TIME),
        Item("实名", Tag("实名，须答复", "warn") if row.real_name else "否"),
        Item("反映人", (row.name or "未留名") if county else "（保密）"),
        Item("联系电话", (row.phone or "未留") if county else "（保密）"),
        Item("反映的对象或事项", row.about or None, wide=True),
        Item("反映内容", row.statement, wide=True),
    ]


class NewForm(PageForm):
    channel = forms.ChoiceField(label="来源", choices=_TOLD, widget=forms.RadioSelect)
    kind = forms.ChoiceField(label="类别", choices=[("", "请选择"), *Grievance.Kind.choices])
    about = forms.CharField(label="反映的对象或事项", max_length=200, required=False)
    statement = forms.CharField(label="反映内容", widget=forms.Textarea(attrs={"rows": 6}), max_length=2000)
    name = forms.CharField(label="反映人姓名", max_length=40, required=False, help_text="不愿留名的不填")
    phone = forms.CharField(label="联系电话", max_length=20, required=False)


def new_view(request: HttpRequest) -> HttpResponse:
    """登记投诉: what was told by telephone, in a letter or face to face; the code is shown once."""
    form = with_fields(
        NewForm(*posted(request)), form_of([Field("area", "涉及的乡镇、村（居）", "area", required=True)])
    )
    more: dict[str, Any] = {"title": "登记投诉举报", "submit": "登记", "back": reverse("reception:grievances")}
    if request.method != "POST" or not form.is_valid():
        return form_page(request, form, **more)
    assert isinstance(request.user, User)
    said = form.cleaned_data
    new = NewGrievance(said["kind"], said["area"], said["statement"], said["about"], said["name"], said["phone"])
    try:
        made = complaining.receive(new, Grievance.Channel(said["channel"]), by=request.user, at=timezone.now())
    except Refused as refused:
        return form_page(request, form, refusal=refused.sentence, **more)
    context = {"title": "已登记", "number": made.number, "code": made.code, "back": reverse("reception:grievances")}
    return render(request, "reception/code.html", context)


GRIEVANCE_PAGES = CasePages(
    programme="reception",
    flow=GRIEVANCES,
    name="投诉举报",
    noun="投诉举报",
    one="grievance",
    readers=READERS,
    opened="收到",
    icon="alert-triangle",
    opens=new_view,
    openers=WRITERS,
    items=_items,
    columns=(Column("kind", "类别", lambda case: case.grievance.get_kind_display(), half=True),),
    related=("grievance",),
)
