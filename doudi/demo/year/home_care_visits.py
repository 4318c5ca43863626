"""How the visits of home care go: who of the carers is free and goes, how long he stays, what the telephone says of it, and, among the
visits of the newest month, some that are not what they seem."""

from __future__ import annotations

import datetime as dt
import random
from collections import defaultdict
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from decimal import Decimal
from typing import Any

from django.utils import timezone

from doudi.base.models import StoredFile, User
from doudi.base.months import last_day, month_of
from doudi.demo.county import TOWNS, Person
from doudi.demo.people_in_office import crew
from doudi.demo.places import Place, step_from
from doudi.demo.year.staff import Staff, moment
from doudi.mechanisms.orders import declare
from doudi.mechanisms.orders.declare import Doing, Presence
from doudi.mechanisms.orders.models import Order, Way, Worker
from doudi.mechanisms.registry.models import Person as Registered

_ON_THE_WAY = dt.timedelta(minutes=25)


@dataclass
class Client:
    """Somebody who is visited: of the county, and as registered."""

    person: Person
    row: Registered
    home: Place
    provider: int
    carers: list[Carer] = field(default_factory=list)


@dataclass
class Carer:
    """A care worker of a provider, with the times at which he is busy and where he was last."""

    worker: Worker
    user: User
    town: int
    certified: bool
    nurse: bool
    busy: dict[dt.date, list[tuple[dt.datetime, dt.datetime]]] = field(default_factory=lambda: defaultdict(list))

    def free(self, day: dt.date, start: dt.datetime, end: dt.datetime) -> bool:
        """Whether he could be there on a day, the county's of `start`, with the way before and after."""
        return all(end + _ON_THE_WAY <= since or until + _ON_THE_WAY <= start for since, until in self.busy[day])


@dataclass(frozen=True)
class Going:
    """One order as it is served: by whom, from when to when, and what is not as it seems about it."""

    order: Order
    carers: tuple[Carer, ...]
    begun: dt.datetime
    ended: dt.datetime
    cheat: str = ""


@dataclass
class Visits:
    """What a visit needs to know: `offices` of the providers, `carers` by town, clients by party, `known` as the orders know them."""

    staff: Staff
    dice: random.Random
    share: float  # of the whole county
    offices: Sequence[User]
    carers: Mapping[int, list[Carer]]
    of_party: Mapping[int, Client]
    known: Mapping[int, Any]
    photo: StoredFile

    def going(self, order: Order) -> Going:
        """Who goes: one of those who live nearest and are free, begun at about the time agreed."""
        client = self.of_party[order.client_id or 0]
        town = TOWNS.index(client.person.village.town)
        near = self.carers[town] + [
            each
            for place in range(len(TOWNS))
            if place != town and place % 3 == town % 3
            for each in self.carers[place]
        ]
        able = [each for each in near if self._may(each, order)]
        for late in range(0, 600, 15):
            start = order.starts_at + dt.timedelta(
                minutes=late + self.dice.randrange(-4, 9), seconds=self.dice.randrange(60)
            )
            end = start + dt.timedelta(minutes=self._stay(order), seconds=self.dice.randrange(60))
            day = timezone.localdate(start)
            free = [each for each in able if each.free(day, start, end)]
            if len(free) >= order.people:
                going = tuple(free[: order.people])
                for each in going:
                    each.busy[day].append((start, end))
                return Going(order, going, start, end)
        raise AssertionError("a day has hours for everybody")

    def _may(self, carer: Carer, order: Order) -> bool:
        return (order.item != "H04" or carer.certified) and (order.item != "H08" or carer.nurse)

    def _stay(self, order: Order) -> int:
        """Minutes: mostly a little more than is asked for, now and then a little less."""
        if self.dice.random() < 0.012:
            return max(15, round(order.minutes * self.dice.uniform(0.82, 0.97)))
        return order.minutes + self.dice.randrange(1, 22)

    def life(self, going: Going) -> list[Doing]:
        order, client = going.order, self.of_party[going.order.client_id or 0]
        office = self.offices[client.provider]
        sent = order.starts_at - dt.timedelta(hours=self.dice.randrange(16, 40))
        sent = max(sent, order.requested_at + dt.timedelta(minutes=5))
        doings = [Doing(declare.DISPATCH, order, office, sent, to=[each.worker for each in going.carers])]
        doings += [
            Doing(declare.ACCEPT, order, each.user, sent + dt.timedelta(minutes=30), each.worker)
            for each in going.carers
        ]
        for turn, each in enumerate(going.carers):
            begun = going.begun + dt.timedelta(minutes=turn, seconds=self.dice.randrange(50))
            begun = going.ended - dt.timedelta(minutes=9) if going.cheat == "alone" and turn else begun
            there = self._presence(client, going, begun)
            doings.append(Doing(declare.CHECK_IN, order, each.user, begun, each.worker, presence=there))
        for turn, each in enumerate(going.carers):
            ended = going.ended + dt.timedelta(seconds=self.dice.randrange(50) + turn)
            there = self._presence(client, going, ended)
            doings.append(Doing(declare.CHECK_OUT, order, each.user, ended, each.worker, presence=there))
        last = min(doings[-1].at + dt.timedelta(minutes=self.dice.randrange(30, 1500)), self._late(order))
        way = self.dice.choices((Way.HELPER, Way.FAMILY, Way.CALL_BACK), (60, 20, 20))[0]
        words = {Way.HELPER: "", Way.FAMILY: "儿子接听：来过", Way.CALL_BACK: "本人接听：来过，满意"}[way]
        clerk = crew(self.staff.users, order.area_code)[1]
        doings.append(
            Doing(
                declare.CONFIRM, order, clerk, max(last, doings[-1].at), way=way, because=words,
                rating=self.dice.choices((5, 4, 3, 2), (66, 26, 6, 2))[0],
            )
        )  # fmt: skip
        return doings

    def _late(self, order: Order) -> dt.datetime:
        """The last moment of the month: what was done in a month is confirmed within it."""
        return moment(last_day(month_of(timezone.localdate(order.starts_at))), 23)

    def _presence(self, client: Client, going: Going, at: dt.datetime) -> Presence:
        spread = 25.0
        north, east = self.dice.gauss(0, spread), self.dice.gauss(0, spread)
        if going.cheat == "elsewhere":
            north += 2600.0
        place = step_from(client.home, north, east)
        there = going.cheat != "elsewhere"
        tag, photos = (self.known[client.row.pk].tag, ()) if there else ("", (self.photo,))
        phone = at + dt.timedelta(seconds=self.dice.randrange(-80, 80))
        return Presence(Decimal(place[0]), Decimal(place[1]), self.dice.randrange(6, 35), phone, tag=tag, photos=photos)

    # --- what is not as it seems ---
    def plant(self, goings: list[Going]) -> list[Going]:
        """In the newest month: stayed a few minutes, signed in from far away, in two homes at once, one alone at a bath."""
        number = max(1, round(9 * self.share))
        found = {going.order.pk: going for going in goings}
        baths = [each for each in goings if each.order.people == 2]
        single = [each for each in goings if each.order.people == 1]
        picked = self.dice.sample(single, min(len(single), number * 3))
        for place, each in enumerate(picked):
            cheat: Callable[[Going], Going] = (self._brief, self._elsewhere, self._twice)[place % 3]
            found[each.order.pk] = cheat(each)
        for each in self.dice.sample(baths, min(len(baths), number)):
            found[each.order.pk] = Going(each.order, each.carers, each.begun, each.ended, "alone")
        return list(found.values())

    def _brief(self, going: Going) -> Going:
        stayed = dt.timedelta(minutes=max(4, going.order.minutes // 4), seconds=self.dice.randrange(60))
        return Going(going.order, going.carers, going.begun, going.begun + stayed, "brief")

    def _elsewhere(self, going: Going) -> Going:
        return Going(going.order, going.carers, going.begun, going.ended, "elsewhere")

    def _twice(self, going: Going) -> Going:
        """Another carer of the same town was there on paper at the same time: she who is already somewhere else that day."""
        day = timezone.localdate(going.begun)
        town = going.carers[0].town
        for other in self.carers[town]:
            if other in going.carers or not other.busy[day] or not self._may(other, going.order):
                continue
            since, _ = other.busy[day][0]
            begun = since + dt.timedelta(minutes=7, seconds=self.dice.randrange(60))
            return Going(going.order, (other,), begun, begun + (going.ended - going.begun), "twice")
        return self._brief(going)

    # --- paid ---
