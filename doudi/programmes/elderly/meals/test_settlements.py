"""A month from meals to money, and a year's operating subsidy, through the services that the pages use."""

from __future__ import annotations

import datetime as dt
from fractions import Fraction

import pytest

from doudi.base.access import forget_grants
from doudi.base.models import Area, Grant, User
from doudi.base.refused import Refused
from doudi.base.roles import Role
from doudi.base.stories import VILLAGE
from doudi.mechanisms.entitlement.policy import in_force
from doudi.mechanisms.ledger import queries as ledger
from doudi.mechanisms.registry.models import Party, Person
from doudi.programmes.elderly.meals import accounts, diners, doubts, register, settlements
from doudi.programmes.elderly.meals.models import (
    CallBack,
    Meal,
    MealPoint,
    OperatingModel,
    OperatingSubsidy,
    PointState,
    Right,
    Settlement,
)
from doudi.programmes.elderly.meals.policy import Building, MealsPolicy, Tier
from doudi.programmes.elderly.meals.settling import TierLine, build, income, operate, pay_back, settle
from doudi.programmes.elderly.meals.testing import NOVEMBER, YEAR, Canteen, clock

POLICY = in_force(MealsPolicy, dt.date(2024, 11, 30))
S = Settlement.State


def line(tier: Tier, meals: int, held: int = 0) -> TierLine:
    each = int(POLICY.subsidy[tier])
    return TierLine(tier, meals, meals * each, held, held * each)


def test_ec_06_a_month_with_meals_of_four_tiers_some_held_and_some_brought() -> None:
    found = settle(
        [line(Tier.SPECIAL, 210), line(Tier.EIGHTY, 300), line(Tier.SEVENTY, 420, held=26), line(Tier.SIXTY, 250)],
        delivery_days=95,
        reversed=0,
        policy=POLICY,
    )
    assert (found.meals, found.gross, found.net, found.delivery, found.payable) == (1180, 283000, 277800, 19000, 296800)
    assert "70至79周岁420份，补贴840.00元，其中26份存疑暂缓52.00元。" in found.words


def test_ec_07_a_year_of_fifty_two_a_day_with_eighty_six_points() -> None:
    found = operate(13_520, 260, 86, accident=False, policy=POLICY)
    assert (found.average, found.amount) == (52, 1_800_000)


def test_no_operating_subsidy_below_the_open_days_or_after_an_accident() -> None:
    assert operate(13_520, 239, 86, accident=False, policy=POLICY).amount == 0
    assert operate(13_520, 260, 86, accident=True, policy=POLICY).amount == 0
    assert operate(13_520, 260, 59, accident=False, policy=POLICY).amount == 0


def test_ec_08_what_a_village_canteen_lives_on() -> None:
    found = income([68 * 200_00 * 12, 50_000_00, 58_000_00], elders=68, days=365)
    assert found.total == 271_200_00
    assert [round(float(each) * 100, 1) for each in found.shares] == [60.2, 18.4, 21.4]
    assert sum(found.shares) == Fraction(1)
    assert round(float(found.per_elder_day)) == 1093


def test_a_building_subsidy_comes_in_two_parts_and_back_pro_rata() -> None:
    assert build(Building.MIDDLE, months_run=5, policy=POLICY) == (50_000_00, 0)
    assert build(Building.MIDDLE, months_run=6, policy=POLICY) == (50_000_00, 50_000_00)
    assert pay_back(100_000_00, months_run=27, policy=POLICY) == 25_000_00
    assert pay_back(100_000_00, months_run=36, policy=POLICY) == 0


class Month(Canteen):
    """Eleven old people who eat through some days of November."""

    def __init__(self) -> None:
        super().__init__()
        self.people = [self.person(f"老人{n:02d}", 1940) for n in range(11)]  # all eighty and more: 3.00 each
        for day in (4, 5):
            for n, each in enumerate(self.people):
                self.serve(each, clock(day, 11, 5 + n * 5))

    def draft(self) -> Settlement:
        settlements.draft_month(NOVEMBER, by=self.officer, at=clock(1, month=12))
        return Settlement.objects.get(month=NOVEMBER, point=self.point)

    def call(self, people: list[Person]) -> None:
        for each in people:
            doubts.call_back(self.point, each, NOVEMBER, CallBack.Answer.YES, by=self.clerk, at=clock(6, month=12))

    def pay(self, made: Settlement) -> None:
        settlements.confirm(made, by=self.office, at=clock(3, month=12))
        settlements.check(made, by=self.clerk, at=clock(8, month=12))
        settlements.approve(made, by=self.leader, at=clock(12, month=12))
        settlements.post(made, on=dt.date(2024, 12, 13), by=self.clerk, at=clock(13, month=12))
        settlements.pay(made, by=self.finance, at=clock(20, month=12))

    def money(self, kind: object) -> int:
        return ledger.balance(kind, self.organisation("K01").party)  # type: ignore[arg-type]


@pytest.mark.django_db
def test_a_month_goes_from_the_draft_to_the_payment_by_five_people() -> None:
    town = Month()
    made = town.draft()
    assert (made.meals, made.gross, made.payable) == (22, 6600, 6600)
    with pytest.raises(Refused, match="须由该点的运营方确认"):
        settlements.confirm(made, by=town.other_office, at=clock(3, month=12))
    settlements.confirm(made, by=town.office, at=clock(3, month=12))
    with pytest.raises(Refused, match="结算单不是“待运营方确认”"):
        settlements.confirm(made, by=town.office, at=clock(3, month=12))
    with pytest.raises(Refused, match="本月须回访10人，已回访0人"):
        settlements.check(made, by=town.clerk, at=clock(8, month=12))
    town.call(town.people[:10])
    settlements.check(made, by=town.clerk, at=clock(8, month=12))
    with pytest.raises(Refused, match="须由财务支付"):
        settlements.pay(made, by=town.leader, at=clock(9, month=12))
    settlements.approve(made, by=town.leader, at=clock(12, month=12))
    assert (town.money(accounts.OWED), town.money(accounts.PAID)) == (6600, 0)
    assert not made.lines.exclude(state=Meal.State.SETTLED).exists()
    with pytest.raises(Refused, match="不是“待支付”"):
        settlements.pay(made, by=town.finance, at=clock(20, month=12))
    settlements.post(made, on=dt.date(2024, 12, 13), by=town.clerk, at=clock(13, month=12))
    settlements.pay(made, by=town.finance, at=clock(20, month=12))
    assert (town.money(accounts.OWED), town.money(accounts.PAID)) == (0, 6600)
    with pytest.raises(Refused, match="不是“待支付”"):
        settlements.pay(made, by=town.finance, at=clock(20, month=12))
    assert town.money(accounts.PAID) == 6600


@pytest.mark.django_db
def test_nobody_takes_two_steps_by_whatever_account() -> None:
    town = Month()
    made = town.draft()
    settlements.confirm(made, by=town.office, at=clock(3, month=12))
    town.call(town.people)
    settlements.check(made, by=town.clerk, at=clock(8, month=12))
    Grant.objects.create(user=town.officer, role=Role.BUREAU_LEADER, area=county(), since=YEAR)
    forget_grants(town.officer)
    with pytest.raises(Refused, match="同一人不能办理"):
        settlements.approve(made, by=town.officer, at=clock(12, month=12))
    number = town.person("周平", 1980).id_number
    town.clerk.id_number = number
    town.clerk.save()
    twin = User.objects.create(username="twin", name="周平", id_number=number)
    Grant.objects.create(user=twin, role=Role.BUREAU_LEADER, area=county(), since=YEAR)
    made.refresh_from_db()
    with pytest.raises(Refused, match="同一人不能办理"):
        settlements.approve(made, by=twin, at=clock(12, month=12))


def county() -> Area:
    return Area.objects.get(level=Area.Level.COUNTY)


@pytest.mark.django_db
def test_held_meals_wait_and_come_into_the_month_after_their_release() -> None:
    town = Month()
    doubted = town.serve(town.people[0], clock(4, 12, 40), point=town.other).meal
    doubts.look_at_month(NOVEMBER, at=clock(30, 23))
    made = town.draft()
    assert (made.meals, made.held, made.payable) == (21, 1, 6300)
    assert doubted.subsidised is False
    town.call(town.people)
    town.pay(made)
    held = Meal.objects.get(state=Meal.State.HELD, point=town.point)
    doubts.release([held], because="看过监控，本人取餐", by=town.clerk, at=clock(21, month=12))
    settlements.draft_month(NOVEMBER + 1, by=None, at=clock(31, month=12))
    after = Settlement.objects.get(month=NOVEMBER + 1, point=town.point)
    assert (after.meals, after.payable) == (1, 300)


@pytest.mark.django_db
def test_what_is_found_after_the_draft_sends_it_back() -> None:
    town = Month()
    made = town.draft()
    settlements.confirm(made, by=town.office, at=clock(3, month=12))
    town.call(town.people[:10])
    doubts.call_back(town.point, town.people[10], NOVEMBER, CallBack.Answer.NO, by=town.clerk, at=clock(7, month=12))
    settlements.check(made, by=town.clerk, at=clock(8, month=12))
    with pytest.raises(Refused, match="有2份被暂缓或撤销，请退回重新生成"):
        settlements.approve(made, by=town.leader, at=clock(12, month=12))
    made.refresh_from_db()
    assert (made.state, town.money(accounts.OWED)) == (S.CHECKED, 0)  # nothing half done
    with pytest.raises(Refused, match="请写明退回原因"):
        settlements.give_back(made, because="", by=town.leader, at=clock(12, month=12))
    settlements.give_back(made, because="有人否认就餐", by=town.leader, at=clock(12, month=12))
    again = settlements.draft(town.point, made.operator, NOVEMBER, by=town.officer, at=clock(13, month=12))
    assert (again.meals, again.held, again.payable) == (20, 2, 6000)


@pytest.mark.django_db
def test_a_meal_taken_back_after_payment_is_deducted_later_and_the_paid_month_stays() -> None:
    town = Month()
    made = town.draft()
    town.call(town.people)
    town.pay(made)
    wrong = made.lines.order_by("pk").first()
    assert wrong is not None
    doubts.reverse(wrong, because="查实代刷，追回", by=town.officer, at=clock(22, month=12))
    town.serve(town.people[1], clock(23, month=12))
    town.serve(town.people[2], clock(23, 11, 50, month=12))
    settlements.draft_month(NOVEMBER + 1, by=None, at=clock(31, month=12))
    after = Settlement.objects.get(month=NOVEMBER + 1, point=town.point)
    assert (after.meals, after.gross, after.reversed, after.payable) == (2, 600, 300, 300)
    made.refresh_from_db()
    assert (made.state, made.payable) == (S.PAID, 6600)
    # Where there is nothing to deduct it from, it waits and is not lost.
    settlements.draft_month(NOVEMBER + 1, by=None, at=clock(31, month=12))
    again = Settlement.objects.get(month=NOVEMBER + 1, point=town.point)
    assert again.reversed == 300


@pytest.mark.django_db
def test_an_operator_that_changes_in_mid_month_is_paid_for_its_own_days() -> None:
    town = Month()
    register.hand_to(
        town.point, town.organisation("K07").party, model=OperatingModel.OPERATOR_RUN, on=dt.date(2024, 11, 15), document="新合同",
        by=town.officer, at=clock(14), organisation="K07", licence="JYK07", licence_until=dt.date(2026, 1, 1),
    )  # fmt: skip
    new_office = town.of("K07")
    town.serve(town.people[0], clock(15), by=new_office)
    with pytest.raises(Refused, match="没有在上村老年食堂核销的权限"):
        town.serve(town.people[1], clock(15), by=town.office)
    made = settlements.draft_month(NOVEMBER, by=None, at=clock(1, month=12))
    assert {(each.organisation, each.meals) for each in made} == {("K01", 22), ("K07", 1)}


@pytest.mark.django_db
def test_delivery_is_paid_by_the_day() -> None:
    town = Month()
    old = town.people[0]
    diners.grant_right(old, Right.Basis.ALONE, from_on=YEAR, document="证明", by=town.clerk, at=clock(1))
    town.serve(old, clock(7), way=Meal.Way.DELIVERY)
    town.serve(old, clock(7, 17, 30), way=Meal.Way.DELIVERY)
    town.serve(old, clock(8), way=Meal.Way.DELIVERY)
    made = town.draft()
    assert (made.meals, made.delivery_days, made.delivery) == (25, 2, 400)
    assert made.payable == 25 * 300 + 400


@pytest.mark.django_db
def test_the_operating_subsidy_of_a_year_is_owed_and_paid_by_two() -> None:
    town = Month()
    made = settlements.draft_operating(town.point, 2024, score=95, accident=False, by=town.officer, at=clock(31, month=12))  # fmt: skip
    assert (made.meals, made.open_days, made.amount) == (22, 2, 0)  # two days are no year
    assert "不足240天" in made.words
    OperatingSubsidy.objects.filter(pk=made.pk).update(amount=1_800_000)
    made.refresh_from_db()
    with pytest.raises(Refused, match="须由局领导审批"):
        settlements.move_operating(made, by=town.finance, at=clock(31, month=12))
    settlements.move_operating(made, by=town.leader, at=clock(31, month=12))
    assert town.money(accounts.OWED) == 1_800_000
    settlements.move_operating(made, by=town.finance, at=clock(31, month=12))
    assert town.money(accounts.PAID) == 1_800_000
    with pytest.raises(Refused, match="已支付"):
        settlements.move_operating(made, by=town.finance, at=clock(31, month=12))
    with pytest.raises(Refused, match="已审批，不能重新计算"):
        settlements.draft_operating(town.point, 2024, score=1, accident=False, by=town.officer, at=clock(31, month=12))


@pytest.mark.django_db
def test_neighbours_who_cook_together_are_paid_to_the_head_of_the_house() -> None:
    town = Canteen()
    head = town.person("户主老周", 1965)
    at = clock(1, 9, month=1)
    new = register.NewPoint("L1", "邻里搭伙点", VILLAGE, MealPoint.Kind.NEIGHBOUR, seats=8, capacity=8, kitchen=True)
    point = register.register_point(new, on=YEAR, document="村委会备案", by=town.officer, at=at, state=PointState.ACCEPTED)  # fmt: skip
    register.hand_to(
        point, head.party, model=OperatingModel.NEIGHBOURS, on=YEAR, document="搭伙协议", by=town.officer, at=at
    )
    register.set_price(point, "家常饭", listed=600, public=600, on=YEAR, document="协议", by=town.officer, at=at)
    register.change_state(point, register.BY_CODE["open"], on=YEAR, document="备案", by=town.officer, at=at)
    old = town.person("张大爷", 1940)
    town.serve(old, clock(4), point=point, by=town.helper)
    made = settlements.draft_month(NOVEMBER, by=None, at=clock(1, month=12))[0]
    settlements.confirm(made, by=town.helper, at=clock(2, month=12))
    assert made.operator == Party.objects.get(pk=head.pk)
    assert made.payable == 300
