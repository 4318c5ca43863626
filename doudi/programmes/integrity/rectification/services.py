"""What is done with the register: problems are entered, bound to checks, looked back at when it is time, and opened again by what a
comparison finds."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass

from django.db import transaction
from django.db.models import Max
from django.utils import timezone

from doudi.base import bulk
from doudi.base.access import may, require
from doudi.base.areas import code_range, level_of
from doudi.base.models import Area, User
from doudi.base.months import month_of
from doudi.base.refused import Refused
from doudi.mechanisms.casework.services import NewCase, open_cases, take_each_by_system
from doudi.mechanisms.matching.declare import CHECKS
from doudi.mechanisms.matching.models import Finding, Run
from doudi.programmes.integrity.rectification import queries
from doudi.programmes.integrity.rectification.flow import FALL_DUE, REGISTER, REGISTRARS, REOPEN
from doudi.programmes.integrity.rectification.models import (
    BoundCheck,
    Closing,
    LinkedFinding,
    RectificationArea,
    Screening,
    Task,
)


@dataclass(frozen=True)
class NewTask:
    """A problem for the register. `rules`: codes of checks that show whether it is put right; each with how many new findings a month are
    still tolerated."""

    problem: str
    details: str
    area: RectificationArea
    screening: Screening
    lead: str
    unit: str
    responsible: User
    due_on: dt.date
    place: str  # area code: the county, or the township that answers for it
    rules: tuple[tuple[str, int], ...] = ()
    at: dt.datetime | None = None  # when it was entered, if at another moment than the others


def register(new: Sequence[NewTask], *, by: User, at: dt.datetime) -> list[Task]:
    """列入台账: all of them or none, numbered on. What their checks have found so far and nobody has answered is linked to them."""
    for each in new:
        _check(each, by, timezone.localdate(each.at or at))
    with transaction.atomic():
        last = Task.objects.select_for_update().aggregate(last=Max("item_no"))["last"] or 0
        wanted = [NewCase(each.problem.strip()[:200], each.place, at=each.at) for each in new]
        cases = open_cases(REGISTER, wanted, by=by, at=at, because="列入台账")
        tasks = [
            Task(
                case=case,
                item_no=number,
                area=each.area,
                screening=each.screening,
                problem=each.problem.strip()[:200],
                details=each.details.strip()[:600],
                lead=each.lead.strip()[:80],
                unit=each.unit.strip()[:80],
                responsible=each.responsible,
                due_on=each.due_on,
            )
            for number, (case, each) in enumerate(zip(cases, new, strict=True), last + 1)
        ]
        bulk.insert(tasks)
        bound = [
            BoundCheck(task=task, rule=rule, tolerated=tolerated)
            for task, each in zip(tasks, new, strict=True)
            for rule, tolerated in each.rules
        ]
        BoundCheck.objects.bulk_create(bound)
        unanswered = Finding.objects.filter(rule__in={each.rule for each in bound}, disposal="")
        _link([(each.task, _within(each, list(unanswered))) for each in bound], on=timezone.localdate(at))
    return tasks


def _check(new: NewTask, by: User, on: dt.date) -> None:
    require(by, REGISTRARS, area_code=new.place, on=on)
    if not new.problem.strip() or not new.details.strip():
        raise Refused("请填写整改问题和具体情况。")
    if new.due_on <= on:
        raise Refused("完成时限须晚于今天，请重新填写。")
    if level_of(new.place) not in (Area.Level.COUNTY, Area.Level.TOWNSHIP):
        raise Refused("责任地请选择全县或一个乡镇。")
    if not may(new.responsible, queries.WORKERS, area_code=new.place, on=on):
        raise Refused(f"{new.responsible.name}在责任地没有办理权限，请另选责任人。")
    unknown = [rule for rule, _ in new.rules if rule not in CHECKS]
    if unknown:
        raise Refused(f"没有比对规则{'、'.join(unknown)}，请重新选择。")


# --- bound to checks ----------------------------------------------------------------------------------------------------


def follow(run: Run, new: Sequence[Finding], at: dt.datetime) -> None:
    """What a comparison has found anew is linked to the items bound to its checks; those closed are opened again, under their number
    (R-LEDGER-03), as soon as a check finds more than is tolerated.

    A month before the last one that could have been compared when an item was closed says nothing of how it holds: what is found in
    it is linked, and opens nothing.
    """
    bound = BoundCheck.objects.filter(rule__in={each.rule for each in new}).select_related("task__case")
    hits = [(each, _within(each, new)) for each in bound.exclude(task__case__stage=queries.NO_ITEM).order_by("pk")]
    over = [(each, those) for each, those in hits if len(those) > each.tolerated]
    _link([(each.task, those) for each, those in over], on=timezone.localdate(at))
    closed_on = dict(Closing.objects.filter(reopened_on=None).values_list("task", "on"))
    told: dict[int, list[str]] = {}
    cases = {}
    for each, those in over:
        task = each.task
        if task.pk in closed_on and run.month >= month_of(closed_on[task.pk]) - 1:
            told.setdefault(task.pk, []).append(f"{each.rule}发现疑点{len(those)}条")
            cases[task.pk] = task.case
    for pk, words in told.items():
        take_each_by_system(REOPEN, [(cases[pk], at)], because=f"销号后{'、'.join(words)}")


def _within(bound: BoundCheck, findings: Sequence[Finding]) -> list[Finding]:
    """Those of its check that lie in the place that answers for the item; what no list places lies in the whole county only."""
    low, high = code_range(bound.task.case.area_code)
    whole = level_of(bound.task.case.area_code) == Area.Level.COUNTY
    return [
        each for each in findings if each.rule == bound.rule and (low <= each.area_code < high or (whole and not each.area_code))
    ]  # fmt: skip


def _link(pairs: Sequence[tuple[Task, Sequence[Finding]]], *, on: dt.date) -> None:
    rows = [LinkedFinding(task=task, finding=finding, on=on) for task, those in pairs for finding in those]
    LinkedFinding.objects.bulk_create(rows, ignore_conflicts=True)


# --- look-back ----------------------------------------------------------------------------------------------------------


def look_back(*, on: dt.date, at: dt.datetime) -> int:
    """The items whose closing is to be looked back at by a day come up; how many."""
    due = Closing.objects.filter(look_back_on__lte=on, reopened_on=None, task__case__stage="CLOSED")
    cases = [each.task.case for each in due.select_related("task__case").order_by("pk")]
    return len(take_each_by_system(FALL_DUE, [(case, at) for case in cases], because="回头看到期"))
