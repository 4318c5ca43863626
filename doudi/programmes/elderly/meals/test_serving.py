"""Who eats for what, and one subsidised portion a meal and person, county-wide."""

from __future__ import annotations

import datetime as dt

import pytest
from django.db import IntegrityError, connection, transaction
from django.test.utils import CaptureQueriesContext
from hypothesis import given
from hypothesis import strategies as st

from doudi.base import guards
from doudi.base.refused import Refused
from doudi.mechanisms.entitlement.policy import in_force
from doudi.mechanisms.orders.models import Absence
from doudi.mechanisms.registry.models import Category
from doudi.mechanisms.registry.services import end_category, record_death
from doudi.programmes.elderly.meals import diners, register
from doudi.programmes.elderly.meals.models import Meal, MealPeriod, Right
from doudi.programmes.elderly.meals.policy import Hardship, MealsPolicy, Tier
from doudi.programmes.elderly.meals.pricing import compose, tier_of
from doudi.programmes.elderly.meals.register import BY_CODE
from doudi.programmes.elderly.meals.serving import serve, serve_each
from doudi.programmes.elderly.meals.testing import YEAR, Canteen, clock

POLICY = in_force(MealsPolicy, dt.date(2024, 11, 1))
FLOOR = POLICY.personal_floor
FEN = st.integers(0, 3000)


# --- the price and its parts ------------------------------------------------------------------------------------------------


def test_ec_01_a_set_of_eight_with_three_from_the_county_leaves_five() -> None:
    parts = compose(800, enterprise=0, government=300, collective=0, donated=0, floor=FLOOR)
    assert (parts.government, parts.personal) == (300, 500)


def test_ec_02_the_highest_tier_counts_alone() -> None:
    tier = tier_of(82, {Hardship.DIBAO}, POLICY)
    assert tier == Tier.SPECIAL
    government = int(POLICY.subsidy[tier])
    assert government == 400
    parts = compose(1000, enterprise=100, government=government, collective=100, donated=0, floor=FLOOR)
    assert (parts.government, parts.personal) == (400, 400)


def test_ec_03_what_would_go_below_the_floor_is_cut_from_the_last() -> None:
    parts = compose(600, enterprise=100, government=400, collective=100, donated=0, floor=FLOOR)
    assert (parts.enterprise, parts.government, parts.collective, parts.personal) == (100, 400, 0, 100)


def test_ec_04_a_cheap_set_takes_less_from_the_county() -> None:
    parts = compose(400, enterprise=100, government=400, collective=100, donated=0, floor=FLOOR)
    assert (parts.enterprise, parts.government, parts.collective, parts.personal) == (100, 200, 0, 100)


@given(price=FEN, enterprise=FEN, government=FEN, collective=FEN, donated=FEN)
def test_the_parts_add_up_and_the_elder_never_pays_less_than_the_floor(
    price: int, enterprise: int, government: int, collective: int, donated: int
) -> None:
    parts = compose(
        price, enterprise=enterprise, government=government, collective=collective, donated=donated, floor=FLOOR
    )
    assert parts.enterprise + parts.government + parts.collective + parts.donated + parts.personal == price
    assert parts.personal >= min(price, FLOOR)
    assert min(parts.enterprise, parts.government, parts.collective, parts.donated) >= 0
    assert parts.government <= government


@given(age=st.integers(0, 110), hardships=st.sets(st.sampled_from(list(Hardship))))
def test_no_hardship_ever_lowers_what_somebody_gets(age: int, hardships: set[Hardship]) -> None:
    """More reasons never bring less, and never the sum (R-MEAL-03)."""
    plain, with_them = tier_of(age, (), POLICY), tier_of(age, hardships, POLICY)
    assert (plain is None) == (with_them is None) == (age < 60)
    if plain is not None and with_them is not None:
        assert POLICY.subsidy[plain] <= POLICY.subsidy[with_them] <= max(int(each) for each in POLICY.subsidy)


# --- at the counter ---------------------------------------------------------------------------------------------------------


@pytest.mark.django_db
def test_who_is_eighty_today_eats_for_three_and_for_two_yesterday() -> None:
    """The tier changes on the birthday (2.7)."""
    town = Canteen()
    old = town.person("张大爷", 1944, month=11, day=15)
    before, on_it = town.serve(old, clock(14)), town.serve(old, clock(15))
    assert (before.meal.tier, before.meal.government) == (Tier.SEVENTY, 200)
    assert (on_it.meal.tier, on_it.meal.government) == (Tier.EIGHTY, 300)
    assert "80周岁及以上：标价8.00元，政府补贴3.00元，个人支付5.00元" in on_it.words


@pytest.mark.django_db
def test_a_category_that_ended_in_mid_month_counts_through_its_last_day() -> None:
    town = Canteen()
    poor = town.person("王奶奶", 1960, dibao=True)
    end_category(
        Category.objects.get(party=poor.pk), on=dt.date(2024, 11, 14), by=None, at=clock(15), because="收入增加"
    )
    last = Category.objects.get(party=poor.pk).to_on
    assert last is not None
    during = town.serve(poor, clock(last.day))
    after = town.serve(poor, clock(last.day + 1))
    assert (during.meal.tier, after.meal.tier) == (Tier.SPECIAL, Tier.SIXTY)


@pytest.mark.django_db
def test_one_subsidised_portion_a_meal_in_the_whole_county() -> None:
    town = Canteen()
    old = town.person("张大爷", 1950)
    first = town.serve(old, clock(4, 11, 30))
    second = town.serve(old, clock(4, 12, 40), point=town.other)
    assert (first.meal.subsidised, second.meal.subsidised) == (True, False)
    assert (second.meal.price, second.meal.personal, second.meal.government) == (1200, 1200, 0)
    assert "张大爷当天午餐已享受过一份补贴（全县每人每餐一份），本份按公众价收费。" in second.words
    supper = town.serve(old, clock(4, 17, 30))
    assert (supper.meal.period, supper.meal.subsidised) == (MealPeriod.SUPPER, True)
    # For what must not happen could have: the database refuses what a careless hand writes.
    first.meal.pk, first.meal.key, first.meal._state.adding = None, "another", True
    with pytest.raises(IntegrityError, match=r"meals_one_subsidised|UNIQUE"), transaction.atomic():
        first.meal.save(force_insert=True)


@pytest.mark.django_db
def test_what_is_sent_twice_under_one_key_is_served_once() -> None:
    town = Canteen()
    old, other = town.person("张大爷", 1950), town.person("李大爷", 1951)
    asked = town.serving(old, clock(4), key="abc")
    first = serve(asked, received=clock(4))
    again = serve(asked, received=clock(4, 11, 50))
    assert (again.again, again.meal.pk) == (True, first.meal.pk)
    assert Meal.objects.count() == 1
    with pytest.raises(Refused, match="发送码已被另一份餐使用"):
        serve(town.serving(other, clock(4), key="abc"), received=clock(4))


@pytest.mark.django_db
def test_nobody_claims_the_dead() -> None:
    town = Canteen()
    old = town.person("赵大爷", 1940)
    record_death(old, died_on=dt.date(2024, 11, 3), by=None, at=clock(4), because="死亡证明")
    old.refresh_from_db()
    assert town.serve(old, clock(3)).meal.subsidised  # the day of death: the morning may have been
    with pytest.raises(Refused, match="赵大爷已登记于2024-11-03去世，不能取餐"):
        town.serve(old, clock(4))
    assert Meal.objects.count() == 1


@pytest.mark.django_db
def test_who_is_in_hospital_does_not_eat_here() -> None:
    town = Canteen()
    old = town.person("赵大爷", 1940)
    Absence.objects.create(client=old.party, because="住院", since=dt.date(2024, 11, 3), until=dt.date(2024, 11, 6))
    assert town.serve(old, clock(3)).meal.subsidised
    with pytest.raises(Refused, match="自2024-11-03起住院"):
        town.serve(old, clock(4))
    assert town.serve(old, clock(6)).meal.subsidised


@pytest.mark.django_db
def test_a_point_closed_in_mid_month_serves_through_the_day_before() -> None:
    town = Canteen()
    old = town.person("张大爷", 1950)
    assert town.serve(old, clock(14)).meal.subsidised
    register.change_state(
        town.point, BY_CODE["close"], on=dt.date(2024, 11, 15), document="批复", by=town.officer, at=clock(20)
    )
    with pytest.raises(Refused, match="2024-11-15的状态是“关闭”，不能供餐"):
        town.serve(old, clock(15))
    # What was served before and comes late from a terminal without a line is still taken.
    late = serve(town.serving(old, clock(14, 17, 30)), received=clock(16))
    assert late.meal.on == dt.date(2024, 11, 14)


@pytest.mark.django_db
def test_a_terminal_without_a_line_may_send_for_three_days() -> None:
    town = Canteen()
    old = town.person("张大爷", 1944, month=11, day=15)
    asked = town.serving(old, clock(14))
    late = serve(asked, received=clock(17, 11, 40))
    assert (late.meal.tier, late.meal.received_at) == (Tier.SEVENTY, clock(17, 11, 40))  # priced by the day of the meal
    with pytest.raises(Refused, match="72小时以前"):
        serve(town.serving(old, clock(13)), received=clock(17))
    with pytest.raises(Refused, match="终端时间比服务器快"):
        serve(town.serving(old, clock(17, 12)), received=clock(17, 11, 40))


@pytest.mark.django_db
def test_meals_are_only_brought_to_whom_it_is_due() -> None:
    town = Canteen()
    old = town.person("孙奶奶", 1940)
    with pytest.raises(Refused, match="没有登记送餐资格"):
        town.serve(old, clock(4), way=Meal.Way.DELIVERY)
    diners.grant_right(old, Right.Basis.ALONE, from_on=YEAR, document="村委会证明", by=town.clerk, at=clock(1))
    assert town.serve(old, clock(4), way=Meal.Way.DELIVERY).meal.tier == Tier.EIGHTY
    young = town.person("周大娘", 1950)  # alone, and not yet eighty
    diners.grant_right(young, Right.Basis.ALONE, from_on=YEAR, document="证明", by=town.clerk, at=clock(1))
    with pytest.raises(Refused, match="没有登记送餐资格"):
        town.serve(young, clock(4), way=Meal.Way.DELIVERY)
    diners.grant_right(young, Right.Basis.DISABLED, from_on=YEAR, document="评估", by=town.clerk, at=clock(1))
    assert town.serve(young, clock(4), way=Meal.Way.DELIVERY).meal.tier == Tier.SPECIAL


@pytest.mark.django_db
def test_what_the_counter_does_not_do() -> None:
    town = Canteen()
    old, young = town.person("张大爷", 1950), town.person("小李", 1990)
    with pytest.raises(Refused, match="您没有在上村老年食堂核销的权限"):
        town.serve(old, clock(4), by=town.other_office)
    with pytest.raises(Refused, match="您没有在上村老年食堂核销的权限"):
        town.serve(old, clock(4), by=town.helper)  # it is not run by the village
    with pytest.raises(Refused, match="人工核对须选择原因"):
        town.serve(old, clock(4), known=Meal.Known.MANUAL)
    with pytest.raises(Refused, match="不在上村老年食堂的供餐时间内"):
        town.serve(old, clock(4, 15))
    paid = town.serve(young, clock(4))
    assert (paid.meal.subsidised, paid.meal.personal) == (False, 1200)
    assert "未满60周岁" in paid.words


@pytest.mark.django_db
def test_many_are_served_with_as_many_questions_as_few_and_all_or_none() -> None:
    town = Canteen()
    people = [town.person(f"老人{n}", 1940 + n) for n in range(12)]
    town.serve(people[0], clock(2))  # what is read once of the user is known
    with CaptureQueriesContext(connection) as few:
        serve_each([town.serving(each, clock(4)) for each in people[:2]], received=clock(4))
    with CaptureQueriesContext(connection) as many:
        found = serve_each([town.serving(each, clock(5)) for each in people], received=clock(5))
    assert len(few) == len(many)
    assert Meal.objects.filter(on=dt.date(2024, 11, 5), subsidised=True).count() == len(found) == 12
    record_death(people[3], died_on=dt.date(2024, 11, 5), by=None, at=clock(6), because="证明")
    people[3].refresh_from_db()
    with pytest.raises(Refused, match="老人3已登记"):
        serve_each([town.serving(each, clock(6)) for each in people], received=clock(6))
    assert not Meal.objects.filter(on=dt.date(2024, 11, 6)).exists()


@pytest.mark.django_db
def test_a_portion_cannot_be_rewritten() -> None:
    town = Canteen()
    town.serve(town.person("张大爷", 1950), clock(4))
    guards.install(connection)
    Meal.objects.update(state=Meal.State.HELD)  # its state may
    for change in ("government = 0, personal = price", "person_id = person_id", '"on" = "on"'):
        with pytest.raises(Exception, match="不可改写"), transaction.atomic(), connection.cursor() as cursor:
            cursor.execute(f"UPDATE meals_meal SET {change}")
    with pytest.raises(Exception, match="不可删除"), transaction.atomic(), connection.cursor() as cursor:
        cursor.execute("DELETE FROM meals_meal")


@pytest.mark.django_db
def test_a_lost_card_is_ended_and_a_slip_of_the_finger_is_known() -> None:
    town = Canteen()
    old = town.person("张大爷", 1950)
    first = town.card(old)
    second = town.card(old)
    first.refresh_from_db()
    assert (first.ended_on, second.ended_on) == (dt.date(2024, 1, 1), None)
    assert first.number != second.number
    assert diners.is_card_number(second.number)
    wrong = [
        second.number[:place] + str((int(second.number[place]) + 1) % 10) + second.number[place + 1 :]
        for place in range(8)
    ]
    assert not any(diners.is_card_number(each) for each in wrong)
