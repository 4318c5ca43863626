"""A month of payments in a real browser: the officer drafts, a second one checks, the leader signs on a phone, finance sends and closes."""

from __future__ import annotations

from pathlib import Path

import pytest
from playwright.sync_api import Page, expect

from doudi.desk.browsing import DESK, PHONE, fits, sit_down
from doudi.mechanisms.entitlement.payment_runs.models import PaymentRun
from doudi.mechanisms.ledger.bank.testing import csv_of, rows_of
from tests.funds.stories import an_office, at, file_of, is_sound

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]


@pytest.fixture
def county() -> None:
    an_office()


def step(page: Page, name: str) -> None:
    """Press the button of a step on the run's page, and again on its own page."""
    page.locator(".actions").get_by_role("link", name=name, exact=True).click()
    expect(page.locator("h1")).to_contain_text(name)
    page.locator(".actions").get_by_role("button", name=name, exact=True).click()


def test_a_month_from_the_draft_to_the_last_fen(page: Page, tmp_path: Path) -> None:
    sit_down(page, "officer", DESK)
    page.goto(at("runs"))
    page.get_by_role("link", name="核算", exact=True).click()
    drawer = page.locator("#drawer")
    drawer.get_by_label("月份").fill("2024-07")
    drawer.get_by_role("button", name="核算").click()
    expect(drawer).to_contain_text("3笔，2,802.00元")
    run = PaymentRun.objects.get()
    page.goto(at("run", run.pk))
    step(page, "冻结名单")
    expect(page.locator("main")).to_contain_text("须1人签批")
    expect(page.locator("main")).to_contain_text("核算、冻结名单的人不能复核")

    sit_down(page, "second", DESK)
    page.goto("/worklist/")
    page.get_by_role("link", name="最低生活保障2024年7月待复核").first.click()
    step(page, "复核通过")
    expect(page.locator("main")).to_contain_text("每一笔重新核算一致")

    sit_down(page, "leader", PHONE)
    page.goto("/worklist/")
    assert fits(page)
    page.get_by_role("link", name="最低生活保障2024年7月待签批").first.click()
    expect(page.locator("h1")).to_contain_text("最低生活保障2024年7月")
    assert fits(page)
    small = page.evaluate(
        "[...document.querySelectorAll('.actions .btn')].filter(e => e.getBoundingClientRect().height < 44).length"
    )
    assert small == 0
    step(page, "签批")
    expect(page.locator("main")).to_contain_text("已签批")
    assert fits(page)
    page.goto(at("run_sheet", run.pk))
    assert fits(page)

    sit_down(page, "finance", DESK)
    page.goto(at("run", run.pk))
    step(page, "送银行")
    expect(page.locator("main")).to_contain_text("已送银行")
    page.get_by_role("tab", name="银行").click()
    with page.expect_download() as handed:
        page.get_by_role("button", name="下载代发文件（留痕）").click()
    assert "62170000" in Path(handed.value.path()).read_bytes().decode("gb18030")
    answered = tmp_path / "回盘.csv"
    answered.write_bytes(csv_of(rows_of(file_of(run), n2="账号不存在"))[:-40])
    page.get_by_role("link", name="导入回盘").click()
    page.locator("input[type=file]").set_input_files(answered)
    page.get_by_role("button", name="导入").click()
    expect(page.locator(".error-summary")).to_contain_text("不完整")
    answered.write_bytes(csv_of(rows_of(file_of(run), n2="账号不存在")))
    page.locator("input[type=file]").set_input_files(answered)
    page.get_by_role("button", name="导入").click()
    expect(page.locator("main")).to_contain_text("已到账2笔")
    step(page, "结清")
    expect(page.locator("main")).to_contain_text("已结清")
    page.goto(at("returns"))
    expect(page.locator("#tbl")).to_contain_text("账号不存在")
    is_sound()
