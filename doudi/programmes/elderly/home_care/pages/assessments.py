"""能力评估: who was assessed, with which level, by whom, until when it holds."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.urls import reverse

from doudi.base.areas import full_name
from doudi.pages.cells import Kind, Tag
from doudi.pages.filters import AreaTree, Choice, Text
from doudi.pages.lists import Column, Listing, Operation, Tool, page_of
from doudi.pages.views import list_page
from doudi.programmes.elderly.home_care import assessments as assessments_of
from doudi.programmes.elderly.home_care import queries
from doudi.programmes.elderly.home_care.assessing import Level
from doudi.programmes.elderly.home_care.models import Assessment

TINTS = {
    Assessment.State.SUBMITTED: "info", Assessment.State.SIGNED: "warn", Assessment.State.PUBLISHED: "ok", Assessment.State.VOID: "danger",
}  # fmt: skip


def tag_of(row: Assessment) -> Tag:
    """Where an assessment stands; a result that is disputed says so."""
    if row.state == Assessment.State.PUBLISHED and row.objected_at is not None:
        return Tag("有异议，待复评", "danger")
    return Tag(row.get_state_display(), TINTS.get(Assessment.State(row.state), ""))


ASSESSMENTS = Listing(
    code="home_care.assessments",
    name="能力评估",
    rows=queries.assessments,
    columns=(
        Column("name", "姓名", "person.party.name", head=True),
        Column("place", "乡镇、村居", lambda row: full_name(row.area_code)),
        Column("on", "评估日期", "on", kind=Kind.DATE, sort="on", half=True),
        Column("total", "总分", "total", kind=Kind.NUMBER, sort="total", half=True),
        Column("level", "等级", lambda row: Level(row.level).words, half=True),
        Column("reason", "原因", lambda row: row.get_reason_display(), desk_only=True),
        Column("who", "评估员", lambda row: f"{row.first_assessor.name}、{row.second_assessor.name}", desk_only=True),
        Column("valid", "有效期至", "valid_until", kind=Kind.DATE, half=True),
        Column("state", "状态", tag_of),
    ),
    filters=(
        Text(code="q", label="姓名", field="person__party__name"),
        AreaTree(),
        Choice(code="level", label="等级", field="level", choices=[(str(each.value), each.words) for each in Level]),
        Choice(code="state", label="状态", field="state", choices=Assessment.State.choices),
    ),
    tools=(
        Tool(
            "带上评估表",
            lambda: reverse("home_care:assessment_carry"),
            icon="device-mobile",
            roles=assessments_of.ASSESSING,
        ),
        Tool(
            "登记能力评估",
            lambda: reverse("home_care:assessment_new"),
            icon="plus",
            primary=True,
            roles=assessments_of.ASSESSING,
        ),
    ),
    operations=(Operation("详情", page_of("home_care:assessment")),),
    order=("-on", "-pk"),
    empty="没有符合条件的能力评估。",
)


def assessments(request: HttpRequest) -> HttpResponse:
    """能力评估."""
    return list_page(request, ASSESSMENTS)
