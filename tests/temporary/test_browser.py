"""An emergency in a real browser: reported from the door with a phone, helped within the day, the papers overdue, the next one blocked until
they are filed (R-TEMP-05)."""

from __future__ import annotations

import datetime as dt
from pathlib import Path
from typing import Any

import pytest
from django.core.cache import cache
from playwright.sync_api import Page, expect

from doudi.base.stories import number_of
from doudi.desk.browsing import DESK, PHONE, fits, sit_down
from doudi.mechanisms.casework.models import Case
from doudi.mechanisms.casework.notices.testing import jpeg
from doudi.mechanisms.ledger import queries as ledger
from doudi.programmes.assistance.temporary import accounts
from doudi.programmes.assistance.temporary.models import ReserveUse
from doudi.programmes.assistance.temporary.stories import FIRE, Hall
from tests.clock import Clock, started

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]
FIRST, SECOND = number_of(dt.date(1961, 5, 6), 321), number_of(dt.date(1971, 7, 8), 654)


@pytest.fixture
def clock(monkeypatch: pytest.MonkeyPatch) -> Clock:
    return started(monkeypatch, FIRE)


@pytest.fixture
def county(clock: Clock, tmp_path: Path, settings: Any) -> None:
    settings.FILES_ROOT = tmp_path / "files"
    cache.clear()
    Hall()


@pytest.fixture
def photo(tmp_path: Path) -> str:
    (tmp_path / "现场.jpg").write_bytes(jpeg())
    return str(tmp_path / "现场.jpg")


def be(page: Page, username: str) -> None:
    """Go on as somebody else, on a phone if it is the village's helper."""
    sit_down(page, username, PHONE if username == "helper" else DESK)


def report(page: Page, number: str, name: str, photo: str) -> Case:
    """At the door: who, what happened, how much is needed; reported at once."""
    be(page, "helper")
    page.goto("/temporary/applications/new/")
    assert fits(page)
    page.get_by_label("申请人身份证号").fill(number)
    page.get_by_label("申请人姓名").fill(name)
    page.get_by_label("困难原因").select_option(label="火灾")
    page.get_by_label("救助人数").fill("4")
    page.get_by_label("困难持续月数").fill("2")
    page.get_by_label("困难情况").fill("昨夜厨房失火，烧毁口粮和被褥。")
    page.get_by_label("申请金额（元）").fill("1000")
    page.set_input_files("[name=photos]", photo)
    page.get_by_label("紧急，请先行救助").check()
    page.get_by_role("button", name="提交", exact=True).click()
    expect(page.locator(".notice.ok")).to_contain_text(f"{name}：已紧急上报，乡镇须在一天内先行救助")
    assert fits(page)
    return Case.objects.get(title=name)


def open_step(page: Page, case: Case, step: str) -> None:
    page.goto(f"/temporary/applications/{case.pk}/")
    page.get_by_role("link", name=step, exact=True).click()
    expect(page.locator("h1")).to_contain_text(f"{step}：{case.title}")


def help_first(page: Page, case: Case, receipt: str) -> None:
    be(page, "clerk")
    open_step(page, case, "先行救助")
    expect(page.get_by_label("救助金额（元）")).to_have_value("1000.00")
    page.get_by_label("收据或转账凭证号").fill(receipt)
    page.get_by_label("现金").check()
    page.get_by_role("button", name="先行救助", exact=True).click()


def sign(page: Page, case: Case) -> None:
    be(page, "town_leader")
    page.goto("/")
    page.locator(".work").get_by_role("link", name="办理").first.click()
    page.get_by_role("link", name="签批先行救助", exact=True).click()
    page.get_by_role("button", name="签批先行救助", exact=True).click()
    expect(page.locator(".notice.ok")).to_contain_text(f"已办理“签批先行救助”：{case.title}")


def test_help_within_the_day_papers_overdue_block_the_next_and_filed_they_free_it(
    page: Page, clock: Clock, photo: str, complaints: list[str]
) -> None:
    first = report(page, FIRST, "姜某", photo)
    clock.put(FIRE, 11)
    help_first(page, first, "收1")
    expect(page.locator(".notice.ok")).to_contain_text("已办理“先行救助”")
    clock.put(FIRE, 15)
    sign(page, first)
    use = ReserveUse.objects.get()
    assert (use.amount, use.on, use.papers_due_on) == (100_000, FIRE, dt.date(2024, 10, 10))
    assert ledger.balance(accounts.RESERVE, use.township) == 4_900_000

    clock.put(dt.date(2024, 10, 11))  # a day too late
    second = report(page, SECOND, "孟某", photo)
    help_first(page, second, "收2")
    expect(page.locator("main")).to_contain_text(f"有1笔先行救助超期未补齐手续（{first.number}应于2024-10-10前补齐）")
    assert ReserveUse.objects.count() == 1

    page.goto(f"/temporary/applications/{first.pk}/")
    expect(page.locator("main")).to_contain_text("手续超期未补，乡镇暂不能再办先行救助")
    open_step(page, first, "补办入户调查")
    page.get_by_label("同行人员").select_option(label="用户companion")
    page.get_by_label("调查情况").fill("厨房过火，口粮被褥烧毁，救助金已领到。")
    page.get_by_role("button", name="补办入户调查", exact=True).click()
    expect(page.locator(".notice.ok")).to_contain_text("已办理“补办入户调查”")
    open_step(page, first, "补齐手续")
    page.get_by_label("申请书已由申请人（代办人）签字").check()
    page.set_input_files("[name=papers]", photo)
    page.get_by_role("button", name="补齐手续", exact=True).click()
    expect(page.locator(".notice.ok")).to_contain_text("已办理“补齐手续”：姜某")

    help_first(page, second, "收2")
    expect(page.locator(".notice.ok")).to_contain_text("已办理“先行救助”")
    sign(page, second)
    assert ledger.balance(accounts.RESERVE, use.township) == 4_800_000
    use.refresh_from_db()
    assert use.papers_completed_on == dt.date(2024, 10, 11)
