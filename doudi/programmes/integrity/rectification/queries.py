"""What is read of the register: what stands in the way of a closing, the board by aspect, the figures of a day."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass
from typing import Any

from django.db.models import Count, Exists, OuterRef, Q, QuerySet

from doudi.base.models import Grant, User
from doudi.base.roles import COUNTY_ROLES, TOWNSHIP_ROLES, Role
from doudi.base.spans import Period
from doudi.mechanisms.casework import queries
from doudi.mechanisms.casework.declare import Flow
from doudi.mechanisms.casework.models import ActionTaken
from doudi.mechanisms.matching.models import Finding
from doudi.programmes.integrity.rectification.models import Closing, RectificationArea, Task

WORKED_ON = ("OPEN", "IN_PROGRESS", "REOPENED")
DONE = ("CLOSED", "LOOK_BACK", "HELD")  # an item that is looked at again is still closed
NO_ITEM = "WITHDRAWN"  # entered by mistake: it counts nowhere
# The discipline commission and auditors read the register and act on nothing of it.
OUTSIDE = frozenset({Role.INSPECTOR, Role.AUDITOR})
WORKERS = frozenset({Role.COUNTY_OFFICER, Role.TOWNSHIP_CLERK, Role.FUNERAL_OFFICER})
READERS = COUNTY_ROLES | TOWNSHIP_ROLES | {Role.FUNERAL_OFFICER} | OUTSIDE


def workers(on: dt.date) -> QuerySet[User]:
    """Who may be made to answer for an item: whoever works on items somewhere on a day."""
    granted = Grant.objects.filter(Q(until=None) | Q(until__gte=on), role__in=WORKERS, since__lte=on)
    return User.objects.filter(is_active=True, pk__in=granted.values("user")).order_by("unit", "name", "pk")


def open_findings(task: Task) -> QuerySet[Finding]:
    """Linked findings that nobody has answered yet."""
    return Finding.objects.filter(pk__in=task.linked.values("finding"), disposal="")


def in_the_way(task: Task) -> list[str]:
    """What stands in the way of acceptance and closing, a sentence each; nothing if all gates are passed (R-LEDGER-01)."""
    found, measures = [], list(task.measures.all())
    undelivered = [each.words for each in measures if each.delivered_on is None]
    if not measures:
        found.append("还没有整改措施，请先补充措施。")
    if undelivered:
        found.append(f"还有{len(undelivered)}项措施没有交付：{'、'.join(undelivered)}。")
    unanswered = open_findings(task).count()
    if unanswered:
        found.append(f"关联的疑点还有{unanswered}条没有销号，请先核实整改。")
    if not _has_evidence(task):
        found.append("还没有上传整改证明材料。")
    return found


def _has_evidence(task: Task) -> bool:
    """Whether the last hand-in came with files."""
    last = ActionTaken.objects.filter(case=task.pk, action="submit").order_by("-pk").first()
    return last is not None and last.files.exists()


@dataclass(frozen=True)
class AreaLine:
    """One of the five areas, or all of them together: how many items, and how they stand on a day."""

    code: str
    name: str
    items: int
    done: int
    on_schedule: int  # worked on, and not past the day set
    late: int  # worked on past the day set: red (R-LEDGER-02)
    checking: int  # handed in, not closed yet
    reopened: int  # opened again and not closed since

    @property
    def rate(self) -> str:
        """Closed out of all, per cent with one place; empty without items (R-LEDGER-02)."""
        return percent(self.done, self.items)


def percent(part: int, whole: int) -> str:
    """88.9%: half-up, one place; empty where there is no whole."""
    if not whole:
        return ""
    thousandths = (2000 * part + whole) // (2 * whole)
    return f"{thousandths // 10}.{thousandths % 10}%"


def board(user: Any, flow: Flow, today: dt.date) -> list[AreaLine]:
    """A line for each of the five areas, and one for all of them; one query."""
    rows = Task.objects.filter(case__in=queries.cases(user, flow).order_by().values("pk"))
    working = Q(case__stage__in=WORKED_ON)
    numbers = {
        "items": Count("pk"),
        "done": Count("pk", Q(case__stage__in=DONE)),
        "on_schedule": Count("pk", working & Q(due_on__gte=today)),
        "late": Count("pk", working & Q(due_on__lt=today)),
        "checking": Count("pk", Q(case__stage__in=("SUBMITTED", "ACCEPTED"))),
        "reopened": Count("pk", Q(Exists(_opened_again())) & ~Q(case__stage__in=DONE)),
    }
    grouped = rows.exclude(case__stage=NO_ITEM).order_by().values("area").annotate(**numbers)
    counted = {area: told for area, *told in grouped.values_list("area", *numbers)}
    nothing = [0] * len(numbers)
    lines = [AreaLine(code, name, *counted.get(code, nothing)) for code, name in RectificationArea.choices]
    sums = [sum(counts) for counts in zip(nothing, *counted.values(), strict=True)]
    return [*lines, AreaLine("", "合计", *sums)]


def _opened_again() -> QuerySet[Closing]:
    return Closing.objects.filter(task=OuterRef("pk"), reopened_on__isnull=False)


# --- figures of a day ---------------------------------------------------------------------------------------------------


def items(period: Period) -> QuerySet[Task]:
    """In the register at the end of a period (F-44)."""
    return Task.objects.filter(case__opened_at__date__lte=period.last).exclude(case__stage=NO_ITEM)


def done(period: Period) -> QuerySet[Task]:
    """Closed at the end of a period, and not opened again by then (F-45)."""
    return items(period).filter(Exists(_closed(period.last)))


def on_schedule(period: Period) -> QuerySet[Task]:
    """Not closed at the end of a period, and not past the day set (F-46)."""
    return items(period).filter(~Exists(_closed(period.last)), due_on__gte=period.last)


def late(period: Period) -> QuerySet[Task]:
    """Not closed at the end of a period though the day set has passed (R-LEDGER-02)."""
    return items(period).filter(~Exists(_closed(period.last)), due_on__lt=period.last)


def reopened(period: Period) -> QuerySet[Closing]:
    """Closings that did not hold: opened again within a period."""
    return Closing.objects.filter(reopened_on__range=(period.first, period.last))


def _closed(on: dt.date) -> QuerySet[Closing]:
    standing = Q(reopened_on=None) | Q(reopened_on__gt=on)
    return Closing.objects.filter(standing, task=OuterRef("pk"), on__lte=on)
