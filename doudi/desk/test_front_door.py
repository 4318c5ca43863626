"""Stories of the front door in a real browser, on a phone: a family applies from home, a village helper opens everything at once."""

from __future__ import annotations

from pathlib import Path

import pytest
from playwright.sync_api import Page, expect
from pytest_django.fixtures import Settings

from doudi.base.models import User
from doudi.base.roles import Role
from doudi.desk.browsing import PHONE, fits, sign_in
from doudi.desk.stories import VILLAGE, a_household, fresh_county, number, somebody_as
from doudi.mechanisms.casework.models import Case
from doudi.programmes.office.reception.models import Submission

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]


@pytest.fixture
def county(settings: Settings) -> None:
    settings.DEMO = True
    fresh_county()
    a_household("王桂英", "李大山", "王小雨")
    user = somebody_as(Role.VILLAGE_WORKER)
    User.objects.filter(pk=user.pk).update(is_demo=True)


@pytest.mark.parametrize("page", [PHONE], indirect=True)
def test_a_helper_looks_a_family_up_asks_and_opens_everything_at_once(page: Page) -> None:
    sign_in(page, Role.VILLAGE_WORKER)
    page.goto("/reception/door/")
    page.locator("main input[name=q]").fill(number(1))
    page.get_by_role("button", name="查找").click()
    expect(page.locator("h1")).to_contain_text("王桂英户：一门受理")
    assert number(1) not in page.url
    assert fits(page)
    page.get_by_label("全家每月收入大约多少（元）").fill("500")
    page.get_by_text("李大山（").click()
    page.locator("details.member[open]").get_by_text("没有收入来源").click()
    page.get_by_label("联系电话").fill("13812345678")
    page.get_by_role("button", name="看看可以申请什么").click()
    suggested = page.locator(".choices.door").first
    expect(suggested).to_contain_text("最低生活保障")
    expect(suggested).to_contain_text("特困人员救助供养：李大山")
    expect(page.get_by_label("全家每月收入大约多少（元）")).to_have_value("500")
    expect(page.get_by_text("不用交：")).to_contain_text("身份证、户口簿")
    assert fits(page)
    page.get_by_role("button", name="一并登记").click()
    expect(page.locator("h1")).to_contain_text("受理登记回执")
    assert fits(page)
    assert {case.flow for case in Case.objects.all()} == {"dibao.applications", "tekun.applications"}
    page.get_by_role("link", name="特困人员认定：补充情况并提交").click()
    expect(page.locator("h1")).to_contain_text("李大山")


@pytest.mark.parametrize("page", [PHONE], indirect=True)
def test_a_family_applies_from_home_with_a_photo_and_follows_it(page: Page, tmp_path: Path) -> None:
    photo = tmp_path / "病历.jpg"
    photo.write_bytes(b"\xff\xd8\xff\xe0 photo")
    page.goto("/public/")
    page.get_by_role("button", name="特大").click()
    page.get_by_role("navigation", name="办事").get_by_role("link", name="我要申请").click()
    assert fits(page)
    page.get_by_role("button", name="提交申请").click()
    expect(page.locator(".error-summary")).to_be_focused()
    page.get_by_label("申请人姓名").fill("王桂英")
    page.get_by_label("申请人身份证号").fill(number(1))
    page.get_by_label("所在的村（社区）").select_option(VILLAGE)
    page.get_by_label("手机号").fill("138 1234 5678")
    page.get_by_label("生活费不够").check()
    page.get_by_label("照片或材料").set_input_files(photo)
    page.get_by_label("我同意").check()
    page.get_by_role("button", name="提交申请").click()
    expect(page.locator("h1")).to_contain_text("已收到您的申请")
    assert fits(page)
    received = page.locator("strong.big").first.inner_text()
    row = Submission.objects.get()
    assert (row.case.number, row.files.count()) == (received, 1)
    assert number(1) not in page.content()
    page.get_by_role("contentinfo").get_by_role("link", name="查办理进度").click()
    page.get_by_label("办件编号").fill(received)
    page.get_by_label("查询码").fill("5678")
    page.get_by_role("button", name="查询").click()
    expect(page.locator("main")).to_contain_text("待处理")
