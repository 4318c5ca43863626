"""权限下放: which township confirms what, since when and by which document; called back by another one."""

from __future__ import annotations

from typing import Any

from django import forms
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone

from doudi.base.access import may, scope
from doudi.base.models import Area, User
from doudi.base.roles import Role
from doudi.mechanisms.casework import arrangements, delegations
from doudi.mechanisms.casework.declare import FLOWS
from doudi.mechanisms.casework.models import Delegation
from doudi.pages.acts import carry_out
from doudi.pages.cells import Kind
from doudi.pages.details import Item
from doudi.pages.filters import AreaTree, Choice
from doudi.pages.forms import DayField, PageForm, posted
from doudi.pages.lists import Column, Listing, Operation, Tool
from doudi.pages.views import list_page
from doudi.programmes.office.duties.pages.terms import events, standing

DECIDERS = frozenset({Role.BUREAU_LEADER})
_NAMES = {"case.delegate": "下放权限", "case.delegation_ends": "收回权限"}


def _flows() -> list[tuple[str, str]]:
    return [(flow.code, flow.name) for flow in FLOWS.values() if flow.delegable and not flow.delegated_with]


def _flow_name(row: Delegation) -> str:
    return FLOWS[row.flow].name if row.flow in FLOWS else row.flow


LISTING = Listing(
    code="duties.delegations",
    name="权限下放",
    rows=arrangements.delegations,
    columns=(
        Column("township", "乡镇（街道）", "township.name", head=True),
        Column("flow", "业务", _flow_name),
        Column("since", "起始日期", kind=Kind.DATE, sort="since", half=True),
        Column("until", "终止日期", kind=Kind.DATE, sort="until", half=True),
        Column("document", "文号"),
        Column("by", "登记人", "by.name", desk_only=True),
        Column("standing", "状态", lambda row: standing(row.since, row.until, timezone.localdate())),
    ),
    filters=(AreaTree(field="township"), Choice(code="flow", label="业务", field="flow", choices=_flows)),
    tools=(
        Tool("下放权限", lambda: reverse("duties:delegate"), icon="plus", primary=True, drawer=True, roles=DECIDERS),
    ),
    operations=(Operation("详情", lambda row: reverse("duties:delegation", args=[row.pk])),),
    empty="没有下放的权限：各乡镇（街道）的审核确认都由县级办理。",
    persons=False,
)


class DelegateForm(PageForm):
    columns = 2
    flow = forms.ChoiceField(label="业务")
    township = forms.ChoiceField(label="乡镇（街道）")
    since = DayField(label="起始日期", help_text="这一天起受理的由乡镇审核确认，之前受理的仍由县级审核确认")
    until = DayField(label="终止日期", required=False, help_text="不填为长期有效")
    document = forms.CharField(label="下放文号", max_length=120)


class CallBackForm(PageForm):
    on = DayField(label="最后一天", help_text="这一天之后由县级审核确认；在办的办件立即转回县级，按县级的期限计算")
    document = forms.CharField(label="收回文号", max_length=120)


def many(request: HttpRequest) -> HttpResponse:
    return list_page(request, LISTING)


def one(request: HttpRequest, pk: int) -> HttpResponse:
    row = _one(request, pk)
    today = timezone.localdate()
    running = row.until is None or row.until >= today
    calls = running and row.since <= today and may(request.user, DECIDERS, area_code=row.township_id)
    context = {
        "title": f"{row.township.name}：{_flow_name(row)}",
        "tag": standing(row.since, row.until, today),
        "items": [
            Item("业务", _flow_name(row)),
            Item("乡镇（街道）", row.township.name),
            Item("起始日期", row.since),
            Item("终止日期", row.until or "长期"),
            Item("文号", row.document),
            Item("登记人", row.by.name),
        ],
        "events": events(arrangements.happened(f"delegation:{pk}", _NAMES), _NAMES),
        "act": ("收回权限", reverse("duties:call_back", args=[pk])) if calls else None,
    }
    return render(request, "duties/one.html", context)


def new(request: HttpRequest) -> HttpResponse:
    user = request.user
    assert isinstance(user, User)
    form = DelegateForm(*posted(request), initial={"since": timezone.localdate()})
    towns = scope(user, DECIDERS).filter(Area.objects.filter(level=Area.Level.TOWNSHIP), "code").order_by("code")
    form.fields["flow"].choices = _flows()  # type: ignore[attr-defined]
    form.fields["township"].choices = [("", "请选择"), *towns.values_list("code", "name")]  # type: ignore[attr-defined]
    back = reverse("duties:delegations")
    more: dict[str, Any] = {"title": "下放审核确认权限", "submit": "下放", "back": back}

    def do(said: dict[str, Any], user: User) -> tuple[str, str]:
        made = delegations.delegate(
            FLOWS[said["flow"]],
            towns.get(code=said["township"]),
            since=said["since"],
            until=said["until"],
            document=said["document"],
            by=user,
            at=timezone.now(),
        )
        return f"已下放到{made.township.name}。", reverse("duties:delegation", args=[made.pk])

    return carry_out(request, form, do=do, **more)


def call_back(request: HttpRequest, pk: int) -> HttpResponse:
    row = _one(request, pk)
    form = CallBackForm(*posted(request), initial={"on": timezone.localdate()})
    back = reverse("duties:delegation", args=[pk])
    more: dict[str, Any] = {
        "title": f"收回权限：{row.township.name}", "submit": "收回", "submit_class": "btn-warn", "back": back,
    }  # fmt: skip

    def do(said: dict[str, Any], user: User) -> str:
        cases = delegations.end(
            row, FLOWS[row.flow], on=said["on"], document=said["document"], by=user, at=timezone.now()
        )
        return f"已收回，在办的{cases}件转由县级审核确认。"

    return carry_out(request, form, do=do, **more)


def _one(request: HttpRequest, pk: int) -> Delegation:
    row = arrangements.delegations(request.user).filter(pk=pk).first()
    if row is None:
        raise Http404
    return row
