"""月结算 and 运营补助: the list, one with how it was computed, whom to call back, and the one step that is next."""

from __future__ import annotations

from typing import Any

from django import forms
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.utils import timezone

from doudi.base.access import may
from doudi.base.models import User
from doudi.base.months import chinese_month
from doudi.base.refused import Refused
from doudi.base.roles import Role
from doudi.mechanisms.registry.models import Person
from doudi.pages.acts import carry_out
from doudi.pages.cells import Kind, Tag
from doudi.pages.details import Item, steps_of
from doudi.pages.filters import AreaTree, Choice
from doudi.pages.forms import PageForm, form_page, posted
from doudi.pages.lists import Column, Listing, Operation, Tool, page_of
from doudi.pages.responses import done
from doudi.pages.views import list_page
from doudi.programmes.elderly.meals import doubts, queries
from doudi.programmes.elderly.meals import settlements as services
from doudi.programmes.elderly.meals.models import CallBack, MealPoint, OperatingSubsidy, Settlement
from doudi.programmes.elderly.meals.policy import Tier

S = Settlement.State
_TINTS = {S.DRAFT: "info", S.CONFIRMED: "warn", S.CHECKED: "warn", S.APPROVED: "info", S.POSTED: "warn", S.PAID: "ok"}
_BUTTONS = {
    S.DRAFT: "运营方确认",
    S.CONFIRMED: "乡镇核对",
    S.CHECKED: "审批入账",
    S.APPROVED: "已公示",
    S.POSTED: "支付",
}
_ROAD = ("生成", "运营方确认", "乡镇核对", "审批", "公示", "支付")

SETTLEMENTS = Listing(
    code="meals.settlements",
    name="助餐月结算",
    rows=queries.settlements,
    columns=(
        Column("month", "月份", "month", kind=Kind.MONTH, sort="month", half=True),
        Column("point", "助餐点", "point.name", head=True),
        Column("operator", "运营方", "operator.name"),
        Column("meals", "餐次", "meals", kind=Kind.NUMBER, half=True),
        Column("gross", "餐补合计（元）", "gross", kind=Kind.MONEY, half=True),
        Column("delivery", "送餐补贴（元）", "delivery", kind=Kind.MONEY, desk_only=True),
        Column("held", "存疑未计入", "held", kind=Kind.NUMBER, half=True),
        Column("payable", "应付（元）", "payable", kind=Kind.MONEY, half=True),
        Column("state", "状态", lambda row: Tag(row.get_state_display(), _TINTS[S(row.state)])),
    ),
    filters=(Choice(code="state", label="状态", field="state", choices=S.choices), AreaTree()),
    operations=(Operation("详情", page_of("meals:settlement"), drawer=False),),
    order=("-month", "point"),
    empty="还没有结算单。每月1日自动生成上月结算单。",
    persons=False,
)
SUBSIDIES = Listing(
    code="meals.subsidies",
    name="助餐运营补助",
    rows=queries.subsidies,
    columns=(
        Column("year", "年度", "year", kind=Kind.TEXT, sort="year", half=True),
        Column("point", "助餐点", "point.name", head=True),
        Column("operator", "运营方", "operator.name"),
        Column("meals", "助餐人次", "meals", kind=Kind.NUMBER, half=True),
        Column("days", "开餐天数", "open_days", kind=Kind.NUMBER, half=True),
        Column("score", "考核得分", "score", kind=Kind.NUMBER, half=True),
        Column("amount", "金额（元）", "amount", kind=Kind.MONEY, half=True),
        Column("state", "状态", lambda row: Tag(row.get_state_display(), "ok" if row.state == "PAID" else "warn")),
    ),
    filters=(Choice(code="state", label="状态", field="state", choices=OperatingSubsidy.State.choices), AreaTree()),
    operations=(Operation("详情", page_of("meals:subsidy"), drawer=False),),
    tools=(Tool("计算运营补助", lambda: reverse("meals:subsidy_new"), icon="plus", primary=True, roles=services.DRAWING_UP),),
    order=("-year", "point"),
    empty="还没有运营补助。",
    persons=False,
)  # fmt: skip


def settlements(request: HttpRequest) -> HttpResponse:
    """助餐月结算."""
    return list_page(request, SETTLEMENTS)


def settlement(request: HttpRequest, pk: int) -> HttpResponse:
    """One month of a point; a button is only there for whoever takes the next step."""
    found = get_object_or_404(queries.settlements(request.user), pk=pk)
    wrong = ""
    if request.method == "POST":
        try:
            sentence = _act(request, found)
            return done(request, sentence, to=reverse("meals:settlement", args=[pk]))
        except Refused as refused:
            wrong = refused.sentence
            found = get_object_or_404(queries.settlements(request.user), pk=pk)
    reached, wanted = services.call_backs(found)
    calling = found.state == S.CONFIRMED and may(request.user, services.CHECKING, area_code=found.area_code)
    context = {
        "title": f"{found.point.name}{chinese_month(found.month)}结算",
        "found": found,
        "state": (found.get_state_display(), _TINTS[S(found.state)]),
        "wrong": wrong,
        "steps": steps_of(_ROAD, 6 if found.state == S.PAID else list(S).index(S(found.state)) + 1),
        "items": [
            Item("运营方", found.operator.name),
            Item("餐次", found.meals, Kind.NUMBER),
            *(Item(tier.label, f"{found.by_tier[tier.name]}份") for tier in Tier if found.by_tier.get(tier.name)),
            Item("存疑未计入", f"{found.held}份"),
            Item("应付（元）", found.payable, Kind.MONEY),
            Item("回访", f"须{wanted}人，已{reached}人"),
            Item("公示日期", found.posted_on, Kind.DATE),
            Item("支付日期", found.paid_on, Kind.DATE),
        ],
        "how": found.words.split("\n"),
        "next": _BUTTONS.get(S(found.state), "") if _may_next(request, found) else "",
        "may_return": found.state in (S.CONFIRMED, S.CHECKED) and _may_next(request, found),
        "may_draft": found.state == S.DRAFT and may(request.user, services.DRAWING_UP, area_code=found.area_code),
        "to_call": queries.to_call(found, wanted) if calling else [],
        "answers": CallBack.Answer.choices,
    }
    return render(request, "meals/settlement.html", context, status=422 if wrong else 200)


def _may_next(request: HttpRequest, found: Settlement) -> bool:
    roles = queries.NEXT_BY.get(S(found.state))
    if roles is None:
        return False
    if found.state == S.DRAFT:
        if not found.organisation:
            return may(request.user, frozenset({Role.VILLAGE_WORKER}), area_code=found.area_code)
        return may(request.user, roles, organisation=found.organisation)
    return may(request.user, roles, area_code=found.area_code)


def _act(request: HttpRequest, found: Settlement) -> str:
    """What the page's form asks for: the next step, back with a reason, drawn up anew, or an answer of a call-back."""
    by, now, said = _user(request), timezone.now(), request.POST
    act = said.get("act", "")
    if act == "return":
        services.give_back(found, because=said.get("because", ""), by=by, at=now)
        return "已退回，由县级经办人重新生成。"
    if act == "draft":
        again = services.draft(found.point, found.operator, found.month, by=by, at=now)
        return f"已重新生成，应付{again.payable / 100:,.2f}元。"
    if act == "call":
        number = said.get("person", "")
        person = Person.objects.filter(pk=int(number)).first() if number.isdecimal() else None
        if person is None or said.get("answer") not in CallBack.Answer.values:
            raise Refused("请选择回访结果。")
        doubts.call_back(
            found.point,
            person,
            found.month,
            CallBack.Answer(said["answer"]),
            by=by,
            at=now,
            words=said.get("words", ""),
        )
        return f"已登记{person.party.name}的回访。"
    if found.state == S.DRAFT:
        services.confirm(found, by=by, at=now)
    elif found.state == S.CONFIRMED:
        services.check(found, by=by, at=now)
    elif found.state == S.CHECKED:
        services.approve(found, by=by, at=now)
    elif found.state == S.APPROVED:
        services.post(found, on=timezone.localdate(now), by=by, at=now)
    else:
        services.pay(found, by=by, at=now)
    return f"已办理，现在是“{found.get_state_display()}”。"


def subsidies(request: HttpRequest) -> HttpResponse:
    """助餐运营补助."""
    return list_page(request, SUBSIDIES)


class SubsidyForm(PageForm):
    columns = 2
    point = forms.ModelChoiceField(label="助餐点", queryset=MealPoint.objects.order_by("code"))
    year = forms.IntegerField(label="年度", min_value=2020, max_value=2100)
    score = forms.IntegerField(label="年度考核得分", min_value=0, max_value=100)
    accident = forms.BooleanField(label="本年发生食品安全事故", required=False)


def subsidy_new(request: HttpRequest) -> HttpResponse:
    """Drawn up from what was served in the year."""
    form = SubsidyForm(*posted(request))
    more: dict[str, Any] = {"title": "计算运营补助", "submit": "计算", "back": reverse("meals:subsidies")}

    def do(said: dict[str, Any], user: User) -> tuple[str, str]:
        made = services.draft_operating(
            said["point"], said["year"], score=said["score"], accident=said["accident"], by=user, at=timezone.now()
        )  # fmt: skip
        return made.words, reverse("meals:subsidy", args=[made.pk])

    return carry_out(request, form, do=do, **more)


class NothingForm(PageForm):
    """Nothing is asked: a button only."""


def subsidy(request: HttpRequest, pk: int) -> HttpResponse:
    """One year of a point, and the step that is next."""
    found = get_object_or_404(queries.subsidies(request.user), pk=pk)
    if found.state == OperatingSubsidy.State.PAID and request.method == "POST":
        raise Http404
    form = NothingForm(*posted(request))
    more: dict[str, Any] = {
        "title": f"{found.point.name}{found.year}年运营补助", "submit": "审批" if found.state == "DRAFT" else "支付",
        "back": reverse("meals:subsidies"), "head": found.get_state_display(), "words": found.words,
    }  # fmt: skip
    if request.method != "POST":
        return form_page(request, form, **more)
    try:
        services.move_operating(found, by=_user(request), at=timezone.now())
    except Refused as refused:
        return form_page(request, form, refusal=refused.sentence, **more)
    return done(request, f"已办理，现在是“{found.get_state_display()}”。", to=reverse("meals:subsidy", args=[pk]))


def _user(request: HttpRequest) -> User:
    assert isinstance(request.user, User)
    return request.user
