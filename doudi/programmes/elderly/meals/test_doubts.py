"""Planted cheats and honest meals: each signal finds its own and leaves the others; what is held waits for a person."""

from __future__ import annotations

import datetime as dt

import pytest

from doudi.base.refused import Refused
from doudi.mechanisms.orders.models import Absence
from doudi.mechanisms.registry.services import record_death
from doudi.programmes.elderly.meals import doubts
from doudi.programmes.elderly.meals.models import CallBack, Meal, MealPoint, MealStep, PointFlag
from doudi.programmes.elderly.meals.serving import serve_each
from doudi.programmes.elderly.meals.signals import SIGNALS
from doudi.programmes.elderly.meals.testing import NOVEMBER, Canteen, clock

pytestmark = pytest.mark.django_db
NIGHT = clock(30, 23)


def signals_of(meal: Meal) -> list[str]:
    return [code for step in meal.steps.filter(step=MealStep.Step.HOLD) for code in step.signals]


def state_of(meal: Meal) -> str:
    return Meal.objects.get(pk=meal.pk).state


def test_ec_05_lunch_at_two_points_holds_both_until_somebody_has_looked() -> None:
    town = Canteen()
    old = town.person("张大爷", 1950)
    first = town.serve(old, clock(4, 11, 40)).meal
    second = town.serve(old, clock(4, 12, 5), point=town.other).meal
    assert (second.subsidised, second.personal) == (False, 1200)  # no subsidy, public price
    assert doubts.look_at_month(NOVEMBER, at=NIGHT).held == 2
    assert (state_of(first), state_of(second)) == (Meal.State.HELD, Meal.State.HELD)
    # Five and a half kilometres in twenty-five minutes is no more than a bus: only the first signal.
    assert signals_of(first) == signals_of(second) == ["F-MEAL-1"]
    words = MealStep.objects.filter(meal=first).get().because
    assert words == "张大爷在上村老年食堂、下村助餐点两次核销，间隔25分钟，不足120分钟。"


def test_two_points_that_nobody_can_be_at() -> None:
    town = Canteen()
    old = town.person("张大爷", 1950)
    town.serve(old, clock(4, 11, 40))
    second = town.serve(old, clock(4, 11, 43), point=town.other).meal
    doubts.look_at_month(NOVEMBER, at=NIGHT)
    assert signals_of(second) == ["F-MEAL-1", "F-MEAL-2"]
    assert "时速超过60公里" in second.steps.get().because


def test_lunch_and_supper_of_one_day_are_no_doubt() -> None:
    town = Canteen()
    old = town.person("张大爷", 1950)
    for day in range(4, 9):
        town.serve(old, clock(day, 11, 40))
        town.serve(old, clock(day, 17, 40))
    found = doubts.look_at_month(NOVEMBER, at=NIGHT)
    assert (found.meals, found.held, found.flagged) == (10, 0, 0)


def test_a_point_that_types_names_instead_of_reading_cards_is_looked_at_meal_by_meal() -> None:
    town = Canteen()
    people = [town.person(f"老人{n}", 1945) for n in range(9)]
    for n, each in enumerate(people[:8]):
        town.serve(each, clock(4, 11, 10 + n))
    by_hand = town.serve(people[8], clock(4, 11, 30), known=Meal.Known.MANUAL, reason="忘带卡").meal
    doubts.look_at_month(NOVEMBER, at=NIGHT)
    assert signals_of(by_hand) == ["F-MEAL-3"]  # one of nine is more than a tenth
    for day in (5, 6):
        for n, each in enumerate(people[:8]):
            town.serve(each, clock(day, 11, 10 + n))
    doubts.release([Meal.objects.get(pk=by_hand.pk)], because="看过监控，本人取餐", by=town.clerk, at=NIGHT)
    assert doubts.look_at_month(NOVEMBER, at=NIGHT).held == 0  # one of twenty-five, and released besides
    assert state_of(by_hand) == Meal.State.SERVED


def test_twice_in_a_row_without_card() -> None:
    town = Canteen()
    old = town.person("张大爷", 1945)
    other = [town.person(f"老人{n}", 1945) for n in range(3)]
    for day in range(4, 14):
        for n, each in enumerate(other):
            town.serve(each, clock(day, 11, 10 + n))
    first = town.serve(old, clock(4), known=Meal.Known.MANUAL, reason="忘带卡").meal
    second = town.serve(old, clock(6), known=Meal.Known.MANUAL, reason="忘带卡").meal
    town.serve(old, clock(7))
    third = town.serve(old, clock(8), known=Meal.Known.MANUAL, reason="忘带卡").meal
    doubts.look_at_month(NOVEMBER, at=NIGHT)
    assert (signals_of(first), signals_of(second), signals_of(third)) == ([], ["F-MEAL-4"], [])


def test_seven_in_a_minute_is_no_queue_and_six_is() -> None:
    town = Canteen()
    people = [town.person(f"老人{n}", 1945) for n in range(13)]

    def queue(number: int, day: int) -> list[Meal]:
        for n in range(number):
            at = clock(day, 11, 40) + dt.timedelta(seconds=n * 8)
            town.serve(people[n], at)
        return list(Meal.objects.filter(on=dt.date(2024, 11, day)))

    quick, usual = queue(7, 4), queue(6, 5)
    doubts.look_at_month(NOVEMBER, at=NIGHT)
    assert {tuple(signals_of(each)) for each in quick} == {("F-MEAL-5",)}
    assert {tuple(signals_of(each)) for each in usual} == {()}


def test_a_day_that_was_typed_in_at_the_door_is_told_of_the_point() -> None:
    town = Canteen()
    people = [town.person(f"老人{n}", 1945) for n in range(8)]
    serve_each(
        [town.serving(each, clock(4, 12, 58) + dt.timedelta(seconds=20 * n)) for n, each in enumerate(people)], received=clock(4, 13, 2)
    )  # fmt: skip
    serve_each([town.serving(each, clock(5, 11, 20 + 5 * n)) for n, each in enumerate(people)], received=clock(5, 13))
    doubts.look_at_month(NOVEMBER, at=NIGHT)
    flag = PointFlag.objects.get()
    assert (flag.point, flag.signal, flag.on) == (town.point, "F-MEAL-5", dt.date(2024, 11, 4))
    doubts.answer_flag(flag, answer="当天停电，集中补录，已核对签名", by=town.clerk, at=NIGHT)
    assert doubts.look_at_month(NOVEMBER, at=NIGHT).flagged == 0


def test_a_death_that_is_reported_late_and_a_stay_in_hospital() -> None:
    town = Canteen()
    dead, ill, well = (town.person(name, 1940) for name in ("赵大爷", "钱奶奶", "孙大爷"))
    meals = {
        (who.party.name, day): town.serve(who, clock(day, 11, 30 + n)).meal
        for day in (4, 5, 6)
        for n, who in enumerate((dead, ill, well))
    }
    record_death(dead, died_on=dt.date(2024, 11, 4), by=None, at=clock(20), because="死亡证明")
    Absence.objects.create(client=ill.party, because="住院", since=dt.date(2024, 11, 4), until=dt.date(2024, 11, 6))
    doubts.look_at_month(NOVEMBER, at=NIGHT)
    held = {key for key, meal in meals.items() if state_of(meal) == Meal.State.HELD}
    # The days of death, of going to hospital and of coming home may have been so.
    assert held == {("赵大爷", 5), ("赵大爷", 6), ("钱奶奶", 5)}
    assert "赵大爷已于2024年11月04日去世，之后仍有核销。" in meals["赵大爷", 5].steps.get().because


def test_more_than_a_kitchen_can_cook() -> None:
    town = Canteen()
    MealPoint.objects.filter(pk=town.point.pk).update(capacity=5, seats=2)
    people = [town.person(f"老人{n}", 1945) for n in range(7)]
    for n, each in enumerate(people):
        town.serve(each, clock(4, 11, 10 + 5 * n))
    for n, each in enumerate(people[:6]):
        town.serve(each, clock(5, 11, 10 + 5 * n))
    doubts.look_at_month(NOVEMBER, at=NIGHT)
    flag = PointFlag.objects.get()
    assert (flag.signal, flag.on) == ("F-MEAL-7", dt.date(2024, 11, 4))
    assert flag.words == "上村老年食堂这一天核销7份，超过日供餐能力5份的120%。"


def test_somebody_who_eats_every_day_for_three_months_where_sundays_are_free() -> None:
    town = Canteen()
    MealPoint.objects.filter(pk=town.point.pk).update(weekdays="123456")
    town.point.refresh_from_db()
    old, usual = town.person("张大爷", 1945), town.person("李大爷", 1945)
    servings = []
    for number in range(91):
        on = dt.datetime(2024, 9, 1, 11, 40, tzinfo=clock(1).tzinfo) + dt.timedelta(days=number)
        at_point = town.other if on.isoweekday() == 7 else town.point
        servings.append(town.serving(old, on, point=at_point))
        if on.isoweekday() < 6:
            servings.append(town.serving(usual, on + dt.timedelta(minutes=3)))
    for each in servings:
        serve_each([each], received=each.at)
    assert doubts.look_at_month(NOVEMBER - 1, at=NIGHT).flagged == 0  # two months are not three
    doubts.look_at_month(NOVEMBER, at=NIGHT)
    flag = PointFlag.objects.get()
    assert (flag.point, flag.signal) == (town.point, "F-MEAL-9")
    assert flag.words == "张大爷连续3个月每天就餐，而上村老年食堂每周有休息日。"


def test_whoever_says_no_when_called_back_makes_his_meals_of_the_month_wait() -> None:
    town = Canteen()
    old = town.person("张大爷", 1945)
    meals = [town.serve(old, clock(day)).meal for day in (4, 5, 6)]
    elsewhere = town.serve(old, clock(7), point=town.other).meal
    with pytest.raises(Refused, match="这个月没有在该点就餐"):
        doubts.call_back(town.point, old, NOVEMBER - 1, CallBack.Answer.NO, by=town.clerk, at=NIGHT)
    doubts.call_back(town.point, old, NOVEMBER, CallBack.Answer.NO, by=town.clerk, at=NIGHT, words="说没去过")
    assert {state_of(each) for each in meals} == {Meal.State.HELD}
    assert state_of(elsewhere) == Meal.State.SERVED
    doubts.reject(
        [Meal.objects.get(pk=each.pk) for each in meals], because="本人未就餐，证实", by=town.officer, at=NIGHT
    )
    assert {state_of(each) for each in meals} == {Meal.State.REJECTED}


def test_held_money_is_released_by_a_person_who_says_what_he_found_and_did_not_serve() -> None:
    town = Canteen()
    old = town.person("张大爷", 1950)
    meal = town.serve(old, clock(4, 11, 40)).meal
    town.serve(old, clock(4, 12, 5), point=town.other)
    doubts.look_at_month(NOVEMBER, at=NIGHT)
    meal.refresh_from_db()
    with pytest.raises(Refused, match="请写明核实情况"):
        doubts.release([meal], because="好", by=town.clerk, at=NIGHT)
    with pytest.raises(Refused, match="须由本地乡镇或县级经办人核实"):
        doubts.release([meal], because="本人取餐属实", by=town.office, at=NIGHT)
    doubts.release([meal], because="本人取餐属实", by=town.clerk, at=NIGHT)
    assert doubts.look_at_month(NOVEMBER, at=NIGHT).held == 0  # what he knew of does not come again
    record_death(old, died_on=dt.date(2024, 11, 3), by=None, at=NIGHT, because="死亡证明")
    assert doubts.look_at_month(NOVEMBER, at=NIGHT).held == 1  # what he did not know of does
    with pytest.raises(Refused, match="只有存疑暂缓"):
        doubts.reject(
            [Meal.objects.exclude(pk=meal.pk).get(), meal], because="已去世，不予补贴", by=town.clerk, at=NIGHT
        )


def test_what_nobody_decides_in_sixty_days_is_not_paid() -> None:
    town = Canteen()
    old = town.person("张大爷", 1950)
    meal = town.serve(old, clock(4, 11, 40)).meal
    town.serve(old, clock(4, 12, 5), point=town.other)
    doubts.look_at_month(NOVEMBER, at=clock(5, 1))
    assert doubts.lapse(dt.date(2025, 1, 4), at=clock(30)) == 0
    assert doubts.lapse(dt.date(2025, 1, 5), at=clock(30)) == 2
    assert state_of(meal) == Meal.State.REJECTED


def test_the_wrong_card_is_taken_back_at_once_and_the_right_one_still_counts() -> None:
    town = Canteen()
    old = town.person("张大爷", 1950)
    meal = town.serve(old, clock(4, 11, 40)).meal
    with pytest.raises(Refused, match="由运营方撤销"):
        doubts.reverse(meal, because="刷错了卡", by=town.other_office, at=clock(4, 11, 42))
    with pytest.raises(Refused, match="须由县级经办人撤销"):
        doubts.reverse(meal, because="刷错了卡", by=town.office, at=clock(5, 9))
    doubts.reverse(meal, because="刷错了卡", by=town.office, at=clock(4, 11, 42))
    with pytest.raises(Refused, match="已经撤销"):
        doubts.reverse(meal, because="刷错了卡", by=town.office, at=clock(4, 11, 43))
    assert town.serve(old, clock(4, 11, 45)).meal.subsidised
    assert doubts.look_at_month(NOVEMBER, at=NIGHT).held == 0


def test_every_signal_of_the_document_is_declared_or_said_to_be_unchecked() -> None:
    codes = {each.code for each in SIGNALS} | {"F-MEAL-8"}
    assert codes == {f"F-MEAL-{number}" for number in range(1, 11)}
