"""A station with volunteers and old people, for the stories of the time bank."""

from __future__ import annotations

import datetime as dt
from decimal import Decimal
from typing import Any

from doudi.base.models import User
from doudi.base.roles import Role
from doudi.base.stories import COUNTY, SHANGHAI, TOWN, VILLAGE, build_county, number_of, somebody
from doudi.mechanisms.orders import declare, requesting, rosters, services
from doudi.mechanisms.orders.cards import code_of
from doudi.mechanisms.orders.declare import Doing, Presence
from doudi.mechanisms.orders.models import Client, Order, Way
from doudi.mechanisms.orders.requesting import NewOrder
from doudi.mechanisms.registry.models import Person
from doudi.mechanisms.registry.services import NewPerson, register_people
from doudi.programmes.elderly.time_bank.models import Volunteer
from doudi.programmes.elderly.time_bank.services import NewVolunteer, open_station, register_volunteers
from doudi.programmes.elderly.time_bank.slips import SLIPS, TEAM_SLIPS

HOME = (Decimal("27.400000"), Decimal("114.600000"))
DAY = dt.date(2024, 9, 12)


def clock(hours: int, minutes: int = 0, day: dt.date = DAY) -> dt.datetime:
    """A time of a day in the county."""
    return dt.datetime.combine(day, dt.time(hours, minutes), SHANGHAI)


class Bank:
    """One station, two volunteers, an old woman of eighty-four and her card."""

    def __init__(self) -> None:
        build_county()
        self.keeper = somebody("keeper", Role.STATION_KEEPER, VILLAGE)
        self.helper = somebody("helper", Role.VILLAGE_WORKER, VILLAGE)
        self.clerk = somebody("clerk", Role.TOWNSHIP_CLERK, TOWN)
        self.officer = somebody("officer", Role.COUNTY_OFFICER, COUNTY)
        self.station = open_station(
            "S01", "上村时光益站", area_code=VILLAGE, opened_on=dt.date(2024, 1, 1), by=self.keeper, at=clock(8)
        )
        self.old = self.person("王奶奶", 1940)
        self.ming, self.hua = self.volunteer("李明", 1980), self.volunteer("张华", 1990)
        rosters.know_clients(
            [rosters.NewClient(self.old.party, *HOME, tag="MEN-001")], by=self.keeper, at=clock(8), because="登记"
        )
        rosters.issue_cards([self.old.party], by=self.keeper, at=clock(8))

    def person(self, name: str, born: int) -> Person:
        number = number_of(dt.date(born, 6, 1), Person.objects.count() + 1)
        return register_people([NewPerson(number, name, VILLAGE)], by=None, at=clock(8), because="户籍底册")[0]

    def neighbour(self, name: str, born: int) -> Person:
        """Somebody who lives at the same door, so that one phone's place serves for both."""
        found = self.person(name, born)
        new = rosters.NewClient(found.party, *HOME, tag="MEN-001")
        rosters.know_clients([new], by=self.keeper, at=clock(8), because="登记")
        return found

    def volunteer(self, name: str, born: int, *, person: Person | None = None, **more: Any) -> Volunteer:
        someone = person or self.person(name, born)
        user = somebody(f"v{someone.pk}", Role.VOLUNTEER, VILLAGE, id_number=someone.id_number)
        new = NewVolunteer(
            someone,
            name,
            self.station,
            dt.date(2024, 2, 1),
            ("TALK", "CLEAN"),
            consented=True,
            trained_on=dt.date(2024, 2, 20),
            user=user,
            **more,
        )
        return register_volunteers([new], by=self.keeper, at=clock(8), because="本人申请")[0]

    def user(self, volunteer: Volunteer) -> User:
        assert volunteer.worker.user is not None
        return volunteer.worker.user

    def slip(
        self, *, start: dt.datetime, planned: int = 120, client: Person | None = None, item: str = "CLEAN"
    ) -> Order:
        """A single slip, checked and open to all."""
        person = client or self.old
        new = NewOrder(
            person.party.name, VILLAGE, item, start, client=person.party, minutes=planned, organisation="S01"
        )
        order = requesting.request(SLIPS, new, by=self.helper, at=start - dt.timedelta(hours=3))
        services.check(order, by=self.keeper, at=start - dt.timedelta(hours=2))
        services.dispatch(order, by=self.keeper, at=start - dt.timedelta(hours=2))
        return order

    def serve(self, order: Order, volunteer: Volunteer, first: dt.datetime, last: dt.datetime) -> None:
        """Accepted, given, confirmed by the helper."""
        worker, by = volunteer.worker, self.user(volunteer)
        services.step_each(
            [
                Doing(declare.ACCEPT, order, by, first - dt.timedelta(hours=1), worker),
                Doing(declare.CHECK_IN, order, by, first, worker, presence=there()),
                Doing(declare.CHECK_OUT, order, by, last, worker, presence=there()),
            ]
        )
        services.confirm(order, way=Way.HELPER, by=self.helper, at=last + dt.timedelta(minutes=5))

    def team_slip(self, people: int, *, start: dt.datetime, planned: int = 120) -> Order:
        new = NewOrder("上村", VILLAGE, "CLEANUP", start, minutes=planned, people=people, organisation="S01",
                       latitude=HOME[0], longitude=HOME[1])  # fmt: skip
        order = requesting.request(TEAM_SLIPS, new, by=self.helper, at=start - dt.timedelta(days=2))
        services.check(order, by=self.keeper, at=start - dt.timedelta(days=1))
        services.dispatch(order, by=self.keeper, at=start - dt.timedelta(days=1))
        return order

    def code(self, order: Order) -> str:
        assert order.card_challenge is not None
        return code_of(Client.objects.get(pk=self.old.pk), order.card_challenge)


def there(**more: Any) -> Presence:
    """A phone at the old woman's door that has read its tag."""
    return Presence(latitude=HOME[0], longitude=HOME[1], accuracy=12, tag="MEN-001", **more)


def at_station() -> Presence:
    """A phone where a team meets."""
    return Presence(latitude=HOME[0], longitude=HOME[1], accuracy=12)
