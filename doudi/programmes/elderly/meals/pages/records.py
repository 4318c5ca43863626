"""助餐记录: every portion with its state, those in doubt to be released or rejected; and what was told of points as a whole."""

from __future__ import annotations

import datetime as dt
from typing import Any

from django import forms
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404
from django.urls import reverse
from django.utils import timezone

from doudi.base.models import User
from doudi.pages.acts import carry_out
from doudi.pages.cells import Kind, Tag
from doudi.pages.declare import WorkItem
from doudi.pages.filters import AreaTree, Choice, Days, Text
from doudi.pages.forms import PageForm, posted
from doudi.pages.lists import Bulk, Column, Listing, Operation, page_of
from doudi.pages.views import list_page
from doudi.programmes.elderly.meals import doubts, queries
from doudi.programmes.elderly.meals.models import Meal, MealPeriod, MealStep
from doudi.programmes.elderly.meals.policy import Tier
from doudi.programmes.elderly.meals.signals import NAMES, UNCHECKED

_TINTS = {"SERVED": "ok", "HELD": "warn", "REJECTED": "danger", "REVERSED": "danger", "SETTLED": ""}


class BecauseForm(PageForm):
    because = forms.CharField(label="核实情况", max_length=300, widget=forms.Textarea(attrs={"rows": 3}))


def _release(user: Any, rows: list[Any], said: dict[str, Any]) -> str:
    doubts.release(rows, because=said["because"], by=user, at=timezone.now())
    return f"已放行{len(rows)}份，计入以后的月结算。"


def _reject(user: Any, rows: list[Any], said: dict[str, Any]) -> str:
    doubts.reject(rows, because=said["because"], by=user, at=timezone.now())
    return f"已登记{len(rows)}份不予补贴。"


def _with_last_step(rows: list[Any]) -> None:
    """The sentence of what was done last, for the rows of a page: one query."""
    last = {each.meal_id: each.because for each in MealStep.objects.filter(meal__in=rows).order_by("pk")}
    for row in rows:
        row.told = last.get(row.pk, "")


RECORDS = Listing(
    code="meals.records",
    name="助餐记录",
    rows=queries.records,
    columns=(
        Column("on", "日期", "on", kind=Kind.DATE, sort="on", half=True),
        Column("period", "餐次", lambda row: row.get_period_display(), half=True),
        Column("name", "姓名", "person.party.name", head=True),
        Column("point", "助餐点", "point.name"),
        Column("way", "方式", lambda row: row.get_way_display(), half=True),
        Column("known", "核对方式", lambda row: row.get_known_display() + (f"（{row.reason}）" if row.reason else ""), half=True),
        Column("tier", "档次", lambda row: "公众价" if row.tier is None else Tier.name_of(row.tier), desk_only=True),
        Column("government", "政府补贴（元）", "government", kind=Kind.MONEY, half=True),
        Column("personal", "个人支付（元）", "personal", kind=Kind.MONEY, half=True),
        Column("told", "说明", lambda row: getattr(row, "told", "")),
        Column("state", "状态", lambda row: Tag(row.get_state_display(), _TINTS[row.state])),
    ),
    filters=(
        Choice(code="state", label="状态", field="state", choices=Meal.State.choices),
        Text(code="q", label="姓名", field="person__party__name"),
        Days(code="on", label="日期"),
        AreaTree(),
        Choice(code="known", label="核对方式", field="known", choices=Meal.Known.choices),
        Choice(code="period", label="餐次", field="period", choices=MealPeriod.choices),
    ),
    operations=(Operation("撤销", lambda row: reverse("meals:reverse", args=[row.pk]) if row.state in ("SERVED", "SETTLED") else None, roles=doubts.TAKING_BACK),),
    bulks=(
        Bulk("release", "核实放行", _release, doubts.LOOKING, words="所选存疑餐次经核实属实，放行后计入以后的月结算。", form=BecauseForm, icon="circle-check"),
        Bulk("reject", "不予补贴", _reject, doubts.LOOKING, words="所选存疑餐次经核实不实，不支付补贴。", form=BecauseForm, icon="x"),
    ),
    order=("-on", "-pk"),
    finish=_with_last_step,
    empty="没有符合条件的助餐记录。",
)  # fmt: skip


def records(request: HttpRequest) -> HttpResponse:
    """助餐记录."""
    return list_page(request, RECORDS)


def reverse_meal(request: HttpRequest, pk: int) -> HttpResponse:
    """撤销 one portion; what was settled comes off the next month."""
    meal = get_object_or_404(queries.records(request.user), pk=pk)
    form = BecauseForm(*posted(request))
    more: dict[str, Any] = {
        "title": f"撤销：{meal.person.party.name}，{meal.on:%Y-%m-%d}{meal.get_period_display()}", "submit": "撤销",
        "back": reverse("meals:records"),
    }  # fmt: skip

    def do(said: dict[str, Any], user: User) -> str:
        doubts.reverse(meal, because=said["because"], by=user, at=timezone.now())
        return "已撤销。已结算的将在以后月份冲回。"

    return carry_out(request, form, do=do, **more)


FLAGS = Listing(
    code="meals.flags",
    name="助餐点预警",
    rows=queries.flags,
    columns=(
        Column("on", "日期", "on", kind=Kind.DATE, sort="on", half=True),
        Column("point", "助餐点", "point.name", head=True),
        Column("signal", "信号", lambda row: NAMES.get(row.signal, row.signal)),
        Column("words", "说明", "words"),
        Column("answer", "核实情况", "answer"),
        Column("state", "状态", lambda row: Tag("已核实", "ok") if row.answered_at else Tag("待核实", "warn")),
    ),
    filters=(
        Choice(code="state", label="状态", choices=(("open", "待核实"), ("done", "已核实")), apply=lambda rows, value: rows.filter(answered_at__isnull=value == "open")),
        AreaTree(field="point__area_code"),
        Days(code="on", label="日期"),
    ),
    operations=(Operation("核实", page_of("meals:flag"), roles=doubts.LOOKING),),
    order=("-on", "-pk"),
    empty=f"没有预警。{UNCHECKED}",
    persons=False,
)  # fmt: skip


def flags(request: HttpRequest) -> HttpResponse:
    """助餐点预警."""
    return list_page(request, FLAGS)


def flag(request: HttpRequest, pk: int) -> HttpResponse:
    """What was found when somebody looked."""
    found = get_object_or_404(queries.flags(request.user), pk=pk)
    if found.answered_at is not None:
        raise Http404
    form = BecauseForm(*posted(request))
    more: dict[str, Any] = {"title": f"{found.point.name}：{NAMES.get(found.signal, found.signal)}", "submit": "登记核实情况", "back": reverse("meals:flags"), "head": "预警", "words": found.words}  # fmt: skip

    def do(said: dict[str, Any], user: User) -> str:
        doubts.answer_flag(found, answer=said["because"], by=user, at=timezone.now())
        return "已登记核实情况。"

    return carry_out(request, form, do=do, **more)


def worklist(user: Any, today: dt.date) -> list[WorkItem]:
    """What waits for whoever looks: meals in doubt, points that were told of; one line each with its number."""
    found = []
    held = queries.waiting_meals(user, today)
    if held:
        found.append(
            WorkItem(
                "存疑餐次待核实", f"{reverse('meals:records')}?state={Meal.State.HELD}", "助餐存疑", "warn", number=held
            )
        )
    told = queries.waiting_flags(user, today)
    if told:
        found.append(
            WorkItem("助餐点预警待核实", f"{reverse('meals:flags')}?state=open", "助餐预警", "warn", number=told)
        )
    for label, address, number in queries.waiting_settlements(user, today):
        found.append(WorkItem(f"助餐月结算{label}", address, "助餐结算", "info", number=number))
    return found
