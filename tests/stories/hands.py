"""What the actors of the stories do again and again: a step of a case by the one whose it is, a family before the door, a day of the jobs."""

from __future__ import annotations

import datetime as dt
from typing import Any

from django.core.files.uploadedfile import SimpleUploadedFile
from django.core.management import call_command
from playwright.sync_api import Page, expect

from doudi.base.models import User
from doudi.base.stories import VILLAGE, number_of
from doudi.desk.browsing import PHONE, fits, sit_down
from doudi.desk.stories import signed_in
from doudi.mechanisms.casework.models import Case
from doudi.mechanisms.casework.notices.testing import jpeg
from doudi.mechanisms.entitlement.testing_awards import moment
from doudi.mechanisms.registry.models import Household
from doudi.mechanisms.registry.services import NewHousehold, NewMember, NewPerson, register_households
from doudi.programmes.assistance.dibao.stories import Hall

FILED = "2024-09-18"
HEAD = number_of(dt.date(1968, 3, 12), 21)


def a_family() -> Household:
    """王桂英, 李大山 and their son, registered for years."""
    people = ((HEAD, "王桂英", "户主"), (number_of(dt.date(1966, 7, 1), 33), "李大山", "配偶"), (number_of(dt.date(1999, 5, 20), 35), "李小雨", "之子"))  # fmt: skip
    members = tuple(NewMember(NewPerson(number, name, VILLAGE), said) for number, name, said in people)
    new = NewHousehold("H2001", VILLAGE, members, since=dt.date(2020, 1, 1))
    return register_households([new], by=None, at=moment("2024-01-02"), because="登记")[0]


def press(username: str, address: str, **said: Any) -> str:
    """What somebody sends from a page, taken (302); the address where the page leads him."""
    response = signed_in(User.objects.get(username=username)).post(address, said)
    assert response.status_code == 302, response.content.decode()[-4000:]
    return str(response.headers["Location"])


def step(case: Case, action: str, username: str, **said: Any) -> None:
    """A step of a dibao application from its page, as it stands then."""
    case.refresh_from_db()
    press(username, f"/dibao/applications/{case.pk}/{action}/", version=case.version, **said)
    case.refresh_from_db()


def visit_if_drawn(hall: Hall, case: Case, on: str) -> None:
    """The county goes there itself, once, if the case was drawn for it."""
    if case.site_visit and not case.actions.filter(action="visit").exists():
        said = {"visited_on": on, "found": "与乡镇调查一致。", "photo": picture(f"{on}.jpg")}
        step(case, "visit", "officer", together_with=hall.second.pk, **said)


def picture(name: str) -> SimpleUploadedFile:
    """A photo that is no other one: the same twice is refused."""
    return SimpleUploadedFile(name, jpeg(comment=name), "image/jpeg")


def a_day_of_the_jobs() -> None:
    """What runs every night."""
    call_command("advance_cases")
    call_command("take_down_notices")


def told(page: Page, words: str) -> None:
    """The page says that it is done."""
    expect(page.locator(".notice.ok")).to_contain_text(words)


def open_at_the_door(page: Page, monthly: str) -> Case:
    """The helper looks the family up on his phone, asks what it has, and opens what the facts suggest."""
    sit_down(page, "helper", PHONE)
    page.goto("/reception/door/")
    page.locator("main input[name=q]").fill(HEAD)
    page.get_by_role("button", name="查找").click()
    expect(page.locator("h1")).to_contain_text("王桂英户：一门受理")
    page.get_by_label("全家每月收入大约多少（元）").fill(monthly)
    page.get_by_label("联系电话").fill("13812345678")
    page.get_by_role("button", name="看看可以申请什么").click()
    expect(page.locator(".choices.door").first).to_contain_text("最低生活保障")
    page.get_by_role("button", name="一并登记").click()
    expect(page.locator("h1")).to_contain_text("受理登记回执")
    assert fits(page)
    page.get_by_role("link", name="补充情况并提交").first.click()
    expect(page.locator("h1")).to_contain_text("王桂英：低保申请")
    return Case.objects.get(flow="dibao.applications")


def save(page: Page) -> None:
    page.get_by_role("button", name="保存", exact=True).click()
    told(page, "已保存")


def make_out(page: Page, case: Case, photo: str, *, yearly: str) -> None:
    """Everything that the application still lacks, on the phone: who signs, what is earned, the account, the papers."""
    assert fits(page)
    for place in range(3):
        page.get_by_role("link", name="情况、授权").nth(place).click()
        page.get_by_label("授权书签字人").fill("本人")
        page.get_by_label("授权日期").fill(FILED)
        assert fits(page)
        save(page)
    page.get_by_role("link", name="登记收入").first.click()
    page.get_by_label("类别").select_option(label="遗属补助")
    page.get_by_label("期间合计（元）").fill(yearly)
    save(page)
    page.get_by_role("link", name="银行账户").click()
    page.get_by_label("银行账号").fill("6217000012345678")
    assert fits(page)
    save(page)
    for kind in ("FORM", "DECLARATION", "PROMISE", "KIN", "CARD"):
        page.get_by_role("link", name="提交材料").click()
        page.get_by_label("材料", exact=True).select_option(kind)
        page.set_input_files("[name=file]", photo)
        save(page)
    expect(page.locator("main")).not_to_contain_text("还缺")
    page.get_by_role("link", name="提交", exact=True).click()
    page.get_by_label("申请人（代理人）已签字").check()
    page.get_by_role("button", name="提交", exact=True).click()
    told(page, "已办理“提交”：王桂英")
    assert fits(page)
