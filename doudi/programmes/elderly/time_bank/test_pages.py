"""The pages of the time bank, driven as a keeper, a helper and a volunteer drive them."""

from __future__ import annotations

import datetime as dt
from typing import Any

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone

from doudi.base.models import User
from doudi.mechanisms.orders import declare, services
from doudi.mechanisms.orders.models import Order, State
from doudi.programmes.elderly.time_bank.testing import Bank, clock, there

pytestmark = pytest.mark.django_db


@pytest.fixture
def bank(monkeypatch: Any) -> Bank:
    found = Bank()
    now = clock(9)
    monkeypatch.setattr(timezone, "now", lambda: now)
    return found


def acting(user: User) -> Client:
    client = Client()
    client.force_login(user, backend="django.contrib.auth.backends.ModelBackend")
    return client


def page(user: User, name: str, *args: Any) -> str:
    response = acting(user).get(reverse(f"time_bank:{name}", args=args))
    assert response.status_code == 200, response.content.decode()[:2000]
    return response.content.decode()


def post(user: User, name: str, /, *args: Any, **said: Any) -> tuple[int, str]:
    response = acting(user).post(reverse(f"time_bank:{name}", args=args), said)
    return response.status_code, response.content.decode()


def test_a_slip_is_driven_by_pages_from_need_to_hours(bank: Bank) -> None:
    said = {"client": bank.old.pk, "item": "CLEAN", "starts_at": "2024-09-12T10:00", "channel": "本人", "key": "k1"}
    assert post(bank.helper, "slips_new", **said)[0] == 302
    assert post(bank.helper, "slips_new", **said)[0] == 302  # the button pressed twice
    order = Order.objects.get()
    assert "待审核" in page(bank.keeper, "slips_one", order.pk)
    status, text = post(bank.helper, "slips_act", order.pk, "check")
    assert (status, "不能办理这一步" in text) == (422, True) or "没有" in text
    assert post(bank.keeper, "slips_act", order.pk, "check")[0] == 302
    assert "李明" in page(bank.keeper, "slips_act", order.pk, "dispatch")
    assert post(bank.keeper, "slips_act", order.pk, "dispatch", to=[bank.ming.pk])[0] == 302
    order.refresh_from_db()
    assert order.state == State.DISPATCHED
    user = bank.user(bank.ming)
    assert "王奶奶" in page(user, "mine")
    assert "王奶奶" not in page(bank.user(bank.hua), "mine")
    assert post(user, "mine_act", order.pk, "accept", key="p1")[0] == 302
    place = {"latitude": "27.4005", "longitude": "114.6", "accuracy": "12", "tag": "MEN-001"}
    status, text = post(user, "mine_act", order.pk, "check-in", key="p2", latitude="27.49", longitude="114.6")
    assert (status, "不在服务对象所在的村" in text) == (422, True)
    assert post(user, "mine_act", order.pk, "check-in", key="p2", **place)[0] == 302
    assert post(user, "mine_act", order.pk, "check-out", key="p3", **place)[0] == 302
    order.refresh_from_db()
    assert f"第 <strong>{order.card_challenge}</strong> 号密码" in page(user, "mine_one", order.pk)
    assert bank.code(order) not in page(user, "mine_one", order.pk)
    status, text = post(user, "mine_act", order.pk, "confirm", key="p4", card_code="12")
    assert (status, "还可试4次" in text) == (422, True)
    assert post(user, "mine_act", order.pk, "confirm", key="p5", card_code=bank.code(order), rating="5")[0] == 302
    order.refresh_from_db()
    assert (order.state, order.rating) == (State.SETTLED, 5)
    shown = page(bank.keeper, "slips_one", order.pk)
    assert "门牌码" in shown
    assert "长者卡密码" in shown


def test_a_code_guessed_at_the_desk_is_counted_as_on_the_phone(bank: Bank) -> None:
    order = bank.slip(start=clock(8))
    user, place = bank.user(bank.ming), there()
    services.accept(order, worker=bank.ming.worker, by=user, at=clock(8))
    services.check_in(order, worker=bank.ming.worker, presence=place, by=user, at=clock(8))
    services.check_out(order, worker=bank.ming.worker, presence=place, by=user, at=clock(8, 50))
    wrong = "0000" if bank.code(order) != "0000" else "1111"
    for left in (4, 3, 2, 1, 0):
        status, text = post(bank.keeper, "slips_act", order.pk, "confirm", way="CARD", card_code=wrong)
        assert (status, f"还可试{left}次" in text) == (422, True)
    status, text = post(bank.keeper, "slips_act", order.pk, "confirm", way="CARD", card_code=bank.code(order))
    assert (status, "不能再用卡确认" in text) == (422, True)


def test_who_may_not_sees_no_page(bank: Bank) -> None:
    order = bank.slip(start=clock(10))
    assert acting(bank.user(bank.ming)).get(reverse("time_bank:slips")).status_code == 403
    assert acting(bank.keeper).get(reverse("time_bank:mine")).status_code == 403
    services.accept(order, worker=bank.hua.worker, by=bank.user(bank.hua), at=clock(8))
    assert acting(bank.user(bank.ming)).get(reverse("time_bank:mine_one", args=[order.pk])).status_code == 404


def test_the_phone_number_is_seen_by_who_has_taken_it_and_no_longer_than_needed(bank: Bank) -> None:
    bank.old.phone = "13900001234"
    bank.old.save()
    order = bank.slip(start=clock(10))
    user = bank.user(bank.ming)
    assert "13900001234" not in page(user, "mine_one", order.pk)
    services.accept(order, worker=bank.ming.worker, by=user, at=clock(8))
    assert "13900001234" in page(user, "mine_one", order.pk)
    services.cancel(order, by=bank.keeper, at=clock(8, 30), because="改期")
    assert "13900001234" not in page(user, "mine_one", order.pk)


@pytest.mark.parametrize("name", ["slips", "volunteers", "stations"])
def test_lists_ask_as_much_for_three_as_for_one(bank: Bank, name: str) -> None:
    for hours in (10,):
        bank.serve(bank.slip(start=clock(hours)), bank.ming, clock(hours), clock(hours + 1))
    client = acting(bank.keeper)
    address = reverse(f"time_bank:{name}")
    client.get(address)
    with CaptureQueriesContext(connection) as one:
        client.get(address)
    for number in range(3):
        someone = bank.volunteer(f"队员{number}", 1980 + number)
        start = clock(10, day=dt.date(2024, 9, 13 + number))
        bank.serve(bank.slip(start=start), someone, start, start + dt.timedelta(hours=1))
    with CaptureQueriesContext(connection) as three:
        client.get(address)
    assert len(three) <= len(one)


def test_the_phone_asks_as_much_for_three_slips_as_for_one(bank: Bank) -> None:
    client = acting(bank.user(bank.ming))
    bank.slip(start=clock(10))
    client.get(reverse("time_bank:mine"))
    with CaptureQueriesContext(connection) as one:
        client.get(reverse("time_bank:mine"))
    bank.slip(start=clock(11))
    bank.slip(start=clock(12))
    with CaptureQueriesContext(connection) as three:
        client.get(reverse("time_bank:mine"))
    assert len(three) == len(one)


def test_statement_certificate_and_how_alive_it_is(bank: Bank) -> None:
    bank.serve(bank.slip(start=clock(10)), bank.ming, clock(10), clock(11, 45))
    assert "1.5枚" in page(bank.keeper, "statement", bank.ming.pk)
    assert "1.5枚" in page(bank.user(bank.ming), "my_savings")
    proof = page(bank.keeper, "certificate", bank.ming.pk)
    assert "共完成志愿服务 1 单，服务时间 1.8 小时" in proof
    assert acting(bank.keeper).get(reverse("time_bank:certificate", args=[bank.hua.pk])).status_code == 404
    shown = page(bank.keeper, "stations")
    assert "上村时光益站" in shown
    assert "50.0%" in shown  # one of two serves
    assert "登记后还没有服务过" in shown


def test_what_waits_stands_in_the_worklist_of_the_keeper(bank: Bank) -> None:
    from doudi.programmes.elderly.time_bank.programme import time_bank

    order = bank.slip(start=clock(10))
    worker, by = bank.ming.worker, bank.user(bank.ming)
    services.accept(order, worker=worker, by=by, at=clock(8))
    services.check_in(order, worker=worker, presence=there(), by=by, at=clock(10))
    services.check_out(order, worker=worker, presence=there(), by=by, at=clock(11))
    assert time_bank.worklist is not None
    items = time_bank.worklist(bank.keeper, dt.date(2024, 9, 12))
    assert [(each.title, each.label) for each in items] == [("王奶奶：单个志愿服务单", "待确认")]
    assert declare.CONFIRM.name == "确认"
