"""The rounds of the year: people with severe disabilities in hardship, and old people living alone. Each is on a roll and is visited in his rhythm;
in autumn one clerk writes visits at his desk that look odd, some of the old are not found, what was needed is answered."""

from __future__ import annotations

import datetime as dt
import io
import random
from collections import Counter, defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import Any, TypeAlias

from django.db import transaction
from PIL import Image

from doudi.base.models import User
from doudi.base.months import last_day, month_of
from doudi.base.once import read_once
from doudi.demo.county import Home, Person
from doudi.demo.dossier import Dossier, address, scale_of
from doudi.demo.people_in_office import crew
from doudi.demo.year.staff import Staff, day_of, moment
from doudi.mechanisms.activities.declare import OK, VisitKind
from doudi.mechanisms.activities.doubts import find_signals, judge
from doudi.mechanisms.activities.follow_ups import confirm, settle
from doudi.mechanisms.activities.models import Activity, FollowUp, RollEntry
from doudi.mechanisms.activities.rolls import NewEntry, confirm_levels, enter
from doudi.mechanisms.activities.visiting import Visited, visit_many
from doudi.mechanisms.phone.sent import PHOTO, Picture, Place
from doudi.mechanisms.registry import services as registry
from doudi.programmes.disability.disability_visits.rounds import HIGH, KEY
from doudi.programmes.disability.disability_visits.rounds import ROUNDS as DISABILITY
from doudi.programmes.elderly.elder_visits.risk import Facts, level_of
from doudi.programmes.elderly.elder_visits.rounds import ORANGE, RED
from doudi.programmes.elderly.elder_visits.rounds import ROUNDS as ELDERLY

OLD, MISSED = (
    420,
    11,
)  # on the roll of the old in a county of a hundred thousand; not reached in the newest month (EC-35)
HELPER, HELPERS_VILLAGE = "xieli", "水槽社区"
SEEN = ("在家休息", "在门口晒太阳", "在厨房做饭", "正在看电视", "刚从菜地回来", "在邻居家聊天")
HEALTH = ("精神尚可", "血压偏高，按时服药", "腿脚不便", "近期感冒已好", "食欲一般", "睡眠不好")
HOUSE = ("居室整洁", "灶台旁堆有柴草，已提醒", "水电正常", "门锁已修好", "被褥够用", "屋顶有一处渗水")
_BEGIN = 8  # the month, from nought, in which the rounds to the old begin
FEWEST = 12  # visits that one clerk writes on one day, four minutes apart
Way: TypeAlias = Activity.Way
Outcome: TypeAlias = Activity.Outcome


@dataclass
class _OnRoll:
    """Somebody on a roll in the demo: where his home is, and who goes there."""

    entry: RollEntry
    by: User
    home: tuple[Decimal, Decimal]
    day: int  # of the month, on which he is usually visited


class Rounds:
    """`begin` before the year, `pass_month` for each month, `december` for the days of the month that is being worked on."""

    def __init__(self, staff: Staff, dossier: Dossier, months: Sequence[int], seed: int) -> None:
        self.staff, self.dossier, self.months, self.dice = staff, dossier, months, random.Random(seed + 41)
        self.on: dict[str, list[_OnRoll]] = {}
        self.slots: dict[tuple[int, dt.date], int] = defaultdict(int)

    # --- the rolls -------------------------------------------------------------------------------------------------------

    def begin(self) -> None:
        at = moment(dt.date(2023, 12, 29))
        with transaction.atomic(), read_once():
            self._enter(DISABILITY, list(self._disabled()), dt.date(2024, 1, 1), at)
            self._enter(ELDERLY, list(self._old()), day_of(self.months[_BEGIN], 1), at)

    def _disabled(self) -> Iterator[tuple[Person, str, str, bool]]:
        """Those with the nursing subsidy who live in hardship: person, level, why, alone."""
        poor = {row["person"].number for table in ("living", "tekun") for row in self.dossier.rolls.get(table, ())}
        poor |= {each.number for case in self.dossier.cases for each in case.members}
        homes = {home.number: home for home in self.dossier.county.homes}
        for row in self.dossier.rolls["nursing"]:
            person: Person = row["person"]
            if person.number not in poor or row["since"] > self.months[0]:
                continue
            home = homes[person.household]
            alone = len(home.people) == 1
            frail = all(each.age(dt.date(2024, 1, 1)) >= 75 for each in home.people if each is not person)
            level = HIGH if alone or (frail and len(home.people) > 1) else KEY
            why = "独居" if alone else "照护人年老" if level == HIGH else "困难重度失能"
            yield person, level, why, alone

    def _old(self) -> Iterator[tuple[Person, str, str, bool]]:
        """The oldest of those who live alone."""
        on = dt.date(2024, 1, 1)
        number = max(round(OLD * scale_of(self.dossier.county)), 20)
        alone: list[Home] = [
            home for home in self.dossier.county.homes if len(home.people) == 1 and home.head.age(on) >= 60
        ]
        alone = [home for home in alone if home.village.name != HELPERS_VILLAGE]
        near = [
            home for home in self.dossier.county.homes if home.village.name == HELPERS_VILLAGE and len(home.people) == 1
        ]
        near = [home for home in near if home.head.age(on) >= 70][:4]
        chosen = near + sorted(
            self.dice.sample(alone, min(number - len(near), len(alone))), key=lambda home: home.number
        )
        for home in chosen:
            # the helper's old are frail, so that there is somebody to visit when one signs in as the helper
            ability, falls = self.dice.choices((0, 1, 2, 3), (60, 30, 8, 2))[0], self.dice.choices((0, 1), (9, 1))[0]
            if home in near:
                ability, falls = 3, 2
            facts = Facts(home.head.age(on), "ALONE", ability, falls=falls, no_device=True, chronic=ability > 1)
            yield home.head, level_of(facts, on=on), f"{home.head.age(on)}岁，独居", True

    def _enter(
        self, kind: VisitKind, rows: Sequence[tuple[Person, str, str, bool]], since: dt.date, at: dt.datetime
    ) -> None:
        new = [
            registry.NewPerson(each.number, each.name, each.village.code, address=address(each)) for each, *_ in rows
        ]
        found = registry.register_people(new, by=self.staff.officer, at=at, because=kind.roll)
        places = [self._home(person) for person, *_ in rows]
        entries = enter(
            kind,
            [
                NewEntry(
                    one.pk, person.village.code, level, why, since, alone=alone,
                    latitude=place[0], longitude=place[1],
                )
                for one, (person, level, why, alone), place in zip(found, rows, places, strict=True)
            ],
            by=self.staff.officer,
            at=at,
        )  # fmt: skip
        self.on[kind.code] = [
            _OnRoll(entry, self._visitor(person, turn), place, 4 + self.dice.randrange(12) * 2)
            for turn, (entry, (person, *_), place) in enumerate(zip(entries, rows, places, strict=True))
        ]

    def _home(self, person: Person) -> tuple[Decimal, Decimal]:
        """Somewhere in an invented village."""
        town, village = int(person.village.code[6:9]) % 100, int(person.village.code[9:12])
        north = 27_300_000 + town * 31_000 + village % 13 * 1_900 + self.dice.randint(0, 900)
        east = 114_500_000 + town * 17_000 + village % 7 * 3_100 + self.dice.randint(0, 900)
        return Decimal(north) / 10**6, Decimal(east) / 10**6

    def _visitor(self, person: Person, turn: int) -> User:
        if person.village.name == HELPERS_VILLAGE:
            return self.staff.users[HELPER]
        return crew(self.staff.users, person.village.code)[turn % 2]

    @property
    def clerk_at_desk(self) -> User | None:
        """Who visits most of the old, of those whom nobody signs in as."""
        number = Counter(each.by.pk for each in self.on[ELDERLY.code] if not each.by.is_demo)
        return next(
            (each.by for each in self.on[ELDERLY.code] if [each.by.pk] == [pk for pk, _ in number.most_common(1)]), None
        )

    # --- a month ---------------------------------------------------------------------------------------------------------

    def pass_month(self, month: int) -> None:
        with transaction.atomic(), read_once():
            for kind in (DISABILITY, ELDERLY) if month >= self.months[_BEGIN] else (DISABILITY,):
                missed = self._missed(kind, month)
                reached = [one for one in self.on[kind.code] if one.entry.pk not in missed]
                rows = [each for one in reached for each in self._visits(kind, one, month)]
                if kind is ELDERLY:
                    lost = [one for one in self.on[kind.code] if one.entry.pk in missed]
                    rows += [
                        self._told(each, day_of(month, 12 + turn % 9), Outcome.NOT_FOUND)
                        for turn, each in enumerate(lost)
                    ]
                visit_many(kind, sorted(rows, key=lambda each: each.held_at))
                if kind is ELDERLY and month == self.months[-2]:
                    self._at_the_desk(kind, month)
                find_signals(kind, month, at=moment(last_day(month), 23))
            if month == self.months[5]:
                self._review(moment(day_of(month, 25)))
            self._answer(month)

    def _review(self, at: dt.datetime) -> None:
        """Half a year after the roll was made its levels are looked at; each township its own."""
        by_leader: dict[int, list[RollEntry]] = defaultdict(list)
        for each in self.on[DISABILITY.code]:
            by_leader[crew(self.staff.users, each.entry.area_code)[2].pk].append(each.entry)
        leaders = {each.pk: each for each in self.staff.users.values()}
        for pk, entries in by_leader.items():
            confirm_levels(entries, because="半年复核，情况没有变化。", by=leaders[pk], at=at)

    def december(self, on: dt.date) -> None:
        """The first days of the month that is being worked on: some have been visited, an old man is in hospital, another not to be found."""
        month = month_of(on)
        with transaction.atomic(), read_once():
            for kind in (DISABILITY, ELDERLY):
                rows = [
                    each
                    for one in self.on[kind.code]
                    for each in self._visits(kind, one, month)
                    if each.held_at < moment(on if each.by.username != HELPER else on - dt.timedelta(days=4), 0)
                ]
                if kind is ELDERLY and len(self.on[kind.code]) > 7:
                    ill, gone = self.on[kind.code][5:7]
                    rows.append(self._told(ill, day_of(month, 5), Outcome.HOSPITAL))
                    rows += [self._told(gone, day_of(month, day), Outcome.NOT_FOUND) for day in (4, 6)]
                visit_many(kind, sorted(rows, key=lambda each: each.held_at))
                find_signals(kind, month, at=moment(on, 1))

    def _missed(self, kind: VisitKind, month: int) -> set[int]:
        """Who is not seen: of the disabled nobody in the newest month (full coverage), of the old as many as EC-35 says."""
        everybody = self.on[kind.code]
        number = max(round(MISSED * scale_of(self.dossier.county)), 1)
        if kind is DISABILITY:
            number = 0 if month == self.months[-1] else self.dice.randint(0, 2)
        chosen = self.dice.sample(everybody[8:], min(number, len(everybody[8:])))  # the first are told of in December
        return {each.entry.pk for each in chosen}

    def _visits(self, kind: VisitKind, one: _OnRoll, month: int) -> Iterator[Visited]:
        if one.entry.level in (HIGH, RED):
            days = range(1 + one.day % 7 % 6, min(30, last_day(month).day) + 1, 6)
        elif one.entry.level == ORANGE:
            days = range(one.day % 12 + 2, 30, 13)
        else:
            days = range(one.day, 30, 30)
        for day in days:
            yield self._seen(kind, one, day_of(month, day))

    def _seen(self, kind: VisitKind, one: _OnRoll, on: dt.date) -> Visited:
        held_at = self._slot(one.by, on)
        north, east = (each + Decimal(self.dice.randint(-900, 900)) / 10**6 for each in one.home)
        words = ""
        if self.dice.random() < 0.25:
            words = f"{self.dice.choice(SEEN)}，{self.dice.choice(HEALTH)}，{self.dice.choice(HOUSE)}，聊了{self.dice.randint(8, 40)}分钟。"
        needs: tuple[str, ...] = ()
        if self.dice.random() < 0.015:
            needs = (self.dice.choice([each.code for each in kind.needs if not each.alarm]),)
        return Visited(
            one.entry, held_at, Outcome.SEEN.value, one.by, held_at + dt.timedelta(minutes=40), way=Way.FACE.value,
            said={each.code: OK for each in kind.groups}, words=words, minutes=self.dice.randint(12, 35), needs=needs,
            companion="村妇联主任" if one.entry.alone else "", place=Place(north, east, self.dice.randint(5, 40)),
        )  # fmt: skip

    def _slot(self, by: User, on: dt.date) -> dt.datetime:
        """The next free half hour of somebody's day."""
        place = self.slots[by.pk, on]
        self.slots[by.pk, on] += 1
        return moment(on, 8) + dt.timedelta(minutes=30 + 28 * place)

    def _told(self, one: _OnRoll, on: dt.date, outcome: Outcome) -> Visited:
        held_at = self._slot(one.by, on)
        words = {Outcome.HOSPITAL: "邻居说已住县医院", Outcome.NOT_FOUND: "敲门无人应"}[outcome]
        return Visited(
            one.entry, held_at, outcome.value, one.by, held_at + dt.timedelta(minutes=20), words=words,
            reason="没有定位信号",
        )  # fmt: skip

    def _at_the_desk(self, kind: VisitKind, month: int) -> None:
        """One clerk writes his visits of an evening: the same words, four minutes apart, one photo for two of them."""
        theirs = [each for each in self.on[kind.code] if each.by == self.clerk_at_desk]
        if not theirs:
            return  # a county so small that nobody there is old and alone
        town = theirs[0].by
        start, rows = moment(day_of(month, 30), 19), []
        for turn, one in enumerate([*theirs, *theirs][: FEWEST + 2]):
            held_at = start + dt.timedelta(minutes=4 * turn)
            pictures: list[Picture] = [Picture(PHOTO, _photo(7))] if turn in (0, 2) else []
            rows.append(
                Visited(
                    one.entry, held_at, Outcome.SEEN.value, town, held_at + dt.timedelta(minutes=1), way=Way.FACE.value,
                    said={each.code: OK for each in kind.groups}, words="老人身体健康，生活正常，无异常情况。", minutes=3,
                    companion="村妇联主任", place=Place(*theirs[0].home, 10), pictures=pictures,
                )
            )  # fmt: skip
        visit_many(kind, rows)

    def _answer(self, month: int) -> None:
        """What was found before the newest month is answered and confirmed; of the odd visits two are looked into."""
        if month == self.months[-1]:
            return
        at = moment(last_day(month), 16)
        for each in FollowUp.objects.filter(state=FollowUp.State.OPEN).select_related("entry"):
            clerk, _, leader = crew(self.staff.users, each.entry.area_code)
            settle(each, result="已联系落实。" if not each.alarm else "已上门核实，本人外出探亲。", by=clerk, at=at)
            if each.alarm:
                confirm(each, by=leader, at=at + dt.timedelta(minutes=30))
        if month == self.months[-2]:
            odd = Activity.objects.filter(kind=ELDERLY.code, by=self.clerk_at_desk, signals__code="ALIKE").order_by(
                "pk"
            )[:2]
            for visit in odd:
                leader = crew(self.staff.users, visit.area_code)[2]
                judge(
                    visit,
                    stands=False,
                    words="电话回访，老人称当天无人上门。",
                    by=leader,
                    at=at + dt.timedelta(hours=1),
                )


def _photo(turn: int) -> Any:
    content = io.BytesIO()
    Image.linear_gradient("L").rotate(turn).resize((320, 240)).convert("RGB").save(content, "JPEG")
    content.seek(0)
    return content
