"""督办: when a limit has passed, somebody above is told, and when it goes on, somebody further above. Run daily; idempotent."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import Any

from django.db import transaction
from django.db.models import QuerySet

from doudi.base.access import may, scope
from doudi.base.calendar import Calendar
from doudi.base.notices import calendar
from doudi.base.parameters import Parameter, parameter
from doudi.base.records import Happening, record_many
from doudi.base.roles import Role
from doudi.mechanisms.casework import queries
from doudi.mechanisms.casework.declare import Flow
from doudi.mechanisms.casework.models import Case, Escalation, RunningClock

_RULES = "县民政局办件督办规则（待县确认）"
TOWNSHIP_DAYS = parameter("escalate_township", "超期后报乡镇分管领导", "个工作日", 1, document=_RULES)
COUNTY_DAYS = parameter("escalate_county", "超期后报县级业务股室", "个工作日", 3, document=_RULES)
LEADER_DAYS = parameter("escalate_leader", "超期后报局领导", "个工作日", 10, document=_RULES)
PARAMETERS = (TOWNSHIP_DAYS, COUNTY_DAYS, LEADER_DAYS)


@dataclass(frozen=True)
class Level:
    """Who is told how many working days after a limit has passed."""

    number: int
    role: Role
    after: Parameter


LEVELS = (
    Level(1, Role.TOWNSHIP_LEADER, TOWNSHIP_DAYS),
    Level(2, Role.COUNTY_OFFICER, COUNTY_DAYS),
    Level(3, Role.BUREAU_LEADER, LEADER_DAYS),
)


@dataclass(frozen=True)
class _Passed:
    case: Case
    clock: str
    due_on: dt.date


def escalate(flows: Iterable[Flow], *, today: dt.date, at: dt.datetime) -> int:
    """Tell whoever has to know of limits that have passed; how many were told anew. One row per case, limit and level."""
    codes = [flow.code for flow in flows]
    known = calendar()
    rows = [row for passed in _passed(codes, today) for row in _rows(passed, known, today, at)]
    there = set(Escalation.objects.filter(case__in={row.case_id for row in rows}).values_list("case", "clock", "level"))
    new = [row for row in rows if (row.case_id, row.clock, row.level) not in there]
    with transaction.atomic():
        Escalation.objects.bulk_create(new, ignore_conflicts=True)
        happenings = [
            Happening(
                "case.escalate",
                f"case:{row.case_id}",
                "超过办理时限",
                row.case.area_code,
                {"number": row.case.number, "clock": row.clock, "level": row.level, "due": row.due_on},
            )
            for row in new
        ]
        record_many(happenings, by=None, at=at)
    return len(new)


def told_to(user: Any, flows: Iterable[Flow], today: dt.date) -> QuerySet[Escalation]:
    """The escalations of cases that are still late, for a user whose role they are for, in his area; the newest first."""
    levels = [level for level in LEVELS if may(user, level.role, on=today)]
    rows = Escalation.objects.none()
    for level in levels:
        here = scope(user, level.role, on=today).condition("case__area_code")
        rows = rows | Escalation.objects.filter(here, level=level.number)
    codes = [flow.code for flow in flows if queries.is_confided(user, flow, today)]
    still = rows.filter(case__flow__in=codes, case__closed_at=None)
    return still.select_related("case").order_by("-on", "-pk")


def _passed(codes: list[str], today: dt.date) -> Iterator[_Passed]:
    stages = Case.objects.filter(flow__in=codes, closed_at=None, due_on__lt=today)
    for case in stages:
        yield _Passed(case, f"{case.stage}:{case.waits_since}", case.due_on or today)
    running = RunningClock.objects.filter(
        case__flow__in=codes, case__closed_at=None, stopped_at=None, step=False, due_on__lt=today
    )
    for row in running.select_related("case"):
        yield _Passed(row.case, row.code, row.due_on or today)


def _rows(passed: _Passed, known: Calendar, today: dt.date, at: dt.datetime) -> Iterator[Escalation]:
    days = known.workdays_between(passed.due_on, today)
    for level in LEVELS:
        after = level.after.on(today).value
        assert isinstance(after, int)
        if days >= after:
            yield Escalation(
                case=passed.case, clock=passed.clock, level=level.number, due_on=passed.due_on, on=today, at=at
            )
