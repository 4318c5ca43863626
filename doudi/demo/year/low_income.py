"""Edge families in the year: recognised in spring through the procedure of its flow, one withdrawn, a few of the newest month on their way.
Their incomes lie between the line of dibao and one and a half of it, so a raised standard reaches some of them."""

from __future__ import annotations

import datetime as dt
import random
from collections.abc import Sequence
from typing import Any

from django.db import transaction

from doudi.base.calendar import Calendar
from doudi.base.notices import calendar
from doudi.base.once import read_once
from doudi.demo.county import Home
from doudi.demo.dossier import STANDARD, Dossier, scale_of
from doudi.demo.means import earner
from doudi.demo.people_in_office import crew
from doudi.demo.year.dibao import relation_of
from doudi.demo.year.roads import Road, Walker, go
from doudi.demo.year.staff import Staff, day_of, moment
from doudi.mechanisms.casework.models import Case
from doudi.mechanisms.entitlement.units import Residence
from doudi.mechanisms.registry import services as registry
from doudi.mechanisms.registry.models import Household
from doudi.programmes.assistance.low_income import applying
from doudi.programmes.assistance.low_income.models import Application
from doudi.programmes.assistance.low_income.watching import watch

RECOGNISED, ON_THE_WAY = 40, 3  # families in a county of a hundred thousand
SPRING = 2  # the month, from nought, in which they apply
MOST = 4  # people of a household
SHOWN = "见公示台账"  # where the photo of the board is kept


class LowIncome:
    """`months`: those that are paid, January to the newest."""

    def __init__(self, staff: Staff, dossier: Dossier, months: Sequence[int], seed: int) -> None:
        self.staff, self.months, self.dice = staff, months, random.Random(seed + 17)
        scale = scale_of(dossier.county)
        spring, late = max(round(RECOGNISED * scale), 5), max(round(ON_THE_WAY * scale), 1)
        homes = self.dice.sample(sorted(free_homes(dossier), key=lambda home: home.number), spring + late + 1)
        self.batches = {months[SPRING]: homes[: spring + 1], months[-1]: homes[spring + 1 :]}
        self.days: Calendar = calendar()

    def pass_month(self, month: int) -> None:
        if month not in self.batches:
            return
        with transaction.atomic(), read_once():
            homes = self.batches[month]
            households = self._register(homes, moment(day_of(month, 1)))
            pairs = [(home, self._apply(home, each, month)) for home, each in zip(homes, households, strict=True)]
            self._go([case for _, case in pairs], finished=month != self.months[-1])

    def watch(self, on: dt.date) -> None:
        """The night's look at what the register shows of low-income families."""
        with read_once():
            watch(on, at=moment(on, 1))

    # --- who applies -----------------------------------------------------------------------------------------------------

    def _register(self, homes: Sequence[Home], at: dt.datetime) -> list[Household]:
        new = [
            registry.NewHousehold(
                f"BY{home.number}",
                home.village.code,
                tuple(
                    registry.NewMember(
                        registry.NewPerson(person.number, person.name, person.village.code, address=home.address),
                        person.relation,
                    )
                    for person in home.people
                ),
                address=home.address,
                since=at.date(),
            )
            for home in homes
        ]
        return registry.register_households(new, by=self.staff.officer, at=at, because="低收入家庭申请认定")

    def _apply(self, home: Home, household: Household, month: int) -> Case:
        """What they live on: so much a head above the line that the family is no dibao family, and below one and a half of it."""
        # The newest month's are told of in their villages still when the demo's clock begins.
        on = day_of(month, self.dice.randint(25, 26) if month == self.months[-1] else self.dice.randint(4, 8))
        urban = home.village.urban
        line = STANDARD["城市低保" if urban else "农村低保"] * len(home.people)
        # Below one and a half of the line of their own spring, too, which is lower than that of autumn.
        income = line * self.dice.randint(102, 135) // 100
        earns = earner(home.people, month)
        known = {each.person.id_number: each.person for each in household.memberships.select_related("person__party")}
        facts = {
            known[person.number].pk: {
                "relation": int(relation_of(person, person is home.head, on)),
                "wages": 0,
                **({"business_income": income * 100} if person is earns else {}),
            }
            for person in home.people
        }
        home_facts = {"residence": int(Residence.URBAN if urban else Residence.RURAL), "homes": 1, "floor_area": 90}
        clerk = crew(self.staff.users, home.village.code)[0]
        applicant = known[home.head.number]
        made = applying.apply(
            Application.Kind.MARGINAL, applicant, home_facts, by=clerk, at=moment(on, 9), of_members=facts
        )
        return made.case

    # --- what is done with it --------------------------------------------------------------------------------------------

    def _go(self, cases: Sequence[Case], *, finished: bool) -> None:
        """The first of a finished batch is withdrawn; the others go to the end, or are being told of in their villages."""
        go(
            _Walk(case, self.staff, case.opened_at.date(), days=self.days).road(
                turn, withdrawn=finished and not turn, finished=finished
            )
            for turn, case in enumerate(cases)
        )


class _Walk(Walker):
    """边缘家庭: looked at, checked, told of, decided by the county."""

    def road(self, turn: int, *, withdrawn: bool, finished: bool) -> Road:
        yield self.by(self.clerk, "submit", signed=True)
        yield self.by(self.clerk, "accept", 11)
        if withdrawn:
            yield self.by(self.clerk, "withdraw", 16, because="家中已有人就业，书面撤回。")
            return
        self.later(2)
        found = "家庭收入来自务农和零工，无其他财产。"
        yield self.by(self.clerk, "survey", second=self.second, visited_on=str(self.day), way="HOME", found=found)
        self.later(2)
        yield self.by(self.centre, "report", number=f"核{self.case.number}", result="WITHIN")
        yield self.by(self.clerk, "opine", 16, proposal="ADMIT")
        posted = self.later(1)
        yield self.by(self.leader, "sign")
        yield self.by(self.clerk, "post", 15, posted_on=str(posted), photo=SHOWN)
        if not finished:
            return
        yield self.lapse("lapse", self.notice_over(posted))
        forwarded = self.later(1)
        yield self.by(self.clerk, "forward")
        if self.case.site_visit:
            self.later(1)
            yield self.by(
                self.officer, "visit", second=self.staff.second, visited_on=str(self.day), found="与乡镇调查一致。"
            )
        self.day = self.days.add_workdays(forwarded, 3)
        yield self.by(self.officer, "confirm", document=f"云民边认〔{forwarded.year}〕{turn}号")


def _number(known: Any) -> str:
    """Of a person or a home as a roll has it: itself, or its number."""
    return str(getattr(known, "number", known))


def free_homes(dossier: Dossier) -> list[Home]:
    """Small families of whom nobody stands on any roll or is planted for a check: nothing else is told of them."""
    taken = {case.home.number for case in (*dossier.cases, *dossier.former)}
    known = {person for each in dossier.planted for person in each.people}
    for rows in (*dossier.rolls.values(), *dossier.gone.values()):
        for row in rows:
            known |= {_number(row[name]) for name in ("person", "parent", "child") if name in row}
            taken |= {_number(row["home"])} if "home" in row else set()
    on = dt.date(2024, 1, 1)
    return [
        home
        for home in dossier.county.homes
        if home.number not in taken
        and len(home.people) <= MOST
        and 22 <= home.head.age(on) < 60
        and not any(person.number in known for person in home.people)
    ]
