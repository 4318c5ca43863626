"""What is read of the chains: the figures of cremation (of the home and of residents apart), the township board, what is late."""

from __future__ import annotations

import datetime as dt
from collections import defaultdict
from dataclasses import dataclass, field
from typing import Any

from django.db.models import Case, Q, QuerySet, Value, When

from doudi.base.areas import township_of
from doudi.base.roles import STAFF_ROLES, Role
from doudi.base.spans import Period
from doudi.mechanisms.custody.models import TrackedItem
from doudi.mechanisms.custody.queries import Room, holdings, items, overdue, rooms, takers
from doudi.programmes.funeral.ashes import chain
from doudi.programmes.funeral.ashes.models import AshesCase, Cremation

READERS = STAFF_ROLES - {Role.FINANCE} | {
    Role.FUNERAL_OFFICER, Role.FUNERAL_HOME, Role.CEMETERY_KEEPER, Role.FUNERAL_ENFORCER,
}  # fmt: skip
FALSE_REPORT, ASTRAY = "X9", ("X6", "X7")  # stages


def at_the_home(period: Period) -> QuerySet[Cremation]:
    """火化（殡仪馆）: everybody whom the county's home has cremated, from wherever he came."""
    return Cremation.objects.filter(began_at__date__range=(period.first, period.last))


def residents_here(period: Period) -> QuerySet[Cremation]:
    """Residents among them."""
    return at_the_home(period).filter(resident=True)


def cremated_residents(period: Period) -> QuerySet[AshesCase]:
    """居民火化 (WR-21): residents, whether the county's home has cremated them or one elsewhere."""
    days = (period.first, period.last)
    return AshesCase.objects.filter(cremated_on__range=days, death__resident=True)


def cremated_elsewhere(period: Period) -> QuerySet[AshesCase]:
    return cremated_residents(period).filter(cremated_away=True)


def laid_to_rest(period: Period) -> QuerySet[AshesCase]:
    """骨灰已安放: cremated in the period, at rest now."""
    return cremated_residents(period).filter(item__kind__in=chain.AT_REST)


def tracked(period: Period) -> QuerySet[Any]:
    """应闭环的骨灰跟踪案 (IND-16): of everybody who died in the period, false reports apart. `in_the_loop`: closed, or on the way with no limit
    passed at its end; who was laid where nobody may be, or is nowhere, is not."""
    days = (period.first, period.last)
    found = AshesCase.objects.filter(death__died_at__date__range=days).exclude(case__stage=FALSE_REPORT)
    on_time = Q(case__due_on=None) | Q(case__due_on__gte=period.last)
    loop = Q(case__closed_at__isnull=False) | (on_time & ~Q(case__stage__in=ASTRAY))
    return found.annotate(in_the_loop=Case(When(loop, then=Value(True)), default=Value(False)))


def in_the_loop(period: Period) -> QuerySet[Any]:
    """Those of them that are closed or on time."""
    return tracked(period).filter(in_the_loop=True)


@dataclass
class TownLine:
    """Who has what in a township, since when, how late."""

    area_code: str
    numbers: dict[str, int] = field(default_factory=lambda: defaultdict(int))
    first: dict[str, dt.datetime] = field(default_factory=dict)
    late: int = 0

    @property
    def on_the_way(self) -> int:
        return sum(number for kind, number in self.numbers.items() if kind not in chain.CHAIN.at_rest)


def board(user: Any, today: dt.date) -> list[TownLine]:
    """Township by township, of the user's area: one query."""
    towns: dict[str, TownLine] = {}
    for each in holdings(items(user, chain.CHAIN, READERS), today):
        code = township_of(each.area_code)
        town = towns.setdefault(code, TownLine(code))
        town.numbers[each.kind] += each.number
        town.late += each.late
        town.first[each.kind] = min(each.first, town.first.get(each.kind, each.first))
    return [towns[code] for code in sorted(towns)]


def late_items(user: Any, today: dt.date, most: int = 50) -> list[TrackedItem]:
    """Those that should have gone on before today, the longest overdue first."""
    return list(overdue(items(user, chain.CHAIN, READERS), today).select_related("ashes__case")[:most])


def facilities(on: dt.date, kinds: tuple[str, ...] = chain.AT_REST) -> list[Room]:
    """Where ashes may be laid on a day, with the room that is left there."""
    return rooms(takers(kinds, on).order_by("area_code", "code"))
