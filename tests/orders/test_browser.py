"""A volunteer's phone, in a real browser at 390 pixels: he takes a slip, checks in, and the old woman's card confirms it."""

from __future__ import annotations

import datetime as dt
from decimal import Decimal
from typing import Any

import pytest
from django.utils import timezone
from playwright.sync_api import Page, expect

from doudi.base.stories import VILLAGE
from doudi.desk.browsing import PHONE, fits, sit_down
from doudi.mechanisms.ledger import queries as ledger
from doudi.mechanisms.orders import declare, services
from doudi.mechanisms.orders.declare import Doing
from doudi.mechanisms.orders.models import Assignment, Order, OrderEvent, State
from doudi.mechanisms.orders.requesting import NewOrder, request
from doudi.programmes.elderly.time_bank import accounts
from doudi.programmes.elderly.time_bank.slips import SLIPS
from doudi.programmes.elderly.time_bank.testing import HOME, Bank

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.browser]
BANK: dict[str, Bank] = {}


@pytest.fixture
def county(transactional_db: None, settings: Any, tmp_path: Any) -> None:
    settings.FILES_ROOT = tmp_path
    BANK["here"] = Bank()


def open_slip(bank: Bank) -> Order:
    """An hour from now, checked and open to all."""
    now = timezone.now()
    new = NewOrder("王奶奶", VILLAGE, "CLEAN", now + dt.timedelta(hours=1), client=bank.old.party, channel="本人")
    order = request(SLIPS, new, by=bank.helper, at=now - dt.timedelta(hours=3))
    services.step_each(
        [
            Doing(declare.CHECK, order, bank.keeper, now - dt.timedelta(hours=2)),
            Doing(declare.DISPATCH, order, bank.keeper, now - dt.timedelta(hours=1)),
        ]
    )
    return order


def stand(page: Page, place: tuple[Decimal, Decimal]) -> None:
    page.context.grant_permissions(["geolocation"])
    page.context.set_geolocation({"latitude": float(place[0]), "longitude": float(place[1]), "accuracy": 15})


@pytest.mark.parametrize("page", [PHONE], indirect=True)
def test_a_volunteer_takes_a_slip_checks_in_and_the_card_confirms(page: Page, complaints: list[str]) -> None:
    bank = BANK["here"]
    order = open_slip(bank)
    sit_down(page, bank.user(bank.ming).username)
    page.goto("/time_bank/mine/")
    assert fits(page)
    page.get_by_role("link", name="王奶奶").click()
    page.get_by_role("button", name="接单").click()
    expect(page.locator("h1")).to_contain_text("已接单")
    assert fits(page)

    stand(page, (HOME[0] + Decimal("0.09"), HOME[1]))  # ten kilometres off: another village
    page.reload()
    expect(page.locator("[data-words]")).to_contain_text("已定位")
    page.get_by_label("门牌码（扫码或输入）").fill("MEN-001")
    page.get_by_role("button", name="签到").click()
    expect(page.get_by_text("不在服务对象所在的村")).to_be_visible()
    assert Assignment.objects.get().state == Assignment.State.ACCEPTED

    stand(page, (HOME[0] + Decimal("0.0008"), HOME[1]))
    page.goto(f"/time_bank/mine/{order.pk}/")
    expect(page.locator("[data-words]")).to_contain_text("已定位")
    page.get_by_label("门牌码（扫码或输入）").fill("MEN-001")
    page.get_by_role("button", name="签到").click()
    expect(page.get_by_role("button", name="签退")).to_be_visible()
    row = Assignment.objects.get()
    assert (row.shown, row.flags) == (["PLACE", "TAG"], [])
    assert row.in_phone_at is not None
    # An hour goes by; the record of the check-in is as the server had it.
    Assignment.objects.update(in_at=timezone.now() - dt.timedelta(minutes=62))

    expect(page.locator("[data-words]")).to_contain_text("已定位")
    page.get_by_label("门牌码（扫码或输入）").fill("MEN-001")
    page.get_by_role("button", name="签退").click()
    expect(page.get_by_text("请老人拿出服务卡")).to_be_visible()
    assert fits(page)
    order.refresh_from_db()
    page.locator("#card").fill("0000" if bank.code(order) != "0000" else "1111")
    page.get_by_role("button", name="确认").click()
    expect(page.get_by_text("还可试4次")).to_be_visible()
    page.locator("#card").fill(bank.code(order))
    page.get_by_label("5分").check()
    page.get_by_role("button", name="确认").click()
    expect(page.locator("h1")).to_contain_text("已入账")
    order.refresh_from_db()
    assert (order.state, order.rating) == (State.SETTLED, 5)
    assert ledger.balance(accounts.SAVINGS, bank.ming.worker.person.party) == 60
    page.goto("/time_bank/my_savings/")
    expect(page.get_by_text("1枚").first).to_be_visible()
    assert fits(page)
    complaints.clear()  # the two refusals are answered 422, of which the browser tells
    keys = [event.key for event in OrderEvent.objects.exclude(key=None)]
    assert len(keys) == len(set(keys)) == 4  # taken, in, out, confirmed: each under a key of the phone's


@pytest.mark.parametrize("page", [PHONE], indirect=True)
def test_a_phone_without_a_place_shows_the_tag_and_a_photograph_is_asked_for(page: Page, complaints: list[str]) -> None:
    bank = BANK["here"]
    order = open_slip(bank)
    services.accept(order, worker=bank.ming.worker, by=bank.user(bank.ming), at=timezone.now())
    sit_down(page, bank.user(bank.ming).username)
    page.context.clear_permissions()
    page.goto(f"/time_bank/mine/{order.pk}/")
    expect(page.locator("[data-words]")).to_contain_text("请扫门牌码并拍照")
    page.get_by_label("门牌码（扫码或输入）").fill("MEN-001")
    page.get_by_role("button", name="签到").click()
    expect(page.get_by_text("须有2种到场凭证")).to_be_visible()
    assert Assignment.objects.get().in_at is None
    complaints.clear()
