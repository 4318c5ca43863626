"""The list of a flow's cases, and what it puts on a user's first screen."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable
from typing import Any

from django.db.models import Count, Q, QuerySet
from django.http import HttpRequest, HttpResponse
from django.urls import reverse
from django.utils import timezone

from doudi.base.areas import full_name
from doudi.mechanisms.casework import escalations, queries
from doudi.mechanisms.casework.models import Case
from doudi.mechanisms.casework.pages.declare import CasePages
from doudi.pages.cells import Kind, Tag
from doudi.pages.declare import KeyFigure, WorkItem
from doudi.pages.filters import AreaTree, Choice, Text, YesNo
from doudi.pages.lists import Column, Listing, Operation, Tool
from doudi.pages.views import list_page

_SHOWN = 100  # cases that stand in the worklist singly; of more there is one line for the rest


def listing_of(pages: CasePages) -> Listing:
    """The list, with columns and filters that every flow has and those of the programme between them."""
    flow = pages.flow

    def stage(case: Case) -> Tag:
        found = flow.stage(case.stage)
        return Tag(found.name, found.tint)

    clocks = (Column("clock", "总时限", "clock_due_on", kind=Kind.DATE, sort="clock_due_on", half=True),)
    drawn = (Column("site_visit", "抽查", lambda case: Tag(case.site_visit, "warn"), desk_only=True),)
    return Listing(
        code=flow.code,
        name=pages.name,
        rows=lambda user: queries.cases(user, flow).select_related(*pages.related),
        columns=(
            Column("title", pages.subject, "title", head=True),
            Column("number", "编号", "number"),
            Column("place", "乡镇、村居", lambda case: full_name(case.area_code)),
            *pages.columns,
            Column(
                "opened", "登记日期", lambda case: timezone.localdate(case.opened_at), kind=Kind.DATE, sort="opened_at"
            ),
            Column("due", "环节期限", "due_on", kind=Kind.DATE, sort="due_on", half=True),
            *(clocks if flow.clocks else ()),
            *(drawn if flow.spot_check else ()),
            Column("stage", "环节", stage),
        ),
        filters=(
            Text(code="q", label="姓名", field="title"),
            AreaTree(),
            Choice(code="stage", label="环节", field="stage", choices=[(each.code, each.name) for each in flow.stages]),
            YesNo(code="overdue", label="超期", apply=_overdue),
            *pages.filters,
        ),
        tools=_tools(pages),
        operations=(Operation("详情", lambda case: reverse(pages.at(pages.one), args=[case.pk])),),
        bulks=pages.bulks,
        order=("closed_at", "due_on"),
        scope_roles=flow.readers,
        empty=f"没有符合条件的{pages.noun}。可以放宽或重置筛选条件。",
    )


def list_view(pages: CasePages) -> Callable[..., HttpResponse]:
    listing = listing_of(pages)

    def view(request: HttpRequest) -> HttpResponse:
        return list_page(request, listing)

    return view


def worklist_of(*all_pages: CasePages) -> Callable[[Any, dt.date], list[WorkItem]]:
    """What waits for a user in these flows: two queries a flow, however much waits."""

    def waiting(user: Any, today: dt.date) -> list[WorkItem]:
        return [item for pages in all_pages for item in _waiting(pages, user, today)]

    return waiting


def alarms_of(*all_pages: CasePages) -> Callable[[Any, dt.date], list[WorkItem]]:
    """What has been late so long that this user was told (督办)."""

    def told(user: Any, today: dt.date) -> list[WorkItem]:
        return [item for pages in all_pages for item in _told(pages, user, today)]

    return told


def figures_of(pages: CasePages) -> Callable[[Any, dt.date], list[KeyFigure]]:
    """在办 and how much of it is late."""

    def figures(user: Any, today: dt.date) -> list[KeyFigure]:
        late = Q(due_on__lt=today) | Q(clock_due_on__lt=today)
        rows = queries.cases(user, pages.flow).filter(closed_at=None).order_by()
        counted = rows.aggregate(open=Count("pk"), late=Count("pk", filter=late))
        if not counted["open"]:
            return []
        address = reverse(pages.at(pages.many))
        note = f"超期 {counted['late']:,} 件" if counted["late"] else "没有超期"
        url = f"{address}?overdue=1" if counted["late"] else address
        tint = "danger" if counted["late"] else "ok"
        return [KeyFigure(f"在办{pages.name}（件）", f"{counted['open']:,}", url, note, tint)]

    return figures


def _waiting(pages: CasePages, user: Any, today: dt.date) -> list[WorkItem]:
    found = queries.worklist(user, [pages.flow], today)
    cases = list(found[: _SHOWN + 1])
    address = reverse(pages.at(pages.many)) if cases else ""
    items = [_item(pages, case, today, address) for case in cases[:_SHOWN]]
    if len(cases) > _SHOWN:
        rest = found.count() - _SHOWN
        items.append(WorkItem(f"其余{rest}件{pages.noun}，期限较远", address, label=pages.noun, number=rest))
    return items


def _item(pages: CasePages, case: Case, today: dt.date, address: str) -> WorkItem:
    stage = pages.flow.stage(case.stage)
    days = [day for day in (case.due_on, case.clock_due_on) if day is not None]
    due = min(days, default=None)
    return WorkItem(
        title=f"{case.title}：{pages.name}",
        url=f"{address}{case.pk}/",  # below the list, as `pages_of` has it
        label=stage.name,
        tint=stage.tint,
        where=f"{full_name(case.area_code)} · {case.number}",
        since=case.waits_since,
        due=due,
        provisional=case.due_provisional,
        overdue=due is not None and due < today,
        visit=case.stage in pages.visits,
    )


def _told(pages: CasePages, user: Any, today: dt.date) -> list[WorkItem]:
    rows = escalations.told_to(user, [pages.flow], today)[:_SHOWN]
    stage = pages.flow.stage
    return [
        WorkItem(
            title=f"督办：{row.case.title}的{pages.noun}超过时限（环节：{stage(row.case.stage).name}）",
            url=reverse(pages.at(pages.one), args=[row.case_id]),
            label="督办",
            tint="danger",
            where=full_name(row.case.area_code),
            since=row.on,
            due=row.due_on,
            overdue=True,
        )
        for row in rows
    ]


def _tools(pages: CasePages) -> tuple[Tool, ...]:
    found = []
    if pages.opens is not None:
        opening = f"{pages.one}_new"
        found.append(
            Tool(
                f"登记{pages.noun}", lambda: reverse(pages.at(opening)), icon="plus", primary=True, roles=pages.openers
            )
        )
    found.append(Tool("流程图", lambda: reverse(pages.at(f"{pages.many}_flow")), icon="sitemap"))
    return tuple(found)


def _overdue(found: QuerySet[Any], value: str) -> QuerySet[Any]:
    today = timezone.localdate()
    late = Q(closed_at=None) & (Q(due_on__lt=today) | Q(clock_due_on__lt=today))
    return found.filter(late) if value == "1" else found.exclude(late)
