"""What looks odd about the visits of a month: pure, set-based, each in a sentence (R-DIS-05). A signal accuses nobody."""

from __future__ import annotations

import datetime as dt
from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from enum import StrEnum
from itertools import pairwise

from doudi.base.photos import seen_twice
from doudi.mechanisms.activities.declare import VisitRules


class Odd(StrEnum):
    """The codes of the signals, in the order of their weight."""

    PHOTO = "PHOTO"
    CLOSE = "CLOSE"
    MANY = "MANY"
    ALIKE = "ALIKE"
    SAME_DAY = "SAME_DAY"
    FAR = "FAR"
    CLOCK = "CLOCK"
    LATE = "LATE"
    SHORT = "SHORT"
    NIGHT = "NIGHT"

    @property
    def label(self) -> str:
        return NAMES[self]


NAMES = {
    Odd.PHOTO: "照片重复",
    Odd.CLOSE: "两户间隔过短",
    Odd.MANY: "一天访问过多",
    Odd.ALIKE: "记录雷同",
    Odd.SAME_DAY: "集中在一天",
    Odd.FAR: "离住址过远",
    Odd.CLOCK: "手机时间不可信",
    Odd.LATE: "事后补录",
    Odd.SHORT: "时间过短",
    Odd.NIGHT: "夜间巡访",
}
_FEWEST = 10  # visits of a month from which it says something that most were on one day


@dataclass(frozen=True)
class Seen:
    """A visit as the signals look at it. `held_at` in local time; `at_home`: face to face; `late_clock`: the phone's clock could not be
    followed; `prints`: the fingerprints of its photos."""

    pk: int
    visitor: int
    entry: int
    held_at: dt.datetime
    minutes: int | None = None
    counts: bool = True
    at_home: bool = True
    metres: int | None = None
    words: str = ""
    late_clock: bool = False
    prints: tuple[int, ...] = ()
    days_late: int = 0  # between the visit and its entry


@dataclass(frozen=True)
class Oddity:
    """One signal of one visit, in words."""

    pk: int
    code: Odd
    words: str


def odd_ones(visits: Sequence[Seen], rules: VisitRules, *, on: dt.date) -> list[Oddity]:
    """All signals of the visits given, at most one of a code for each; thresholds as they stand on the day `on`."""
    found: dict[tuple[int, Odd], Oddity] = {}
    for each in (
        *_photos(visits),
        *_close(visits, rules.minutes_between.on(on)),
        *_many(visits, rules.a_day.on(on)),
        *_alike(visits, rules.alike.on(on)),
        *_same_day(visits, rules.same_day_share.on(on)),
        *_one_by_one(visits, rules, on),
    ):
        found.setdefault((each.pk, each.code), each)
    return sorted(found.values(), key=lambda each: (each.pk, list(Odd).index(each.code)))


def _photos(visits: Iterable[Seen]) -> Iterator[Oddity]:
    rows = [(each.pk, bits) for each in visits for bits in each.prints]
    for one, other in seen_twice(rows):
        if one != other:
            yield Oddity(one, Odd.PHOTO, "照片与另一次巡访的照片相同")
            yield Oddity(other, Odd.PHOTO, "照片与另一次巡访的照片相同")


def _close(visits: Iterable[Seen], minutes: int) -> Iterator[Oddity]:
    of: dict[int, list[Seen]] = defaultdict(list)
    for each in visits:
        if each.at_home and not each.late_clock:
            of[each.visitor].append(each)
    for rows in of.values():
        rows.sort(key=lambda each: each.held_at)
        for before, after in pairwise(rows):
            apart = after.held_at - before.held_at
            if before.entry != after.entry and apart < dt.timedelta(minutes=minutes):
                words = f"与另一户的巡访只隔{int(apart.total_seconds() // 60)}分钟，少于{minutes}分钟"
                yield Oddity(before.pk, Odd.CLOSE, words)
                yield Oddity(after.pk, Odd.CLOSE, words)


def _many(visits: Iterable[Seen], most: int) -> Iterator[Oddity]:
    days: dict[tuple[int, dt.date], list[Seen]] = defaultdict(list)
    for each in visits:
        if each.counts:
            days[each.visitor, each.held_at.date()].append(each)
    for rows in days.values():
        if len(rows) > most:
            for each in rows:
                yield Oddity(each.pk, Odd.MANY, f"同一巡访人当天有效巡访{len(rows)}次，超过{most}次")


def _alike(visits: Iterable[Seen], most: int) -> Iterator[Oddity]:
    texts: dict[str, list[Seen]] = defaultdict(list)
    for each in visits:
        words = "".join(each.words.split())
        if words and (each.counts or each.at_home):  # that nobody was at home is always said in the same words
            texts[words].append(each)
    for rows in texts.values():
        if len(rows) > most:
            for each in rows:
                yield Oddity(each.pk, Odd.ALIKE, f"情况记录与其他{len(rows) - 1}份一字不差")


def _same_day(visits: Iterable[Seen], share: int) -> Iterator[Oddity]:
    of: dict[int, list[Seen]] = defaultdict(list)
    for each in visits:
        of[each.visitor].append(each)
    for rows in of.values():
        day, number = Counter(each.held_at.date() for each in rows).most_common(1)[0]
        if len(rows) >= _FEWEST and number * 100 > share * len(rows):
            for each in rows:
                if each.held_at.date() == day:
                    yield Oddity(each.pk, Odd.SAME_DAY, f"本月{len(rows)}次巡访有{number}次在{day.month}月{day.day}日")


def _one_by_one(visits: Iterable[Seen], rules: VisitRules, on: dt.date) -> Iterator[Oddity]:
    metres, shortest = rules.metres.on(on), rules.shortest.on(on)
    night, morning = rules.night_from.on(on), rules.night_to.on(on)
    for each in visits:
        if each.at_home and each.metres is not None and each.metres > metres:
            yield Oddity(each.pk, Odd.FAR, f"定位离住址{each.metres}米，超过{metres}米")
        if each.at_home and each.counts and each.minutes is not None and each.minutes < shortest:
            yield Oddity(each.pk, Odd.SHORT, f"用时{each.minutes}分钟，少于{shortest}分钟")
        if each.days_late > rules.days_late.on(on):
            yield Oddity(each.pk, Odd.LATE, f"巡访{each.days_late}天后才登记")
        if each.late_clock:
            yield Oddity(each.pk, Odd.CLOCK, "手机时间与带出、送达时间不符，按送达时间计")
        elif each.held_at.hour >= night or each.held_at.hour < morning:
            yield Oddity(each.pk, Odd.NIGHT, f"巡访时间为{each.held_at:%H:%M}")
