"""助餐点台账: the list, one point with its history, the register counted as of any day, and the forms of whoever keeps it."""

from __future__ import annotations

import datetime as dt
from typing import Any

from django import forms
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone

from doudi.base.access import may
from doudi.base.areas import full_name
from doudi.base.models import User
from doudi.base.money import yuan
from doudi.base.refused import Refused
from doudi.mechanisms.registry.models import Organisation
from doudi.pages.acts import carry_out
from doudi.pages.cells import Kind, Tag
from doudi.pages.details import Event, Item
from doudi.pages.filters import AreaTree, Choice, Text, YesNo
from doudi.pages.forms import DayField, MoneyField, PageForm, area_field, form_page, posted
from doudi.pages.lists import Column, Listing, Operation, Tool, page_of
from doudi.pages.responses import done
from doudi.pages.views import list_page
from doudi.programmes.elderly.meals import queries, register
from doudi.programmes.elderly.meals.models import MealPoint, OperatingModel, PointState
from doudi.programmes.elderly.meals.register import BUILT, CHANGES, IN_USE, KEEPING

_STATES = dict(PointState.choices)
_TINTS = {"OPEN": "ok", "TRIAL": "info", "SUSPENDED": "danger", "BUILDING": "warn", "ACCEPTED": "warn"}
_SHOWN = (
    PointState.PLANNED, PointState.BUILDING, PointState.ACCEPTED, PointState.TRIAL, PointState.OPEN, PointState.SUSPENDED,
    PointState.CLOSED,
)  # fmt: skip


def _today(user: Any) -> Any:
    return queries.points(user, timezone.localdate())


POINTS = Listing(
    code="meals.points",
    name="助餐点",
    rows=_today,
    columns=(
        Column("code", "编号", sort="code", half=True),
        Column("name", "名称", head=True),
        Column("place", "乡镇、村居", lambda row: full_name(row.area_code)),
        Column("class", "城乡", lambda row: "城市" if row.urban else "农村", half=True),
        Column("kind", "类型", lambda row: row.get_kind_display(), half=True),
        Column("model", "运营模式", lambda row: queries.MODEL_NAMES.get(row.model, "")),
        Column("operator", "运营方", lambda row: row.operator_name or ""),
        Column("state", "状态", lambda row: Tag(_STATES.get(row.state, "未登记"), _TINTS.get(row.state, ""))),
        Column("since", "自", "state_from", kind=Kind.DATE, half=True),
        Column("licence", "许可证至", "licence_until", kind=Kind.DATE, desk_only=True),
    ),
    filters=(
        Text(code="q", label="名称", field="name"),
        AreaTree(),
        Choice(code="state", label="状态", field="state", choices=PointState.choices),
        YesNo(code="urban", label="城乡", yes="城市", no="农村"),
        Choice(code="model", label="运营模式", field="model", choices=OperatingModel.choices),
    ),
    operations=(Operation("详情", page_of("meals:point")),),
    tools=(
        Tool("台账核数", lambda: reverse("meals:census"), icon="table"),
        Tool("登记助餐点", lambda: reverse("meals:point_new"), icon="plus", primary=True, roles=KEEPING),
    ),
    order=("code",),
    empty="没有符合条件的助餐点。",
    persons=False,
)


def points(request: HttpRequest) -> HttpResponse:
    """助餐点."""
    return list_page(request, POINTS)


def point(request: HttpRequest, pk: int) -> HttpResponse:
    """One point: what holds of it today, and everything that changed, with its document."""
    found: Any = _one(request, pk)
    keeping = may(request.user, KEEPING, area_code=found.area_code)
    price = found.prices.filter(from_on__lte=timezone.localdate()).order_by("-from_on", "-pk").first()
    hours = f"午餐{found.lunch_from:%H:%M}至{found.lunch_to:%H:%M}"
    if found.supper_from:
        hours += f"，晚餐{found.supper_from:%H:%M}至{found.supper_to:%H:%M}"
    context = {
        "title": found.name,
        "state": (_STATES.get(found.state, "未登记"), _TINTS.get(found.state, "")),
        "items": [
            Item("编号", found.code),
            Item("所在地", full_name(found.area_code)),
            Item("城乡", "城市" if found.urban else "农村"),
            Item("类型", found.get_kind_display()),
            Item("运营模式", queries.MODEL_NAMES.get(found.model, "")),
            Item("运营方", found.operator_name or ""),
            Item("许可证有效期至", found.licence_until, Kind.DATE),
            Item("厨房", "有" if found.kitchen else "无"),
            Item("座位、日供餐能力", f"{found.seats}座、{found.capacity}份"),
            Item("供餐时间", hours),
            Item("开餐日", "每天" if len(found.weekdays) == 7 else "每周" + "、".join("一二三四五六日"[int(each) - 1] for each in found.weekdays)),
            Item("套餐", f"{price.name}，老年人{yuan(price.listed)}元，公众{yuan(price.public)}元" if price else ""),
        ],
        "events": _events(found),
        "changes": [(each.name, reverse("meals:point_change", args=[pk, each.code])) for each in CHANGES if keeping and found.state in each.source],
        "hand_to": reverse("meals:point_operator", args=[pk]) if keeping else "",
        "price": reverse("meals:point_price", args=[pk]) if keeping else "",
    }  # fmt: skip
    return render(request, "meals/point.html", context)


def _events(found: MealPoint) -> list[Event]:
    events = [
        (
            row.from_on,
            row.at,
            Event(row.get_state_display(), row.from_on, row.by.name, f"依据：{row.document}。{row.because}"),
        )
        for row in found.states.select_related("by")
    ]
    events += [
        (
            row.from_on,
            row.at,
            Event(
                f"运营：{row.get_model_display()}",
                row.from_on,
                row.by.name,
                f"{row.operator.name}；依据：{row.document}。",
            ),
        )
        for row in found.operations.select_related("by", "operator")
    ]
    events += [
        (row.from_on, row.at, Event(f"餐价：{row.name}{yuan(row.listed)}元", row.from_on, row.by.name, f"公众价{yuan(row.public)}元；依据：{row.document}。"))
        for row in found.prices.select_related("by")
    ]  # fmt: skip
    return [each for _, _, each in sorted(events, key=lambda row: row[:2], reverse=True)]


def census(request: HttpRequest) -> HttpResponse:
    """台账核数: how many points stood on a day, in which class, state and mode; so every published number can be made again."""
    on, wrong = _day(request)
    found = queries.census(request.user, on)
    classes = (("城市", True), ("农村", False), ("合计", None))
    context = {
        "title": "台账核数",
        "on": on,
        "wrong": wrong,
        "heads": [each.label for each in _SHOWN],
        "rows": [
            (name, [(state.label, found.count(urban, state)) for state in _SHOWN], found.count(urban, *BUILT), found.count(urban, *IN_USE))
            for name, urban in classes
        ],
        "models": [(name, found.models[code]) for code, name in OperatingModel.choices],
    }  # fmt: skip
    return render(request, "meals/census.html", context)


def _day(request: HttpRequest) -> tuple[dt.date, str]:
    asked = request.GET.get("on", "")
    if not asked:
        return timezone.localdate(), ""
    try:
        return dt.date.fromisoformat(asked), ""
    except ValueError:
        return timezone.localdate(), "日期看不懂，请写成 2024-11-05 的样子；以下为今天的数字。"


class PointForm(PageForm):
    columns = 2
    code = forms.CharField(label="编号", max_length=20)
    name = forms.CharField(label="名称", max_length=60)
    kind = forms.ChoiceField(label="类型", choices=MealPoint.Kind.choices)
    state = forms.ChoiceField(
        label="现在的状态", choices=[(each.value, each.label) for each in BUILT if each not in IN_USE]
    )
    seats = forms.IntegerField(label="座位", min_value=1, max_value=1000)
    capacity = forms.IntegerField(label="日供餐能力（份）", min_value=1, max_value=5000)
    square_metres = forms.IntegerField(label="面积（平方米）", min_value=0, max_value=10_000)
    weekdays = forms.CharField(label="开餐日", initial="1234567", help_text="1为周一，7为周日；周一至周五写12345")
    kitchen = forms.BooleanField(label="有厨房", required=False, initial=True)
    supper = forms.BooleanField(label="供应晚餐（17:00至18:30）", required=False)
    on = DayField(label="自哪天起")
    document = forms.CharField(label="依据文件", max_length=120)

    def clean_weekdays(self) -> str:
        given = str(self.cleaned_data["weekdays"]).strip()
        if not given or set(given) - set("1234567") or len(set(given)) != len(given):
            raise forms.ValidationError("开餐日请写1至7的数字，不重复，如12345。")
        return "".join(sorted(given))


def point_new(request: HttpRequest) -> HttpResponse:
    """登记助餐点."""
    form = PointForm(*posted(request))
    form.fields["state"].choices = [(PointState.PLANNED.value, PointState.PLANNED.label), *form.fields["state"].choices]  # type: ignore[attr-defined]  # a choice
    form.fields["area"] = area_field("所在村（社区）")
    more: dict[str, Any] = {"title": "登记助餐点", "submit": "登记", "back": reverse("meals:points")}

    def do(said: dict[str, Any], user: User) -> tuple[str, str]:
        new = register.NewPoint(
            said["code"], said["name"], said["area"], MealPoint.Kind(said["kind"]), said["seats"], said["capacity"], said["weekdays"],
            supper=(dt.time(17, 0), dt.time(18, 30)) if said["supper"] else None, kitchen=said["kitchen"],
            square_metres=said["square_metres"],
        )  # fmt: skip
        made = register.register_point(
            new, on=said["on"], document=said["document"], by=user, at=timezone.now(), state=PointState(said["state"])
        )  # fmt: skip
        return f"已登记{made.name}。", reverse("meals:point", args=[made.pk])

    return carry_out(request, form, do=do, **more)


class ChangeForm(PageForm):
    on = DayField(label="自哪天起")
    document = forms.CharField(label="依据文件", max_length=120)
    because = forms.CharField(label="事由", max_length=200, required=False)


def point_change(request: HttpRequest, pk: int, change: str) -> HttpResponse:
    """One of the declared steps: 开工建设 … 关闭."""
    found, step = _one(request, pk), register.BY_CODE.get(change)
    if step is None:
        raise Http404
    form = ChangeForm(*posted(request))
    more: dict[str, Any] = {"title": f"{found.name}：{step.name}", "submit": step.name, "back": reverse("meals:point", args=[pk])}  # fmt: skip

    def do(said: dict[str, Any], user: User) -> str:
        register.change_state(found, step, by=user, at=timezone.now(), **said)
        return f"{found.name}已登记“{step.name}”。"

    return carry_out(request, form, do=do, **more)


class OperatorForm(PageForm):
    columns = 2
    organisation = forms.CharField(
        label="运营方的机构代码", max_length=40, help_text="统一社会信用代码，须已在机构名录中"
    )
    model = forms.ChoiceField(label="运营模式", choices=OperatingModel.choices)
    licence = forms.CharField(label="食品经营许可证号", max_length=40, required=False)
    licence_until = DayField(label="许可证有效期至", required=False)
    on = DayField(label="自哪天起")
    document = forms.CharField(label="依据文件", max_length=120)


def point_operator(request: HttpRequest, pk: int) -> HttpResponse:
    """登记运营方."""
    found = _one(request, pk)
    form = OperatorForm(*posted(request))
    more: dict[str, Any] = {"title": f"{found.name}：登记运营方", "submit": "登记", "back": reverse("meals:point", args=[pk])}  # fmt: skip
    if not form.is_valid():
        return form_page(request, form, **more)
    said = dict(form.cleaned_data)
    code = said.pop("organisation").strip()
    operator = Organisation.objects.filter(code=code).select_related("party").first()
    if operator is None:
        return form_page(request, form, refusal="没有这个机构代码，请先在机构名录中登记，或核对代码。", **more)
    try:
        register.hand_to(
            found, operator.party, organisation=code, model=OperatingModel(said.pop("model")), by=_user(request),
            at=timezone.now(), **said,
        )  # fmt: skip
    except Refused as refused:
        return form_page(request, form, refusal=refused.sentence, **more)
    return done(request, f"{found.name}已登记运营方{operator.party.name}。", to=reverse("meals:point", args=[pk]))


class PriceForm(PageForm):
    columns = 2
    name = forms.CharField(label="套餐名称", max_length=40)
    listed = MoneyField(label="老年人标价（元）")
    public = MoneyField(label="公众价（元）")
    enterprise = MoneyField(label="企业让利（元）", initial="0")
    collective = MoneyField(label="集体补贴（元）", initial="0")
    donated = MoneyField(label="社会捐助（元）", initial="0")
    on = DayField(label="自哪天起")
    document = forms.CharField(label="依据文件（价目公示）", max_length=120)


def point_price(request: HttpRequest, pk: int) -> HttpResponse:
    """登记餐价."""
    found = _one(request, pk)
    form = PriceForm(*posted(request))
    more: dict[str, Any] = {
        "title": f"{found.name}：登记餐价",
        "submit": "登记",
        "back": reverse("meals:point", args=[pk]),
    }

    def do(said: dict[str, Any], user: User) -> str:
        register.set_price(found, by=user, at=timezone.now(), **said)
        return f"{found.name}已登记餐价。"

    return carry_out(request, form, do=do, **more)


def _one(request: HttpRequest, pk: int) -> MealPoint:
    found: MealPoint | None = queries.points(request.user, timezone.localdate()).filter(pk=pk).first()
    if found is None:
        raise Http404
    return found


def _user(request: HttpRequest) -> User:
    assert isinstance(request.user, User)
    return request.user
