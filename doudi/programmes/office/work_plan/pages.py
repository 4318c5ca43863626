"""工作计划：登记的表单、季度目标、衡量指标；列表和办理来自流程。"""

from __future__ import annotations

from typing import Any

from django import forms
from django.http import HttpRequest, HttpResponse
from django.urls import reverse
from django.utils import timezone

from doudi.base.access import scope
from doudi.base.areas import county_of
from doudi.base.models import User
from doudi.mechanisms.casework.models import Case
from doudi.mechanisms.casework.pages.bulks import bulk_of
from doudi.mechanisms.casework.pages.declare import CasePages
from doudi.mechanisms.indicators.declare import INDICATORS, indicator_of
from doudi.pages.acts import carry_out
from doudi.pages.declare import Panel
from doudi.pages.details import Item
from doudi.pages.filters import Choice
from doudi.pages.forms import PageForm, posted
from doudi.pages.lists import Column
from doudi.programmes.office.work_plan import handling, queries, services
from doudi.programmes.office.work_plan.flow import APPROVE, PLAN, PLANNERS
from doudi.programmes.office.work_plan.models import PlanItem


def _indicators() -> list[tuple[str, str]]:
    return [
        ("", "不用指标，凭证据"),
        *((code, f"{each.name}（{each.unit}）") for code, (_, each) in INDICATORS.items()),
    ]


class ItemForm(PageForm):
    columns = 2
    year = forms.IntegerField(label="年度", min_value=2000, max_value=2100)
    section = forms.CharField(label="方面", max_length=60, help_text="总结中的哪一部分，例如：养老服务")
    words = forms.CharField(label="计划事项", max_length=200)
    unit = forms.CharField(label="责任单位", max_length=80)
    owner = forms.ChoiceField(label="责任人")
    indicator = forms.ChoiceField(label="衡量指标", choices=_indicators, required=False)
    first = forms.CharField(label="一季度目标", max_length=160)
    second = forms.CharField(label="二季度目标", max_length=160)
    third = forms.CharField(label="三季度目标", max_length=160)
    fourth = forms.CharField(label="四季度目标", max_length=160, help_text="达到即为完成")
    evidence = forms.CharField(label="凭据", max_length=160, help_text="例如：验收单、印发的文件、照片")


def opens(request: HttpRequest) -> HttpResponse:
    user, today = request.user, timezone.localdate()
    assert isinstance(user, User)
    county = county_of(min(low for low, _ in scope(user, PLANNERS).ranges))
    form = ItemForm(*posted(request), initial={"year": today.year + 1})
    people = queries.owners(county, today)
    form.fields["owner"].choices = [("", "请选择"), *((str(each.pk), each.name) for each in people)]  # type: ignore[attr-defined]
    more: dict[str, Any] = {"title": "列入工作计划", "submit": "列入", "back": reverse("work_plan:items")}

    def do(said: dict[str, Any], user: User) -> tuple[str, str]:
        new = services.NewItem(
            said["year"],
            said["section"],
            said["words"],
            said["unit"],
            people.get(pk=int(said["owner"])),
            (said["first"], said["second"], said["third"], said["fourth"]),
            said["evidence"],
            said["indicator"],
        )
        [made] = services.enter([new], area_code=county, by=user, at=timezone.now())
        return "已列入，待局领导审定。", reverse("work_plan:item", args=[made.pk])

    return carry_out(request, form, do=do, **more)


def items(user: Any, case: Case) -> list[Item]:
    row = handling.of(case)
    indicator = indicator_of(row.indicator) if row.indicator else None
    found = [
        Item("年度", row.year),
        Item("方面", row.section),
        Item("责任单位", row.unit),
        Item("责任人", row.owner.name),
        Item("衡量指标", f"{indicator.name}（{indicator.unit}）" if indicator else None),
        Item("凭据", row.evidence),
        Item("结果", row.get_result_display() or None),
        Item("原因", row.why or None, wide=True),
    ]
    return [each for each in found if each.value is not None]


def panels(user: Any, case: Case) -> list[Panel]:
    """The four quarters: target, by when it is reported, what was reported."""
    row = handling.of(case)
    lines = [(each, handling.due_on(row.year, each.quarter)) for each in row.quarters.order_by("quarter")]
    return [Panel("quarters", "季度目标", "work_plan/quarters.html", {"lines": lines}, len(lines))]


def _of(case: Case) -> PlanItem:
    return case.plan_item


ITEM_PAGES = CasePages(
    programme="work_plan",
    flow=PLAN,
    place="责任地",
    name="工作计划",
    noun="计划事项",
    one="item",
    readers=queries.READERS,
    opened="列入计划",
    icon="clipboard-text",
    subject="计划事项",
    opens=opens,
    openers=PLANNERS,
    items=items,
    panels=panels,
    columns=(
        Column("year", "年度", lambda case: _of(case).year, sort="plan_item__year", half=True),
        Column("section", "方面", lambda case: _of(case).section),
        Column("owner", "责任人", lambda case: _of(case).owner.name, half=True),
        Column("result", "结果", lambda case: _of(case).get_result_display()),
    ),
    filters=(Choice(code="result", label="结果", field="plan_item__result", choices=PlanItem.Result.choices),),
    bulks=(bulk_of(APPROVE, words="所选事项列入年度计划，从一季度起按季报送。"),),
    related=("plan_item__owner",),
)
