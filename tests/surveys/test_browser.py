"""A household survey in a real browser: taken along, filled in without a signal, signed, kept over a closed page, sent once."""

from __future__ import annotations

import os
import re
import struct
import zlib
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from django.core.cache import cache
from playwright.sync_api import BrowserContext, Dialog, Page, expect

from doudi.base.models import User
from doudi.desk.browsing import DESK, PHONE, fits, sit_down
from doudi.mechanisms.casework.models import ActionTaken, Case
from doudi.mechanisms.casework.surveys.models import Survey, SurveyPicture
from doudi.mechanisms.phone.services import PICTURE_LIMIT
from doudi.programmes.assistance.dibao import flow
from doudi.programmes.assistance.dibao.stories import Hall
from tests.surveys.phone import fill, ready_without_signal

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]
BOX = "/phone/"


@pytest.fixture
def county(tmp_path: Path, settings: Any) -> None:
    settings.FILES_ROOT = tmp_path
    cache.clear()
    hall = Hall()
    case = hall.accepted()
    hall.take(case, flow.START, hall.clerk, "2024-04-30")


@pytest.fixture
def phone(page: Page, complaints: list[str]) -> Iterator[Page]:
    """The clerk's phone, which knows where it is."""
    page.set_viewport_size(PHONE)
    page.context.grant_permissions(["geolocation"])
    page.context.set_geolocation({"latitude": 27.38, "longitude": 114.62, "accuracy": 15})
    sit_down(page, "clerk")
    yield page
    # without a signal the browser complains of every try, and of a session that is over
    complaints[:] = [each for each in complaints if "ERR_INTERNET_DISCONNECTED" not in each and "401" not in each]


def taken_along(page: Page) -> Case:
    """From the page of the case onto the phone."""
    case = Case.objects.get()
    page.goto(f"/dibao/applications/{case.pk}/")
    page.get_by_role("link", name="带表入户").click()
    expect(page.locator("h1")).to_contain_text(case.title)
    ready_without_signal(page)
    return case


def settled(page: Page) -> None:
    """A change is kept a moment after the last key."""
    page.wait_for_timeout(1200)


def closed_and_opened_again(page: Page) -> Page:
    """The page is closed; a new one opens from what the phone keeps."""
    context: BrowserContext = page.context
    page.close()
    again = context.new_page()
    again.set_viewport_size(PHONE)
    again.goto(BOX)
    return again


def test_a_survey_without_a_signal_is_kept_over_a_closed_page_and_sent_once(phone: Page, tmp_path: Path) -> None:
    case = taken_along(phone)
    phone.context.set_offline(True)
    fill(phone, tmp_path)
    assert fits(phone)
    settled(phone)

    again = closed_and_opened_again(phone)
    expect(again.locator(".tag")).to_have_text("填写中")
    again.get_by_role("button", name="继续").click()
    expect(again.locator("#f-found")).to_have_value("三口之家，住房简陋，户主常年服药。")
    expect(again.locator(".photos img")).to_have_count(1)
    again.get_by_role("button", name="保存并发送").click()
    expect(again.locator(".tag")).to_have_text("待发送")
    expect(again.locator("#says")).to_contain_text("有信号后")
    assert not Survey.objects.exists()

    sealed = again.evaluate(
        "new Promise((give) => { const r = indexedDB.open('doudi-phone'); r.onsuccess = () => { const g = r.result.transaction('entries').objectStore('entries').getAll();"
        " g.onsuccess = () => give(g.result.map((each) => Object.keys(each).sort().join() + new TextDecoder().decode(each.sealed))); } })"
    )
    assert len(sealed) == 1
    assert "住房简陋" not in sealed[0]
    assert case.title not in sealed[0]

    # The server takes it in and its answer is lost on the way: the phone sends it again.
    again.evaluate(
        "() => { const real = window.fetch; window.lost = 0; window.fetch = async (...given) => { const answer = await real(...given);"
        " if (String(given[0]).endsWith('/send/') && !window.lost++) throw new TypeError('lost'); return answer; }; }"
    )
    again.context.set_offline(False)
    expect(again.locator("#says")).to_contain_text("没有送达，填写的内容还在本机")
    assert Survey.objects.count() == 1
    again.context.set_offline(True)
    again.context.set_offline(False)
    expect(again.locator("#says")).to_contain_text("入户调查已送达")
    expect(again.locator("#view")).to_contain_text("本机没有待填写或待发送的内容")
    survey = Survey.objects.get()
    assert ActionTaken.objects.filter(action="survey").count() == 1
    assert survey.taken is not None
    assert survey.pictures.count() == 4
    assert survey.pictures.filter(kind=SurveyPicture.Kind.PHOTO).get().file.size < 200_000
    assert (str(survey.latitude), survey.accuracy) == ("27.380000", 15)
    assert [each.found for each in survey.items.all()] == [210_050]
    again.goto(f"/surveys/received/{survey.pk}/")
    expect(again.locator("main")).to_contain_text("多206.50")
    expect(again.locator(".signed img").first).to_be_visible()
    assert fits(again)
    again.set_viewport_size(DESK)
    again.goto(f"/dibao/applications/{case.pk}/")
    expect(again.locator("main")).to_contain_text("入户调查（1）")
    again.close()


def test_an_expired_session_loses_nothing(phone: Page, tmp_path: Path) -> None:
    taken_along(phone)
    fill(phone, tmp_path)
    settled(phone)
    phone.context.clear_cookies()
    phone.get_by_role("button", name="保存并发送").click()
    expect(phone.locator("#says")).to_contain_text("登录已过期")
    expect(phone.get_by_role("link", name="登录")).to_be_visible()
    sit_down(phone, "clerk")
    phone.goto(BOX)
    expect(phone.locator("#says")).to_contain_text("入户调查已送达")
    assert Survey.objects.get().taken is not None


def test_the_case_moved_on_meanwhile_and_the_phone_says_so_in_a_sentence(phone: Page, tmp_path: Path) -> None:
    case = taken_along(phone)
    phone.context.set_offline(True)
    fill(phone, tmp_path)
    users = {each.username: each for each in User.objects.all()}
    from doudi.mechanisms.casework.services import take
    from doudi.mechanisms.entitlement.testing_awards import moment

    said = {"visited_on": "2024-05-06", "way": "HOME", "signed_by": "户主", "found": "已由他人调查。"}
    take(
        case, flow.SURVEY, by=users["otherclerk"], at=moment("2024-05-06"), data=said, together_with=users["companion"]
    )
    phone.get_by_role("button", name="保存并发送").click()
    phone.context.set_offline(False)
    expect(phone.locator("#says")).to_contain_text("没有计入办理")
    expect(phone.locator("#says")).to_contain_text("已作为证据留存")
    assert Survey.objects.get().taken is None


def test_what_is_missing_is_listed_and_a_photo_that_is_none_gets_one_sentence(phone: Page, tmp_path: Path) -> None:
    taken_along(phone)
    wrong = tmp_path / "照片.jpg"
    wrong.write_bytes(b"\xff\xd8\xff" + b"\0" * 40 * 2**20)
    phone.locator("input[type=file]").set_input_files(wrong)
    expect(phone.locator("#says")).to_contain_text(
        "照片“照片.jpg”打不开，不是照片，或者太大（40.0 MB）。请用相机重拍。"
    )
    phone.get_by_role("button", name="保存并发送").click()
    summary = phone.locator(".error-summary")
    expect(summary).to_contain_text("在场并签字的家庭成员")
    expect(summary).to_contain_text("同行调查人签名")
    expect(summary).to_contain_text("入户照片")
    assert not Survey.objects.exists()
    assert fits(phone)


def test_a_photo_of_forty_megabytes_is_made_smaller_on_the_phone(phone: Page, tmp_path: Path) -> None:
    taken_along(phone)
    side = 3800
    rows = b"".join(b"\0" + os.urandom(3 * side) for _ in range(side))
    parts = [
        (b"IHDR", struct.pack(">IIBBBBB", side, side, 8, 2, 0, 0, 0)),
        (b"IDAT", zlib.compress(rows, 0)),
        (b"IEND", b""),
    ]
    picture = b"".join(
        struct.pack(">I", len(data)) + kind + data + struct.pack(">I", zlib.crc32(kind + data)) for kind, data in parts
    )
    assert len(picture) > 40 * 2**20
    big = tmp_path / "全景.png"
    big.write_bytes(b"\x89PNG\r\n\x1a\n" + picture)
    phone.locator("input[type=file]").set_input_files(big)
    expect(phone.locator(".photos img")).to_have_count(1, timeout=30_000)
    kept = phone.evaluate("document.querySelector('.photos img').src.length * 3 / 4")
    assert kept < PICTURE_LIMIT


def test_another_user_of_the_phone_sees_nothing_and_signing_out_clears_it(phone: Page, tmp_path: Path) -> None:
    case = taken_along(phone)
    phone.locator("#f-found").fill("还没有填完")
    settled(phone)
    sit_down(phone, "otherclerk")
    phone.goto(BOX)
    phone.goto("/visits/")
    phone.get_by_role("link", name="随身箱").click()
    expect(phone.locator("#view")).to_contain_text("其他人的 1 份内容")
    expect(phone.locator("#view")).not_to_contain_text(case.title)
    sit_down(phone, "clerk")
    asked: list[str] = []

    def agree(dialog: Dialog) -> None:
        asked.append(dialog.message)
        dialog.accept()

    phone.on("dialog", agree)
    phone.goto("/account/")
    phone.locator("main").get_by_role("button", name="退出登录").click()
    expect(phone).to_have_url(re.compile("/sign-in/"))
    assert asked
    assert "1 份入户调查没有送达" in asked[0]
    assert "doudi-phone" not in phone.evaluate("indexedDB.databases().then((all) => all.map((each) => each.name))")
