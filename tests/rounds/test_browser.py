"""A village helper's rounds in a real browser at 390 px: a day's way taken along, two visits without a signal, both there once."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from django.core.cache import cache
from django.utils import timezone
from playwright.sync_api import Page, expect

from doudi.desk.browsing import PHONE, fits, sit_down
from doudi.mechanisms.activities import queries
from doudi.mechanisms.activities.models import Activity, ActivityPicture, FollowUp
from doudi.mechanisms.activities.stories import Rounds
from doudi.programmes.disability.disability_visits.rounds import HIGH, ROUNDS
from tests.surveys.phone import photo, ready_without_signal, sign

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]
BOX = "/phone/"


@pytest.fixture
def county(tmp_path: Path, settings: Any) -> Rounds:
    settings.FILES_ROOT = tmp_path
    cache.clear()
    made = Rounds(ROUNDS)
    for _ in range(2):
        made.on_roll(HIGH, f"{timezone.localdate() - dt.timedelta(days=5)}")
    return made


@pytest.fixture
def phone(page: Page, complaints: list[str]) -> Iterator[Page]:
    """The helper's phone, which knows where it is."""
    page.set_viewport_size(PHONE)
    page.context.grant_permissions(["geolocation"])
    page.context.set_geolocation({"latitude": 27.38, "longitude": 114.62, "accuracy": 15})
    sit_down(page, "helper")
    yield page
    complaints[:] = [each for each in complaints if "ERR_INTERNET_DISCONNECTED" not in each]


def visited(page: Page, folder: Path, *, words: str) -> None:
    """One visit face to face, everything in order but what `words` tell, and an errand asked for."""
    page.get_by_role("button", name="开始").first.click()
    expect(page.locator("h1")).to_contain_text("探视巡访")
    for each in ROUNDS.groups:
        page.locator(f"#f-{each.code}").get_by_label("正常").check()
    page.locator("#f-words").fill(words)
    page.get_by_label("代办、跑腿").check()
    page.get_by_role("button", name="取得当前位置").click()
    expect(page.locator("#place-words")).to_contain_text("27.38，114.62")
    page.locator("input[type=file]").set_input_files(photo(folder, page, side=800))
    expect(page.locator(".photos img")).to_have_count(1)
    sign(page, "SUBJECT")
    assert fits(page)
    page.get_by_role("button", name="保存并发送").click()


def test_two_visits_without_a_signal_are_both_there_once(county: Rounds, phone: Page, tmp_path: Path) -> None:
    phone.goto(BOX)
    phone.get_by_role("button", name="带上今天的巡访").click()
    expect(phone.locator("#says")).to_contain_text("已带到本机 2 份巡访")
    ready_without_signal(phone)
    assert fits(phone)

    phone.context.set_offline(True)
    visited(phone, tmp_path, words="精神尚可")
    expect(phone.locator("#unsent")).to_have_text("本机有 2 份，其中 1 份没有送达。")
    visited(phone, tmp_path, words="需要取药")
    expect(phone.locator("#unsent")).to_have_text("本机有 2 份，其中 2 份没有送达。")
    assert not Activity.objects.exists()

    # The answer to the first is lost on the way; it is sent again and is the same visit.
    phone.evaluate(
        "() => { const real = window.fetch; window.lost = 0; window.fetch = async (...given) => { const answer = await real(...given);"
        " if (String(given[0]).endsWith('/send/') && !window.lost++) throw new TypeError('lost'); return answer; }; }"
    )
    phone.context.set_offline(False)
    expect(phone.locator("#unsent")).to_have_text("本机有 1 份，其中 1 份没有送达。")
    phone.context.set_offline(True)
    phone.context.set_offline(False)
    expect(phone.locator("#view")).to_contain_text("本机没有待填写或待发送的内容")

    made = list(Activity.objects.order_by("pk"))
    assert [(each.counts, each.by.username) for each in made] == [(True, "helper")] * 2
    assert {each.words for each in made} == {"精神尚可", "需要取药"}
    assert len({each.entry_id for each in made}) == 2
    assert ActivityPicture.objects.count() == 4
    assert FollowUp.objects.filter(need="ERRAND").count() == 2
    assert not queries.due(county.helper, ROUNDS, through=timezone.localdate()).exists()


def test_nobody_at_home_needs_no_photo_and_no_signature(county: Rounds, phone: Page) -> None:
    phone.goto(BOX)
    phone.get_by_role("button", name="带上今天的巡访").click()
    phone.get_by_role("button", name="开始").first.click()
    expect(phone.locator("#sign-SUBJECT")).to_be_visible()
    phone.get_by_label("未见到本人").check()
    expect(phone.locator("#sign-SUBJECT")).to_have_count(0)
    expect(phone.locator("#f-living")).to_have_count(0)
    phone.locator("#f-words").fill("敲门无人应")
    phone.locator("#f-no-place").select_option("没有定位信号")
    phone.get_by_role("button", name="保存并发送").click()
    expect(phone.locator("#says")).to_contain_text("不计入有效巡访：未见到本人")
    assert Activity.objects.get().outcome == "NOT_FOUND"
