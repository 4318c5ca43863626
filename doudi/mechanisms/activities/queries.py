"""What is read of activities: rolls, who is due, the coverage of a month, what waits to be answered, what looks odd."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from django.db.models import Count, Exists, OuterRef, Q, QuerySet

from doudi.base.access import scope
from doudi.base.areas import within
from doudi.base.months import first_day, last_day, month_of
from doudi.base.refused import Refused
from doudi.base.spans import Period
from doudi.mechanisms.activities.declare import VISITS, ActivityKind, VisitKind
from doudi.mechanisms.activities.models import Activity, FollowUp, RollEntry


def roll(user: Any, kind: VisitKind) -> QuerySet[RollEntry]:
    """The roll as the user may see it, those off it included."""
    rows = RollEntry.objects.filter(kind=kind.code).select_related("person__party")
    return scope(user, kind.readers).filter(rows)


def on_roll(kind: VisitKind, on: dt.date) -> QuerySet[RollEntry]:
    """Who is on the roll on a day."""
    return RollEntry.objects.filter(Q(to_on=None) | Q(to_on__gt=on), kind=kind.code, from_on__lte=on)


def visits(user: Any, kind: VisitKind) -> QuerySet[Activity]:
    """The visits of a kind in the user's area, and those that he made himself."""
    rows = Activity.objects.filter(kind=kind.code).select_related("entry__person__party", "by", "verdict")
    return scope(user, kind.readers).filter(rows) | rows.filter(by=user)


def held(user: Any, kinds: Iterable[ActivityKind]) -> QuerySet[Activity]:
    """What was held of these kinds, as far as the user may read each."""
    found = Activity.objects.none()
    for kind in kinds:
        found |= scope(user, kind.readers).filter(Activity.objects.filter(kind=kind.code))
    return found.select_related("by")


def counting(rows: QuerySet[Activity] | None = None) -> QuerySet[Activity]:
    """Those that count: found so when they came, and not overturned by who looked into their signals."""
    found = Activity.objects.all() if rows is None else rows
    return found.filter(Q(verdict=None) | Q(verdict__stands=True), counts=True)


def due(user: Any, kind: VisitKind, *, through: dt.date) -> QuerySet[RollEntry]:
    """Whom the user has to visit by a day: the most urgent first."""
    rows = RollEntry.objects.filter(
        Q(due_on__lte=through) | Q(urgent_by__isnull=False), to_on=None, kind=kind.code
    ).select_related("person__party")
    return scope(user, kind.visitors).filter(rows).order_by("due_on", "area_code", "pk")


def overdue(user: Any, kind: VisitKind, *, on: dt.date) -> QuerySet[RollEntry]:
    """Who should have been visited before this day and was not."""
    rows = RollEntry.objects.filter(to_on=None, kind=kind.code, due_on__lt=on)
    return scope(user, kind.readers).filter(rows)


def counted_in(kind: VisitKind, month: int, *, area_code: str = "") -> QuerySet[Any]:
    """The denominator of a month's coverage: on the roll at its end, for as many days of it as the rule says (R-DIS-03, R-VIS-06). Who died
    or left in the month is not in it. With `seen`: whether he had a visit that counts."""
    end = last_day(month)
    since = end - dt.timedelta(days=max(kind.rules.days_on_roll.on(end), 1) - 1)
    rows = on_roll(kind, end).filter(from_on__lte=since)
    if area_code:
        rows = rows.filter(within(area_code))
    visited = counting(Activity.objects.filter(entry=OuterRef("pk"), on__range=(first_day(month), end)))
    return rows.annotate(seen=Exists(visited))


@dataclass(frozen=True)
class Coverage:
    """巡访覆盖率 of a month: how many were to be seen and how many were."""

    due: int
    seen: int

    @property
    def missed(self) -> int:
        return self.due - self.seen

    @property
    def hundredths(self) -> int:
        """Per cent times a hundred, rounded half up: 9829 is 98.29%. Nobody due: everybody was seen."""
        return (self.seen * 20_000 + self.due) // (2 * self.due) if self.due else 10_000

    @property
    def words(self) -> str:
        return f"{self.hundredths // 100}.{self.hundredths % 100:02d}%"


def coverage(kind: VisitKind, month: int, *, area_code: str = "", rows: QuerySet[Any] | None = None) -> Coverage:
    """The coverage of a month in an area (R-DIS-03); `rows`, from `counted_in`, narrows it to what a user may see."""
    found = counted_in(kind, month, area_code=area_code) if rows is None else rows
    told = found.order_by().aggregate(due=Count("pk"), of_them=Count("pk", filter=Q(seen=True)))
    return Coverage(told["due"], told["of_them"])


def coverage_by(kind: VisitKind, month: int, *, digits: int, rows: QuerySet[Any] | None = None) -> dict[str, Coverage]:
    """The coverage of each area of so many digits (9: townships, 12: villages), as two sums by code; `rows` narrows it to what a user may see."""
    found: dict[str, list[int]] = {}
    told = counted_in(kind, month) if rows is None else rows
    for code, seen, number in told.order_by().values_list("area_code", "seen").annotate(number=Count("pk")):
        sums = found.setdefault(code[:digits].ljust(12, "0"), [0, 0])
        sums[0] += number
        sums[1] += number if seen else 0
    return {code: Coverage(*sums) for code, sums in sorted(found.items())}


def follow_ups(user: Any, *kinds: VisitKind) -> QuerySet[FollowUp]:
    """What visits of these kinds found to be needed, in the user's area."""
    found = FollowUp.objects.none()
    for kind in kinds:
        rows = FollowUp.objects.filter(entry__kind=kind.code)
        found |= scope(user, kind.readers).filter(rows, "entry__area_code")
    return found.select_related("entry__person__party", "activity")


def in_doubt(user: Any, kind: VisitKind) -> QuerySet[Activity]:
    """Visits with signals that nobody has looked into yet."""
    rows = Activity.objects.filter(kind=kind.code, verdict=None, signals__isnull=False).distinct()
    return scope(user, kind.readers).filter(rows).select_related("entry__person__party", "by")


def of_kind(kind: ActivityKind | VisitKind, period: Period) -> QuerySet[Activity]:
    """What was held, or the visits that count, in a period: the list behind a figure."""
    return counting(Activity.objects.filter(kind=kind.code, on__range=(period.first, period.last)))


def coverage_of(kind: VisitKind, period: Period) -> QuerySet[Any]:
    """The list behind the coverage of a period: everybody who was to be seen at its end, with `seen`: whether he had a visit that counts
    within it. Of a month it is that of R-DIS-03; of a year whose last month is still running, nobody counts as missed for its sake."""
    visited = counting(Activity.objects.filter(entry=OuterRef("pk"), on__range=(period.first, period.last)))
    rows: QuerySet[Any] = counted_in(kind, month_of(period.last)).annotate(seen=Exists(visited))
    return rows


def total(kinds: Iterable[ActivityKind], period: Period, *, area_code: str) -> int:
    """How many of several kinds were held together. Figures that count different things are refused (WR-22)."""
    wanted = list(kinds)
    if len({each.unit for each in wanted}) > 1:
        told = "、".join(f"{each.name}（{each.unit}）" for each in wanted)
        raise Refused(f"{told}的计量单位不同，不能相加，请分别填报。")
    return sum(of_kind(each, period).filter(within(area_code)).count() for each in wanted)


def kind_of(entry: RollEntry) -> VisitKind:
    """The kind of rounds that an entry stands on the roll of."""
    return VISITS[entry.kind]
