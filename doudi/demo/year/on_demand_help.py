"""点餐式帮扶 in the year: Party members in every village, wishes of households in need, some that became cases; all by the services."""

from __future__ import annotations

import datetime as dt
import random
from collections import defaultdict
from collections.abc import Sequence

from django.db import transaction

from doudi.base.models import User
from doudi.base.months import first_day, last_day
from doudi.base.once import read_once
from doudi.demo.county import Person
from doudi.demo.dossier import Dossier, address
from doudi.demo.people_in_office import crew
from doudi.demo.places import home_of
from doudi.demo.year.staff import Staff, moment
from doudi.mechanisms.orders import declare, jobs, requesting, rosters, services
from doudi.mechanisms.orders.declare import Doing, Presence
from doudi.mechanisms.orders.models import Order, Way, Worker
from doudi.mechanisms.orders.requesting import NewOrder
from doudi.mechanisms.registry import services as registry
from doudi.mechanisms.registry.models import Person as Registered
from doudi.programmes.assistance.on_demand_help.orders import HELP, MENU
from doudi.programmes.assistance.on_demand_help.services import NewMember, register_members

_MEMBERS, _CLIENTS, _ORDERS = 3, 4, 130  # a village, a village, a month at the size of the whole county
_WHOLE_COUNTY = 100_000
_SINGLE = tuple(item for item in MENU if item.people == 1)


class OnDemandHelp:
    """`begin` once, then `pass_month` in order, at last `december`."""

    def __init__(self, staff: Staff, dossier: Dossier, months: Sequence[int], seed: int) -> None:
        self.staff, self.dossier, self.months = staff, dossier, months
        self.dice = random.Random(seed + 43)
        self.share = min(1.0, len(dossier.county.people) / _WHOLE_COUNTY)

    def begin(self) -> None:
        """Members and people in need, in all villages."""
        at = moment(dt.date(2023, 12, 27))  # before the first wishes of January are said
        by_village: dict[str, list[Person]] = defaultdict(list)
        for person in self.dossier.county.people:
            if 25 <= person.age(at.date()) <= 90:
                by_village[person.village.code].append(person)
        able, needy = [], []
        for people in by_village.values():
            members = [each for each in people if each.age(at.date()) <= 60]
            able += self.dice.sample(members, min(len(members), _MEMBERS))
            old = [each for each in people if each.sex == "男" and each.age(at.date()) > 62]
            needy += self.dice.sample(old, min(len(old), _CLIENTS))
        with transaction.atomic():
            rows = self._registered(able, at)
            codes = [item.code for item in MENU]
            new = [
                NewMember(row, each.name, each.village.code, tuple(self.dice.sample(codes, 4)), at.date(), f"{each.village.name}党支部")
                for each, row in zip(able, rows, strict=True)
            ]  # fmt: skip
            self.members: dict[str, list[Worker]] = defaultdict(list)
            for each, worker in zip(able, register_members(new, by=self.staff.officer, at=at), strict=True):
                self.members[each.village.code].append(worker)
            self.needy = list(zip(needy, self._registered(needy, at), strict=True))
            clients = [rosters.NewClient(row.party, *home_of(each)) for each, row in self.needy]
            rosters.know_clients(clients, by=self.staff.officer, at=at, because="走访登记")
        silent = {each.code for number, each in enumerate(self.dossier.county.villages) if number % 17 == 5}
        self.asking = [(each, row) for each, row in self.needy if each.village.code not in silent]

    def pass_month(self, month: int) -> None:
        """The wishes of a month, most of them done."""
        with transaction.atomic(), read_once():
            first, last = first_day(month), last_day(month)
            self._order(first, last, round(_ORDERS * self.share))
            jobs.expire([HELP], at=moment(last + dt.timedelta(days=1), 0))

    def december(self, today: dt.date) -> None:
        """The first days of the month, and what waits this morning."""
        with transaction.atomic(), read_once():
            self._order(
                today.replace(day=1),
                today + dt.timedelta(days=2),
                round(_ORDERS * self.share / 3),
                now=moment(today, 8),
            )
            jobs.tell_up([HELP], at=moment(today, 8))

    def _order(self, first: dt.date, last: dt.date, number: int, now: dt.datetime | None = None) -> None:
        gone = set(Registered.objects.filter(died_on__isnull=False).values_list("pk", flat=True))
        asking = [each for each in self.asking if each[1].pk not in gone]
        news, lives = [], []
        for _ in range(number):
            person, row = self.dice.choice(asking)
            item = self.dice.choice(_SINGLE)
            day = first + dt.timedelta(days=self.dice.randrange((last - first).days + 1))
            start = moment(day, self.dice.choice((9, 10, 14, 15)))
            asked = start - dt.timedelta(hours=self.dice.randrange(26, 90))
            if now is not None and asked >= now:
                asked = now - dt.timedelta(hours=self.dice.randrange(3, 40))
            clerk = self.staff.clerk(person.village.code)
            new = NewOrder(
                person.name, person.village.code, item.code, start, client=row.party, by=clerk, at=asked,
                channel=self.dice.choice(("本人", "家属", "村级代为", "走访发现")), urgent=self.dice.random() < 0.06,
            )  # fmt: skip
            news.append(new)
            lives.append((person, start))
        orders = requesting.request_many(HELP, news, by=None, at=now or moment(first, 7))
        doings: list[Doing] = []
        for place, (order, (person, start)) in enumerate(zip(orders, lives, strict=True)):
            doings += [each for each in self._life(order, person, start, place) if now is None or each.at < now]
        if doings:
            services.step_each(doings)

    def _life(self, order: Order, person: Person, start: dt.datetime, place: int) -> list[Doing]:
        clerks = self._clerks(order.area_code)
        asked, worker = order.requested_at, self.dice.choice(self.members[order.area_code])
        if place % 19 == 3:
            told = {"case": f"临{start:%Y%m}-{place:06d}"}
            return [
                Doing(
                    declare.REFER,
                    order,
                    clerks[1],
                    asked + dt.timedelta(hours=5),
                    because="属于临时救助，已登记申请",
                    data=told,
                )
            ]
        steps = [
            Doing(declare.CHECK, order, clerks[1], asked + dt.timedelta(hours=3)),
            Doing(declare.DISPATCH, order, clerks[0], asked + dt.timedelta(hours=5)),
        ]
        if place % 14 == 6:
            return steps  # nobody takes it
        spot = Presence(*home_of(person), accuracy=20)
        begun, minutes = (
            start + dt.timedelta(minutes=self.dice.randrange(-5, 20)),
            order.minutes + self.dice.randrange(-10, 30),
        )
        ended = begun + dt.timedelta(minutes=max(15, minutes))
        return [
            *steps,
            Doing(declare.ACCEPT, order, clerks[0], asked + dt.timedelta(hours=self.dice.randrange(6, 24)), worker),
            Doing(declare.CHECK_IN, order, clerks[0], begun, worker, presence=spot),
            Doing(declare.CHECK_OUT, order, clerks[0], ended, worker, presence=spot),
            Doing(
                declare.CONFIRM, order, clerks[1], ended + dt.timedelta(hours=self.dice.randrange(2, 60)), way=Way.CALL_BACK,
                because="本人接听：办好了", rating=self.dice.choices((5, 4, 3), (75, 20, 5))[0],
            ),
        ]  # fmt: skip

    def _clerks(self, area_code: str) -> tuple[User, User]:
        first, second, _ = crew(self.staff.users, area_code)
        return first, second

    def _registered(self, people: Sequence[Person], at: dt.datetime) -> list[Registered]:
        new = [registry.NewPerson(each.number, each.name, each.village.code, address=address(each)) for each in people]
        return registry.register_people(new, by=self.staff.officer, at=at, because="点餐式帮扶登记")
