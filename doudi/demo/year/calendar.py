"""The year month by month: the run of each benefit, then what is decided for the next month, then the books are closed."""

from __future__ import annotations

import datetime as dt
import random
from collections.abc import Callable

from django.db import transaction

from doudi.base.models import User
from doudi.base.once import read_once
from doudi.demo.county import Home
from doudi.demo.dossier import Dossier
from doudi.demo.working_off import drawn_photo
from doudi.demo.year import boards, persons
from doudi.demo.year.at_the_door import AtTheDoor, last_night
from doudi.demo.year.bank import Bank
from doudi.demo.year.debts import Recovering
from doudi.demo.year.dibao import Dibao
from doudi.demo.year.found_dead import hand_over
from doudi.demo.year.held import HeldYear
from doudi.demo.year.home_adaptation import HomeAdaptation
from doudi.demo.year.home_care import HomeCare
from doudi.demo.year.looked_after import LookedAfter
from doudi.demo.year.low_income import LowIncome
from doudi.demo.year.meals import Meals
from doudi.demo.year.on_demand_help import OnDemandHelp
from doudi.demo.year.persons import Persons
from doudi.demo.year.reviews import Reviewing
from doudi.demo.year.rounds import Rounds
from doudi.demo.year.runs import Runs
from doudi.demo.year.staff import Staff, day_of, moment
from doudi.demo.year.temporary import Temporary
from doudi.demo.year.time_bank import TimeBank
from doudi.demo.year.turned_down import TurnedDown
from doudi.mechanisms.ledger.models import Book
from doudi.mechanisms.ledger.periods import close_period
from doudi.programmes.children.child_allowances.benefit import ORPHAN, UNATTENDED_CHILD

Progress = Callable[[str], None]


class Year:
    """January to the newest month. `begin` once, then `pass_month` in order, at last `december` and `draft`."""

    def __init__(self, dossier: Dossier, users: dict[str, User], *, newest: int, seed: int, progress: Progress) -> None:
        dice = random.Random(seed + 3)
        self.months = range(newest - 10, newest + 1)
        self.staff, self.progress = Staff.of(users), progress
        bank = Bank(dice)
        self.runs = Runs(self.staff, bank, dice)
        self.dibao = Dibao(self.staff, bank, dossier, self.months, dice)
        self.persons = persons.lines(staff=self.staff, bank=bank, dossier=dossier, months=self.months, dice=dice)
        self.dossier, self.recovering = dossier, Recovering(self.staff, self.months)
        self.reviewing = Reviewing(self.staff, self.months, [each.code for each in dossier.county.villages])
        self.temporary = Temporary(self.staff, bank, dossier.county, helped(dossier), self.months, dice)
        self.low_income = LowIncome(self.staff, dossier, self.months, seed)
        self.rounds = Rounds(self.staff, dossier, self.months, seed)
        self.held = HeldYear(self.staff, dossier, self.months, seed)
        busy = frozenset(home.number for homes in self.low_income.batches.values() for home in homes)
        self.turned_down = TurnedDown(self.staff, dossier, self.months, seed, busy)
        self.at_the_door = AtTheDoor(self.staff, dossier.county, seed)
        self.time_bank = TimeBank(self.staff, dossier, self.months, users, seed)
        self.home_care = HomeCare(self.staff, dossier, self.months, users, seed)
        self.on_demand_help = OnDemandHelp(self.staff, dossier, self.months, seed)
        self.meals = Meals(self.staff, dossier, self.months, users, seed)
        self.looked_after = LookedAfter(self.staff, dossier, helped(dossier))
        self.home_adaptation = HomeAdaptation(self.staff, bank, dossier, self.months, seed)
        self.lines: list[Dibao | Persons] = [self.dibao, *self.persons]

    def begin(self) -> None:
        self.progress("原系统在册待遇录入")
        at = moment(dt.date(2023, 12, 28))
        photo = drawn_photo(self.staff.users["gucheng"], at, purpose="入户和公示(演示)")
        self.turned_down.photo = self.looked_after.photo = photo
        for line in self.lines:
            line.photo = photo
            with transaction.atomic(), read_once():
                line.begin(at)
        self.rounds.begin()
        self.progress("时光益站登记")
        self.time_bank.begin()
        self.home_care.begin()
        self.on_demand_help.begin()
        self.meals.begin()
        self.home_adaptation.begin()

    def pass_month(self, month: int) -> None:
        self.progress(f"{month % 12 + 1}月:待遇发放")
        for line in self.lines:
            online_list = line.online_list if isinstance(line, Persons) and line.benefit.online_list else None
            left = 2 if month == self.months[-1] and line.benefit not in (ORPHAN, UNATTENDED_CHILD) else 0
            if isinstance(line, Persons):
                with transaction.atomic(), read_once():
                    line.come(month)
            with read_once():
                self.runs.pay(line.benefit, month, left=left, online_list=online_list)
        self.temporary.pass_month(month)
        self.low_income.pass_month(month)
        self.rounds.pass_month(month)
        self.held.pass_month(month)
        self.turned_down.pass_month(month)
        self.time_bank.pass_month(month)
        self.home_care.pass_month(month)
        self.on_demand_help.pass_month(month)
        self.meals.pass_month(month)
        self.home_adaptation.pass_month(month)
        with transaction.atomic(), read_once():
            for line in self.lines:
                self.reviewing.pass_month(line.benefit, month)
                line.decide(month)
            if month < self.months[-1]:
                self.recovering.pass_month(month)
        boards.take_down(day_of(month + 1, 1))

    def close(self, month: int) -> None:
        """月结, on the third of the month after."""
        close_period(Book.MONEY, month, by=self.staff.finance, at=moment(day_of(month + 1, 3)))

    def last_night(self) -> None:
        """What came by itself after the lists were taken in and compared: who may be entitled, which reviews are due, what is late."""
        last_night(self.staff)

    def december(self) -> None:
        """The month that is being worked on."""
        self.progress("12月:在办事项")
        with transaction.atomic():
            self.temporary.file(self.months[-1])
            self.temporary.replenish(self.months[-1])
            self.temporary.december()
            hand_over(self.dossier, self.staff, self.months[-1])
        self.turned_down.stand()
        boards.take_down(day_of(self.months[-1] + 1, 9))
        self.at_the_door.come()
        self.low_income.watch(day_of(self.months[-1] + 1, 6))
        self.rounds.december(day_of(self.months[-1] + 1, 9))
        self.time_bank.december(day_of(self.months[-1] + 1, 9))
        self.home_care.december(day_of(self.months[-1] + 1, 9))
        self.on_demand_help.december(day_of(self.months[-1] + 1, 9))
        self.meals.december(day_of(self.months[-1] + 1, 9))
        self.home_adaptation.december(day_of(self.months[-1] + 1, 9))
        self.looked_after.december()

    def draft(self) -> None:
        """December's runs, which wait for signatures."""
        month = self.months[-1] + 1
        self.runs.checked(self.dibao.benefit, month)
        self.runs.frozen(self.persons[0].benefit, month)
        for line in self.persons[1:3]:
            self.runs.drafted(line.benefit, month)


def helped(dossier: Dossier) -> list[Home]:
    """Who may be in need for a time: anybody who is not on dibao, whose head is grown up."""
    poor = {case.home.number for case in dossier.cases}
    on = dt.date(2024, 1, 1)
    return [home for home in dossier.county.homes if home.number not in poor and home.head.age(on) >= 22]
