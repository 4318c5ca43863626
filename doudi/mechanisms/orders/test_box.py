"""Orders on a phone without a signal: begun, ended and sent later, once; only a call-back confirms them."""

from __future__ import annotations

import uuid
from typing import Any

import pytest
from django.http import Http404

from doudi.base.refused import Refused
from doudi.mechanisms.orders import box, services
from doudi.mechanisms.orders.models import Arrived, Assignment, Order, State, Way
from doudi.mechanisms.orders.testing import ELSEWHERE, NEAR, Station, at, here
from doudi.mechanisms.phone.sent import Place, Sent

pytestmark = pytest.mark.django_db


@pytest.fixture
def station(db: None, settings: Any, tmp_path: Any) -> Station:
    settings.FILES_ROOT = tmp_path
    return Station()


def taken(station: Station) -> Order:
    """An order that the first volunteer has taken."""
    order = station.order()
    services.check(order, by=station.keeper, at=at(2))
    services.dispatch(order, to=[station.one], by=station.keeper, at=at(3))
    services.accept(order, worker=station.one, by=station.users["ming"], at=at(5))
    return order


def sent(began: int, filled: int, place: Any = NEAR, **more: Any) -> Sent:
    given: dict[str, Any] = {
        "key": uuid.uuid4(), "step": "", "said": {"tag": "", "words": "擦了窗"}, "pictures": [], "began_at": at(began), "filled_at": at(filled),
        "place": Place(place[0], place[1], 15),
    }  # fmt: skip
    return Sent(**(given | more))


def test_what_was_done_without_a_signal_counts_once_by_the_phones_times_and_waits_for_a_call(station: Station) -> None:
    order, ming = taken(station), station.users["ming"]
    assert box.due(ming, at(0).date()) == [order.pk]
    form = box.carry(ming, order.pk, at(10))
    assert "9" * 15 not in repr(form)
    assert station.old.id_number not in repr(form)
    one = sent(60, 118)
    for _ in range(2):
        answer = box.receive(ming, order.pk, one, at(300))
        assert answer.taken
    row = Assignment.objects.get()
    assert (row.in_at, row.out_at, row.minutes) == (at(60), at(118), 58)
    assert row.flags == ["LATE_SENT"] * len(row.flags)
    assert row.flags
    order.refresh_from_db()
    assert order.state == State.ENDED
    with pytest.raises(Refused, match="须电话回访后确认"):
        services.confirm(order, way=Way.HELPER, by=station.helper, at=at(301))
    services.confirm(order, way=Way.CALL_BACK, by=station.helper, at=at(302), because="本人接听：来过")
    assert Arrived.objects.count() == 1


def test_who_had_checked_in_with_a_signal_only_checks_out(station: Station) -> None:
    order, ming = taken(station), station.users["ming"]
    services.check_in(order, worker=station.one, presence=here(), by=ming, at=at(55))
    assert box.carry(ming, order.pk, at(56)).name == "签退"
    assert box.receive(ming, order.pk, sent(90, 120), at(200)).taken
    row = Assignment.objects.get()
    assert (row.in_at, row.minutes) == (at(55), 65)


@pytest.mark.parametrize(
    ("began", "filled", "place", "received", "why"),
    [
        (60, 118, NEAR, 60 * 24 + 119, "须在24小时内送到"),
        (60, 118, NEAR, 100, "对不上"),
        (3, 118, NEAR, 200, "早于接单时间"),
        (60, 118, ELSEWHERE, 200, "不在服务对象所在的村"),
    ],
)
def test_what_cannot_count_is_kept_with_the_reason(
    station: Station, began: int, filled: int, place: Any, received: int, why: str
) -> None:
    order, ming = taken(station), station.users["ming"]
    box.carry(ming, order.pk, at(10))
    answer = box.receive(ming, order.pk, sent(began, filled, place), at(received))
    assert not answer.taken
    assert why in answer.sentence
    assert why in Arrived.objects.get().not_taken
    order.refresh_from_db()
    assert order.state == State.ACCEPTED
    assert Assignment.objects.get().in_at is None


def test_what_can_be_put_right_stays_on_the_phone_and_others_see_nothing(station: Station) -> None:
    order, ming = taken(station), station.users["ming"]
    with pytest.raises(Refused, match="不是由您带出"):
        box.receive(ming, order.pk, sent(60, 118), at(200))
    box.carry(ming, order.pk, at(10))
    with pytest.raises(Refused, match="须有1种"):
        box.receive(ming, order.pk, _nowhere(), at(200))
    assert not Arrived.objects.exists()
    with pytest.raises(Http404):
        box.carry(station.users["hua"], order.pk, at(10))


def _nowhere() -> Sent:
    return Sent(uuid.uuid4(), "", {"tag": ""}, [], at(60), at(118), None, "没有定位信号")
