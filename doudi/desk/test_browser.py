"""Stories in a real browser: signing in, the menu, searching, a drawer, letter sizes, a phone."""

from __future__ import annotations

import pytest
from playwright.sync_api import Page, expect
from pytest_django.fixtures import Settings

from doudi.base.models import User
from doudi.base.roles import Role
from doudi.desk import worklist
from doudi.desk.browsing import PHONE, fits, sign_in
from doudi.desk.stories import a_household, fresh_county, number, somebody_as
from doudi.pages.declare import WorkItem

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]


@pytest.fixture
def county(settings: Settings) -> None:
    settings.DEMO = True
    fresh_county()
    a_household("王桂英", "李大山")
    a_household("王桂芳", first=20)
    for role in (Role.TOWNSHIP_CLERK, Role.ADMINISTRATOR):
        user = somebody_as(role)
        User.objects.filter(pk=user.pk).update(is_demo=True)


def test_a_clerk_signs_in_and_finds_somebody_by_pinyin(page: Page) -> None:
    sign_in(page, Role.TOWNSHIP_CLERK)
    page.get_by_role("searchbox").fill("wanggui")
    page.get_by_role("searchbox").press("Enter")
    expect(page.get_by_role("link", name="王桂芳")).to_be_visible()
    page.get_by_role("link", name="王桂英").click()
    expect(page.locator("h1")).to_contain_text("王桂英")
    assert number(1) not in page.content()


def test_a_number_is_revealed_in_place_for_a_reason(page: Page) -> None:
    sign_in(page, Role.TOWNSHIP_CLERK)
    page.get_by_role("searchbox").fill(number(1))
    page.get_by_role("searchbox").press("Enter")
    expect(page.locator("h1")).to_contain_text("王桂英")
    assert number(1) not in page.url
    page.get_by_text("查看完整（留痕）").first.click()
    page.get_by_label("查看身份证号的事由").fill("打印审批表")
    page.get_by_role("button", name="查看", exact=True).click()
    expect(page.locator(".full")).to_have_text(number(1))


def test_the_menu_opens_a_list_that_becomes_a_tab(page: Page) -> None:
    sign_in(page, Role.ADMINISTRATOR)
    page.locator("#menu").get_by_role("link", name="用户与授权").click()
    expect(page.locator(".tabs-open .now")).to_contain_text("用户与授权")
    page.locator(".tabs-open").get_by_role("link", name="工作台").click()
    expect(page.locator(".tabs-open")).to_contain_text("用户与授权")
    page.get_by_role("button", name="关闭用户与授权").click()
    expect(page.locator(".tabs-open")).not_to_contain_text("用户与授权")


def test_a_filter_changes_the_table_and_the_address_and_back_undoes_it(page: Page) -> None:
    sign_in(page, Role.ADMINISTRATOR)
    page.goto("/users/")
    expect(page.locator("#tbl tbody tr")).to_have_count(2)
    page.get_by_label("角色").select_option("TOWNSHIP_CLERK")
    expect(page.locator("#tbl tbody tr")).to_have_count(1)
    assert page.url.endswith("/users/?role=TOWNSHIP_CLERK")
    page.go_back()
    expect(page.locator("#tbl tbody tr")).to_have_count(2)
    expect(page.locator("header.top")).to_be_visible()


def test_a_drawer_opens_beside_the_list_says_what_is_wrong_and_takes_the_grant(page: Page) -> None:
    sign_in(page, Role.ADMINISTRATOR)
    page.goto("/users/")
    page.locator("#tbl").get_by_role("link", name="用户township_clerk").click()
    drawer = page.locator("#drawer")
    expect(drawer).to_contain_text("新增授权")
    drawer.get_by_role("button", name="授予").click()
    expect(drawer.locator(".error-summary")).to_contain_text("有 1 处需要修改")
    drawer.get_by_label("角色").select_option("TOWNSHIP_LEADER")
    drawer.get_by_label("区划").select_option("369999100000")
    drawer.get_by_role("button", name="授予").click()
    expect(drawer).to_contain_text("已授予用户township_clerk")
    expect(page.locator("#tbl")).to_contain_text("东镇乡镇分管领导")  # the list behind is read anew
    assert page.url.endswith("/users/")


def test_big_letters_stay_for_the_user(page: Page) -> None:
    sign_in(page, Role.TOWNSHIP_CLERK)
    small = page.evaluate("parseFloat(getComputedStyle(document.body).fontSize)")
    with page.expect_response("**/account/font-size/"):
        page.get_by_role("button", name="特大").click()
    assert page.evaluate("parseFloat(getComputedStyle(document.body).fontSize)") > small * 1.3
    page.context.clear_cookies()
    page.evaluate("localStorage.clear()")
    sign_in(page, Role.TOWNSHIP_CLERK)
    assert page.evaluate("document.documentElement.dataset.size") == "HUGE"
    assert fits(page)


def test_the_head_asks_for_its_numbers_once_the_page_is_there(page: Page, monkeypatch: pytest.MonkeyPatch) -> None:
    items = [WorkItem("三条疑点", "/x/", number=3)]
    monkeypatch.setattr(
        worklist, "waiting_in", lambda programme, *_: items if programme.code == "data_matching" else []
    )
    sign_in(page, Role.TOWNSHIP_CLERK)
    expect(page.get_by_label("待办3件")).to_be_visible()
    items.append(WorkItem("又来一条", "/y/"))
    with page.expect_response("**/account/font-size/"):
        page.get_by_role("button", name="特大").click()
    with page.expect_response("**/counters/"):
        page.goto("/account/")
    expect(page.get_by_label("待办4件")).to_be_visible()
    expect(page.locator("#trouble")).to_be_hidden()


@pytest.mark.parametrize("page", [PHONE], indirect=True)
def test_every_page_fits_a_phone_and_fingers_meet_their_targets(page: Page) -> None:
    sign_in(page, Role.ADMINISTRATOR)
    somebody = f"/users/{User.objects.get(username='township_clerk').pk}/"
    for address in ("/", "/menu/", "/worklist/", "/alarms/", "/account/", "/users/", somebody, "/records/"):
        page.goto(address)
        assert fits(page), address
        small = page.evaluate(
            "[...document.querySelectorAll('.btn, .bottom-bar a, .top .counter, .burger, .form-select, input.form-control')]"
            ".filter(e => e.offsetParent && e.getBoundingClientRect().height < 44).map(e => e.outerHTML.slice(0, 80))"
        )
        assert small == [], address


@pytest.mark.parametrize("page", [PHONE], indirect=True)
def test_on_a_phone_rows_are_cards_and_the_filter_a_sheet(page: Page) -> None:
    sign_in(page, Role.ADMINISTRATOR)
    page.goto("/users/")
    expect(page.locator("#filters")).not_to_be_visible()
    page.get_by_role("button", name="筛选").click()
    page.locator("#filters").get_by_label("角色").select_option("ADMINISTRATOR")
    expect(page.locator("#tbl tbody tr")).to_have_count(1)
    label = page.evaluate("getComputedStyle(document.querySelector('#tbl td.c-username'), '::before').content")
    assert "账号" in label
    page.locator("#filters").get_by_role("button", name="查询").click()
    expect(page.locator("#filters")).not_to_be_visible()


def test_the_keyboard_reaches_the_text_first_and_moves_through_tabs(page: Page) -> None:
    sign_in(page, Role.TOWNSHIP_CLERK)
    page.goto("/search/?q=wanggui")
    page.keyboard.press("Tab")
    assert page.evaluate("document.activeElement.className") == "skip"
    page.goto(page.get_by_role("link", name="王桂英").get_attribute("href") or "")
    page.get_by_role("tab", name="家庭成员").focus()
    page.keyboard.press("ArrowRight")
    expect(page.get_by_role("tab", name="救助待遇")).to_have_attribute("aria-selected", "true")
    expect(page.locator("#pane-money")).to_be_visible()
    expect(page.locator("#pane-home")).not_to_be_visible()
