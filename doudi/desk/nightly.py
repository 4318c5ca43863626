"""每日自动办理, for the administrator: when each job ran last and what came of it; a warning when one failed or none has run."""

from __future__ import annotations

import datetime as dt
from typing import Any

from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse
from django.urls import reverse

from doudi.base.access import may
from doudi.base.models import NightlyRun
from doudi.catalogue import nightly
from doudi.desk.roles import USER_ROLES
from doudi.pages.cells import Kind, Tag
from doudi.pages.declare import WorkItem
from doudi.pages.lists import Column, Listing
from doudi.pages.views import list_page


def _rows(user: Any) -> QuerySet[NightlyRun]:
    """Of the jobs that there still are."""
    return NightlyRun.objects.filter(code__in=[job.code for job in nightly()])


def _name(row: NightlyRun) -> str:
    return next((job.name for job in nightly() if job.code == row.code), row.code)


JOBS = Listing(
    code="nightly",
    name="每日自动办理",
    rows=_rows,
    columns=(
        Column("name", "事项", _name, head=True),
        Column("on", "办理日期", sort="on", half=True),
        Column("at", "运行时间", kind=Kind.TIME, sort="at", half=True),
        Column("way", "方式", half=True),
        Column("state", "结果", lambda row: Tag("未完成", "danger") if row.failed else Tag("完成", "ok")),
        Column("told", "说明"),
    ),
    order=("-failed", "code"),
    empty="还没有运行过。网站运行时每天自动办理，也可以由管理员运行 doudi nightly。",
    persons=False,
    export_roles=USER_ROLES,
    scope_roles=USER_ROLES,
)


def nightly_page(request: HttpRequest) -> HttpResponse:
    return list_page(request, JOBS)


def alarms(user: Any, today: dt.date) -> list[WorkItem]:
    """What failed when it ran last, and what has not run since yesterday: periods would go by unnoticed."""
    if not may(user, USER_ROLES):
        return []
    address, last = reverse("nightly"), {row.code: row for row in NightlyRun.objects.all()}
    found = []
    silent = 0
    for job in nightly():
        row = last.get(job.code)
        if row is not None and row.failed:
            found.append(WorkItem(f"{job.name}：{row.told}", address, "自动办理未完成", "danger", since=row.on))
        if row is None or row.on < today - dt.timedelta(days=1):
            silent += 1
    if silent:
        words = f"{silent}项每日自动办理从昨天起没有运行，请检查服务是否在运行"
        found.append(WorkItem(words, address, "自动办理未运行", "warn", number=silent))
    return found
