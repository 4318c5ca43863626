"""Delivered orders are judged out of the database, held, and released by a person."""

from __future__ import annotations

import datetime as dt
from decimal import Decimal

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from doudi.base.models import StoredFile
from doudi.base.places import metres_between
from doudi.base.spans import Period
from doudi.base.stories import NOW
from doudi.mechanisms.orders import services
from doudi.mechanisms.orders.declare import Presence
from doudi.mechanisms.orders.models import Order, State, Way
from doudi.mechanisms.orders.proof.models import Proof
from doudi.mechanisms.orders.proof.services import prove
from doudi.mechanisms.orders.proof.signals import VOLUNTEERING
from doudi.mechanisms.orders.testing import HOME, KIND, Station, at, here

pytestmark = pytest.mark.django_db
NOVEMBER = Period(NOW.date() - dt.timedelta(days=40), NOW.date() + dt.timedelta(days=40))


def _shown(place: tuple[Decimal, Decimal]) -> Presence:
    """At the door its tag is read; elsewhere there is only a picture."""
    if place == HOME:
        return here(place, tag="MEN-001")
    picture = StoredFile.objects.create(
        sha256="0" * 64, name="门口.jpg", content_type="image/jpeg", size=1, purpose="服务照片", at=NOW
    )
    return here(place, photos=(picture,))


def served(
    station: Station, *, begin: int = 60, minutes: int = 66, place: tuple[Decimal, Decimal] = HOME, **more: object
) -> Order:
    """An order that somebody took, was there for, and that the village helper confirmed."""
    order = station.order(starts_at=at(begin), **more)
    worker, by = station.one, station.user_of(station.one)
    services.check(order, by=station.keeper, at=at(1))
    services.dispatch(order, to=[worker], by=station.keeper, at=at(2))
    services.accept(order, worker=worker, by=by, at=at(3))
    services.check_in(order, worker=worker, presence=_shown(place), by=by, at=at(begin))
    services.check_out(
        order,
        worker=worker,
        presence=_shown(place),
        by=by,
        at=at(begin + minutes),
    )
    return order


def test_what_is_proved_is_settled_and_what_is_in_doubt_waits_for_a_person() -> None:
    station = Station()
    good, short = served(station), served(station, begin=180, minutes=20)
    assert (good.state, short.state) == (State.ENDED, State.ENDED)
    found = prove(KIND, NOVEMBER, VOLUNTEERING, by=None, at=at(300))
    assert (found.judged, found.held) == (2, 1)
    good.refresh_from_db()
    short.refresh_from_db()
    assert good.held == ""
    assert "实际20分钟，不足应有60分钟的80%。" in short.held
    services.confirm(good, way=Way.HELPER, by=station.helper, at=at(310))
    services.confirm(short, way=Way.HELPER, by=station.helper, at=at(311))
    assert (good.state, short.state) == (State.SETTLED, State.CONFIRMED), "what is held is confirmed and not settled"
    services.release(short, by=station.clerk, at=at(400), because="督导上门核实，老人午睡提前结束")
    assert short.state == State.SETTLED
    assert short.events.get(step="hold").data["grade"] == Proof.objects.get(order=short).grade


def test_what_a_person_released_stays_so_until_something_new_comes_up() -> None:
    station = Station()
    short = served(station, minutes=20)
    assert prove(KIND, NOVEMBER, VOLUNTEERING, by=None, at=at(300)).held == 1
    short.refresh_from_db()
    services.release(short, by=station.clerk, at=at(400), because="督导上门核实")
    assert prove(KIND, NOVEMBER, VOLUNTEERING, by=None, at=at(500)).held == 0
    short.refresh_from_db()
    assert short.held == ""
    station.old.died_on = NOW.date() - dt.timedelta(days=3)  # reported late
    station.old.save(update_fields=["died_on"])
    assert prove(KIND, NOVEMBER, VOLUNTEERING, by=None, at=at(600)).held == 1
    short.refresh_from_db()
    assert "已于" in short.held
    assert Proof.objects.get(order=short).grade == "D"


def test_far_from_the_door_is_seen_by_the_places_that_were_sent() -> None:
    station = Station()
    away = (HOME[0] + Decimal("0.009"), HOME[1])
    assert 900 < metres_between(*HOME, *away) < 1100
    order = served(station, place=away)
    prove(KIND, NOVEMBER, VOLUNTEERING, by=None, at=at(300))
    assert Proof.objects.get(order=order).signals[0] == "far"


def test_judging_asks_as_much_for_three_as_for_one() -> None:
    station = Station()
    asked = []
    for number in (1, 2):
        for n in range(number):
            served(station, begin=60 + 100 * (n + 3 * number))
        with CaptureQueriesContext(connection) as queries:
            prove(KIND, NOVEMBER, VOLUNTEERING, by=None, at=at(2000))
        asked.append(len(queries))
    assert asked[0] == asked[1]
