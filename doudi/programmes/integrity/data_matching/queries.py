"""What is read of the month's comparison: what each check has brought, the trend over months, the townships beside each other."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass
from typing import Any

from django.db.models import Count, Q, QuerySet, Sum

from doudi.base.areas import name_of, township_of
from doudi.mechanisms.matching.declare import Check
from doudi.mechanisms.matching.models import Finding, Run
from doudi.mechanisms.matching.queries import RuleTally, tallies
from doudi.programmes.integrity.data_matching.checks import CHECKS
from doudi.programmes.integrity.data_matching.models import FindingCase
from doudi.programmes.integrity.data_matching.sources import SOURCES

_NAMES = {source.code: source.name for source in SOURCES}
_RIGHT = (Finding.Disposal.CORRECTED, Finding.Disposal.REFERRED)


@dataclass(frozen=True)
class CheckLine:
    """One check of one run: its hits, and how often it has been right so far."""

    check: Check
    compared: bool
    hits: int
    new: int
    amount_fen: int
    missing: str  # names of the lists without which it could not be put
    tally: RuleTally

    @property
    def direction(self) -> str:
        return Finding.Direction(self.check.direction.value).label


@dataclass(frozen=True)
class MonthLine:
    """One month of the trend: what its comparison found for the first time, and what has become of that."""

    month: int
    found: int
    confirmed: int
    cleared: int
    amount_fen: int  # of what was confirmed
    compared_share: float | None  # of the recipients, over all lists owed

    @property
    def open(self) -> int:
        return self.found - self.confirmed - self.cleared

    @property
    def precision(self) -> float | None:
        answered = self.confirmed + self.cleared
        return self.confirmed / answered if answered else None


@dataclass(frozen=True)
class TownLine:
    """One township: its findings and how far they have got."""

    code: str
    name: str
    found: int
    waiting: int  # not dispatched yet
    working: int
    overdue: int
    confirmed: int
    amount_fen: int  # of what was confirmed


def check_lines(run: Run) -> list[CheckLine]:
    """The results of a run, by the order of the checks; precision is over all months."""
    so_far = tallies(Finding.objects.all())
    by_rule = {row["rule"]: row for row in run.results}
    return [_line(check, by_rule[check.code], so_far) for check in CHECKS if check.code in by_rule]


def _line(check: Check, row: dict[str, Any], so_far: dict[str, RuleTally]) -> CheckLine:
    return CheckLine(
        check=check,
        compared=row["compared"],
        hits=row["hits"] or 0,
        new=row["new"] or 0,
        amount_fen=row["amount_fen"] or 0,
        missing="、".join(_NAMES.get(code, code) for code in row["missing"]),
        tally=so_far.get(check.code, RuleTally(check.code, 0, 0, 0, 0)),
    )


def trend(rows: QuerySet[FindingCase], *, until: int, months: int = 12) -> list[MonthLine]:
    """Months that have been compared, the oldest first. Two queries."""
    counted = {
        each["finding__first_run__month"]: each
        for each in rows.order_by()
        .filter(finding__first_run__month__gt=until - months, finding__first_run__month__lte=until)
        .values("finding__first_run__month")
        .annotate(
            found=Count("pk"),
            confirmed=Count("pk", Q(finding__disposal__in=_RIGHT)),
            cleared=Count("pk", Q(finding__disposal=Finding.Disposal.CLEARED)),
            money=Sum("finding__amount_fen", filter=Q(finding__disposal__in=_RIGHT)),
        )
    }
    runs = Run.objects.filter(state=Run.State.DONE, month__gt=until - months, month__lte=until).order_by("month", "pk")
    nothing = {"found": 0, "confirmed": 0, "cleared": 0, "money": 0}
    lines = {}
    for month, share in runs.values_list("month", "compared_share"):
        each = counted.get(month, nothing)
        lines[month] = MonthLine(
            month, each["found"], each["confirmed"], each["cleared"], each["money"] or 0, share
        )  # of several runs of a month the newest tells the share
    return list(lines.values())


def town_lines(rows: QuerySet[FindingCase], today: dt.date) -> list[TownLine]:
    """The townships by what is overdue, then by what was found. One query; what no list places stands under the county."""
    counted = (
        rows.order_by()
        .values_list("case__area_code")
        .annotate(
            found=Count("pk"),
            waiting=Count("pk", Q(case__stage="NEW")),
            working=Count("pk", Q(case__closed_at=None) & ~Q(case__stage="NEW")),
            overdue=Count("pk", Q(case__closed_at=None, case__due_on__lt=today)),
            confirmed=Count("pk", Q(finding__disposal__in=_RIGHT)),
            amount_fen=Sum("finding__amount_fen", filter=Q(finding__disposal__in=_RIGHT)),
        )
    )
    towns: dict[str, list[int]] = {}
    for code, *numbers in counted:
        sums = towns.setdefault(township_of(code), [0] * len(numbers))
        towns[township_of(code)] = [one + (other or 0) for one, other in zip(sums, numbers, strict=True)]
    lines = [TownLine(code, name_of(code), *sums) for code, sums in towns.items()]
    return sorted(lines, key=lambda line: (-line.overdue, -line.found, line.code))
