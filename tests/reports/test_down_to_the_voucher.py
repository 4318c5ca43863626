"""In a real browser: from a number of the annual summary down to the month of one household's payment."""

from __future__ import annotations

import pytest
from django.urls import reverse
from playwright.sync_api import Page, expect

from doudi.desk.browsing import PHONE, fits, sit_down
from doudi.mechanisms.entitlement.testing_awards import Office
from doudi.mechanisms.entitlement.units import Residence
from doudi.programmes.assistance.dibao.programme import DIBAO_BENEFIT

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]


@pytest.fixture
def county() -> None:
    """One household of two without income, paid in June."""
    office = Office()
    office.grant(DIBAO_BENEFIT, office.household(2), {}, {}, residence=Residence.RURAL)
    office.signed(DIBAO_BENEFIT, "2024-06")


def test_a_number_of_the_summary_opens_its_list_and_a_row_the_voucher(page: Page) -> None:
    sit_down(page, "officer")
    page.goto(reverse("reports:summary", args=[2024]))
    money = page.locator("a.slot[title*='最低生活保障发放金额']")
    said = money.inner_text()
    money.click()
    expect(page.locator("h1")).to_contain_text("最低生活保障发放金额")
    expect(page.locator(".figures .value").first).to_contain_text(said)
    page.get_by_role("link", name="查看").first.click()
    expect(page.locator("h1")).to_contain_text("2024年6月应发")


def test_the_pages_fit_a_phone(page: Page) -> None:
    sit_down(page, "officer", PHONE)
    for name in ("board", "figures", "statistics", "summaries", "checker"):
        page.goto(reverse(f"reports:{name}") + "?period=2024")
        assert fits(page), name
    page.goto(reverse("reports:summary", args=[2024]))
    assert fits(page)
