"""点单、派单、接单、上门、评单; an entitlement becomes a case; the board shows every village."""

from __future__ import annotations

import datetime as dt
from decimal import Decimal

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from doudi.base.models import User
from doudi.base.refused import Refused
from doudi.base.roles import Role
from doudi.base.spans import Period
from doudi.base.stories import NEXT_VILLAGE, NOW, OTHER_VILLAGE, TODAY, TOWN, VILLAGE, build_county, number_of, somebody
from doudi.mechanisms.orders import jobs, queries, rosters, services
from doudi.mechanisms.orders.declare import Presence
from doudi.mechanisms.orders.models import Order, State, Way, Worker
from doudi.mechanisms.orders.requesting import NewOrder, request
from doudi.mechanisms.registry.models import Category, Person
from doudi.mechanisms.registry.services import (
    NewHousehold,
    NewPerson,
    register_households,
    register_people,
)
from doudi.mechanisms.registry.services import (
    NewMember as NewHouseMember,
)
from doudi.programmes.assistance.on_demand_help.orders import HELP
from doudi.programmes.assistance.on_demand_help.queries import board, clients
from doudi.programmes.assistance.on_demand_help.services import NewMember, register_members

HOME = (Decimal("27.4"), Decimal("114.6"))


class Village:
    """A village helper, a clerk, a Party member who takes orders, an old man on dibao."""

    def __init__(self) -> None:
        build_county()
        self.helper = somebody("helper", Role.VILLAGE_WORKER, VILLAGE)
        self.clerk = somebody("clerk", Role.TOWNSHIP_CLERK, TOWN)
        self.old = self.person("赵爷爷", 1948, 1)
        self.member_person = self.person("孙党员", 1985, 3)
        self.member_user = somebody("member", Role.VOLUNTEER, VILLAGE, id_number=self.member_person.id_number)
        new = NewMember(self.member_person, "孙党员", VILLAGE, ("REPAIR",), dt.date(2024, 1, 1), user=self.member_user)
        self.member = register_members([new], by=self.clerk, at=NOW)[0]
        rosters.know_clients([rosters.NewClient(self.old.party, *HOME)], by=self.helper, at=NOW, because="走访")
        Category.objects.create(
            party=self.old.party, kind=Category.Kind.DIBAO_RURAL, from_on=dt.date(2024, 1, 1), because="低保"
        )

    def person(self, name: str, born: int, sequence: int) -> Person:
        new = NewPerson(number_of(dt.date(born, 3, 1), sequence), name, VILLAGE)
        return register_people([new], by=None, at=NOW, because="户籍底册")[0]

    def order(self, **more: object) -> Order:
        given = {"title": "赵爷爷", "area_code": VILLAGE, "item": "REPAIR", "starts_at": NOW + dt.timedelta(hours=5)}
        new = NewOrder(**{**given, "client": self.old.party, **more})  # type: ignore[arg-type]
        return request(HELP, new, by=self.helper, at=NOW)


@pytest.fixture
def village(db: None) -> Village:
    return Village()


def later(hours: float) -> dt.datetime:
    return NOW + dt.timedelta(hours=hours)


def dispatched(village: Village, **more: object) -> Order:
    order = village.order(**more)
    services.check(order, by=village.clerk, at=later(1))
    services.dispatch(order, by=village.helper, at=later(2))
    return order


def finished(village: Village) -> Order:
    order = dispatched(village)
    worker, by = village.member, village.member_user
    services.accept(order, worker=worker, by=by, at=later(3))
    there = Presence(HOME[0], HOME[1], 20)
    services.check_in(order, worker=worker, presence=there, by=by, at=later(5))
    services.check_out(order, worker=worker, presence=there, by=by, at=later(6))
    services.confirm(order, way=Way.CALL_BACK, rating=5, because="赵爷爷：修好了", by=village.helper, at=later(8))
    return order


def test_a_wish_is_ordered_taken_done_and_rated(village: Village) -> None:
    order = finished(village)
    assert (order.state, HELP.word(order.state), order.rating) == (State.SETTLED, "已办结", 5)


def test_r_order_01_an_entitlement_becomes_a_case_not_a_favour(village: Village) -> None:
    order = village.order(item="POLICY", detail="想问低保")
    with pytest.raises(Refused, match="须写明理由"):
        services.refer(order, by=village.clerk, at=later(1), because="", data={"case": "低202409-000001"})
    services.refer(order, by=village.clerk, at=later(1), because="属于低保申请", data={"case": "低202409-000001"})
    assert (order.state, order.is_over) == (State.REFERRED, True)
    with pytest.raises(Refused, match="已转为办件"):
        services.dispatch(order, by=village.helper, at=later(2))


def test_r_order_02_what_nobody_takes_in_two_workdays_goes_to_the_township(village: Village) -> None:
    order = dispatched(village, starts_at=NOW + dt.timedelta(days=6))
    friday_late = dt.datetime(2024, 9, 13, 23, 0, tzinfo=NOW.tzinfo)
    assert jobs.tell_up([HELP], at=friday_late) == 0
    workday = dt.datetime(2024, 9, 18, 0, 1, tzinfo=NOW.tzinfo)  # 13 and 14 were worked, then three days off
    assert jobs.tell_up([HELP], at=workday) == 1
    assert list(queries.worklist(village.clerk, [HELP], TODAY)) == [order]
    urgent = village.order(urgent=True)
    assert urgent.due_at == later(24)


def test_r_order_04_two_go_to_minors_and_to_women_who_live_alone(village: Village) -> None:
    child = village.person("小赵", 2012, 5)
    with pytest.raises(Refused, match="是未成年人，须2人上门"):
        village.order(client=child.party, item="TALK")
    assert village.order(client=child.party, item="STUDY").people == 2
    alone = NewHousehold(
        "H9", VILLAGE, (NewHouseMember(NewPerson(number_of(dt.date(1950, 1, 1), 22), "钱婶", VILLAGE), "户主"),)
    )
    household = register_households([alone], by=None, at=NOW, because="户籍底册")[0]
    assert household.head is not None
    with pytest.raises(Refused, match="是独居女性，须2人上门"):
        village.order(client=household.head.party, item="TALK")


def test_r_order_05_every_village_stands_on_the_board_be_it_with_noughts(village: Village) -> None:
    finished(village)
    year = Period(dt.date(2024, 1, 1), dt.date(2024, 12, 31))
    county = somebody("county", Role.COUNTY_OFFICER, "369999000000")
    board(county, year)  # grants and names of places are kept from now on
    with CaptureQueriesContext(connection) as one:
        lines = {each.code: each for each in board(county, year)}
    assert set(lines) == {VILLAGE, NEXT_VILLAGE, OTHER_VILLAGE}
    here, empty = lines[VILLAGE], lines[NEXT_VILLAGE]
    assert (here.requested, here.taken, here.done, here.rating) == (1, 1, 1, 5.0)
    assert (here.households, here.never_served, here.members, here.never_active) == (1, 0, 1, 0)
    assert (empty.requested, empty.done, empty.rating, empty.members) == (0, 0, None, 0)
    finished(village)
    finished(village)
    with CaptureQueriesContext(connection) as three:
        board(county, year)
    assert len(three) == len(one)
    assert [each.code for each in board(village.helper, year)] == [VILLAGE]


def test_whom_one_may_order_for(village: Village) -> None:
    assert [row.pk for row in clients(village.helper)] == [village.old.pk]
    form = acting(village.helper).get(reverse("on_demand_help:orders_new")).content.decode()
    assert f'<option value="{village.old.pk}">赵爷爷（东镇上村）</option>' in form
    stranger = somebody("stranger", Role.VILLAGE_WORKER, OTHER_VILLAGE)
    assert not clients(stranger).exists()


def acting(user: User) -> Client:
    client = Client()
    client.force_login(user, backend="django.contrib.auth.backends.ModelBackend")
    return client


def test_the_pages_open(village: Village) -> None:
    order = finished(village)
    for user, address in (
        (village.helper, reverse("on_demand_help:orders")),
        (village.helper, reverse("on_demand_help:orders_new")),
        (village.clerk, reverse("on_demand_help:orders_one", args=[order.pk])),
        (village.clerk, reverse("on_demand_help:board")),
        (village.member_user, reverse("on_demand_help:mine")),
    ):
        assert acting(user).get(address).status_code == 200, address
    waiting = village.order(item="POLICY")
    shown = acting(village.clerk).get(reverse("on_demand_help:orders_one", args=[waiting.pk])).content.decode()
    assert reverse("reception:door") in shown
    assert Worker.objects.filter(roster="on_demand_help").count() == 1
