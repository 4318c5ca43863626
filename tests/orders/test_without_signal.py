"""A carer's day in a real browser at 390 pixels: taken along, checked in and out in a valley without a signal, sent once when there is one."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator
from typing import Any

import pytest
from django.core.cache import cache
from django.utils import timezone
from playwright.sync_api import Page, expect

from doudi.desk.browsing import PHONE, fits, sit_down
from doudi.mechanisms.orders import requesting, services
from doudi.mechanisms.orders.models import Arrived, Assignment, Order, State
from doudi.programmes.elderly.home_care.testing import HOME, House
from doudi.programmes.elderly.home_care.visits import VISITS
from tests.surveys.phone import photo, ready_without_signal

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]


@pytest.fixture
def county(tmp_path: Any, settings: Any) -> House:
    settings.FILES_ROOT = tmp_path
    cache.clear()
    return House()


@pytest.fixture
def phone(page: Page, complaints: list[str]) -> Iterator[Page]:
    page.set_viewport_size(PHONE)
    page.context.grant_permissions(["geolocation"])
    page.context.set_geolocation({"latitude": float(HOME[0]), "longitude": float(HOME[1]), "accuracy": 12})
    yield page
    complaints[:] = [each for each in complaints if "ERR_INTERNET_DISCONNECTED" not in each]


def accepted(house: House) -> Order:
    """Cleaning, this very hour, taken by the first carer."""
    now = timezone.now()
    new = requesting.NewOrder(
        "王奶奶", house.old.party.area_id or "", "H01", now, client=house.old.party, organisation="P01"
    )
    order = requesting.request(VISITS, new, by=house.office, at=now - dt.timedelta(hours=3))
    services.dispatch(order, to=[house.carers[0]], by=house.office, at=now - dt.timedelta(hours=2))
    services.accept(order, worker=house.carers[0], by=house.users[0], at=now - dt.timedelta(hours=1))
    return order


def test_a_visit_in_a_valley_is_sent_once_the_signal_is_back(county: House, phone: Page, tmp_path: Any) -> None:
    order = accepted(county)
    sit_down(phone, county.users[0].username)
    phone.goto(f"/home_care/mine/{order.pk}/")
    assert fits(phone)
    phone.get_by_role("link", name="没有信号，带上手机").click()
    expect(phone.locator("h1")).to_contain_text("王奶奶：签到、签退")
    assert fits(phone)
    ready_without_signal(phone)

    phone.context.set_offline(True)
    phone.get_by_role("button", name="取得当前位置").click()
    expect(phone.locator("#place-words")).to_contain_text("已定位")
    phone.locator("#f-tag").fill("MEN-001")
    phone.locator("input[type=file]").set_input_files(photo(tmp_path, phone, side=600))
    expect(phone.locator(".photos img")).to_have_count(1)
    phone.get_by_role("button", name="保存并发送").click()
    expect(phone.locator("#unsent")).to_contain_text("1 份没有送达")
    assert Assignment.objects.get().state == Assignment.State.ACCEPTED

    # The answer is lost on the way once; it is sent again and is the same.
    phone.evaluate(
        "() => { const real = window.fetch; window.lost = 0; window.fetch = async (...given) => { const answer = await real(...given);"
        " if (String(given[0]).endsWith('/send/') && !window.lost++) throw new TypeError('lost'); return answer; }; }"
    )
    phone.context.set_offline(False)
    phone.wait_for_function("() => window.lost > 0")
    phone.context.set_offline(True)
    phone.context.set_offline(False)
    expect(phone.locator("#view")).to_contain_text("本机没有待填写或待发送的内容")

    row = Assignment.objects.get()
    order.refresh_from_db()
    assert (row.state, order.state) == (Assignment.State.OUT, State.ENDED)
    assert "LATE_SENT" in row.flags
    assert row.photos.count() == 1
    assert Arrived.objects.count() == 1
