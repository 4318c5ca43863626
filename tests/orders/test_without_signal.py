"""A carer's day in a real browser at 390 pixels: taken along, checked in and out in a valley without a signal, sent once when there is one."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator
from decimal import Decimal
from typing import Any

import pytest
from django.core.cache import cache
from django.utils import timezone
from playwright.sync_api import Page, expect

from doudi.base.stories import VILLAGE
from doudi.desk.browsing import PHONE, fits, sit_down
from doudi.mechanisms.orders import requesting, rosters, services
from doudi.mechanisms.orders.models import Arrived, Assignment, Order, State
from doudi.mechanisms.registry.models import Person
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


def accepted(house: House, old: Person | None = None, *, hours: int = 0) -> Order:
    """Cleaning, this very hour or some hours from it, taken by the first carer."""
    now, old = timezone.now(), old or house.old
    new = requesting.NewOrder(
        old.party.name, VILLAGE, "H01", now + dt.timedelta(hours=hours), client=old.party, organisation="P01"
    )
    order = requesting.request(VISITS, new, by=house.office, at=now - dt.timedelta(hours=3))
    services.dispatch(order, to=[house.carers[0]], by=house.office, at=now - dt.timedelta(hours=2))
    services.accept(order, worker=house.carers[0], by=house.users[0], at=now - dt.timedelta(hours=1))
    return order


def stand(phone: Page, place: tuple[Decimal, Decimal]) -> None:
    phone.context.set_geolocation({"latitude": float(place[0]), "longitude": float(place[1]), "accuracy": 12})


def an_hour_goes_by() -> None:
    Assignment.objects.filter(in_at__isnull=False, out_at=None).update(in_at=timezone.now() - dt.timedelta(minutes=63))


def test_a_carer_goes_from_home_to_home_and_gives_back_what_he_cannot_do(county: House, phone: Page) -> None:
    """A day of three: the first two are visited where they live, one after the other; for the third he is ill and says so."""
    homes = {"王奶奶": HOME, "赵爷爷": (HOME[0] + Decimal("0.02"), HOME[1])}
    others = [county.person(name, 1938) for name in ("赵爷爷", "钱奶奶")]
    known = [rosters.NewClient(each.party, *homes.get(each.party.name, HOME)) for each in others]
    rosters.know_clients(known, by=county.clerk, at=timezone.now(), because="建档")
    for hours, old in enumerate([county.old, *others]):
        accepted(county, old, hours=hours)

    sit_down(phone, county.users[0].username)
    phone.goto("/home_care/mine/")
    cards = phone.locator(".order-card strong")
    expect(cards).to_have_text(["王奶奶", "赵爷爷", "钱奶奶"])
    assert fits(phone)
    for name, home in homes.items():
        stand(phone, home)
        phone.get_by_role("link", name=name).click()
        expect(phone.locator("[data-words]")).to_contain_text("已定位")
        phone.get_by_role("button", name="签到").click()
        expect(phone.get_by_role("button", name="签退")).to_be_visible()
        an_hour_goes_by()
        expect(phone.locator("[data-words]")).to_contain_text("已定位")
        phone.get_by_role("button", name="签退").click()
        expect(phone.locator("h1")).to_contain_text("待确认")
        assert fits(phone)
        phone.get_by_role("link", name="返回我的服务单").click()

    phone.get_by_role("link", name="钱奶奶").click()
    phone.get_by_text("我去不了，退单").click()
    phone.locator("#because").fill("发热，请改派")
    phone.get_by_role("button", name="退单", exact=True).click()
    phone.goto("/home_care/mine/")
    expect(phone.get_by_role("link", name="钱奶奶")).to_have_count(0)
    states = dict(Order.objects.values_list("title", "state"))
    assert states == {"王奶奶": State.ENDED, "赵爷爷": State.ENDED, "钱奶奶": State.DISPATCHED}  # she waits for another
    there = Assignment.objects.filter(state=Assignment.State.OUT)
    assert {each.minutes for each in there} <= {63, 64, 65}
    assert there.count() == 2


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
