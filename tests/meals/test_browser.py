"""The counter in a real browser: a queue of sixty by keyboard alone, and a line that is lost in the middle of it."""

from __future__ import annotations

import datetime as dt
import time
from typing import Any

import pytest
from django.utils import timezone
from playwright.sync_api import Page, Route, expect

from doudi.desk.browsing import PHONE, fits, sit_down
from doudi.mechanisms.registry.services import record_death
from doudi.programmes.elderly.meals import diners
from doudi.programmes.elderly.meals.models import Meal
from doudi.programmes.elderly.meals.testing import Canteen, clock

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.browser]
QUEUE = 60
TOWN: dict[str, Canteen] = {}


@pytest.fixture
def county(transactional_db: None, settings: Any, tmp_path: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    """Lunch on 4 November, by a clock that goes on."""
    settings.FILES_ROOT = tmp_path
    TOWN["here"] = Canteen()
    began, noon = time.monotonic(), clock(4, 11, 30)
    monkeypatch.setattr(timezone, "now", lambda: noon + dt.timedelta(seconds=time.monotonic() - began))


def counter(page: Page, town: Canteen) -> None:
    sit_down(page, town.office.username)
    page.goto("/meals/counter/")
    expect(page.locator("#text")).to_be_focused()
    whole, line = page.locator("main").bounding_box(), page.locator("#text").bounding_box()
    assert whole is not None
    assert line is not None
    assert line["x"] >= whole["x"]  # nothing hangs out at the left, where no scroll bar tells of it
    assert line["width"] > 0.5 * whole["width"]


def typed(page: Page, text: str) -> None:
    """As a card reader does it: the digits and Enter, wherever the focus is."""
    page.keyboard.type(text)
    page.keyboard.press("Enter")


def test_a_queue_of_sixty_is_served_by_keyboard_alone(page: Page) -> None:
    town = TOWN["here"]
    people = [town.person(f"老人{n:02d}", 1940) for n in range(QUEUE)]
    cards = diners.issue_cards(people, by=town.officer, at=clock(1, month=1))
    forgetful = town.person("冯奶奶", 1940)
    dead = town.person("赵大爷", 1940)
    dead_card = town.card(dead)
    record_death(dead, died_on=dt.date(2024, 11, 1), by=None, at=clock(2), because="死亡证明")
    counter(page, town)
    assert fits(page)
    answer, number = page.locator("[data-answer]"), page.locator("[data-number]")
    for n, card in enumerate(cards):
        typed(page, card.number)
        expect(number).to_have_text(str(n + 1))
    expect(answer).to_contain_text("请付 5.00 元")
    typed(page, cards[0].number)  # again: at the public price, and told why
    expect(answer).to_contain_text("请付 12.00 元")
    expect(answer).to_contain_text("全县每人每餐一份")
    typed(page, dead_card.number)
    expect(answer).to_contain_text("赵大爷已登记于2024-11-01去世")
    typed(page, "fnn")  # no card: initials, the person, the reason
    expect(page.locator("[data-choice] li")).to_have_count(1)
    page.keyboard.press("1")
    expect(page.locator("[data-choice] li").first).to_have_text("忘带卡")
    page.keyboard.press("1")
    expect(answer).to_contain_text("冯奶奶，80周岁及以上")
    typed(page, "fnn")
    expect(page.locator("[data-choice] li")).to_have_count(1)
    page.keyboard.press("Escape")
    expect(answer).to_contain_text("已退出，没有核销")
    expect(page.locator("#text")).to_be_focused()
    assert Meal.objects.filter(subsidised=True).count() == QUEUE + 1
    assert Meal.objects.filter(subsidised=False).count() == 1
    assert not Meal.objects.filter(person=dead).exists()
    by_hand = Meal.objects.get(person=forgetful)
    assert (by_hand.known, by_hand.reason) == (Meal.Known.MANUAL, "忘带卡")


def test_a_lost_line_loses_nothing_and_doubles_nothing(page: Page, complaints: list[str]) -> None:
    town = TOWN["here"]
    people = [town.person(f"老人{n}", 1940) for n in range(4)]
    cards = [each.number for each in diners.issue_cards(people, by=town.officer, at=clock(1, month=1))]
    counter(page, town)
    page.clock.set_fixed_time(clock(4, 11, 30))
    answer, waiting = page.locator("[data-answer]"), page.locator("[data-waiting] li")

    # The answer is lost on its way back: the server has served, the counter does not know.
    def lose(route: Route) -> None:
        route.fetch()
        route.abort()

    page.route("**/serve/", lose, times=1)
    typed(page, cards[0])
    expect(answer).to_contain_text("已记下卡")
    expect(page.locator("[data-served] tr")).to_have_count(1, timeout=15_000)
    expect(waiting).to_have_count(0)
    assert Meal.objects.filter(person=people[0]).count() == 1

    page.context.set_offline(True)
    typed(page, cards[1])
    expect(waiting).to_have_count(1)
    typed(page, cards[1])  # read once more, since nothing seemed to happen
    expect(answer).to_contain_text("刚才已经记下，没有重复")
    typed(page, cards[2])
    expect(waiting).to_have_count(2)
    typed(page, "老人3")
    expect(answer).to_contain_text("姓名和身份证不能在断网时核销")
    kept = page.evaluate("JSON.stringify(localStorage)")
    assert "老人" not in kept
    assert people[1].id_number not in kept
    assert Meal.objects.count() == 1

    page.context.set_offline(False)
    expect(waiting).to_have_count(0, timeout=15_000)
    expect(page.locator("[data-served] tr")).to_have_count(3)
    expect(page.locator("[data-offline]")).to_be_hidden()
    typed(page, cards[3])
    expect(page.locator("[data-number]")).to_have_text("4")
    assert Meal.objects.filter(subsidised=True).count() == Meal.objects.count() == 4
    assert Meal.objects.values("person").distinct().count() == 4
    # The browser tells of what it could not load: that was the point.
    assert complaints
    assert all("ERR_" in each for each in complaints)
    complaints.clear()


def test_what_is_refused_when_it_is_sent_late_is_shown_until_somebody_has_seen_to_it(
    page: Page, complaints: list[str]
) -> None:
    town = TOWN["here"]
    old = town.person("赵大爷", 1940)
    card = town.card(old).number
    counter(page, town)
    page.clock.set_fixed_time(clock(4, 11, 30))
    page.context.set_offline(True)
    typed(page, card)
    expect(page.locator("[data-waiting] li")).to_have_count(1)
    record_death(old, died_on=dt.date(2024, 11, 1), by=None, at=clock(4), because="死亡证明")
    page.context.set_offline(False)
    failed = page.locator("[data-failed] li")
    expect(failed).to_contain_text("去世", timeout=15_000)
    page.reload()
    expect(failed).to_contain_text(card)
    page.get_by_role("button", name="已处理").click()
    expect(failed).to_have_count(0)
    assert not Meal.objects.exists()
    complaints.clear()


@pytest.mark.parametrize("page", [PHONE], indirect=True)
def test_the_counter_fits_a_phone_and_takes_back_by_touch(page: Page) -> None:
    town = TOWN["here"]
    card = town.card(town.person("张大爷", 1940)).number
    counter(page, town)
    typed(page, card)
    expect(page.locator("[data-answer]")).to_contain_text("请付 5.00 元")
    assert fits(page)
    page.get_by_role("button", name="撤销").click()
    expect(page.locator("[data-answer]")).to_contain_text("已撤销张大爷的午餐")
    expect(page.locator("[data-number]")).to_have_text("0")
    assert Meal.objects.get().state == Meal.State.REVERSED
