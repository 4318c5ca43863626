"""An assessment in a real browser at 390 pixels: the 26 items taken along, filled in where there is no signal, sent once when there is one."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import pytest
from django.core.cache import cache
from playwright.sync_api import Page, expect

from doudi.desk.browsing import PHONE, fits, sit_down
from doudi.programmes.elderly.home_care.assessing import QUESTIONS
from doudi.programmes.elderly.home_care.models import Assessment, AssessmentSent
from doudi.programmes.elderly.home_care.testing import HOME, MIDDLING, House
from tests.surveys.phone import ready_without_signal, sign

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


def test_26_items_in_a_valley_are_sent_once_and_computed_by_the_server(county: House, phone: Page) -> None:
    sit_down(phone, county.clerk.username)
    phone.goto("/home_care/assessments/carry/")
    assert fits(phone)
    phone.locator("#id_area").select_option(county.old.party.area_id)
    phone.locator("#id_name").fill("王奶奶")
    phone.locator("#id_id_number").fill(county.old.id_number)
    phone.get_by_role("button", name="带上手机").click()
    expect(phone.locator("h1")).to_contain_text("王奶奶：能力评估")
    assert county.old.id_number not in phone.content(), "nobody's number lies on a phone"
    assert fits(phone)
    ready_without_signal(phone)

    phone.context.set_offline(True)
    for code, points in MIDDLING.items():
        phone.locator(f'input[name="f-{code.replace(".", "_")}"][value="{points}"]').check()
    phone.locator("#f-second").select_option(str(county.second_clerk.pk))
    phone.locator('input[name="f-medical"][value="SECOND"]').check()
    phone.locator("#f-told_by").fill("王小明")
    phone.locator('input[name="f-relation"][value="子女"]').check()
    phone.locator("#f-event_FALL").fill("2")
    phone.get_by_role("button", name="取得当前位置").click()
    expect(phone.locator("#place-words")).to_contain_text("已定位")
    phone.get_by_role("button", name="保存并发送").click()
    expect(phone.locator("body")).to_contain_text(
        "老人或信息提供者签名"
    )  # still missing: nothing is sent, nothing is lost
    sign(phone, "INFORMANT")
    phone.get_by_role("button", name="保存并发送").click()
    expect(phone.locator("#unsent")).to_contain_text("1 份没有送达")
    assert not Assessment.objects.exists()

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

    made = Assessment.objects.get()
    assert len(made.answers) == len(QUESTIONS) == 26
    assert (made.total, made.level, made.risks, made.person) == (50, 3, 2, county.old)
    assert (made.state, made.first_assessor, made.second_assessor) == ("SUBMITTED", county.clerk, county.second_clerk)
    sent = AssessmentSent.objects.get()
    assert (sent.assessment, sent.latitude) == (made, HOME[0])
    assert [each.kind for each in sent.pictures.all()] == ["INFORMANT"]
