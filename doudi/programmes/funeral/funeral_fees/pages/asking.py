"""家属回访 (F-10): the families that the lot fell upon, the form of one call, and what was said of each house, by nobody."""

from __future__ import annotations

import datetime as dt
from typing import Any

from django import forms
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone

from doudi.base.areas import full_name
from doudi.base.models import User
from doudi.base.money import yuan
from doudi.base.roles import Role
from doudi.mechanisms.custody.models import Custodian
from doudi.pages.acts import carry_out
from doudi.pages.cells import Kind, Tag
from doudi.pages.declare import WorkItem
from doudi.pages.filters import AreaTree, Choice, Text, YesNo
from doudi.pages.forms import MoneyField, PageForm, posted
from doudi.pages.lists import Column, Listing, Operation, Tool
from doudi.pages.views import list_page
from doudi.programmes.funeral.funeral_fees import families
from doudi.programmes.funeral.funeral_fees.models import FamilyAnswer, FamilyCall
from doudi.programmes.funeral.funeral_fees.pages.shared import one

HOUSE_READERS = families.CALLERS | {Role.BUREAU_LEADER, Role.INSPECTOR}
_TINTS = {"ANSWERED": "ok", "DECLINED": "", "UNREACHED": "warn"}


def worklist(user: Any, today: dt.date) -> list[WorkItem]:
    """One line for all the families that a user has to call."""
    due = list(families.calls(user).filter(done_at=None).values_list("due_on", flat=True))
    if not due:
        return []
    late = sum(day < today for day in due)
    return [
        WorkItem(
            f"{len(due)}户家属待回访{f'，其中{late}户已过期' if late else ''}", f"{reverse('funeral_fees:families')}?open=1", label="回访",
            tint="danger" if late else "warn", due=min(due), overdue=late > 0, natural=True, number=len(due),
        )
    ]  # fmt: skip


def _state(row: FamilyCall) -> Tag:
    if row.done_at is not None:
        return Tag(row.get_outcome_display(), _TINTS[row.outcome])
    if row.tries:
        return Tag(f"联系不上{row.tries}次", "warn")
    return Tag("待回访", "danger" if row.due_on < timezone.localdate() else "info")


LISTING = Listing(
    code="funeral_fees.families",
    name="家属回访",
    rows=families.calls,
    columns=(
        Column("name", "逝者", lambda row: row.death.name, head=True),
        Column("number", "死亡登记", lambda row: row.death.number),
        Column("place", "乡镇、村居", lambda row: full_name(row.area_code)),
        Column("due", "应于此前回访", "due_on", kind=Kind.DATE, sort="due_on", half=True),
        Column("by", "回访人", lambda row: row.by.name if row.by else None, desk_only=True),
        Column("state", "结果", _state),
    ),
    filters=(
        Text(code="q", label="逝者", field="death__name"),
        AreaTree(),
        Choice(code="outcome", label="结果", field="outcome", choices=FamilyCall.Outcome.choices),
        YesNo(code="open", label="待回访", apply=lambda rows, value: rows.filter(done_at__isnull=value == "1")),
    ),
    tools=(Tool("家属反映", lambda: reverse("funeral_fees:houses"), icon="list-check", roles=HOUSE_READERS),),
    operations=(
        Operation("回访", lambda row: reverse("funeral_fees:family", args=[row.pk]) if row.done_at is None else None),
    ),
    order=("due_on", "pk"),
    empty="没有需要回访的家属。每天夜里从前一天安放的骨灰中抽取。",
    scope_roles=families.CALLERS,
)


def calls_page(request: HttpRequest) -> HttpResponse:
    return list_page(request, LISTING)


class CallForm(PageForm):
    outcome = forms.ChoiceField(label="回访结果", choices=FamilyCall.Outcome.choices, widget=forms.RadioSelect)
    house = forms.ChoiceField(label="所说的单位", required=False)
    charged = MoneyField(label="一共付了多少（元）", required=False, help_text="不清楚的留空；只记比账单多付的整百数")
    gifts = forms.ChoiceField(
        label="有没有人收受、索要红包香烟", choices=FamilyAnswer.Gifts.choices, required=False, widget=forms.RadioSelect
    )
    pressed = forms.BooleanField(label="有强制消费、搭售", required=False)
    words = forms.CharField(
        label="情况", max_length=200, required=False, widget=forms.Textarea(attrs={"rows": 3}), help_text="不写姓名、证件号和电话"
    )  # fmt: skip


def call_page(request: HttpRequest, pk: int) -> HttpResponse:
    row = one(families.calls(request.user), pk)
    form = CallForm(*posted(request)[:1])
    field = form.fields["house"]
    assert isinstance(field, forms.ChoiceField)
    houses = {each.pk: each for each in Custodian.objects.filter(kind__in=families.HOUSES).order_by("kind", "code")}
    field.choices = [("", "请选择"), *((str(pk), each.name) for pk, each in sorted(houses.items(), key=_home_first))]

    def do(given: dict[str, Any], by: User) -> str:
        said = None
        if given["outcome"] == FamilyCall.Outcome.ANSWERED and given["house"]:
            house = houses[int(given["house"])]
            said = families.Said(house, given["gifts"], given["pressed"], given["charged"], given["words"])
        families.answer(row, given["outcome"], said, by=by, at=timezone.now())
        return "已登记回访，答复另存，不记名。"

    words = "先告诉家属：答复不记名，不与姓名一起保存。问三件事：一共付了多少、有没有人强制消费、有没有人收受或者索要红包香烟。家属电话见领取登记。"
    return carry_out(
        request, form, do=do, back=f"{reverse('funeral_fees:families')}?open=1", title=f"回访：{row.death.name}家属", submit="登记回访",
        words=words,
    )  # fmt: skip


def _home_first(each: tuple[int, Custodian]) -> tuple[bool, str]:
    return each[1].kind != "FUNERAL_HOME", each[1].code


def houses_page(request: HttpRequest) -> HttpResponse:
    """House by house; of fewer answers than the least nothing is told, so that nobody is known by it."""
    rows = [(each, yuan(each.over)) for each in families.houses(request.user, timezone.localdate())]
    return render(request, "funeral_fees/houses.html", {"title": "家属反映", "rows": rows})
