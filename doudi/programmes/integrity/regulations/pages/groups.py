"""领导小组、专班：以文件成立，按职务和单位登记。"""

from __future__ import annotations

from typing import Any

from django import forms
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone

from doudi.base.access import may
from doudi.base.models import User
from doudi.pages.acts import carry_out
from doudi.pages.forms import DayField, PageForm, posted
from doudi.programmes.integrity.regulations import queries, services
from doudi.programmes.integrity.regulations.flow import DRAFTERS


class GroupForm(PageForm):
    name = forms.CharField(label="名称", max_length=120)
    document_no = forms.CharField(label="文号", max_length=60)
    since = DayField(label="成立日期")
    head = forms.CharField(label="组长", max_length=80, help_text="写职务，不写姓名")
    deputies = forms.CharField(
        label="副组长", required=False, widget=forms.Textarea(attrs={"rows": 2}), help_text="每行一个职务"
    )
    members = forms.CharField(
        label="成员单位", required=False, widget=forms.Textarea(attrs={"rows": 6}), help_text="每行一个单位"
    )


def many(request: HttpRequest) -> HttpResponse:
    """Every group with its seats; the newest of a name stands first."""
    context = {"title": "领导小组", "groups": queries.groups(), "sets_up": may(request.user, DRAFTERS)}
    return render(request, "regulations/groups.html", context)


def new(request: HttpRequest) -> HttpResponse:
    form = GroupForm(*posted(request))
    more: dict[str, Any] = {"title": "登记领导小组", "submit": "登记", "back": reverse("regulations:groups")}

    def do(said: dict[str, Any], user: User) -> str:
        group = services.NewGroup(
            said["name"],
            said["document_no"],
            said["since"],
            said["head"],
            said["deputies"].splitlines(),
            said["members"].splitlines(),
        )
        services.set_up(group, by=user, at=timezone.now())
        return "已登记。"

    return carry_out(request, form, do=do, **more)
