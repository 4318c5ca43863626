"""整改问题：登记的表单、基本情况、措施、销号条件；列表、办理、流程图都来自流程。"""

from __future__ import annotations

from typing import Any

from django import forms
from django.http import HttpRequest, HttpResponse
from django.urls import reverse
from django.utils import timezone

from doudi.base.areas import full_name, level_of, names
from doudi.base.models import Area, User
from doudi.mechanisms.casework.declare import Action
from doudi.mechanisms.casework.models import Case
from doudi.mechanisms.casework.pages.declare import CasePages
from doudi.mechanisms.matching.declare import CHECKS
from doudi.mechanisms.matching.models import Finding
from doudi.pages.acts import carry_out
from doudi.pages.cells import Kind, Tag
from doudi.pages.declare import Panel
from doudi.pages.details import Item
from doudi.pages.filters import Choice
from doudi.pages.forms import DayField, PageForm, posted, with_fields
from doudi.pages.lists import Column
from doudi.programmes.integrity.rectification import handling, queries, services
from doudi.programmes.integrity.rectification.flow import REGISTER, REGISTRARS
from doudi.programmes.integrity.rectification.models import RectificationArea, Screening, Task

_SHOWN = 30  # linked findings on the page of an item
_LATE = Tag("已过时限", "danger")


def _places() -> list[tuple[str, str]]:
    """The county and its townships."""
    units = (Area.Level.COUNTY, Area.Level.TOWNSHIP)
    return [(code, name) for code, name in sorted(names().items()) if level_of(code) in units]


def _people() -> list[tuple[str, str]]:
    rows = queries.workers(timezone.localdate())
    return [
        ("", "请选择"),
        *((str(each.pk), f"{each.name}（{each.unit}）" if each.unit else each.name) for each in rows),
    ]


def _rules() -> list[tuple[str, str]]:
    return [(code, f"{code} {each.name}") for code, each in CHECKS.items()]


class TaskForm(PageForm):
    columns = 2
    area = forms.ChoiceField(label="方面", choices=[("", "请选择"), *RectificationArea.choices])
    screening = forms.ChoiceField(label="发现方式", choices=[("", "请选择"), *Screening.choices])
    problem = forms.CharField(label="整改问题", max_length=200)
    details = forms.CharField(
        label="具体情况",
        max_length=600,
        widget=forms.Textarea(attrs={"rows": 3}),
        help_text="户数、人数、金额、时段；不写姓名和证号",
    )
    place = forms.ChoiceField(label="责任地", choices=_places)
    unit = forms.CharField(label="责任单位", max_length=80)
    responsible = forms.ChoiceField(label="责任人", choices=_people)
    lead = forms.CharField(label="牵头领导", max_length=80)
    due_on = DayField(label="完成时限")
    tolerated = forms.IntegerField(
        label="每月容许新疑点（条）", min_value=0, max_value=9999, initial=0, help_text="超过即自动重新打开；一般为0"
    )
    rules = forms.MultipleChoiceField(
        label="绑定的比对规则", choices=_rules, required=False, widget=forms.CheckboxSelectMultiple
    )


def opens(request: HttpRequest) -> HttpResponse:
    """列入台账: a problem with who answers for it, by when, and the checks that show whether it is put right."""
    form = TaskForm(*posted(request))
    words: dict[str, Any] = {
        "title": "列入整改台账",
        "submit": "列入台账",
        "back": reverse("rectification:register"),
        "words": "列入后由责任单位制定措施。绑定比对规则的，销号后规则再次发现疑点，本项自动重新打开，编号不变。",
    }

    def do(said: dict[str, Any], user: User) -> tuple[str, str]:
        new = services.NewTask(
            said["problem"],
            said["details"],
            RectificationArea(said["area"]),
            Screening(said["screening"]),
            said["lead"],
            said["unit"],
            User.objects.get(pk=said["responsible"]),
            said["due_on"],
            said["place"],
            tuple((rule, said["tolerated"]) for rule in said["rules"]),
        )
        [made] = services.register([new], by=user, at=timezone.now())
        return f"已列入台账，序号{made.item_no}。", reverse("rectification:item", args=[made.pk])

    return carry_out(request, form, do=do, **words)


def items(user: Any, case: Case) -> list[Item]:
    """What is wrong, who answers for it, by when, and what came of it."""
    row, today = handling.of(case), timezone.localdate()
    late = case.stage in queries.WORKED_ON and row.due_on < today
    found = [
        Item("序号", row.item_no),
        Item("方面", row.get_area_display()),
        Item("发现方式", row.get_screening_display()),
        Item("责任单位", row.unit),
        Item("责任人", row.responsible.name),
        Item("牵头领导", row.lead),
        Item("完成时限", row.due_on, Kind.DATE),
        Item("进度", _LATE if late else None),
        Item("整改前", row.before or None),
        Item("整改后", row.after or None),
        Item("主观情况", row.get_intent_display() or None),
        Item("处理人员", f"{row.dealt_with}人，{row.dealt_how}" if row.dealt_with else None),
    ]
    found.append(Item("具体情况", row.details, wide=True))
    return [each for each in found if each.value is not None]


def panels(user: Any, case: Case) -> list[Panel]:
    """Measures, what still stands in the way of closing, the checks it is bound to with what they found, and every closing."""
    task = handling.of(case)
    measures, checks, closings = list(task.measures.all()), list(task.checks.all()), list(task.closings.all())
    found = [Panel("measures", "整改措施", "rectification/measures.html", {"measures": measures}, len(measures))]
    if case.stage in (*queries.WORKED_ON, "SUBMITTED", "ACCEPTED"):
        found.append(Panel("gates", "销号条件", "rectification/gates.html", {"missing": queries.in_the_way(task)}))
    if checks:
        bound = [(each, CHECKS[each.rule].name if each.rule in CHECKS else "") for each in checks]
        linked = _findings(task)
        number = task.linked.count()
        context = {"bound": bound, "findings": linked, "more": number - len(linked)}
        found.append(Panel("checks", "绑定的比对规则和关联疑点", "rectification/checks.html", context, number))
    if closings:
        found.append(Panel("closings", "销号和回头看", "rectification/closings.html", {"closings": closings}))
    return found


def _findings(task: Task) -> list[tuple[Finding, str, str]]:
    """The linked findings, those unanswered and the newest first, by rule and place: no names in the register."""
    rows = Finding.objects.filter(pk__in=task.linked.values("finding")).order_by("disposal", "-pk")[:_SHOWN]
    return [
        (each, full_name(each.area_code) if each.area_code else "未定住地", each.get_disposal_display())
        for each in rows
    ]


def fill(form: PageForm, case: Case, action: Action) -> None:
    """Of the measures those that are not delivered yet, to choose from; the day that stands, to begin with."""
    task = handling.of(case)
    if "measure" in form.fields:
        open_ones = [(str(each.pk), each.words) for each in task.measures.filter(delivered_on=None)]
        choices = [("", "请选择"), *open_ones]
        with_fields(form, {"measure": forms.ChoiceField(label="整改措施", choices=choices)})
    if action.code == "close":
        form.initial.setdefault("dealt_with", "0")


def _of(case: Case) -> Task:
    return case.rectification_task


ITEM_PAGES = CasePages(
    programme="rectification",
    flow=REGISTER,
    place="责任地",
    name="集中整治台账",
    noun="整改问题",
    one="item",
    readers=queries.READERS,
    opened="列入台账",
    icon="list-check",
    subject="整改问题",
    opens=opens,
    openers=REGISTRARS,
    items=items,
    panels=panels,
    columns=(
        Column("item_no", "序号", lambda case: _of(case).item_no, sort="rectification_task__item_no", half=True),
        Column("area", "方面", lambda case: _of(case).get_area_display()),
        Column("unit", "责任单位", lambda case: _of(case).unit),
        Column("responsible", "责任人", lambda case: _of(case).responsible.name, half=True),
        Column("due_on", "完成时限", lambda case: _of(case).due_on, Kind.DATE, "rectification_task__due_on"),
    ),
    filters=(
        Choice(code="aspect", label="方面", field="rectification_task__area", choices=RectificationArea.choices),
        Choice(code="screening", label="发现方式", field="rectification_task__screening", choices=Screening.choices),
    ),
    related=("rectification_task__responsible",),
    fill=fill,
)
