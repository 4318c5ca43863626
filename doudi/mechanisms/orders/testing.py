"""A small line of service for the tests of all rooms that order something: a station with two volunteers, an old woman with a card."""

from __future__ import annotations

import datetime as dt
from decimal import Decimal
from typing import Any

from doudi.base.limits import Days, Hours, Workdays
from doudi.base.models import User
from doudi.base.roles import Role
from doudi.base.stories import COUNTY, NOW, OTHER_VILLAGE, TOWN, VILLAGE, build_county, number_of, somebody
from doudi.mechanisms.orders import rosters
from doudi.mechanisms.orders.cards import code_of
from doudi.mechanisms.orders.declare import Done, Fence, Hands, Item, OrderKind, Presence
from doudi.mechanisms.orders.models import Client, Order, Worker
from doudi.mechanisms.orders.requesting import NewOrder, request
from doudi.mechanisms.registry.models import Person
from doudi.mechanisms.registry.services import NewPerson, register_people

HOME = (Decimal("27.400000"), Decimal("114.600000"))
NEAR = (Decimal("27.400900"), Decimal("114.600000"))  # a hundred metres north
FAR = (Decimal("27.409000"), Decimal("114.600000"))  # a kilometre
ELSEWHERE = (Decimal("27.490000"), Decimal("114.600000"))  # ten kilometres: another village
CLEANING = Item("CLEAN", "助洁", 60)
TALKING = Item("TALK", "陪聊", 60)
BATHING = Item("BATH", "助浴", 45, people=2, credentials=("HEALTH",))
SETTLED: list[int] = []
REVERSED: list[int] = []


def _settled(dones: Any) -> None:
    SETTLED.extend(done.order.pk for done in dones)


def _reversed(dones: Any) -> None:
    REVERSED.extend(done.order.pk for done in dones)


KEEPER, VOLUNTEER = frozenset({Role.STATION_KEEPER}), frozenset({Role.VOLUNTEER})
KIND = OrderKind(
    "test.slips",
    "服务单",
    "测",
    "test",
    lambda on: (CLEANING, TALKING, BATHING),
    Hands(
        request=KEEPER | {Role.VILLAGE_WORKER},
        check=KEEPER,
        dispatch=KEEPER,
        carry=VOLUNTEER,
        confirm=KEEPER | {Role.VILLAGE_WORKER},
        resolve=frozenset({Role.TOWNSHIP_CLERK}),
    ),
    check_within=Workdays(1),
    accept_within=Hours(24),
    urgent_within=Hours(4),
    confirm_within=Days(3),
    told_up=frozenset({Role.TOWNSHIP_CLERK}),
    expires_after=Hours(24),
    fence=Fence(500, 200, 3000),
    shown=1,
    then={"settle": _settled, "reverse": _reversed},
)


class Station:
    """Everybody who is needed for one order."""

    def __init__(self) -> None:
        build_county()
        self.keeper = somebody("keeper", Role.STATION_KEEPER, VILLAGE)
        self.other_keeper = somebody("other_keeper", Role.STATION_KEEPER, OTHER_VILLAGE)
        self.helper = somebody("helper", Role.VILLAGE_WORKER, VILLAGE)
        self.clerk = somebody("clerk", Role.TOWNSHIP_CLERK, TOWN)
        self.county = somebody("county", Role.COUNTY_OFFICER, COUNTY)
        self.old, self.ming, self.hua = self.register("王奶奶", "李明", "张华")
        self.users = {
            "ming": somebody("ming", Role.VOLUNTEER, VILLAGE, id_number=self.ming.id_number),
            "hua": somebody("hua", Role.VOLUNTEER, VILLAGE, id_number=self.hua.id_number),
        }
        since = dt.date(2024, 1, 1)
        self.workers = rosters.enrol(
            "test",
            [
                rosters.NewWorker(each, each.party.name, VILLAGE, since, skills=("CLEAN",))
                for each in (self.ming, self.hua)
            ],
            by=self.keeper,
            at=NOW,
            because="登记",
        )
        self.one, self.two = self.workers
        rosters.know_clients(
            [rosters.NewClient(self.old.party, *HOME, tag="MEN-001")], by=self.keeper, at=NOW, because="上门登记"
        )
        rosters.issue_cards([self.old.party], by=self.keeper, at=NOW)

    def register(self, *names: str) -> list[Person]:
        start = Person.objects.count()
        rows = [NewPerson(number_of(dt.date(1940 + n, 1, 1), start + n), name, VILLAGE) for n, name in enumerate(names)]
        return register_people(rows, by=None, at=NOW, because="户籍底册")

    @property
    def client(self) -> Client:
        return Client.objects.get(pk=self.old.pk)

    def code(self, order: Order) -> str:
        """What stands on her card at the place that the order asks for."""
        assert order.card_challenge is not None
        return code_of(self.client, order.card_challenge)

    def user_of(self, worker: Worker) -> User:
        return self.users["ming" if worker == self.one else "hua"]

    def order(self, **more: Any) -> Order:
        """An order as the village helper writes it down, an hour from now."""
        given = {
            "title": "王奶奶",
            "area_code": VILLAGE,
            "item": "CLEAN",
            "starts_at": NOW + dt.timedelta(hours=1),
            "client": self.old.party,
            **more,
        }
        return request(KIND, NewOrder(**given), by=self.helper, at=NOW)


def at(minutes: int) -> dt.datetime:
    """So many minutes from the story's beginning."""
    return NOW + dt.timedelta(minutes=minutes)


def here(place: tuple[Decimal, Decimal] = NEAR, **more: Any) -> Presence:
    """A phone at a place."""
    return Presence(latitude=place[0], longitude=place[1], accuracy=15, **more)


__all__ = ["KIND", "Done", "Station", "at", "here"]
