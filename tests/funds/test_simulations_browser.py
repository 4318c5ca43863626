"""The slider in a real browser: it moves the cards, the map and the table, and the address; at desk and phone width."""

from __future__ import annotations

import pytest
from playwright.sync_api import Page, expect
from pytest_django.fixtures import Settings

from doudi.base.models import User
from doudi.base.roles import Role
from doudi.base.stories import OTHER_VILLAGE
from doudi.desk.browsing import DESK, PHONE, fits, sign_in
from doudi.mechanisms.entitlement.testing_awards import Office
from doudi.mechanisms.entitlement.units import Residence
from doudi.programmes.assistance.dibao.programme import DIBAO_BENEFIT

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]


@pytest.fixture
def county(settings: Settings) -> None:
    settings.DEMO = True
    office = Office()
    User.objects.filter(pk=office.officer.pk).update(is_demo=True)
    for village in ("", OTHER_VILLAGE):
        where = {"village": village} if village else {}
        office.grant(DIBAO_BENEFIT, office.household(1, **where), {}, residence=Residence.RURAL)


@pytest.mark.parametrize("page", [DESK, PHONE], indirect=True, ids=["desk", "phone"])
def test_moving_the_slider_changes_cards_map_table_and_address(page: Page) -> None:
    sign_in(page, Role.COUNTY_OFFICER)
    page.goto("/funds/simulations/?benefit=dibao&month=2024-09")
    expect(page.locator(".tile", has_text="西镇")).to_contain_text("0元")
    assert fits(page)
    slider = page.get_by_label("低保标准（每人每月）农村（滑块）")
    slider.focus()
    for _ in range(3):
        slider.press("ArrowRight")  # 5 元 a step
    expect(page.locator("#outcome")).to_contain_text("715 → 730元")
    expect(page.get_by_role("spinbutton", name="农村", exact=True)).to_have_value("730")
    expect(page.locator(".tile", has_text="西镇")).to_contain_text("+15元")
    expect(page.locator(".places tbody tr", has_text="西镇")).to_contain_text("15.00")
    expect(page.locator("#outcome canvas")).to_have_count(1)
    assert page.url.endswith("?benefit=dibao&month=2024-09&means.standard%3A1=730")
    assert fits(page)
    page.reload()
    expect(page.locator(".tile", has_text="西镇")).to_contain_text("+15元")


def test_a_typed_number_moves_the_slider_and_what_is_on_the_page_is_what_is_kept(page: Page) -> None:
    sign_in(page, Role.COUNTY_OFFICER)
    page.goto("/funds/simulations/?benefit=dibao&month=2024-09")
    page.get_by_role("spinbutton", name="农村", exact=True).fill("800")
    expect(page.locator(".tile", has_text="东镇")).to_contain_text("+85元")
    expect(page.get_by_label("低保标准（每人每月）农村（滑块）")).to_have_value("800")
    page.get_by_label("保存为方案").fill("提到800")
    page.get_by_role("button", name="保存", exact=True).click()
    expect(page.locator("main")).to_contain_text("已保存测算方案“提到800”")
    expect(page.locator("tbody tr")).to_contain_text("715 → 800元")


def test_a_slip_of_the_hand_is_told_and_the_next_number_is_taken(page: Page) -> None:
    sign_in(page, Role.COUNTY_OFFICER)
    page.goto("/funds/simulations/?benefit=dibao&month=2024-09")
    page.get_by_role("spinbutton", name="农村", exact=True).fill("99999999999")
    expect(page.locator("#outcome")).to_contain_text("看不懂")
    page.get_by_role("spinbutton", name="农村", exact=True).fill("760")
    expect(page.locator("#outcome")).to_contain_text("715 → 760元")
