"""居家适老化改造的页面: list, case and forms of actions come from the flow; here stand the form of an application and what a case shows."""

from __future__ import annotations

from typing import Any

from django import forms
from django.db import transaction
from django.http import HttpRequest, HttpResponse
from django.urls import reverse
from django.utils import timezone

from doudi.base import files
from doudi.base.access import may
from doudi.base.models import User
from doudi.base.money import yuan
from doudi.mechanisms.casework.declare import Action
from doudi.mechanisms.casework.models import Case
from doudi.mechanisms.casework.pages import of
from doudi.mechanisms.casework.pages.declare import CasePages
from doudi.mechanisms.casework.services import take
from doudi.mechanisms.casework.surveys import pages as surveys
from doudi.mechanisms.registry.services import NewPerson, person_named
from doudi.pages.acts import carry_out
from doudi.pages.cells import Kind, Link, Tag
from doudi.pages.declare import Panel
from doudi.pages.details import Item
from doudi.pages.filters import Choice
from doudi.pages.forms import FilesField, IdentityField, PageForm, area_field, posted
from doudi.pages.lists import Column
from doudi.programmes.elderly.home_adaptation import applying, planning, queries
from doudi.programmes.elderly.home_adaptation.accepting import ACCEPTERS
from doudi.programmes.elderly.home_adaptation.aftercare import TELLERS, VISITED_IN
from doudi.programmes.elderly.home_adaptation.building import BUILDERS
from doudi.programmes.elderly.home_adaptation.catalogue import GROUPS
from doudi.programmes.elderly.home_adaptation.flow import ADAPTATIONS, FILERS, LEVELS, SUBMIT
from doudi.programmes.elderly.home_adaptation.models import Adaptation, ItemPhoto, PlanLine
from doudi.programmes.elderly.home_adaptation.papers import PAPERS
from doudi.programmes.elderly.home_adaptation.planning import OPEN_FOR_PLAN, PLANNERS
from doudi.programmes.elderly.home_adaptation.rules import Hardship

_GROUP = {item: name for name, items in GROUPS for item in items}


class NewForm(PageForm):
    """Whose home, and what house it is. What the household had before and its hardship are looked up."""

    columns = 2
    id_number = IdentityField(label="老年人身份证号")
    name = forms.CharField(label="老年人姓名", max_length=40)
    house = forms.ChoiceField(label="住房", choices=Adaptation.House.choices, widget=forms.RadioSelect, initial="OWN")
    phone = forms.CharField(label="联系电话", max_length=20, required=False)
    agent = forms.CharField(label="代办人", max_length=40, required=False, help_text="村里或家属代为申请的填写")
    worsened = forms.CharField(
        label="再次申请的理由", max_length=200, required=False, help_text="该户资助改造过、能力等级加重的才填"
    )
    papers = FilesField(label="申请材料", required=False)
    signed = forms.BooleanField(label="申请书已由老年人（代办人）签字")

    field_order = ("area_code", "id_number", "name", "house", "phone", "agent", "worsened", "papers", "signed")

    def __init__(self, *args: Any, **more: Any) -> None:
        super().__init__(*args, **more)
        self.fields["area_code"] = area_field("所在村居")
        self.order_fields(self.field_order)


def new_view(request: HttpRequest) -> HttpResponse:
    """登记申请: taken down and submitted at once."""
    form = NewForm(*posted(request))
    more: dict[str, Any] = {
        "title": "登记适老化改造申请",
        "submit": "提交",
        "back": reverse("home_adaptation:adaptations"),
    }

    def do(said: dict[str, Any], user: User) -> tuple[str, str]:
        said, now = said, timezone.now()
        with transaction.atomic():
            known = NewPerson(said["id_number"], said["name"].strip(), said["area_code"])
            person = person_named(known, by=user, at=now, because="申请居家适老化改造")
            made = applying.apply(
                applying.NewAdaptation(
                    person, said["area_code"], Adaptation.House(said["house"]), said["phone"], said["agent"], said["worsened"]
                ),
                by=user,
                at=now,
            )  # fmt: skip
            kept = [
                files.keep(
                    each, name=each.name or "材料.jpg", purpose="提交", by=user, at=now, area_code=said["area_code"]
                )
                for each in said["papers"] or []
            ]
            take(made.case, SUBMIT, by=user, at=now, data={"signed": said["signed"]}, files=kept)
        words = f"{person.party.name}：已提交，由乡镇核查。"
        return words, reverse("home_adaptation:adaptation", args=[made.pk])

    return carry_out(request, form, do=do, **more)


def row_of(case: Case) -> Adaptation:
    """The adaptation of a case with what its page shows beside it."""
    return Adaptation.objects.select_related("case", "person__party", "household__household", "contractor").get(
        pk=case.pk
    )


def items(user: Any, case: Case) -> list[Item]:
    """基本情况; of a contractor's own jobs he sees what he builds for, nothing of hardship and ability."""
    row = row_of(case)
    inside = may(user, queries.STAFF, area_code=case.area_code)
    found = [
        Item("老年人", Link(row.person.party.name, reverse("person", args=[row.person_id])) if inside else row.person.party.name),
        Item("住址", row.person.address or None),
        Item("联系电话", (row.phone or row.person.phone) if inside else None),
        Item("住房", row.get_house_display()),
        Item("资金类别", row.get_fund_class_display() or None),
        Item("施工单位", row.contractor.name if row.contractor else None),
        Item("开工日期", row.started_on, Kind.DATE),
        Item("完工日期", row.finished_on, Kind.DATE),
        Item("验收日期", row.accepted_on, Kind.DATE),
        Item("质保期至", row.warranty_until, Kind.DATE),
        Item("政府支付", f"{yuan(row.government)}元" if row.government is not None else None),
        Item("家庭支付", f"{yuan(row.family)}元" if row.family is not None else None),
    ]  # fmt: skip
    if inside:
        found += [
            Item("困难类别", Hardship.name_of(row.hardship) if row.fund_class or row.hardship else None),
            Item("能力等级", dict(LEVELS)[str(row.level)] if row.level is not None else None),
            Item("决定文号", row.document or None),
            Item("发票号码", row.invoice or None),
            Item("代办人", row.agent or None),
            Item("再次申请的理由", row.worsened or None, wide=True),
            Item("住房不符合的情形", Tag(row.house_wrong, "danger") if row.house_wrong else None, wide=True),
            Item("近亲属备案", Tag(row.kin_filed, "warn") if row.kin_filed else None, wide=True),
        ]
    return [each for each in found if each.value is not None]


def panels(user: Any, case: Case) -> list[Panel]:
    """The items with their photos; the arithmetic; what broke; what was found at home."""
    row = row_of(case)
    lines = list(row.lines.all())
    found = []
    if lines:
        prices = planning.planned_prices(row)
        photos = _photos(lines)
        shown = [(line, _GROUP[line.kind], yuan(line.price), photos.get(line.pk, [])) for line in lines]
        here = {"lines": shown, "total": yuan(prices.total), "funded": yuan(prices.funded)}
        found.append(Panel("lines", "改造项目", "home_adaptation/lines.html", here, len(lines)))
    if not may(user, queries.STAFF, area_code=case.area_code):
        return found
    if row.worksheet:
        here = {"lines": row.worksheet.splitlines()}
        found.append(Panel("sheet", "核算说明", "home_adaptation/worksheet.html", here))
    defects = list(row.defects.all())
    if defects:
        found.append(Panel("defects", "质保问题", "home_adaptation/defects.html", {"defects": defects}, len(defects)))
    return [*found, *surveys.panels_of(user, case)]


def _photos(lines: list[PlanLine]) -> dict[int, list[tuple[str, int, str]]]:
    """Line → the last photo of each phase: its name, the file, and when and whether at a known place it was taken."""
    last: dict[tuple[int, str], tuple[int, str]] = {}
    rows = ItemPhoto.objects.filter(line__in=[each.pk for each in lines])
    for line, phase, file, taken_at, at, latitude in rows.values_list(
        "line", "phase", "file", "taken_at", "at", "latitude"
    ):
        when = timezone.localtime(taken_at or at)
        last[line, phase] = file, f"{when:%Y-%m-%d %H:%M}，{'已定位' if latitude is not None else '未定位'}"
    return {
        line.pk: [
            (phase.label, *last[line.pk, phase.value]) for phase in ItemPhoto.Phase if (line.pk, phase.value) in last
        ]
        for line in lines
    }


def fill(form: PageForm, case: Case, action: Action) -> None:
    """The days of today, and what was found and comes to."""
    for day in ("visited_on", "posted_on", "told_on"):
        if day in form.fields:
            form.fields[day].initial = timezone.localdate()
    if action.code == "audit":
        total = planning.verified_prices(row_of(case)).total
        form.fields["amount"].help_text = f"核实价款{yuan(total)}元，发票金额须与它一致"


def links(user: Any, case: Case) -> list[tuple[str, str]]:
    """What is filled in beside the actions, where it is its turn."""
    contractor = row_of(case).contractor_id
    builds = bool(contractor) and may(user, BUILDERS, organisation=contractor)
    found = surveys.links_of(user, case) if may(user, queries.STAFF, area_code=case.area_code) else []
    if case.stage in OPEN_FOR_PLAN and may(user, PLANNERS, area_code=case.area_code):
        found.append(("改造方案", reverse("home_adaptation:plan", args=[case.pk])))
    if case.stage in ("TO_BUILD", "BUILDING", "REWORK") and builds:
        found.append(("施工照片", reverse("home_adaptation:photos", args=[case.pk])))
    if case.stage in ("BUILDING", "REWORK") and builds:
        found.append(("完工数量", reverse("home_adaptation:built", args=[case.pk])))
    if case.stage == "BUILT" and may(user, ACCEPTERS, area_code=case.area_code):
        found.append(("逐项核实", reverse("home_adaptation:verified", args=[case.pk])))
    if case.stage in VISITED_IN and may(user, TELLERS, area_code=case.area_code):
        found.append(("报告质保问题", reverse("home_adaptation:defect_new", args=[case.pk])))
        found.append(("登记缺失", reverse("home_adaptation:missing", args=[case.pk])))
    return found


def _fund_class(case: Any) -> Tag:
    row = case.home_adaptation
    return Tag(
        row.get_fund_class_display().partition("（")[0], "info" if row.fund_class == Adaptation.FundClass.PUBLIC else ""
    )


ADAPTATION_PAGES = CasePages(
    programme="home_adaptation",
    flow=ADAPTATIONS,
    name="适老化改造",
    noun="改造",
    one="adaptation",
    readers=queries.READERS,
    opened="登记申请",
    icon="home-check",
    subject="老年人",
    opens=new_view,
    openers=FILERS,
    items=items,
    panels=panels,
    columns=(
        Column("fund", "资金类别", _fund_class, half=True),
        Column("contractor", "施工单位", "home_adaptation.contractor.name", desk_only=True),
        Column("government", "政府支付（元）", "home_adaptation.government", kind=Kind.MONEY, half=True),
    ),
    filters=(
        Choice(
            code="fund", label="资金类别", field="home_adaptation__fund_class", choices=Adaptation.FundClass.choices
        ),
    ),
    related=("home_adaptation__contractor",),
    links=links,
    fill=fill,
    papers=PAPERS,
    paper_readers=queries.STAFF,
    visits=frozenset({"ELIGIBLE", "BUILT", "FOLLOW_UP", "WARRANTY"}),
)
PAGES = of.pages_of(ADAPTATION_PAGES)
