"""Call-backs: drawn by lot, listed until they are done, and what is denied is not paid (R-HOME-10)."""

from __future__ import annotations

import datetime as dt

import pytest
from django.db import connection
from django.test import Client as Browser
from django.test.utils import CaptureQueriesContext

from doudi.base.lots import drawn
from doudi.base.models import User
from doudi.base.refused import Refused
from doudi.mechanisms.orders import services
from doudi.mechanisms.orders.call_backs import Asked, answer, draw
from doudi.mechanisms.orders.models import CallBack, Order, State
from doudi.mechanisms.orders.proof.models import Proof
from doudi.programmes.elderly.home_care import services as care
from doudi.programmes.elderly.home_care.models import SettledVisit
from doudi.programmes.elderly.home_care.testing import NOVEMBER, House, clock
from doudi.programmes.elderly.home_care.visits import VISITS

pytestmark = pytest.mark.django_db
Outcome = CallBack.Outcome


@pytest.fixture
def house(db: None) -> House:
    return House()


def by_lot(house: House, number: int) -> list[Order]:
    """Visits on the days from the 4th on, one a day."""
    return [house.serve("H01", clock(4 + n), 61 + n) for n in range(number)]


def of_every(why: CallBack.Why, orders: list[Order]) -> list[CallBack]:
    """As if the lot had fallen on each."""
    CallBack.objects.filter(order__in=orders).delete()
    CallBack.objects.bulk_create(
        CallBack(order=each, area_code=each.area_code, why=why, drawn_at=clock(20), due_on=dt.date(2024, 11, 25))
        for each in orders
    )
    return list(CallBack.objects.order_by("pk"))


def said(call_back: CallBack, outcome: Outcome, by: User, **more: object) -> Asked:
    return Asked(call_back, outcome, "老人本人接听", by, clock(21), **more)  # type: ignore[arg-type]  # a score


def test_the_lot_falls_alike_however_often_it_is_drawn_and_on_a_tenth(house: House) -> None:
    orders = by_lot(house, 12)
    made = draw(VISITS, through=dt.date(2024, 11, 8), at=clock(9, 2))
    made += draw(VISITS, through=dt.date(2024, 11, 15), at=clock(16, 2))
    expected = {each.pk for each in orders if drawn(f"回访|{each.number}", 0.10)}
    assert {each.order_id for each in made} == expected
    assert draw(VISITS, through=dt.date(2024, 11, 15), at=clock(16, 3)) == []
    share = sum(drawn(f"回访|居202411-{n:06d}", 0.10) for n in range(5000)) / 5000
    assert 0.08 < share < 0.12
    assert all(each.due_on == each.order.ended_at.date() + dt.timedelta(days=7) for each in made if each.order.ended_at)


def test_everybody_is_asked_once_a_quarter(house: House) -> None:
    last = dt.datetime(2024, 12, 10, 9, tzinfo=clock(1).tzinfo)
    order = house.serve("H01", last, 63)
    made = draw(VISITS, through=dt.date(2024, 12, 10), at=last + dt.timedelta(days=1))
    assert [each.order_id for each in made] == [order.pk]
    later = house.serve("H01", last + dt.timedelta(days=2), 64)
    again = draw(VISITS, through=dt.date(2024, 12, 12), at=last + dt.timedelta(days=3))
    assert [each.order_id for each in again] == ([later.pk] if drawn(f"回访|{later.number}", 0.10) else [])


def test_what_is_denied_is_disputed_held_against_the_worker_and_not_paid(house: House) -> None:
    orders = by_lot(house, 3)
    first = of_every(CallBack.Why.LOT, orders[:1])[0]
    answer(said(first, Outcome.DENIED, house.clerk))
    denied = Order.objects.get(pk=orders[0].pk)
    assert denied.state == State.DISPUTED
    everything = CallBack.objects.filter(why=CallBack.Why.WORKER)
    assert {each.order_id for each in everything} == {each.pk for each in orders[1:]}, "the whole month of that worker"
    care.prove_month(NOVEMBER, by=None, at=clock(30))
    assert "denied" in Proof.objects.get(order=denied).signals
    waiting = care.draft(house.provider, NOVEMBER, by=house.officer, at=clock(1, month=12))
    assert (waiting.visits, waiting.held) == (0, 2), "nothing is paid before they have been asked about"
    for each in everything:
        answer(said(each, Outcome.CAME, house.clerk, score=5))
    services.resolve(denied, upheld=False, by=house.clerk, at=clock(2, month=12), because="家属、邻居都说没有来")
    made = house.settle()
    assert (made.visits, made.payable) == (2, 80_00)
    assert not SettledVisit.objects.filter(order=denied).exists()


def test_who_confirmed_or_belongs_to_the_provider_does_not_call(house: House) -> None:
    call = of_every(CallBack.Why.LOT, by_lot(house, 1))[0]
    with pytest.raises(Refused, match="是您确认的，须由他人回访"):
        answer(said(call, Outcome.CAME, house.helper, score=5))
    with pytest.raises(Refused, match="须由服务机构以外的"):
        answer(said(call, Outcome.CAME, house.office, score=5))
    with pytest.raises(Refused, match="打几分"):
        answer(said(call, Outcome.CAME, house.clerk))
    answer(said(call, Outcome.CAME, house.clerk, score=4))
    assert Order.objects.get().rating == 4
    with pytest.raises(Refused, match="已经回访过"):
        answer(said(call, Outcome.DENIED, house.clerk))
    assert Order.objects.get().state == State.CONFIRMED


def test_who_cannot_be_reached_stays_on_the_list_and_a_call_confirms_what_nobody_did(house: House) -> None:
    order = house.serve("H01", clock(5), 63, confirm=False)
    call = of_every(CallBack.Why.LOT, [order])[0]
    for _ in range(2):
        answer(said(call, Outcome.UNREACHED, house.clerk))
    assert (call.tries, call.done_at) == (2, None)
    answer(said(call, Outcome.CAME, house.clerk, score=5))
    order.refresh_from_db()
    assert (order.state, order.rating) == (State.CONFIRMED, 5)


def test_the_list_and_the_form_are_for_those_who_call(house: House) -> None:
    browser = Browser()
    browser.force_login(house.clerk)
    counts = []
    for number in (1, 3):
        of_every(CallBack.Why.LOT, by_lot(house, number) if number == 1 else list(Order.objects.all()) + [house.serve("H01", clock(20 + n), 70) for n in range(2)])  # fmt: skip
        for _ in range(2):  # once to warm up
            browser.get("/home_care/visits/calls/?open=1")
        with CaptureQueriesContext(connection) as asked:
            page = browser.get("/home_care/visits/calls/?open=1").content.decode()
        counts.append(len(asked))
    assert counts[0] == counts[1]
    assert page.count("王奶奶") >= 3
    pk = CallBack.objects.order_by("pk").values_list("pk", flat=True)[0]
    form = browser.get(f"/home_care/visits/calls/{pk}/").content.decode()
    assert "服务机构报61分钟" in form
    assert browser.post(f"/home_care/visits/calls/{pk}/", {"outcome": "CAME", "words": "本人接听"}).status_code == 422
    sent = browser.post(f"/home_care/visits/calls/{pk}/", {"outcome": "CAME", "score": "5", "words": "本人接听：来过"})
    assert sent.status_code == 302
    assert CallBack.objects.get(pk=pk).outcome == Outcome.CAME
    office = Browser()
    office.force_login(house.office)
    assert office.get("/home_care/visits/calls/").status_code == 403
