"""Whom temporary assistance helps in the year, on which road, with how much: so many people and so many yuan exactly, in every village."""

from __future__ import annotations

import datetime as dt
import random
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from doudi.base.calendar import Calendar
from doudi.base.notices import calendar
from doudi.demo.county import Home
from doudi.demo.year.staff import day_of
from doudi.programmes.assistance.temporary.models import Cause

TIMES, YUAN = 1_060, 2_498_500  # 人次, 元 granted
# So many grants from the reserve alone; up to here from the reserve with the county's approval; the rest by the county.
SMALL, APPROVED = 0.34, 0.58
MOST = 5_200  # 元 a head by the county: six months of the urban standard before it was raised are 5,310
HELPED_FIRST = 500  # 元 at once where the county adds the rest
REFUSED, WITHDRAWN = 30, 14  # applications in a year that end without a grant
EMERGENCIES = (Cause.FIRE, Cause.TRAFFIC, Cause.INJURY, Cause.OTHER)
SPENDINGS = (Cause.ILLNESS, Cause.ILLNESS, Cause.EDUCATION)
_LAST = 24  # the last day of a month on which somebody applies; the bank's file goes out on the 26th


@dataclass
class Grant:
    """A need as it will be granted. `road`: small, first (helped first), approved (reserve, by the county's leave), county, first_up (helped
    first, the county adds the rest), refused, withdrawn. `day`: of the application; `late`: the papers of somebody helped first are."""

    number: int
    home: Home
    day: dt.date
    people: int
    road: str
    sudden: bool = True
    cause: Cause = Cause.OTHER
    yuan: int = 0
    late: bool = False
    steps: int = 99  # how far it has come: so many of its steps

    @property
    def town(self) -> int:
        return int(self.home.village.code[6:9]) - 100

    @property
    def by_county(self) -> bool:
        return self.road in ("county", "first_up")

    @property
    def from_reserve(self) -> int:
        """元 that the township pays out of its reserve."""
        return HELPED_FIRST if self.road == "first_up" else 0 if self.road == "county" else self.yuan


def plan(homes: Sequence[Home], months: Sequence[int], scale: float, dice: random.Random) -> list[Grant]:
    """Needs of so many people and to so many yuan exactly, in the order of their days; each village has one before any has a second."""
    people, found, days = round(TIMES * scale), list[Grant](), calendar()
    for home in _village_by_village(homes, dice):
        if people <= 0:
            break
        helped = min(len(home.people), people)
        where = dice.random()
        road = "small" if where < SMALL else "approved" if where < APPROVED else "county"
        sudden = road == "small" or dice.random() < 0.4
        day = day_of(dice.choice(list(months)), dice.randint(1, _LAST if road == "small" else 16 if sudden else 8))
        cause = dice.choice(EMERGENCIES if sudden else SPENDINGS)
        found.append(Grant(0, home, day, helped, road, sudden, cause))
        people -= helped
    found.sort(key=lambda each: (each.day, each.home.number))
    found[-1].road, found[-1].day = "county", min(found[-1].day, found[-1].day.replace(day=16))
    found.sort(key=lambda each: (each.day, each.home.number))
    for number, each in enumerate(found, 1):
        each.number = number
        each.sudden = each.sudden or _would_be_late(each.day, days)
        each.cause = (
            each.cause if each.sudden == (each.cause in EMERGENCIES) else EMERGENCIES[number % len(EMERGENCIES)]
        )
        if each.road == "small" and number % 3 == 0:
            each.road = "first"
        elif each.road == "county" and each.sudden and number % 3 == 0:
            each.road = "first_up"
        small = each.road in ("small", "first")
        each.yuan = dice.randint(4, 10) * 100 if small else each.people * dice.randint(14, 22) * 100
    _to_the_yuan(found, round(YUAN * scale / 100) * 100, dice)
    return found


def papers_late(grants: Sequence[Grant], town: int, since: dt.date) -> None:
    """In one township the papers of the last one helped first are never filed: from then on it helps nobody first. In the others a few are
    filed late, none so late that the next emergency would find the township blocked (R-TEMP-05)."""
    days, next_day = calendar(), dict[int, dt.date]()
    helped_first = [each for each in grants if each.road in ("first", "first_up")]
    forgotten = next(
        (each for each in helped_first if each.town == town and each.road == "first" and each.day >= since), None
    )
    for each in reversed(helped_first):
        if forgotten is not None and each.town == town and each.day > forgotten.day:
            each.road = "small" if each.road == "first" else "county"
            continue
        free = next_day.get(each.town, dt.date.max) > days.add_workdays(each.day, 12)
        each.late = each is forgotten or (each.road == "first" and free and each.number % 6 == 0)
        next_day[each.town] = each.day
    if forgotten is not None:
        forgotten.road = "forgotten"


def files_late(grants: Sequence[Grant], town: int, since: dt.date, *, never: int) -> int:
    """The township that files late: this one, unless it pays nothing out of its reserve from then on, as may be in a small county."""
    using = [each.town for each in grants if each.from_reserve and each.day >= since and each.town != never]
    return town if town in using or not using else using[0]


def turned_down(homes: Sequence[Home], months: Sequence[int], scale: float, dice: random.Random) -> list[Grant]:
    """Who applies and is refused, or withdraws."""
    roads = ["refused"] * max(2, round(REFUSED * scale)) + ["withdrawn"] * max(2, round(WITHDRAWN * scale))
    found = []
    for road, home in zip(roads, dice.sample(list(homes), len(roads)), strict=True):
        day = day_of(dice.choice(list(months)), dice.randint(1, 16))
        found.append(
            Grant(0, home, day, len(home.people), road, sudden=True, cause=dice.choice(EMERGENCIES), yuan=2_000)
        )
    return sorted(found, key=lambda each: each.day)


# What lies on the desks in the month that is being worked on: road, whether an emergency, steps taken, the day it was applied for.
OPEN = (
    ("small", True, 1, 9), ("small", True, 2, 6), ("small", True, 3, 5), ("small", True, 4, 4), ("first", True, 1, 9),
    ("first", True, 2, 9), ("county", False, 6, 2), ("county", True, 5, 3), ("refused", True, 6, 2),
)  # fmt: skip


def under_way(homes: Sequence[Home], month: int, number: int, dice: random.Random) -> list[Grant]:
    """Applications that are being worked on, in the order of their days."""
    found = []
    for place, (road, sudden, steps, day) in enumerate(OPEN):
        home = dice.choice(homes)
        cause = dice.choice(EMERGENCIES if sudden else SPENDINGS)
        yuan = 3_000 if road in ("county", "refused") else 800
        on = day_of(month, day)
        found.append(Grant(number + place, home, on, len(home.people), road, sudden, cause, yuan, steps=steps))
    return sorted(found, key=lambda each: each.day)


def _village_by_village(homes: Sequence[Home], dice: random.Random) -> Iterator[Home]:
    mixed = dice.sample(list(homes), len(homes))
    first = {home.village.code: home for home in reversed(mixed)}
    yield from (home for home in mixed if first[home.village.code] is home)
    yield from (home for home in mixed if first[home.village.code] is not home)


def _would_be_late(day: dt.date, days: Calendar) -> bool:
    """Whether a need that has to be told of first would miss its month: then it was an emergency."""
    return days.add_workdays(day, 3) + dt.timedelta(days=12) > day.replace(day=25)


def _to_the_yuan(grants: Sequence[Grant], total: int, dice: random.Random) -> None:
    """What the townships do not pay falls to the county's grants, by heads, in hundreds, and never above what the rules allow; where that
    is not enough for the total, as may be in a small county, less is given. The odd rest goes to the largest family, where a tenth more
    or less for those before it is little a head."""
    by_county = [each for each in grants if each.by_county]
    largest = max(by_county, key=lambda each: each.people)
    heads = sum(each.people for each in by_county)
    rest = min(total - sum(each.yuan for each in grants if not each.by_county), heads * MOST)
    for each in (each for each in by_county if each is not largest):
        usual = rest // heads
        spread = max(0.0, min(0.1, MOST / usual - 1))
        each.yuan = each.people * round(usual * dice.uniform(1 - spread, 1 + spread) / 100) * 100
        rest, heads = rest - each.yuan, heads - each.people
    largest.yuan = rest
