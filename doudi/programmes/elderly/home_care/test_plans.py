"""A care plan from an assessment: for whom, within which quota, approved by another person, and the orders of the months drawn up from it."""

from __future__ import annotations

import datetime as dt

import pytest

from doudi.base.once import read_once
from doudi.base.refused import Refused
from doudi.mechanisms.orders import requesting
from doudi.mechanisms.orders.models import Order, State
from doudi.mechanisms.registry.models import Category
from doudi.mechanisms.registry.services import NewHousehold, NewMember, NewPerson, register_households
from doudi.programmes.elderly.home_care import plans
from doudi.programmes.elderly.home_care.assessing import QUESTIONS
from doudi.programmes.elderly.home_care.models import CarePlan
from doudi.programmes.elderly.home_care.plans import Wanted
from doudi.programmes.elderly.home_care.policy import Disabled
from doudi.programmes.elderly.home_care.testing import NOVEMBER, House, clock
from doudi.programmes.elderly.home_care.visits import VISITS

pytestmark = pytest.mark.django_db
DECEMBER = NOVEMBER + 1
QUOTAS = {Disabled.MILD: 200, Disabled.MODERATE: 300, Disabled.SEVERE: 500, Disabled.COMPLETE: 700}
TWICE = (Wanted("H01", 2), Wanted("H02", 1))  # 2 × 40 + 120 = 200 yuan


@pytest.fixture
def house(db: None) -> House:
    return House()


def test_without_a_quota_that_the_county_has_set_nothing_is_planned(house: House) -> None:
    house.in_hardship()
    made = house.published()
    with pytest.raises(Refused, match=r"参数“服务包每月限额”.*尚无取值"):
        plans.draft(house.plan(made, TWICE))
    assert not CarePlan.objects.exists()


def test_r_home_04_a_month_is_planned_within_the_quota_and_drawn_up_once(house: House) -> None:
    house.in_hardship()
    house.set_quota(QUOTAS)
    made = house.published()
    with pytest.raises(Refused, match=r"每月费用400\.00元，超过中度失能服务包限额300\.00元"):
        plans.draft(house.plan(made, (Wanted("H01", 4), Wanted("H02", 2))))
    plan = plans.draft(house.plan(made, TWICE))
    assert (plan.cost, plan.quota, plan.hardship) == (200_00, 300_00, Category.Kind.DIBAO_RURAL)
    assert not requesting.draw_up(VISITS, DECEMBER, by=None, at=clock(25)).orders, "it is not approved yet"
    with pytest.raises(Refused, match="须由县级经办人审批"):
        plans.approve(plan, by=house.second_clerk, at=clock(21))
    plans.approve(plan, by=house.officer, at=clock(21))
    orders = requesting.draw_up(VISITS, DECEMBER, by=None, at=clock(25)).orders
    assert sorted((each.item, each.people, each.organisation) for each in orders) == [("H01", 1, "P01")] * 2 + [
        ("H02", 2, "P01")
    ]
    assert not requesting.draw_up(VISITS, DECEMBER, by=None, at=clock(26)).orders
    times = dict(plan.items.values_list("item", "starts_at"))
    assert times == {"H01": dt.time(9), "H02": dt.time(10)}, "the bath begins when the cleaning is done"


def test_r_home_01_who_is_young_not_poor_or_not_disabled_gets_no_plan(house: House) -> None:
    house.set_quota(QUOTAS)
    made = house.published()
    with pytest.raises(Refused, match="不属于经济困难老年人"):
        plans.draft(house.plan(made, TWICE))
    young = house.person("小王", 1970)
    house.in_hardship(young)
    with pytest.raises(Refused, match="须年满60周岁"):
        plans.draft(house.plan(house.published(young), TWICE))
    well = house.person("赵爷爷", 1945)
    house.in_hardship(well)
    full = {code: each.most for code, each in QUESTIONS.items()}
    with pytest.raises(Refused, match="未达到服务对象的失能等级"):
        plans.draft(house.plan(house.published(well, answers=full), TWICE))


def test_who_drafts_does_not_approve_and_what_is_returned_is_drafted_anew(house: House) -> None:
    house.in_hardship()
    house.set_quota(QUOTAS)
    made = house.published()
    mine = plans.draft(house.plan(made, TWICE, by=house.officer))
    with pytest.raises(Refused, match="须由他人审批"):
        plans.approve(mine, by=house.officer, at=clock(21))
    plans.send_back(mine, because="家属要求改到下午", by=house.second, at=clock(21))
    with pytest.raises(Refused, match="已退回"):
        plans.approve(mine, by=house.second, at=clock(21))
    plans.approve(plans.draft(house.plan(made, TWICE, starts_at=dt.time(14))), by=house.officer, at=clock(21))


def test_r_home_03_a_new_plan_after_a_change_of_level_ends_the_old_one_and_its_later_orders(house: House) -> None:
    house.in_hardship()
    house.set_quota(QUOTAS)
    old = plans.approve(plans.draft(house.plan(house.published(), TWICE)), by=house.officer, at=clock(21))
    requesting.draw_up(VISITS, DECEMBER, by=None, at=clock(25))
    worse = house.published(reason="IMMEDIATE", on=dt.date(2024, 12, 3), at=clock(3, month=12), disorder=True)
    new = plans.draft(house.plan(worse, (Wanted("H04", 4),), since=dt.date(2024, 12, 10), at=clock(5, month=12)))
    plans.approve(new, by=house.officer, at=clock(6, month=12))
    old.refresh_from_db()
    assert (old.state, old.until) == (CarePlan.State.ENDED, dt.date(2024, 12, 9))
    kept = Order.objects.filter(plan__care_item__care_plan=old)
    assert {(each.starts_at.date() <= old.until, each.state) for each in kept} == {
        (True, State.CHECKED),
        (False, State.CANCELLED),
    }
    made = requesting.draw_up(VISITS, DECEMBER, by=None, at=clock(7, month=12)).orders
    assert {each.item for each in made} == {"H04"}
    assert min(each.starts_at.date() for each in made) >= new.since


def test_a_plan_ends_with_its_assessment_and_not_before_it_begins(house: House) -> None:
    house.in_hardship()
    house.set_quota(QUOTAS)
    made = house.published()
    with pytest.raises(Refused, match="计划须在有效期内开始"):
        plans.draft(house.plan(made, TWICE, since=dt.date(2025, 11, 5)))
    plan = plans.approve(plans.draft(house.plan(made, TWICE)), by=house.officer, at=clock(21))
    assert plan.until == made.valid_until == dt.date(2025, 11, 4)
    plans.end(plan, on=dt.date(2024, 12, 31), because="入住敬老院", by=house.clerk, at=clock(28, month=12))
    with read_once():
        assert not requesting.draw_up(VISITS, DECEMBER + 1, by=None, at=clock(29, month=12)).orders


def test_a_household_on_a_roll_counts_for_all_who_live_in_it(house: House) -> None:
    with_home = house.person("孙奶奶", 1941)
    member = NewMember(NewPerson(with_home.id_number, "孙奶奶", with_home.party.area_id or ""), "户主")
    home = register_households(
        [NewHousehold("H-1", with_home.party.area_id or "", (member,))], by=None, at=clock(1, month=1), because="户籍"
    )[0]
    assert not plans.hardship_of([with_home.pk], [dt.date(2024, 12, 1)])
    house.in_hardship(home)  # type: ignore[arg-type]  # a household, too, is a party
    day = dt.date(2024, 12, 1)
    assert plans.hardship_of([with_home.pk], [day]) == {(with_home.pk, day): Category.Kind.DIBAO_RURAL}
