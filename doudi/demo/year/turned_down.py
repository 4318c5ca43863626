"""Who applies for dibao in the year and does not get it, and what lies on the desks when the demo's clock begins: one case for each step of the
road. None of them stands on any roll."""

from __future__ import annotations

import datetime as dt
import random
import zlib
from collections.abc import Sequence
from typing import Any

from django.db import transaction

from doudi.base.models import StoredFile
from doudi.base.months import month_of
from doudi.base.notices import calendar
from doudi.base.once import read_once
from doudi.demo.county import Home as House
from doudi.demo.dossier import STANDARD, Dossier, account_of, scale_of
from doudi.demo.means import earner
from doudi.demo.year import at_home
from doudi.demo.year.dibao import relation_of
from doudi.demo.year.dibao_applications import Home, Walk, open_all
from doudi.demo.year.low_income import free_homes
from doudi.demo.year.roads import Road, Walker, go
from doudi.demo.year.staff import Staff, day_of, moment
from doudi.mechanisms.casework.appeals.declare import ROADS
from doudi.mechanisms.casework.appeals.models import AppealRoad
from doudi.mechanisms.casework.appeals.services import NewAppeal, register
from doudi.mechanisms.entitlement.family import Family, Given, Member
from doudi.mechanisms.entitlement.units import Residence
from doudi.mechanisms.registry import services as registry

REFUSED, WITHDRAWN, NOT_ACCEPTED = 18, 6, 2  # of a county of a hundred thousand, from February to October
GROUNDS = (
    "PROPERTY：名下有价值超过规定的轿车，一直在使用。",
    "INCOME：核对后家庭人均月收入高于当地标准。",
    "SUPPORT：子女有赡养能力，赡养费计入后人均收入高于标准。",
)
# What lies on the desks: the road, how many steps have been taken, and on which day it was applied for. One for each step of the road;
# the last of them are late.
OPEN = (
    ("granted", 0, dt.date(2024, 12, 6)), ("granted", 1, dt.date(2024, 12, 6)), ("supplemented", 2, dt.date(2024, 12, 4)),
    ("granted", 2, dt.date(2024, 12, 5)), ("granted", 5, dt.date(2024, 12, 3)), ("granted", 6, dt.date(2024, 12, 2)),
    ("granted", 9, dt.date(2024, 12, 2)), ("granted", 8, dt.date(2024, 12, 2)), ("granted", 4, dt.date(2024, 11, 15)),
    ("granted", 10, dt.date(2024, 11, 27)), ("granted", 10, dt.date(2024, 11, 28)), ("objected", 11, dt.date(2024, 11, 26)),
    ("granted", 11, dt.date(2024, 11, 20)), ("granted", 12, dt.date(2024, 11, 20)), ("granted", 13, dt.date(2024, 11, 18)),
    ("returned", 14, dt.date(2024, 11, 15)), ("refused", 8, dt.date(2024, 12, 2)), ("granted", 9, dt.date(2024, 11, 14)),
)  # fmt: skip


class TurnedDown:
    """`months`: those that are paid, January to the newest. `busy`: numbers of houses of which something else is told."""

    def __init__(self, staff: Staff, dossier: Dossier, months: Sequence[int], seed: int, busy: frozenset[str]) -> None:
        self.staff, self.months, self.dice = staff, months, random.Random(seed + 23)
        self.photo: StoredFile | None = None
        scale = scale_of(dossier.county)
        roads = [
            road
            for road, number in (("refused", REFUSED), ("withdrawn", WITHDRAWN), ("not_accepted", NOT_ACCEPTED))
            for _ in range(max(round(number * scale), 2))
        ]
        houses = [each for each in sorted(free_homes(dossier), key=lambda each: each.number) if each.number not in busy]
        self.dice.shuffle(houses)
        self.desks = self._for_the_desks(houses)
        rest = [house for house in houses if house not in self.desks]
        self.plan = [
            (months[1 + turn % 9], road, house) for turn, (road, house) in enumerate(zip(roads, rest, strict=False))
        ]

    def _for_the_desks(self, houses: Sequence[House]) -> list[House]:
        """In the townships whose clerks have a button, and one in the village whose helper has one. A small county has fewer free houses than
        there are steps: then the last steps have nobody."""
        near: list[House] = []
        for turn in range(len(OPEN)):
            town = (0, 1, 0, 1, 2, 3)[turn % 6]
            fits = [each for each in houses if int(each.village.code[6:9]) - 100 == town and each not in near]
            mine = [each for each in fits if each.village.name == "水槽社区"]
            near += (mine or fits or [each for each in houses if each not in near])[:1]
        return near

    def pass_month(self, month: int) -> None:
        """Those of a month go their road to its end; the first of the year who was refused goes to the county government, and is wrong."""
        mine = [(road, house) for when, road, house in self.plan if when == month]
        if not mine:
            return
        with transaction.atomic(), read_once():
            first = calendar().next_workday(day_of(month, 3))
            homes = [
                self._home(house, road, first, words=GROUNDS[turn % len(GROUNDS)])
                for turn, (road, house) in enumerate(mine)
            ]
            self._go(homes)
            if month == self.months[1]:
                self._upheld(next(home for home in homes if home.road == "refused"))

    def stand(self) -> None:
        """What lies on the desks when the clock of the demo begins."""
        with transaction.atomic(), read_once():
            self._go(
                [
                    self._home(house, road, day, until=steps)
                    for house, (road, steps, day) in zip(self.desks, OPEN, strict=False)
                ]
            )

    def _go(self, homes: Sequence[Home]) -> None:
        open_all(homes, self.staff)
        go(Walk(home, self.staff, photo=self.photo).road() for home in homes)

    def _home(self, house: House, road: str, day: dt.date, *, words: str = "", until: int = 99) -> Home:
        """What they declare lies below the line, so that whatever stops them is found on the road."""
        new = registry.NewHousehold(
            f"SQ{house.number}",
            house.village.code,
            tuple(
                registry.NewMember(
                    registry.NewPerson(person.number, person.name, person.village.code, address=house.address),
                    "本人" if person is house.head else person.relation,
                )
                for person in house.people
            ),
            address=house.address,
            since=day,
        )
        [household] = registry.register_households(
            [new], by=self.staff.officer, at=moment(day, 8), because="低保申请家庭"
        )
        known = {each.person.id_number: each.person for each in household.memberships.select_related("person__party")}
        urban = house.village.urban
        income = STANDARD["城市低保" if urban else "农村低保"] * len(house.people) * self.dice.randint(40, 70) // 100
        earns = earner(house.people, month_of(day))
        members = [
            Member(
                str(known[person.number].pk),
                person.name,
                {
                    "relation": Given(relation_of(person, person is house.head, day), "户口簿", day),
                    **({"business_income": Given(income * 100, "本人申报", day)} if person is earns else {}),
                },
            )
            for person in house.people
        ]
        residence = Residence.URBAN if urban else Residence.RURAL
        return Home(
            household,
            [(person, known[person.number]) for person in house.people],
            Family(house.head.name, {"residence": Given(residence, "户口簿", day)}, members),
            house.head.name,
            account_of(house.head),
            day,
            f"云民低保〔{day.year}〕{house.number[-5:]}号",
            road=road,
            until=until,
            modest=day >= at_home.SINCE and zlib.crc32(house.number.encode()) % 3 == 0,
            words="" if road == "withdrawn" else words,
        )

    def _upheld(self, home: Home) -> None:
        """行政复议, and the decision stands."""
        days, served = calendar(), home.case.stage_since
        assert served is not None, "it was served"
        on = days.add_workdays(served, 8)
        new = NewAppeal(
            AppealRoad.RECONSIDERATION, home.people[0][0].name, "认为车辆为谋生所用，请求撤销不予确认的决定。", on, "县人民政府",
            f"云政复〔{on.year}〕2号",
        )  # fmt: skip
        appeal = register(ROADS[new.road], home.case, new, by=self.staff.officer, at=moment(on, 15))

        def road() -> Road:
            walker = Walker(appeal, self.staff, days.add_workdays(on, 6))
            words = "车辆价值超过规定，申请人未提交谋生使用的证据；提交证据材料一册。"
            yield walker.by(self.staff.leader, "answer", document=f"云民复答〔{on.year}〕1号", words=words)
            walker.later(20)
            said: dict[str, Any] = {
                "decided_on": str(walker.day),
                "document": f"云政复决〔{on.year}〕2号",
                "words": "认定事实清楚，维持原决定。",
            }
            yield walker.by(self.staff.leader, "uphold", **said)

        go([road()])


__all__ = ["OPEN", "TurnedDown"]
