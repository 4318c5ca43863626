"""Ashes are laid where there is no signal: taken along, the seal scanned off the urn, photographed, signed by three, sent later and once."""

from __future__ import annotations

import base64
import datetime as dt
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from django.core.cache import cache
from playwright.sync_api import Page, expect

from doudi.desk.browsing import DESK, PHONE, fits, sit_down
from doudi.mechanisms.casework.afield.models import SentStep
from doudi.mechanisms.casework.models import ActionTaken, Case
from doudi.mechanisms.custody.models import Receipt
from doudi.mechanisms.custody.queries import written
from doudi.mechanisms.custody.sealing import first_broken
from doudi.programmes.funeral.ashes import flow
from doudi.programmes.funeral.ashes.stories import DIED, Hearse
from tests.clock import Clock
from tests.surveys.phone import photo, ready_without_signal, sign

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]
SEAL = "G2026-00042"
# The label of the urn: a square code that says SEAL.
LABEL = "iVBORw0KGgoAAAANSUhEUgAAAJEAAACRAQAAAADro2eOAAAA0ElEQVR42u1WMQ6DMBBzypCRJ+Qp/VgkkPgY/CRPyJgBcfWlZWKsrHbghgjdEMuxfQfsUjPu3i97FUCwHbbyI7L3wLW+6TnGZLbxiBtBVRgZvH5OBEJSYrwPNYaWh+tB9aV6uK/IIwp91atOJZ5+VmAshTyQWqhD0WHEY+xppPCyt2oYl2LrOMt8hYRnf6baISU8do9GRnNRTOurc2zK8mFWGpC1czeDouhm+2cmuq+0GANz7oyU+2Mx7sGs3oMtMPFSX/H6gzyU+bj/pf6j9wKc++EO3XfpCgAAAABJRU5ErkJggg=="


@pytest.fixture
def county(tmp_path: Path, settings: Any, clock: Clock) -> Hearse:
    settings.FILES_ROOT = tmp_path / "files"
    cache.clear()
    return Hearse()


@pytest.fixture
def released(county: Hearse) -> Case:
    """The ashes are with the family, sealed."""
    on = DIED + dt.timedelta(days=3)
    case = county.received()
    county.cremate(case, on, seal=SEAL)
    county.take(case, flow.ISSUE, county.writer, on, hour=18, recipient="王五")
    county.release(case, on, seal=SEAL)
    return case


@pytest.fixture
def phone(page: Page, complaints: list[str]) -> Iterator[Page]:
    """The keeper's phone, which knows where it is."""
    page.set_viewport_size(PHONE)
    page.context.grant_permissions(["geolocation"])
    page.context.set_geolocation({"latitude": 27.38, "longitude": 114.62, "accuracy": 15})
    yield page
    # without a signal the browser complains of every try; the photo of the other steps is a row without a file
    expected = ("ERR_INTERNET_DISCONNECTED", "409")
    complaints[:] = [each for each in complaints if not any(words in each for words in expected)]


def taken_along(page: Page, username: str, case: Case) -> None:
    sit_down(page, username)
    page.goto(f"/ashes/tracking/{case.pk}/")
    page.get_by_role("link", name="带上手机").click()
    expect(page.locator("h1")).to_contain_text(case.title)
    ready_without_signal(page)


def scan(page: Page, folder: Path) -> None:
    """The code of the label is photographed."""
    (folder / "封签.png").write_bytes(base64.b64decode(LABEL))
    page.get_by_label("扫核对到的封签号").set_input_files(folder / "封签.png")
    expect(page.locator("#f-seal")).to_have_value(SEAL)


def picture(page: Page, folder: Path) -> None:
    page.locator("label:has-text('拍照或选择照片') input").set_input_files(photo(folder, page))
    expect(page.locator(".photos img")).to_have_count(1)


def sent_though_the_answer_is_lost(page: Page, case: Case) -> None:
    """The server takes it in and its answer is lost on the way: the phone sends it again, and it is one."""
    page.evaluate(
        "() => { const real = window.fetch; window.lost = 0; window.fetch = async (...given) => { const answer = await real(...given);"
        " if (String(given[0]).endsWith('/send/') && !window.lost++) throw new TypeError('lost'); return answer; }; }"
    )
    page.context.set_offline(False)
    expect(page.locator("#says")).to_contain_text("没有送达，填写的内容还在本机")
    assert SentStep.objects.filter(case=case).count() == 1
    page.context.set_offline(True)
    page.context.set_offline(False)
    expect(page.locator("#says")).to_contain_text("已送达")
    expect(page.locator("#view")).to_contain_text("本机没有待填写或待发送的内容")


def test_the_keeper_lays_ashes_without_a_signal_and_it_is_sent_once(
    phone: Page, county: Hearse, released: Case, tmp_path: Path
) -> None:
    taken_along(phone, "keeper", released)
    phone.context.set_offline(True)
    phone.get_by_label("安放地点").select_option(label="上村公墓")
    phone.locator("#f-place").fill("A-1")
    phone.locator("#f-square").fill("0.5")
    phone.locator("#f-certificate").fill("葬9")
    scan(phone, tmp_path)
    phone.get_by_role("button", name="取得当前位置").click()
    expect(phone.locator("#place-words")).to_contain_text("27.38，114.62")
    picture(phone, tmp_path)
    for kind in ("FAMILY", "KEEPER", "TRACKER"):
        sign(phone, kind)
    assert fits(phone)
    phone.get_by_role("button", name="保存并发送").click()
    expect(phone.locator(".tag")).to_have_text("待发送")
    assert not SentStep.objects.exists()
    sent_though_the_answer_is_lost(phone, released)

    step = SentStep.objects.get()
    assert step.taken is not None
    assert ActionTaken.objects.filter(case=released, action="place").count() == 1
    last = Receipt.objects.order_by("-number")[0]
    assert (last.label, last.target_place) == ("公墓安葬", "A-1")
    assert last.signatures == {"丧属": "王五", "管理员": county.keeper.name, "跟踪员": county.helper.name}
    assert first_broken() is None
    for size in (PHONE, DESK):
        sit_down(phone, "clerk", size)
        phone.goto(f"/ashes/tracking/{released.pk}/")
        expect(phone.locator("main")).to_contain_text("现场办理（1）")
        expect(phone.locator(".signed img")).to_have_count(4)
        assert fits(phone)
        phone.get_by_role("link", name=f"第{last.number}张 公墓安葬").click()
        for words in ("前张链值", last.hash, written(last.code), county.keeper.name, SEAL):
            expect(phone.locator(".document")).to_contain_text(words)
        assert fits(phone)


def test_the_release_by_three_without_a_signal_and_a_photo_without_a_code_says_so(
    phone: Page, county: Hearse, tmp_path: Path
) -> None:
    on = DIED + dt.timedelta(days=3)
    case = county.received()
    county.cremate(case, on, seal=SEAL)
    county.take(case, flow.ISSUE, county.writer, on, hour=18, recipient="王五")
    taken_along(phone, "writer", case)
    phone.context.set_offline(True)
    phone.get_by_label("扫核对到的封签号").set_input_files(photo(tmp_path, phone))
    expect(phone.locator("#view")).to_contain_text("没有读到条码")
    phone.get_by_role("button", name="保存并发送").click()
    expect(phone.locator(".error-summary")).to_contain_text("跟踪员签名")
    phone.locator("#f-destination").get_by_label("村级公益性公墓").check()
    for code, words in (("letter", "领1"), ("collector", "王五"), ("relation", "子女")):
        phone.locator(f"#f-{code}").fill(words)
    phone.locator("#f-collector_checked").check()
    scan(phone, tmp_path)
    phone.locator("#f-no-place").select_option("没有定位信号")
    picture(phone, tmp_path)
    for kind in ("FAMILY", "HOME", "TRACKER"):
        sign(phone, kind)
    assert fits(phone)
    phone.get_by_role("button", name="保存并发送").click()
    expect(phone.locator(".tag")).to_have_text("待发送")
    sent_though_the_answer_is_lost(phone, case)
    case.refresh_from_db()
    assert case.stage == "S5"
    assert Receipt.objects.filter(handover="collect").count() == 1


def test_r_ashes_15_the_township_verifies_at_the_grave_without_a_signal(
    phone: Page, county: Hearse, tmp_path: Path
) -> None:
    case = county.placed()
    taken_along(phone, "clerk", case)
    phone.context.set_offline(True)
    expect(phone.locator("#view")).to_contain_text(f"上村公墓A-{case.pk}")
    phone.locator("#f-seal_matches").check()
    phone.locator("#f-place_matches").check()
    phone.get_by_role("button", name="取得当前位置").click()
    picture(phone, tmp_path)
    phone.get_by_role("button", name="保存并发送").click()
    expect(phone.locator(".error-summary")).to_contain_text("核查人签名")
    sign(phone, "VERIFIER")
    assert fits(phone)
    phone.get_by_role("button", name="保存并发送").click()
    expect(phone.locator(".tag")).to_have_text("待发送")
    case.refresh_from_db()
    assert case.stage == "S6"
    sent_though_the_answer_is_lost(phone, case)
    case.refresh_from_db()
    assert case.stage == "S7"
    assert ActionTaken.objects.filter(case=case, action="verify").count() == 1
