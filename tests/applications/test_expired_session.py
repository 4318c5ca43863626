"""The session ends while a long form of an application is being filled in: nothing that was typed or chosen is lost (real browser)."""

from __future__ import annotations

from pathlib import Path

import pytest
from django.utils import timezone
from playwright.sync_api import Page, expect
from pytest_django.fixtures import Settings

from doudi.base.models import User
from doudi.base.roles import Role
from doudi.desk.browsing import PHONE, fits, sign_in
from doudi.desk.stories import a_household, fresh_county, number, person, somebody_as
from doudi.mechanisms.casework.models import Case
from doudi.mechanisms.casework.notices.testing import jpeg
from doudi.mechanisms.entitlement.means.rules import Relation
from doudi.mechanisms.entitlement.units import Residence
from doudi.programmes.assistance.dibao import applying
from doudi.programmes.assistance.dibao.applying import NewApplication, NewApplying
from doudi.programmes.assistance.dibao.models import Application, PaperKind

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]


@pytest.fixture
def county(settings: Settings, tmp_path: Path) -> None:
    settings.DEMO = True
    settings.FILES_ROOT = tmp_path / "files"
    fresh_county()
    a_household("王桂英", "李大山", "王小雨")
    somebody_as(Role.VILLAGE_WORKER)
    User.objects.update(is_demo=True)


def session_ends(page: Page) -> None:
    page.context.clear_cookies(name="sessionid")


def sign_in_beside(page: Page) -> None:
    """The way that the page itself shows."""
    expect(page.locator("#trouble")).to_contain_text("登录已过期，填写的内容还在")
    with page.context.expect_page() as beside:
        page.locator("#trouble").get_by_role("link", name="在新页登录").click()
    beside.value.locator(".roles button", has_text=Role.VILLAGE_WORKER.label).click()
    expect(beside.value.locator("h1")).to_contain_text("用户")
    beside.value.close()


@pytest.mark.parametrize("page", [PHONE], indirect=True)
def test_the_questions_at_the_door_are_still_answered_after_signing_in_again(page: Page, complaints: list[str]) -> None:
    sign_in(page, Role.VILLAGE_WORKER)
    page.goto("/reception/door/")
    page.locator("main input[name=q]").fill(number(1))
    page.get_by_role("button", name="查找").click()
    page.get_by_label("全家每月收入大约多少（元）").fill("500")
    page.get_by_label("联系电话").fill("13812345678")
    page.get_by_role("button", name="看看可以申请什么").click()
    expect(page.locator(".choices.door").first).to_contain_text("最低生活保障")
    session_ends(page)
    page.get_by_role("button", name="一并登记").click()
    sign_in_beside(page)
    expect(page.get_by_label("全家每月收入大约多少（元）")).to_have_value("500")
    expect(page.get_by_label("联系电话")).to_have_value("13812345678")
    assert fits(page)
    assert not Case.objects.exists()
    page.get_by_role("button", name="一并登记").click()
    expect(page.locator("h1")).to_contain_text("受理登记回执")
    assert Case.objects.count() == 1
    complaints.clear()  # the token of the form was an old one


@pytest.mark.parametrize("page", [PHONE], indirect=True)
def test_a_paper_that_was_photographed_is_still_there(page: Page, tmp_path: Path, complaints: list[str]) -> None:
    photo = tmp_path / "申请书.jpg"
    photo.write_bytes(jpeg(comment="form"))
    first = person("王桂英")
    home = first.memberships.get().household
    members = [
        NewApplying(each.person, "户主", Relation.SELF_OR_SPOUSE) for each in home.memberships.select_related("person")
    ]
    helper = User.objects.get()
    made = applying.apply(NewApplication(home, first, members, Residence.RURAL), by=helper, at=timezone.now())
    sign_in(page, Role.VILLAGE_WORKER)
    page.goto(f"/dibao/applications/{made.pk}/paper/")
    page.get_by_label("材料", exact=True).first.select_option(PaperKind.FORM.value)
    page.set_input_files("input[type=file]", photo)
    session_ends(page)
    page.get_by_role("button", name="保存", exact=True).click()
    sign_in_beside(page)
    assert page.evaluate("document.querySelector('main input[type=file]').files[0].name") == "申请书.jpg"
    page.get_by_role("button", name="保存", exact=True).click()
    expect(page.locator("h1")).to_contain_text("王桂英")
    assert Application.objects.get().papers.get(kind=PaperKind.FORM).file is not None
    complaints.clear()
