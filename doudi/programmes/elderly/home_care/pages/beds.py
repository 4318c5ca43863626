"""家庭养老床位的页面: list, case and forms of actions come from the flow; here stand the application and what a bed's page shows."""

from __future__ import annotations

import datetime as dt
from typing import Any

from django import forms
from django.http import Http404, HttpRequest, HttpResponse
from django.urls import reverse
from django.utils import timezone

from doudi.base.access import may
from doudi.base.models import User
from doudi.base.money import yuan
from doudi.base.months import chinese_month
from doudi.mechanisms.casework.declare import Action
from doudi.mechanisms.casework.models import Case
from doudi.mechanisms.casework.pages import listing, of
from doudi.mechanisms.casework.pages.declare import CasePages
from doudi.mechanisms.registry.models import Category
from doudi.pages.acts import carry_out
from doudi.pages.cells import Kind, Link
from doudi.pages.declare import Panel, WorkItem, together
from doudi.pages.details import Item
from doudi.pages.forms import PageForm, posted, with_fields
from doudi.pages.lists import Column
from doudi.programmes.elderly.home_care import queries
from doudi.programmes.elderly.home_care.assessing import Level
from doudi.programmes.elderly.home_care.beds import applying, furnishing
from doudi.programmes.elderly.home_care.beds import queries as beds
from doudi.programmes.elderly.home_care.beds.flow import BEDS, HANDLERS
from doudi.programmes.elderly.home_care.models import CareBed, SettledBed

_CHECK_SOON, _SHOWN = 30, 20  # days; lines on the desk


def apply_view(request: HttpRequest, pk: int) -> HttpResponse:
    """申请家庭养老床位 on the ground of an assessment."""
    found = queries.assessments(request.user).filter(pk=pk).first()
    if found is None:
        raise Http404
    choices = [(each.code, each.name) for each in queries.providers_on(timezone.localdate())]
    form = with_fields(
        PageForm(*posted(request)),
        {"provider": forms.ChoiceField(label="服务机构", choices=[("", "请选择"), *choices])},
    )
    more: dict[str, Any] = {
        "title": f"申请家庭养老床位：{found.person.party.name}",
        "submit": "提交申请",
        "back": reverse("home_care:assessment", args=[pk]),
        "words": f"依据{found.on}的能力评估（{Level(found.level).words}）。提交后由两人入户查看住房和照护情况。",
    }

    def do(said: dict[str, Any], user: User) -> tuple[str, str]:
        provider = queries.providers_on(timezone.localdate()).get(code=said["provider"])
        made = applying.apply(applying.NewBed(found, provider, user, timezone.now()))
        return f"{made.case.title}：床位申请已提交，待入户查看。", reverse("home_care:bed", args=[made.pk])

    return carry_out(request, form, do=do, **more)


def row_of(case: Case) -> CareBed:
    """The bed of a case with what its page shows beside it."""
    return CareBed.objects.select_related("case", "person__party", "provider", "assessment").get(pk=case.pk)


def items(user: Any, case: Case) -> list[Item]:
    """基本情况; a provider sees whom it serves, nothing of hardship."""
    row = row_of(case)
    inside = may(user, queries.ASSESSMENT_READERS, area_code=case.area_code)
    name = row.person.party.name
    found = [
        Item("老年人", Link(name, reverse("person", args=[row.person_id])) if inside else name),
        Item("床位编号", row.number),
        Item("服务机构", row.provider.name),
        Item("24小时应答单位", row.answering or None),
        Item("能力等级", Level(row.assessment.level).words),
        Item("困难类别", Category.Kind(row.hardship).label if inside else None),
        Item("三方协议签订", row.agreed_on, Kind.DATE),
        Item("决定文号", row.document or None),
        Item("安装日期", row.installed_on, Kind.DATE),
        Item("验收日期", row.accepted_on, Kind.DATE),
        Item("开始服务", row.served_since, Kind.DATE),
        Item("上次检查", row.checked_on, Kind.DATE),
        Item("暂停起始", row.paused_on, Kind.DATE),
        Item("撤床日期", row.retired_on, Kind.DATE),
        Item("建设补贴", f"{yuan(row.subsidy)}元（配置价款{yuan(row.cost)}元，其余由家庭或机构承担）" if row.subsidy is not None and row.cost is not None else None),
        Item("能力评估", Link(f"{row.assessment.on}", reverse("home_care:assessment", args=[row.assessment_id])) if inside else None),
    ]  # fmt: skip
    return [each for each in found if each.value is not None]


def panels(user: Any, case: Case) -> list[Panel]:
    """What it is fitted with, and what was paid for it."""
    row, found = row_of(case), list[Panel]()
    here: dict[str, Any]
    lines = list(row.fittings.all())
    if lines:
        shown = [(each, yuan(each.price), yuan(each.price * each.quantity)) for each in lines]
        here = {"lines": shown, "total": yuan(furnishing.designed(row))}
        found.append(Panel("fittings", "床位配置", "home_care/fittings.html", here, len(lines)))
    paid = list(row.settled.select_related("settlement__provider").order_by("month", "kind"))
    if paid:
        rows = [(SettledBed.Kind(each.kind).label, chinese_month(each.month), each.visits, yuan(each.amount), each.settlement) for each in paid]  # fmt: skip
        here = {"lines": rows, "linked": may(user, queries.MONEY_READERS)}
        found.append(Panel("paid", "床位补贴", "home_care/bed_paid.html", here, len(rows)))
    return found


def links(user: Any, case: Case) -> list[tuple[str, str]]:
    """What is filled in beside the actions, where it is its turn."""
    row, found = row_of(case), []
    here = may(user, HANDLERS, area_code=case.area_code)
    if case.stage == "SURVEYED" and here:
        found.append(("床位配置", reverse("home_care:bed_design", args=[case.pk])))
    if case.stage in ("APPROVED", "REWORK") and may(user, furnishing.FITTERS, organisation=row.provider_id):
        found.append(("安装情况", reverse("home_care:bed_installed", args=[case.pk])))
    if case.stage == "BUILT" and here:
        found.append(("逐项核实", reverse("home_care:bed_found", args=[case.pk])))
    return found


def fill(form: PageForm, case: Case, action: Action) -> None:
    """The days of today."""
    for day in ("visited_on", "told_on", "agreed_on", "since"):
        if day in form.fields:
            form.fields[day].initial = timezone.localdate()


BED_PAGES = CasePages(
    programme="home_care",
    flow=BEDS,
    name="家庭养老床位",
    noun="床位",
    one="bed",
    readers=queries.PLAN_READERS,
    opened="申请建床",
    icon="home",
    subject="老年人",
    items=items,
    panels=panels,
    columns=(
        Column("number", "床位编号", "care_bed.number", half=True),
        Column("provider", "服务机构", "care_bed.provider.name", desk_only=True),
        Column("since", "开始服务", "care_bed.served_since", kind=Kind.DATE, desk_only=True),
        Column("subsidy", "建设补贴（元）", "care_bed.subsidy", kind=Kind.MONEY, half=True),
    ),
    related=("care_bed__provider",),
    links=links,
    fill=fill,
    visits=frozenset({"APPLIED", "BUILT"}),
)  # fmt: skip


def checks_due(user: Any, today: dt.date) -> list[WorkItem]:
    """年度检查 that fall due within a month: a bed in service waits for nobody else."""
    if not may(user, HANDLERS):
        return []
    return [_to_check(case, today) for case in beds.to_check(user, today, within=_CHECK_SOON)[:_SHOWN]]


def unserved(user: Any, today: dt.date) -> list[WorkItem]:
    """Alarms: beds in service without a care plan, and checks that are overdue."""
    if not may(user, HANDLERS):
        return []
    return [
        *(
            WorkItem(f"{case.title}：床位服务中，但没有执行中的服务计划", reverse("home_care:bed", args=[case.pk]), label="有床无服务", tint="danger")
            for case in beds.unserved(user)[:_SHOWN]
        ),
        *(_to_check(case, today) for case in beds.to_check(user, today, within=-1)[:_SHOWN]),
    ]  # fmt: skip


def _to_check(case: Case, today: dt.date) -> WorkItem:
    due = beds.check_due_on(case.care_bed, today)
    late = due is not None and due < today
    return WorkItem(
        f"{case.title}：家庭养老床位年度检查", reverse("home_care:bed", args=[case.pk]), label="超期" if late else "年度检查",
        tint="danger" if late else "warn", due=due, natural=True, visit=True, overdue=late,
    )  # fmt: skip


PAGES = of.pages_of(BED_PAGES)
worklist = together(listing.worklist_of(BED_PAGES), checks_due)
alarms = together(listing.alarms_of(BED_PAGES), unserved)
