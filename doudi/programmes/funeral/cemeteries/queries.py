"""What is read of the register: cemeteries in the user's place with their room, places and who has them, terms and their ends."""

from __future__ import annotations

import datetime as dt
from collections import Counter, defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from fractions import Fraction
from typing import Any

from django.db.models import Count, F, Max, Q, QuerySet, Sum
from django.utils import timezone

from doudi.base.access import scope
from doudi.base.calendar import months_later
from doudi.base.roles import STAFF_ROLES, Role
from doudi.base.spans import Period
from doudi.mechanisms.custody.models import Receipt, TrackedItem
from doudi.programmes.funeral.cemeteries import policy, rules
from doudi.programmes.funeral.cemeteries.models import (
    Cemetery,
    CemeteryState,
    FormerGrave,
    Inspection,
    PlotBlock,
    Reservation,
    TermNotice,
)

READERS = STAFF_ROLES - {Role.FINANCE, Role.VERIFICATION_CENTRE} | {
    Role.FUNERAL_OFFICER, Role.CEMETERY_KEEPER, Role.FUNERAL_ENFORCER, Role.FUNERAL_HOME, Role.INSPECTOR, Role.AUDITOR,
}  # fmt: skip
KINDS = {"CEMETERY": "公墓", "COLUMBARIUM": "骨灰堂", "NATURE": "生态安葬区"}
WITH_TERMS = ("CEMETERY", "COLUMBARIUM")
YEARS_COUNTED = 3  # R-CEM-06


def cemeteries(user: Any) -> QuerySet[Cemetery]:
    """Those in the user's area."""
    rows = scope(user, READERS).filter(Cemetery.objects.all(), "custodian__area_code")
    return rows.select_related("custodian", "keeper")


def state_on(cemetery: Cemetery, day: dt.date) -> str:
    """Its state on a day, by its history; PLANNED before the first."""
    rows = CemeteryState.objects.filter(cemetery=cemetery, since__lte=day).order_by("-since", "-pk")
    return rows.values_list("state", flat=True).first() or Cemetery.State.PLANNED


def states_on(cemeteries_: Iterable[int], days: Iterable[dt.date]) -> dict[tuple[int, dt.date], str]:
    """The same for many cemeteries and days; one query."""
    wanted = set(days)
    found: dict[tuple[int, dt.date], str] = {}
    rows = CemeteryState.objects.filter(cemetery__in=list(cemeteries_)).order_by("cemetery", "since", "pk")
    for cemetery, state, since in rows.values_list("cemetery", "state", "since"):
        found |= {(cemetery, day): state for day in wanted if since <= day}
    return found


@dataclass(frozen=True)
class Capacity:
    """What a cemetery has: plots (None: not counted), those taken, reserved, free; how many years the free ones last, and the colour."""

    plots: int | None
    taken: int
    reserved: int
    placed: int  # within the last three years
    years: Fraction | None = None
    tint: str = ""

    @property
    def free(self) -> int | None:
        return None if self.plots is None else max(self.plots - self.taken - self.reserved, 0)


def capacities(rows: Sequence[Cemetery], on: dt.date) -> dict[int, Capacity]:
    """By key; six queries for however many. A plot counts from the day its block opened; a closed block counts what lies in it."""
    keys = [each.pk for each in rows]
    first = months_later(on, -12 * YEARS_COUNTED)
    blocks = PlotBlock.objects.filter(Q(closed_on=None) | Q(closed_on__gt=on), cemetery__in=keys, opened_on__lte=on)
    plots = _numbers(blocks.values_list("cemetery").annotate(n=Sum(F("rows") * F("per_row"))))
    # A double plot that holds two is one plot; where there are no plots, everybody counts.
    items = TrackedItem.objects.filter(custodian__in=keys).order_by().values_list("custodian")
    held = {
        pk: places or everybody
        for pk, places, everybody in items.annotate(
            n=Count("place", filter=~Q(place=""), distinct=True), everybody=Count("pk")
        )
    }
    old = FormerGrave.objects.filter(cemetery__in=keys)
    former = Counter(old.values_list("cemetery", flat=True))
    placed = Counter(old.filter(buried_on__gt=first, buried_on__lte=on).values_list("cemetery", flat=True))
    laid = Receipt.objects.filter(target_custodian__in=keys, at__date__gt=first, at__date__lte=on)
    placed.update(laid.values_list("target_custodian", flat=True))
    reserved = Counter(
        reservations_on(on).filter(cemetery__in=keys).exclude(reason="SPOUSE").values_list("cemetery", flat=True)
    )
    terms = policy.on(on)
    found = {}
    for each in rows:
        number = plots.get(each.pk)
        counted = each.approved_plots is not None
        taken = held.get(each.pk, 0) + former[each.pk]
        capacity = Capacity((number or 0) if counted else None, taken, reserved[each.pk], placed[each.pk])
        years = rules.years_left(capacity.free, capacity.placed) if capacity.free is not None else None
        tint = rules.warning(years, amber=terms.years_amber, red=terms.years_red)
        found[each.pk] = Capacity(capacity.plots, taken, reserved[each.pk], placed[each.pk], years, tint)
    return found


def reservations_on(on: dt.date) -> QuerySet[Reservation]:
    """Those that stand on a day."""
    return Reservation.objects.filter(ended_on=None, until__gte=on)


def block_of(blocks: Iterable[PlotBlock], place: str, on: dt.date) -> PlotBlock | None:
    """The block in which a place lies that may be taken on a day; None: there is no such place."""
    match = rules.PLACE.match(place.strip())
    if match is None:
        return None
    zone, row, number = match[1], int(match[2]), int(match[3])
    for each in blocks:
        open_then = each.opened_on <= on and (each.closed_on is None or on < each.closed_on)
        if each.zone == zone and open_then and 1 <= row <= each.rows and 1 <= number <= each.per_row:
            return each
    return None


@dataclass(frozen=True)
class TermEnd:
    """A term that ends: of ashes of the chain (`item`) or of a former grave."""

    cemetery: str
    area_code: str
    place: str
    name: str
    since: dt.date
    ends_on: dt.date
    item: int | None = None
    former: int | None = None

    @property
    def key(self) -> str:
        return f"i{self.item}" if self.item is not None else f"f{self.former}"


def terms_ending(user: Any, on: dt.date, *, months: int | None = None, over: bool = True) -> list[TermEnd]:
    """Terms that end within so many months (those of the first notice) or, with `over`, have ended; the earliest first. Nothing follows of
    itself when a term is over (R-CEM-08). Three queries."""
    mine = dict(cemeteries(user).filter(custodian__kind__in=WITH_TERMS).values_list("pk", "custodian__area_code"))
    return _ending(mine, on, months if months is not None else policy.on(on).first_notice, over)


def _ending(mine: dict[int, str], on: dt.date, months: int, over: bool) -> list[TermEnd]:
    years = int(policy.of_plots(on)["term_years"])
    last = months_later(on, months)
    begun = months_later(last, -12 * years)
    found = []
    items = TrackedItem.objects.filter(custodian__in=list(mine)).annotate(renewed=Max("renewals__until"))
    for row in items.filter(_due("since__date", begun, last)).select_related("custodian"):
        since = timezone.localdate(row.since)
        ends = row.renewed or months_later(since, 12 * years)
        assert row.custodian is not None
        found.append(
            TermEnd(row.custodian.name, row.custodian.area_code, row.place, row.label, since, ends, item=row.pk)
        )
    graves = FormerGrave.objects.filter(cemetery__in=list(mine)).annotate(renewed=Max("renewals__until"))
    for old in graves.filter(_due("buried_on", begun, last)).select_related("cemetery__custodian"):
        ends = old.renewed or months_later(old.buried_on, 12 * years)
        place = old.cemetery.custodian
        found.append(TermEnd(place.name, place.area_code, old.place, old.name, old.buried_on, ends, former=old.pk))
    return sorted((each for each in found if over or each.ends_on >= on), key=lambda each: (each.ends_on, each.key))


def _due(field: str, begun: dt.date, last: dt.date) -> Q:
    """Not renewed and begun long enough ago, or renewed to a day that comes."""
    return Q(renewed=None, **{f"{field}__lte": begun}) | Q(renewed__lte=last)


def notice_due(end: TermEnd, given: set[int], months: Sequence[int], on: dt.date) -> int | None:
    """Which of the three notices is to be given now (months before the end): the latest whose day has come, unless it was given."""
    come = [each for each in months if months_later(end.ends_on, -each) <= on]
    latest = min(come, default=None)
    return latest if latest is not None and latest not in given else None


def notices_given(ends: Iterable[TermEnd]) -> dict[str, set[int]]:
    """Those given already, by key of the end; two queries."""
    listed = list(ends)
    by_key: dict[str, set[int]] = defaultdict(set)
    days = {each.key: each.ends_on for each in listed}
    rows = TermNotice.objects.filter(
        Q(item__in=[each.item for each in listed if each.item is not None])
        | Q(former__in=[each.former for each in listed if each.former is not None])
    )
    for item, former, ends_on, months in rows.values_list("item", "former", "ends_on", "months"):
        key = f"i{item}" if item is not None else f"f{former}"
        if days.get(key) == ends_on:
            by_key[key].add(months)
    return by_key


def overdue_inspections(on: dt.date) -> QuerySet[Inspection]:
    """Not passed, not put right, the deadline is over (R-CEM-07)."""
    return Inspection.objects.filter(passed=False, rectified_on=None, rectify_by__lt=on)


def registered(period: Period) -> QuerySet[Cemetery]:
    """公墓、骨灰堂: in the register and not closed at the end of a period."""
    return Cemetery.objects.filter(approved_on__lte=period.last).exclude(state=Cemetery.State.CLOSED)


def inspected(period: Period) -> QuerySet[Inspection]:
    return Inspection.objects.filter(on__range=(period.first, period.last))


def _numbers(rows: Any) -> dict[int, int]:
    return {key: int(number or 0) for key, number in rows.order_by()}
