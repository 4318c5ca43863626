"""What hands do with a form of an application in a real browser: a nervous finger, and a form that is not his any more when he sends it."""

from __future__ import annotations

import datetime as dt
from pathlib import Path

import pytest
from django.utils import timezone
from playwright.sync_api import Page, expect
from pytest_django.fixtures import Settings

from doudi.base.models import Grant, User
from doudi.base.roles import Role
from doudi.base.stories import OTHER_TOWN
from doudi.desk.browsing import PHONE, sign_in
from doudi.desk.stories import a_household, fresh_county, person, somebody_as
from doudi.mechanisms.casework.models import ActionTaken, Case
from doudi.mechanisms.entitlement.means.rules import Relation
from doudi.mechanisms.entitlement.units import Residence
from doudi.programmes.assistance.dibao import applying
from doudi.programmes.assistance.dibao.applying import NewApplication, NewApplying

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]


@pytest.fixture
def county(settings: Settings, tmp_path: Path) -> str:
    """Where the clerk writes down why an application that he has just made out is withdrawn."""
    settings.DEMO = True
    settings.FILES_ROOT = tmp_path / "files"
    fresh_county()
    a_household("王桂英", "李大山")
    clerk = somebody_as(Role.TOWNSHIP_CLERK)
    User.objects.update(is_demo=True)
    first = person("王桂英")
    home = first.memberships.get().household
    members = [
        NewApplying(each.person, "户主", Relation.SELF_OR_SPOUSE) for each in home.memberships.select_related("person")
    ]
    made = applying.apply(NewApplication(home, first, members, Residence.RURAL), by=clerk, at=timezone.now())
    return f"/dibao/applications/{made.pk}/withdraw/"


@pytest.mark.parametrize("page", [PHONE], indirect=True)
def test_a_button_pressed_twice_in_a_row_takes_the_step_once(page: Page, county: str, complaints: list[str]) -> None:
    sign_in(page, Role.TOWNSHIP_CLERK)
    page.goto(county)
    page.locator("main textarea").first.fill("家中已有人就业，书面撤回申请。")
    page.get_by_role("button", name="撤回申请", exact=True).dblclick()
    expect(page.locator("main")).to_contain_text("撤回")
    page.wait_for_load_state("networkidle")
    assert ActionTaken.objects.filter(action="withdraw").count() == 1
    assert Case.objects.get().stage == "WITHDRAWN"
    complaints.clear()


@pytest.mark.parametrize("page", [PHONE], indirect=True)
def test_whoever_was_moved_meanwhile_is_told_so_and_keeps_what_he_typed(
    page: Page, county: str, complaints: list[str]
) -> None:
    sign_in(page, Role.TOWNSHIP_CLERK)
    page.goto(county)
    words = "家中已有人就业，书面撤回申请。"
    page.locator("main textarea").first.fill(words)
    today = timezone.localdate()
    Grant.objects.update(until=today - dt.timedelta(days=1))
    Grant.objects.create(user=User.objects.get(), role=Role.TOWNSHIP_CLERK, area_id=OTHER_TOWN, since=today)
    page.get_by_role("button", name="撤回申请", exact=True).click()
    expect(page.locator("#trouble")).to_contain_text("不在您现在的办理范围内")
    expect(page.locator("main textarea").first).to_have_value(words)
    assert not ActionTaken.objects.exists()
    complaints.clear()  # the answer was 404
