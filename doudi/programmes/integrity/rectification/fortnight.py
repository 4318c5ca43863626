"""整治台账双周报 (RP-04): the register as it stood at the end of a fortnight, and what moved in it; sent once, and then as it was sent.

Fortnights run from Monday to Sunday, counted from the first day that the rule applied; how many weeks one has is a parameter.
"""

from __future__ import annotations

import datetime as dt
from collections import Counter
from dataclasses import dataclass
from typing import Any

from django.db import IntegrityError, transaction
from django.urls import reverse
from django.utils import timezone

from doudi.base.access import may, require
from doudi.base.areas import name_of
from doudi.base.models import User
from doudi.base.records import record
from doudi.base.refused import Refused
from doudi.base.spans import Period
from doudi.mechanisms.entitlement.parameters_entered.queries import terms_in_force
from doudi.mechanisms.papers.sheets import Heading, Sheet
from doudi.pages.declare import WorkItem
from doudi.programmes.integrity.rectification import queries
from doudi.programmes.integrity.rectification.flow import REGISTRARS
from doudi.programmes.integrity.rectification.models import LedgerReport, RectificationArea, Task
from doudi.programmes.integrity.rectification.policy import RectificationPolicy

_FIRST = dt.date(2024, 1, 1)  # a Monday
_DAY = dt.timedelta(days=1)
HEADINGS = (
    Heading("序号", 2), Heading("方面", 2), Heading("整改问题", 4), Heading("牵头领导", 2), Heading("责任单位", 2),
    Heading("责任人", 2), Heading("措施交付", 2), Heading("完成时限", 2), Heading("状态", 2), Heading("本期进展", 3),
)  # fmt: skip
DONE, REOPENED, LATE, ON_SCHEDULE = "已销号", "反弹，重新打开", "已过时限", "按时推进"


@dataclass(frozen=True)
class Report:
    """The register at the end of a fortnight: what is told of it in words, and its rows under `HEADINGS`."""

    period: Period
    words: str
    rows: tuple[tuple[str, ...], ...]
    sent: LedgerReport | None = None


def fortnight_of(on: dt.date) -> Period:
    """The span of a report that a day lies in."""
    days = 7 * int(terms_in_force(RectificationPolicy, on)["report_weeks"])
    first = _FIRST + dt.timedelta(days=(on - _FIRST).days // days * days)
    return Period(first, first + dt.timedelta(days=days - 1))


def last_over(today: dt.date) -> Period:
    """The newest fortnight that is over."""
    return fortnight_of(fortnight_of(today).first - _DAY)


def report_of(period: Period) -> Report:
    """The report of a fortnight: as it was sent, else drawn from the register; four queries however many items there are.

    Closings and deliveries carry their days, so that a fortnight long past is told as it was; the day set for an item is today's.
    """
    sent = LedgerReport.objects.filter(until=period.last).select_related("by").first()
    if sent is not None:
        return Report(period, sent.words, tuple(tuple(row) for row in sent.rows), sent)
    tasks = list(queries.items(period).select_related("case", "responsible").prefetch_related("measures", "closings"))
    lines = [_Line(each, period) for each in tasks]
    return Report(period, _summary(lines), tuple(each.cells for each in lines))


def send(period: Period, *, area_code: str, by: User, at: dt.datetime) -> LedgerReport:
    """Send the report of a fortnight to the leading group and the discipline commission: what it says is kept. Raises Refused while the
    fortnight runs, for one that is no fortnight, and if it was sent before."""
    require(by, REGISTRARS, area_code=area_code)
    if period != fortnight_of(period.first):
        raise Refused("没有这一期双周报，请从列表进入。")
    if timezone.localdate(at) <= period.last:
        raise Refused(f"本期到{period.last}才结束，结束后再报送。")
    found = report_of(period)
    if not found.rows:
        raise Refused("台账在本期还没有整改问题，不需要报送。")
    try:
        with transaction.atomic():
            made = LedgerReport.objects.create(
                since=period.first, until=period.last, words=found.words, rows=[list(row) for row in found.rows],
                by=by, at=at,
            )  # fmt: skip
            record("rectification.report", made, by=by, at=at, area_code=area_code, data={"until": period.last})
    except IntegrityError as error:
        raise Refused("本期双周报已经报送，不能重复报送。") from error
    return made


def sheet_of(report: Report, *, county_code: str, on: dt.date) -> Sheet:
    """The report as it is taken away."""
    issuer = f"{name_of(county_code)}民政局"
    return Sheet(
        "集中整治台账双周报", f"{report.period.first}至{report.period.last}", HEADINGS, report.rows, issuer, on,
        (report.words, "报送：集中整治工作领导小组、县纪委监委。"),
    )  # fmt: skip


def worklist(user: Any, today: dt.date) -> list[WorkItem]:
    """The newest fortnight that is over and was not sent, for those who send it."""
    period = last_over(today)
    if not may(user, REGISTRARS, on=today) or LedgerReport.objects.filter(until=period.last).exists():
        return []
    if not queries.items(period).exists():
        return []
    page = reverse("rectification:fortnight", args=[period.last.isoformat()])
    return [WorkItem("集中整治台账双周报", page, "待报送", "warn", since=period.last + _DAY)]


@dataclass(frozen=True)
class _Line:
    """An item at the end of a fortnight."""

    task: Task
    period: Period

    @property
    def state(self) -> str:
        on, closings = self.period.last, list(self.task.closings.all())
        if any(each.on <= on and (each.reopened_on is None or each.reopened_on > on) for each in closings):
            return DONE
        if any(each.reopened_on is not None and each.reopened_on <= on for each in closings):
            return REOPENED
        return LATE if self.task.due_on < on else ON_SCHEDULE

    @property
    def moves(self) -> list[str]:
        """What happened to it within the fortnight."""
        first, last = self.period.first, self.period.last
        closings, told = list(self.task.closings.all()), []
        delivered = sum(
            each.delivered_on is not None and first <= each.delivered_on <= last for each in self.task.measures.all()
        )
        if first <= timezone.localdate(self.task.case.opened_at) <= last:
            told.append("列入台账")
        if delivered:
            told.append(f"交付{delivered}项措施")
        if any(first <= each.on <= last for each in closings):
            told.append("销号")
        if any(each.reopened_on is not None and first <= each.reopened_on <= last for each in closings):
            told.append("重新打开")
        return told

    @property
    def cells(self) -> tuple[str, ...]:
        task, measures = self.task, list(self.task.measures.all())
        delivered = sum(each.delivered_on is not None and each.delivered_on <= self.period.last for each in measures)
        return (
            str(task.item_no), RectificationArea(task.area).label, task.problem, task.lead, task.unit,
            task.responsible.name, f"{delivered}/{len(measures)}", task.due_on.isoformat(), self.state,
            "、".join(self.moves) or "无变动",
        )  # fmt: skip


def _summary(lines: list[_Line]) -> str:
    """列入台账27项，已销号24项，完成率88.9%…… of the end of the fortnight, and of what moved within it."""
    states = Counter(each.state for each in lines)
    moved = Counter(each for line in lines for each in line.moves if not each.startswith("交付"))
    rate = queries.percent(states[DONE], len(lines))
    told = f"截至期末列入台账{len(lines)}项，已销号{states[DONE]}项"
    told += f"，完成率{rate}" if rate else ""
    told += f"，按时推进{states[ON_SCHEDULE]}项，已过时限{states[LATE]}项，反弹未销号{states[REOPENED]}项；"
    return told + f"本期新列入{moved['列入台账']}项，销号{moved['销号']}项，重新打开{moved['重新打开']}项。"
