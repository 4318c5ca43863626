"""`pages_of`: the pages of a kind of rounds; and what the desk asks of it: what waits, what is late, the figures of the first screen."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable
from typing import Any

from django.db.models import Count, Min
from django.utils import timezone

from doudi.base.access import may, scope
from doudi.base.areas import full_name, name_of, township_of
from doudi.base.months import format_month, month_of
from doudi.base.roles import TOWNSHIP_ROLES, Role
from doudi.mechanisms.activities import box, queries
from doudi.mechanisms.activities.models import FollowUp
from doudi.mechanisms.activities.pages import rolls, visits
from doudi.mechanisms.activities.pages.declare import VisitPages
from doudi.pages.declare import KeyFigure, Page, WorkItem

_SHOWN = 50
_REVIEW_AHEAD = dt.timedelta(days=30)  # a level is looked at again in the month before it is due


def pages_of(pages: VisitPages) -> tuple[Page, ...]:
    """The roll, one of it, its visits, the coverage of a month, needs and alarms."""
    kind = pages.kind
    readers, above = kind.readers, kind.readers - {Role.VILLAGE_WORKER}
    return (
        Page("roll", f"{kind.name}名册", rolls.roll_view(pages), readers, icon="list-check"),
        Page("enter", "入册", rolls.enter_view(pages), kind.downgraders, "roll/new/"),
        Page("entry", pages.subject, rolls.entry_view(pages), readers, "roll/<int:pk>/"),
        Page("record", f"登记{kind.name}", rolls.record_view(pages), kind.visitors, "roll/<int:pk>/visit/"),
        Page("level", "级别复核", rolls.level_view(pages), readers, "roll/<int:pk>/level/"),
        Page("leave", "出册", rolls.leave_view(pages), kind.downgraders, "roll/<int:pk>/leave/"),
        Page("incident", "突发情况", rolls.incident_view(pages), readers, "roll/<int:pk>/incident/"),
        Page("visits", f"{kind.name}记录", visits.visits_view(pages), readers, icon="map-pin"),
        Page("visit", "巡访记录", visits.visit_view(pages), readers, "visits/<int:pk>/"),
        Page("judge", "核实疑点", visits.judge_view(pages), above, "visits/<int:pk>/judge/"),
        Page("locate", "登记住址坐标", visits.locate_view(pages), above, "visits/<int:pk>/locate/"),
        Page("coverage", f"{kind.name}覆盖率", visits.coverage_view(pages), readers, icon="chart-bar"),
        Page("follow_ups", f"{kind.name}需求", visits.follow_ups_view(pages), readers, icon="bell"),
        Page("follow_up", "需求和预警", visits.follow_up_view(pages), readers, "follow_ups/<int:pk>/"),
    )


def worklist_of(pages: VisitPages) -> Callable[[Any, dt.date], list[WorkItem]]:
    """For who visits, whom he goes to, one by one; for the township, what has to be answered, confirmed, looked into and looked at again."""
    kind = pages.kind

    def worklist(user: Any, today: dt.date) -> list[WorkItem]:
        found: list[WorkItem] = []
        now = timezone.now()
        if may(user, Role.VILLAGE_WORKER):
            rows = queries.due(user, kind, through=today + dt.timedelta(days=box.AHEAD))[:_SHOWN]
            found += [
                WorkItem(
                    title=f"{kind.name}：{each.person.party.name}",
                    url=pages.url("entry", each.pk),
                    label="突发情况" if each.urgent_by else "待巡访",
                    tint="danger" if each.urgent_by else "info",
                    where=full_name(each.area_code),
                    due=timezone.localdate(each.urgent_by) if each.urgent_by else each.due_on,
                    natural=True,
                    overdue=bool((each.due_on and each.due_on < today) or (each.urgent_by and each.urgent_by < now)),
                    visit=True,
                )
                for each in rows
            ]
        found += _to_answer(pages, user)
        if may(user, TOWNSHIP_ROLES):
            found += _to_look_into(pages, user, today)
        return found

    return worklist


def _to_answer(pages: VisitPages, user: Any) -> list[WorkItem]:
    """Needs that he may settle, in one line of each; the village its own, the township all."""
    kind = pages.kind
    if not may(user, kind.readers & (TOWNSHIP_ROLES | {Role.VILLAGE_WORKER})):
        return []
    rows = queries.follow_ups(user, kind).filter(state=FollowUp.State.OPEN, alarm=False)
    if not may(user, TOWNSHIP_ROLES):
        rows = rows.filter(need__in=[each.code for each in kind.needs if each.worker])
    told = rows.order_by().values_list("need").annotate(number=Count("pk"), first=Min("due_at"))
    return [
        WorkItem(
            title=f"{number}件{kind.name}需求待答复：{kind.need(need).name}",
            url=f"{pages.url('follow_ups')}?state=OPEN&need={need}",
            label="待答复",
            tint="info",
            due=timezone.localdate(first),
            natural=True,
            overdue=first < timezone.now(),
            number=number,
        )
        for need, number, first in sorted(told, key=lambda each: each[2])
    ]


def _to_look_into(pages: VisitPages, user: Any, today: dt.date) -> list[WorkItem]:
    kind, found = pages.kind, []
    doubts = queries.in_doubt(user, kind).count()
    if doubts:
        found.append(
            WorkItem(
                f"{doubts}次{kind.name}有疑点待核实", f"{pages.url('visits')}?doubt=1", "待核实", "warn", number=doubts
            )
        )
    review = queries.roll(user, kind).filter(to_on=None, review_on__lte=today + _REVIEW_AHEAD)
    told = review.order_by().aggregate(number=Count("pk"), first=Min("review_on"))
    if told["number"]:
        found.append(
            WorkItem(
                f"{told['number']}名{pages.subject}的级别到期复核",
                f"{pages.url('roll')}?review_to={today + _REVIEW_AHEAD}",
                "待复核",
                "info",
                due=told["first"],
                natural=True,
                overdue=told["first"] < today,
                number=told["number"],
            )
        )
    return found


def alarms_of(pages: VisitPages) -> Callable[[Any, dt.date], list[WorkItem]]:
    """Deaths, hospital, danger and people not found, one by one until somebody has confirmed; and who is overdue, by township."""
    kind = pages.kind
    above = kind.readers - {Role.VILLAGE_WORKER}

    def alarms(user: Any, today: dt.date) -> list[WorkItem]:
        if not may(user, above):
            return []
        now = timezone.now()
        rows = queries.follow_ups(user, kind).filter(alarm=True).exclude(state=FollowUp.State.CLOSED)
        found = [
            WorkItem(
                title=f"{kind.need(each.need).name}：{each.entry.person.party.name}",
                url=pages.url("follow_up", each.pk),
                label=each.get_state_display(),
                tint="danger",
                where=full_name(each.entry.area_code),
                since=timezone.localdate(each.raised_at),
                due=timezone.localdate(each.due_at),
                natural=True,
                overdue=each.due_at < now,
            )
            for each in rows.order_by("due_at", "pk")[:_SHOWN]
        ]
        late: dict[str, tuple[int, dt.date]] = {}
        told = queries.overdue(user, kind, on=today).order_by().values_list("area_code")
        for code, number, first in told.annotate(number=Count("pk"), first=Min("due_on")):
            town = township_of(code)
            before, oldest = late.get(town, (0, first))
            late[town] = (before + number, min(oldest, first))
        found += [
            WorkItem(
                title=f"{name_of(town)}{number}人超期未{kind.name}",
                url=f"{pages.url('roll')}?area={town}&due_to={today - dt.timedelta(days=1)}",
                label="超期",
                tint="danger",
                due=oldest,
                natural=True,
                overdue=True,
                number=number,
            )
            for town, (number, oldest) in sorted(late.items())
        ]
        return found

    return alarms


def figures_of(pages: VisitPages) -> Callable[[Any, dt.date], list[KeyFigure]]:
    """The coverage of the month before, which is the last whole one, in the user's area."""
    kind = pages.kind

    def figures(user: Any, today: dt.date) -> list[KeyFigure]:
        if not may(user, kind.readers):
            return []
        month = month_of(today) - 1
        total = queries.coverage(kind, month, rows=scope(user, kind.readers).filter(queries.counted_in(kind, month)))
        if not total.due:
            return []
        url = f"{pages.url('coverage')}?month={format_month(month)}"
        return [
            KeyFigure(f"上月{kind.name}覆盖率", total.words, url, f"未访{total.missed}人" if total.missed else "全覆盖")
        ]

    return figures
