"""Working off findings in a real browser: on a phone at somebody's door, without a network, with keys, many at once, two at a time."""

from __future__ import annotations

import datetime as dt
from pathlib import Path

import pytest
from django.utils import timezone
from playwright.sync_api import Page, expect
from pytest_django.fixtures import Settings

from doudi.base.models import User
from doudi.base.roles import Role
from doudi.base.stories import NEXT_VILLAGE, VILLAGE
from doudi.desk.browsing import DESK, PHONE, fits, sign_in
from doudi.desk.stories import fresh_county, somebody_as
from doudi.programmes.integrity.data_matching.models import FindingCase
from doudi.programmes.integrity.data_matching.stories import PNG, dispatched, found

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]
ROLES = (Role.TOWNSHIP_CLERK, Role.TOWNSHIP_LEADER, Role.COUNTY_OFFICER, Role.VERIFICATION_CENTRE)


@pytest.fixture
def county(settings: Settings) -> None:
    settings.DEMO = True
    fresh_county()
    for role in ROLES:
        somebody_as(role)
    User.objects.update(is_demo=True)
    somebody_as(Role.TOWNSHIP_CLERK, "second")


@pytest.fixture
def three(county: None) -> list[FindingCase]:
    """Three findings in two villages, dispatched."""
    places = (VILLAGE, NEXT_VILLAGE, VILLAGE)
    new = [{"identity": f"i{each}", "subject_name": f"王{each}", "area_code": at} for each, at in enumerate(places)]
    officer = User.objects.get(username="county_officer")
    return dispatched(*new, at=timezone.now() - dt.timedelta(hours=1), by=officer)


@pytest.fixture
def photo(tmp_path: Path) -> str:
    (tmp_path / "入户.png").write_bytes(PNG)
    return str(tmp_path / "入户.png")


def open_form(page: Page) -> None:
    """From the first screen to the form of the first finding."""
    sign_in(page, Role.TOWNSHIP_CLERK)
    page.locator(".work").get_by_role("link", name="办理").first.click()
    page.get_by_role("link", name="核实", exact=True).click()
    expect(page.locator("h1")).to_contain_text("核实：王0")


def fill(page: Page, photo: str) -> None:
    page.get_by_label("同行人员").select_option(label="用户second")
    page.get_by_label("见到何人").fill("其子")
    page.get_by_label("核实情况").fill("入户核实，人已去世。")
    page.get_by_label("属实", exact=True).check()
    page.set_input_files("[name=photo]", photo)


def send(page: Page) -> None:
    page.get_by_role("button", name="核实", exact=True).click()


@pytest.mark.parametrize("page", [PHONE], indirect=True)
def test_at_the_door_a_mistake_loses_neither_words_nor_photo_and_the_next_one_follows(
    page: Page, three: list[FindingCase], photo: str
) -> None:
    open_form(page)
    assert fits(page)
    expect(page.locator("main")).to_contain_text("王某已于2024-05-02死亡")  # what it is about
    fill(page, photo)
    page.get_by_label("见到何人").fill("")
    send(page)
    expect(page.locator(".error-summary")).to_contain_text("“见到何人”不能为空")
    expect(page.locator(".error-summary")).to_be_focused()
    assert page.title().startswith("错误")
    assert page.evaluate("document.querySelector('[name=photo]').files[0].name") == "入户.png"
    expect(page.get_by_label("核实情况")).to_have_value("入户核实，人已去世。")
    page.get_by_label("见到何人").fill("其子")
    send(page)
    expect(page.locator("h1")).to_contain_text("王1")
    expect(page.locator(".notice.ok")).to_contain_text("已核实：王0。下面是下一件，还有2件。")
    assert fits(page)
    taken = three[0].case.actions.get(action="verify")
    assert taken.files.count() == 1


@pytest.mark.parametrize("page", [PHONE], indirect=True)
def test_without_a_network_the_form_stays_and_goes_out_later(
    page: Page, three: list[FindingCase], photo: str, complaints: list[str]
) -> None:
    open_form(page)
    fill(page, photo)
    page.context.set_offline(True)
    send(page)
    expect(page.locator("#trouble")).to_contain_text("网络中断，没有送达，填写的内容还在")
    complaints.clear()
    page.context.set_offline(False)
    send(page)
    expect(page.locator("h1")).to_contain_text("王1")


@pytest.mark.parametrize("page", [PHONE], indirect=True)
def test_whose_session_has_ended_signs_in_beside_the_form_and_sends_it_again(
    page: Page, three: list[FindingCase], photo: str, complaints: list[str]
) -> None:
    open_form(page)
    fill(page, photo)
    page.context.clear_cookies(name="sessionid")
    send(page)
    expect(page.locator("#trouble")).to_contain_text("登录已过期，填写的内容还在")
    with page.context.expect_page() as beside:
        page.locator("#trouble").get_by_role("link", name="在新页登录").click()
    beside.value.locator(".roles button", has_text=Role.TOWNSHIP_CLERK.label).click()
    expect(beside.value.locator("h1")).to_contain_text("用户")
    beside.value.close()
    send(page)
    expect(page.locator("h1")).to_contain_text("王1")
    complaints.clear()  # the token of the form was an old one


def test_a_form_that_is_sent_twice_is_taken_once(page: Page, three: list[FindingCase], photo: str) -> None:
    open_form(page)
    fill(page, photo)
    page.get_by_role("button", name="核实", exact=True).dblclick()
    expect(page.locator("h1")).to_contain_text("王1")
    assert three[0].case.actions.filter(action="verify").count() == 1


def test_whoever_comes_second_is_told_and_loses_nothing_he_had(
    page: Page, three: list[FindingCase], photo: str, complaints: list[str]
) -> None:
    open_form(page)
    fill(page, photo)
    other = page.context.browser.new_context(viewport=DESK, base_url=page.url.split("/data_matching")[0]).new_page()  # type: ignore[union-attr]
    open_form(other)
    fill(other, photo)
    send(other)
    expect(other.locator("h1")).to_contain_text("王1")
    other.context.close()
    send(page)
    expect(page.locator(".error-summary")).to_contain_text("这件疑点已经办过这一步")
    assert three[0].case.actions.filter(action="verify").count() == 1
    complaints.clear()  # 409


def test_keys_lead_from_finding_to_finding_and_into_the_form(page: Page, three: list[FindingCase], photo: str) -> None:
    sign_in(page, Role.TOWNSHIP_CLERK)
    page.goto(f"/data_matching/findings/{three[0].pk}/")
    page.keyboard.press("n")
    expect(page.locator("h1")).to_contain_text("王1")
    page.keyboard.press("b")
    expect(page.locator("h1")).to_contain_text("核实：王1")
    page.get_by_label("见到何人").press_sequentially("nb")  # letters typed are letters
    expect(page.get_by_label("见到何人")).to_have_value("nb")
    fill(page, photo)
    page.get_by_label("核实情况").press("Control+Enter")
    expect(page.locator("h1")).to_contain_text("王2")


def test_in_the_drawer_the_photo_is_kept_and_the_list_behind_is_read_anew(
    page: Page, three: list[FindingCase], photo: str
) -> None:
    sign_in(page, Role.TOWNSHIP_CLERK)
    page.goto("/data_matching/findings/")
    page.locator("#tbl tr", has_text="王0").get_by_role("link", name="详情").click()
    drawer = page.locator("#drawer")
    drawer.get_by_role("link", name="核实", exact=True).click()
    page.set_input_files("[name=photo]", photo)
    drawer.get_by_role("button", name="核实", exact=True).click()
    expect(drawer.locator(".error-summary")).to_be_visible()
    assert page.evaluate("document.querySelector('[name=photo]').files.length") == 1
    fill(page, photo)
    drawer.get_by_role("button", name="核实", exact=True).click()
    expect(drawer).to_contain_text("已核实：王0")
    expect(page.locator("#tbl tr", has_text="王0")).to_contain_text("待签批")


def test_a_list_comes_back_from_its_tab_as_it_was_left(page: Page, three: list[FindingCase]) -> None:
    sign_in(page, Role.TOWNSHIP_CLERK)
    page.goto("/data_matching/findings/")
    page.get_by_label("所属乡镇").select_option(VILLAGE)
    expect(page.locator("#tbl tbody tr")).to_have_count(2)
    page.locator(".tabs-open").get_by_role("link", name="工作台").click()
    expect(page.locator("h1")).to_contain_text("用户")
    page.locator(".tabs-open").get_by_role("link", name="疑点").click()
    expect(page.locator("#tbl tbody tr")).to_have_count(2)
    page.locator("#tbl").get_by_text("王0").wait_for()
    page.goto(f"/data_matching/findings/{three[2].pk}/")
    page.locator(".crumbs").get_by_role("link", name="疑点").click()
    assert page.url.endswith(f"?area={VILLAGE}")
    page.get_by_role("link", name="重置").first.click()
    expect(page.locator("#tbl tbody tr")).to_have_count(3)


def test_the_county_dispatches_many_at_once_and_sees_whom_first(page: Page) -> None:
    found({"subject_name": "王甲"}, {"identity": "i2", "subject_name": "王乙"}, at=timezone.now())
    sign_in(page, Role.VERIFICATION_CENTRE)
    page.locator(".work").get_by_role("link", name="2条疑点待下发").first.click()
    page.get_by_label("选择本页全部").check()
    page.get_by_role("button", name="批量下发").click()
    drawer = page.locator("#drawer")
    expect(drawer).to_contain_text("将对 2 条记录办理")
    expect(drawer).to_contain_text("王甲、王乙")
    drawer.get_by_role("button", name="确认批量下发").click()
    expect(page.locator("main")).to_contain_text("已下发2条疑点。")
    expect(page.locator("#tbl")).to_contain_text("没有符合条件的疑点")
