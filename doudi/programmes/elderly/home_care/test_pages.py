"""The pages of assessments and plans as people use them: the 26 items on a form, and the plan that follows."""

from __future__ import annotations

import datetime as dt

import pytest
from django.test import Client as Browser
from django.utils import timezone

from doudi.base.models import User
from doudi.base.roles import Role
from doudi.base.stories import COUNTY, OTHER_TOWN, VILLAGE, somebody
from doudi.programmes.elderly.home_care import services as care
from doudi.programmes.elderly.home_care.assessing import QUESTIONS
from doudi.programmes.elderly.home_care.models import Assessment, CarePlan
from doudi.programmes.elderly.home_care.policy import Disabled
from doudi.programmes.elderly.home_care.testing import MIDDLING, House, clock

pytestmark = pytest.mark.django_db
PAGES = "/home_care/assessments/"


@pytest.fixture
def house(db: None) -> House:
    return House()


def as_user(user: User) -> Browser:
    browser = Browser()
    browser.force_login(user)
    return browser


def filled(house: House, **more: str) -> dict[str, str]:
    """A form as it is sent, every item answered."""
    items = {code.replace(".", "_"): str(points) for code, points in MIDDLING.items()}
    return {
        "area": VILLAGE, "name": "王奶奶", "id_number": house.old.id_number, "reason": "FIRST", "on": "2024-11-05", "second": str(house.second.pk),
        "medical": "SECOND", "told_by": "王小明", "relation": "子女", "event_FALL": "2",
    } | items | more  # fmt: skip


def test_26_items_are_asked_and_what_is_left_out_is_named_with_nothing_lost(house: House) -> None:
    officer = as_user(house.officer)
    page = officer.get(f"{PAGES}new/").content.decode()
    for code, each in QUESTIONS.items():
        assert f"{code} {each.name}" in page
        assert f"0分 {each.scale[0]}" in page
    said = filled(house)
    del said["B2_3"]
    refused = officer.post(f"{PAGES}new/", said)
    assert refused.status_code == 422
    told = refused.content.decode()
    assert "“B2.3 平地行走”不能为空" in told
    assert 'value="王小明"' in told
    assert not Assessment.objects.exists()


def test_from_the_form_to_the_orders_through_four_pairs_of_hands(house: House) -> None:
    house.in_hardship()
    house.set_quota(dict.fromkeys(Disabled, 300))
    officer, second, third, clerk = (as_user(each) for each in (house.officer, house.second, house.third, house.clerk))
    assert officer.post(f"{PAGES}new/", filled(house)).status_code == 302
    made = Assessment.objects.get()
    assert (made.total, made.level, made.risks, made.person) == (50, 3, 2, house.old)
    address = f"{PAGES}{made.pk}/"
    assert "签认" not in _buttons(officer, address)
    assert "签认" in _buttons(second, address)
    assert second.post(f"{address}sign/").status_code == 302
    assert "评估员不能复核" in officer.post(f"{address}publish/").content.decode()
    assert "复核公布" in _buttons(third, address)
    assert third.post(f"{address}publish/").status_code == 302
    page = clerk.get(address).content.decode()
    assert "在初步等级上加重一级，最终为3级（重度失能）" in page
    assert "跌倒2次" in page
    form = clerk.get(f"{address}plan/").content.decode()
    assert "重度失能，每月服务包限额300.00元" in form
    sent = {
        "provider": str(house.provider.pk),
        "since": "2025-01-01",
        "agreed_on": "2024-12-20",
        "starts_at": "09:00",
        "H01": "2",
    }
    dear = clerk.post(f"{address}plan/", sent | {"H02": "3"})
    assert dear.status_code == 422
    assert "超过重度失能服务包限额300.00元" in dear.content.decode()
    assert clerk.post(f"{address}plan/", sent | {"H02": "1"}).status_code == 302
    plan = CarePlan.objects.get()
    own = f"/home_care/plans/{plan.pk}/"
    assert "审批" not in _buttons(clerk, own)
    assert third.post(f"{own}approve/").status_code == 302
    plan.refresh_from_db()
    assert plan.state == CarePlan.State.ACTIVE
    assert "助浴" in as_user(house.office).get(own).content.decode()
    assert clerk.post(f"{own}pause/", {"because": "住院", "since": "2025-01-10", "until": ""}).status_code == 302
    assert clerk.post(f"{own}end/", {"on": "2025-01-31", "because": "入住敬老院"}).status_code == 302
    plan.refresh_from_db()
    assert (plan.state, plan.until) == (CarePlan.State.ENDED, dt.date(2025, 1, 31))


def test_a_result_that_is_disputed_is_reviewed_from_its_page(house: House) -> None:
    made = house.published()
    Assessment.objects.filter(pk=made.pk).update(published_at=timezone.now())  # the page goes by the real clock
    clerk = as_user(house.clerk)
    address = f"{PAGES}{made.pk}/"
    assert clerk.post(f"{address}object/", {"because": ""}).status_code == 422
    assert clerk.post(f"{address}object/", {"because": "洗澡评高了"}).status_code == 302
    assert "有异议，待复评" in clerk.get(PAGES).content.decode()
    form = clerk.get(f"{address}again/").content.decode()
    assert 'value="AGAIN"' in form
    assert 'value="ROUTINE"' not in form
    said = filled(house, reason="AGAIN", second=str(house.second_clerk.pk))
    assert clerk.post(f"{address}again/", said).status_code == 302
    review = Assessment.objects.exclude(pk=made.pk).get()
    assert review.after == made


def test_another_provider_and_another_township_see_nothing_of_it(house: House) -> None:
    made = house.published()
    stranger = as_user(somebody("stranger", Role.TOWNSHIP_CLERK, OTHER_TOWN))
    assert stranger.get(f"{PAGES}{made.pk}/").status_code == 404
    other = as_user(somebody("other", Role.PROVIDER, organisation="P02"))
    assert other.get("/home_care/plans/").status_code == 403  # no provider of home care at all: a canteen, a builder
    care.sign_provider("P02", "另一家", area_code=COUNTY, since=dt.date(2024, 1, 1), by=house.officer, at=clock(9))
    other = as_user(User.objects.get(username="other"))
    assert other.get(f"{PAGES}{made.pk}/").status_code == 403
    assert other.get("/home_care/plans/").status_code == 200


def _buttons(browser: Browser, address: str) -> str:
    page = browser.get(address).content.decode()
    return page[page.find('class="actions"') :] if 'class="actions"' in page else ""
