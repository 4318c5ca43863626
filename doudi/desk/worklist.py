"""待办 and 预警: what waits for a user, the nearest time limit first, and what is late and who has it."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any

from django.db.models import Count
from django.urls import reverse

from doudi.base.access import may
from doudi.base.areas import name_of, township_of
from doudi.base.calendar import Calendar
from doudi.base.notices import calendar
from doudi.catalogue import programmes
from doudi.declare import Programme
from doudi.desk import nightly
from doudi.desk.roles import OVERSEERS
from doudi.mechanisms.casework import queries
from doudi.mechanisms.casework.declare import Flow
from doudi.pages.declare import WorkItem
from doudi.pages.limits import time_left

NIGHTLY = "nightly"  # what the nightly work warns of belongs to no programme


@dataclass(frozen=True)
class ItemLine:
    """A line of the worklist with the time left in words."""

    item: WorkItem
    left: str  # 剩3个工作日 · 今天到期 · 超期2个工作日 · 超期3天 · 暂定
    tint: str


def waiting(user: Any, today: dt.date) -> dict[str, list[WorkItem]]:
    """What waits for a user, by programme."""
    return {each.code: waiting_in(each, user, today) for each in programmes()}


def by_limit(found: Mapping[str, list[WorkItem]]) -> list[WorkItem]:
    """What waits in all programmes in one list: the oldest time limit first, what has none last."""
    items = [item for each in found.values() for item in each]
    return sorted(items, key=lambda item: (item.due is None, item.due or dt.date.max, item.since or dt.date.max))


def waiting_in(programme: Programme, user: Any, today: dt.date) -> list[WorkItem]:
    """What waits for a user in one programme, in its own order."""
    return programme.worklist(user, today) if programme.worklist else []


def alarms(user: Any, today: dt.date) -> dict[str, list[WorkItem]]:
    """What a user is warned of, by programme, and under `NIGHTLY` by the nightly work."""
    return {each.code: alarms_in(each, user, today) for each in programmes()} | {NIGHTLY: nightly.alarms(user, today)}


def by_gravity(found: Mapping[str, list[WorkItem]]) -> list[WorkItem]:
    """What one is warned of in one list, the gravest first."""
    items = [item for each in found.values() for item in each]
    return sorted(items, key=lambda item: (item.tint != "danger", item.due or dt.date.max))


def alarms_in(programme: Programme, user: Any, today: dt.date) -> list[WorkItem]:
    """What one programme warns a user of, and if he looks after others what is late in its flows, by place and stage."""
    found = programme.alarms(user, today) if programme.alarms else []
    if not may(user, OVERSEERS):
        return found
    return [*found, *(item for flow in programme.flows for item in _late(user, programme, flow, today))]


def number_of(items: Iterable[WorkItem]) -> int:
    """How many matters stand behind some items."""
    return sum(item.number for item in items)


def lines(items: list[WorkItem], today: dt.date) -> list[ItemLine]:
    """The items with the time left; the calendar is looked up once."""
    known = calendar() if items else None
    return [_line(item, today, known) for item in items if known]


def _line(item: WorkItem, today: dt.date, known: Calendar) -> ItemLine:
    if item.due is None:
        return ItemLine(item, "", item.tint)
    words, tint = time_left(item.due, today, known, provisional=item.provisional, natural=item.natural)
    return ItemLine(item, words, "danger" if item.overdue else tint)


def _late(user: Any, programme: Programme, flow: Flow, today: dt.date) -> list[WorkItem]:
    """Overdue cases of a flow in the user's area by township and stage: one line each, with who has it."""
    rows = queries.overdue(queries.cases(user, flow), today).order_by()
    address = list_of(programme, flow, user)
    found: dict[tuple[str, str], tuple[int, dt.date]] = {}
    for code, stage, due, number in rows.values_list("area_code", "stage", "due_on").annotate(number=Count("pk")):
        before, oldest = found.get((township_of(code), stage), (0, due))
        found[township_of(code), stage] = (before + number, min(oldest, due))
    return [
        WorkItem(
            title=f"{name_of(town)}{number}件{flow.name}超过时限(环节：{flow.stage(stage).name})",
            url=f"{address}?area={town}&stage={stage}&overdue=1" if address else reverse("worklist"),
            label="超期",
            tint="danger",
            who="、".join(sorted({role.label for action in flow.actions_from(stage) for role in action.roles})),
            due=oldest,
            overdue=True,
            number=number,
        )
        for (town, stage), (number, oldest) in sorted(found.items(), key=lambda each: each[1][1])
    ]


def list_of(programme: Programme, flow: Flow, user: Any) -> str:
    """The list of a flow is the programme's page of the same name: data_matching.findings is data_matching:findings. Empty if the user
    may not open it."""
    page = next((each for each in programme.pages if each.code == flow.code.split(".")[-1]), None)
    return reverse(f"{programme.code}:{page.code}") if page is not None and may(user, page.roles) else ""
