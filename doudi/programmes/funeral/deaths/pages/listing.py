"""死亡登记: the list."""

from __future__ import annotations

from django.db.models import Prefetch
from django.http import HttpRequest, HttpResponse
from django.urls import reverse
from django.utils import timezone

from doudi.base.areas import full_name
from doudi.mechanisms.registry.death_records.models import Death, DeathReport
from doudi.pages.cells import Kind, Tag
from doudi.pages.filters import AreaTree, Choice, Rows, Text
from doudi.pages.lists import Column, Listing, Operation, Tool
from doudi.pages.views import list_page
from doudi.programmes.funeral.deaths import queries, services

TINTS = {"REPORTED": "warn", "CERTIFIED": "ok", "VOID": ""}


def _cancelled(rows: Rows, value: str) -> Rows:
    return (
        rows.filter(cancelled_on=None, resident=True, state=Death.State.CERTIFIED)
        if value == "no"
        else rows.exclude(cancelled_on=None)
    )


def _told(death: Death) -> str:
    return "、".join(dict.fromkeys(report.get_source_display() for report in death.reports.all()))


LISTING = Listing(
    code="deaths.deaths",
    name="死亡登记",
    rows=lambda user: queries.seen(user).prefetch_related(Prefetch("reports", DeathReport.objects.order_by("pk"))),
    columns=(
        Column("name", "姓名", "name", head=True),
        Column("number", "编号", "number"),
        Column("place", "乡镇、村居", lambda row: full_name(row.area_code)),
        Column(
            "died", "死亡日期", lambda row: timezone.localdate(row.died_at), kind=Kind.DATE, sort="died_at", half=True
        ),
        Column("told", "报告来源", _told),
        Column("manner", "性质", lambda row: row.get_manner_display(), half=True),
        Column("cancelled", "户籍注销", "cancelled_on", kind=Kind.DATE, half=True),
        Column("state", "状态", lambda row: Tag(row.get_state_display(), TINTS[row.state])),
    ),
    filters=(
        Text(code="q", label="姓名", field="name"),
        AreaTree(),
        Choice(code="state", label="状态", field="state", choices=Death.State.choices),
        Choice(code="cancelled", label="户籍注销", choices=[("no", "未注销"), ("yes", "已注销")], apply=_cancelled),
    ),
    tools=(Tool("报告死亡", lambda: reverse("deaths:report"), icon="plus", primary=True, roles=services.REPORTERS),),
    operations=(Operation("详情", lambda row: reverse("deaths:death", args=[row.pk])),),
    order=("-died_at", "-id"),
    empty="没有符合条件的死亡登记。",
    scope_roles=queries.READERS,
)


def deaths_page(request: HttpRequest) -> HttpResponse:
    return list_page(request, LISTING)
