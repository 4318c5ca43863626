"""Hours earned, spent, given, never below nought; the worked examples EC-09 to EC-14."""

from __future__ import annotations

import datetime as dt
from fractions import Fraction
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from doudi.base.models import Area
from doudi.base.refused import Refused
from doudi.base.roles import Role
from doudi.base.stories import COUNTY, VILLAGE, somebody
from doudi.mechanisms.entitlement.policy import in_force
from doudi.mechanisms.ledger import queries as ledger
from doudi.mechanisms.ledger import services as posting
from doudi.mechanisms.ledger.models import Account, Book
from doudi.mechanisms.orders import services
from doudi.mechanisms.orders.models import Assignment, State, Way, Worker
from doudi.mechanisms.registry.models import Category, Kin, Person
from doudi.mechanisms.registry.services import NewKin, add_kin, record_death
from doudi.programmes.elderly.time_bank import accounts, rules
from doudi.programmes.elderly.time_bank import services as bank_services
from doudi.programmes.elderly.time_bank.models import Credit, Payment, Volunteer
from doudi.programmes.elderly.time_bank.policy import Star, TimeBankPolicy
from doudi.programmes.elderly.time_bank.testing import DAY, Bank, at_station, clock, there

POLICY = in_force(TimeBankPolicy, DAY)


@pytest.fixture
def bank(db: None) -> Bank:
    return Bank()


def savings(volunteer: Volunteer) -> int:
    return ledger.balance(accounts.SAVINGS, volunteer.worker.person.party)


def honour(volunteer: Volunteer) -> int:
    return ledger.balance(accounts.HONOUR, volunteer.worker.person.party)


def pool() -> int:
    return ledger.balance(accounts.POOL, Area.objects.get(code=COUNTY))


def fill(party: Any, minutes: int) -> None:
    """Coins from elsewhere, so that a story need not serve them all."""
    posting.post(
        accounts.EARN, source=Area.objects.get(code=COUNTY), target=party, amount=minutes, key=f"story:{party.pk}:{minutes}",
        because="历史结转", by=None, at=clock(7),
    )  # fmt: skip


def assert_sum_is_nought() -> None:
    assert sum(row.balance for row in Account.objects.filter(book=Book.TIME)) == 0


def test_ec_09_a_single_slip_is_rounded_down_and_the_day_has_its_cap(bank: Bank) -> None:
    first = bank.slip(start=clock(9), planned=120)
    bank.serve(first, bank.ming, clock(9, 2), clock(10, 49))
    credit = Credit.objects.get(order=first)
    assert (credit.minutes, credit.creditable, credit.redeemable) == (107, 90, 90)
    assert (savings(bank.ming), rules.words_of_coins(savings(bank.ming))) == (90, "1.5枚")
    second = bank.slip(start=clock(14), planned=60)
    bank.serve(second, bank.ming, clock(14), clock(15))
    credit = Credit.objects.get(order=second)
    assert (credit.creditable, credit.redeemable, credit.honour) == (60, 30, 30)
    assert (savings(bank.ming), honour(bank.ming)) == (120, 30)
    assert_sum_is_nought()


def test_ec_10_what_the_account_cannot_hold_goes_to_the_pool(bank: Bank) -> None:
    fill(bank.ming.worker.person.party, 1490 * 60)
    start = pool()
    other = bank.neighbour("赵奶奶", 1938)
    left, number = 15 * 60, 0
    while left:
        minutes, day = min(left, 120), DAY + dt.timedelta(days=number)
        order = bank.slip(start=clock(9, day=day), client=(bank.old, other)[number % 2])
        bank.serve(order, bank.ming, clock(9, day=day), clock(9, day=day) + dt.timedelta(minutes=minutes))
        left, number = left - minutes, number + 1
    assert savings(bank.ming) == 1500 * 60
    spent = sum(Credit.objects.values_list("creditable", flat=True))
    assert pool() == start - spent + 5 * 60
    assert_sum_is_nought()


def test_ec_11_of_eight_who_signed_up_seven_came(bank: Bank) -> None:
    members = [bank.ming, bank.hua, *(bank.volunteer(f"队员{n}", 1970 + n) for n in range(6))]
    order = bank.team_slip(8, start=clock(9))
    for each in members:
        services.accept(order, worker=each.worker, by=bank.user(each), at=clock(8))
    before = pool()
    for each in members[:7]:
        services.check_in(order, worker=each.worker, presence=at_station(), by=bank.user(each), at=clock(9))
    for each in members[:7]:
        services.check_out(order, worker=each.worker, presence=at_station(), by=bank.user(each), at=clock(11))
    assert order.state == State.STARTED  # the eighth is still expected
    services.no_show(order, worker=members[7].worker, by=bank.keeper, at=clock(11, 5))
    assert order.state == State.ENDED
    services.confirm(order, way=Way.HELPER, by=bank.helper, at=clock(11, 10))
    assert pool() - before == 840
    assert [honour(each) for each in members] == [120] * 7 + [0]
    assert {savings(each) for each in members} == {0}
    assert_sum_is_nought()


def test_ec_12_a_gifted_coin_is_not_given_away_again(bank: Bank) -> None:
    mother, son = bank.person("李母", 1952), bank.person("李子", 2006)
    giver = bank.ming.worker.person
    add_kin(
        [NewKin(giver.pk, mother.pk, Kin.Relation.PARENT), NewKin(giver.pk, son.pk, Kin.Relation.CHILD)],
        source="申报", by=None, at=clock(8),
    )  # fmt: skip
    fill(giver.party, 35 * 60)
    bank_services.give(bank.ming, mother, 20 * 60, by=bank.user(bank.ming), at=clock(10))
    assert (savings(bank.ming), ledger.balance(accounts.GIFTED, mother.party)) == (15 * 60, 20 * 60)
    as_volunteer = bank.volunteer("李母", 1952, person=mother)
    with pytest.raises(Refused, match="余额0"):  # she has none of her own to give
        bank_services.give(as_volunteer, giver_of_sixty(bank, mother), 5 * 60, by=bank.user(as_volunteer), at=clock(11))
    with pytest.raises(Refused, match="须年满60周岁"):
        bank_services.give(as_volunteer, son, 5 * 60, by=bank.user(as_volunteer), at=clock(11))
    with pytest.raises(Refused, match="全年不超过50枚"):
        bank_services.give(bank.ming, mother, 31 * 60, by=bank.user(bank.ming), at=clock(12))
    with pytest.raises(Refused, match="直系亲属"):
        bank_services.give(bank.ming, bank.old, 60, by=bank.user(bank.ming), at=clock(12))
    assert_sum_is_nought()


def giver_of_sixty(bank: Bank, of: Person) -> Person:
    """A husband, so that age and kinship do not stand in the way."""
    husband = bank.person("李父", 1950)
    add_kin([NewKin(of.pk, husband.pk, Kin.Relation.SPOUSE)], source="申报", by=None, at=clock(8))
    return husband


def test_ec_14_how_alive_ten_volunteers_are() -> None:
    found = rules.health([40, 25, 10, 5, 0, 0, 0, 0, 0, 0])
    assert (found.active_share, found.top_share, found.gini) == (Fraction(2, 5), Fraction(1, 2), Fraction(3, 4))


@given(st.lists(st.integers(0, 500), min_size=1, max_size=80))
def test_health_is_a_share_and_equal_service_is_no_inequality(orders: list[int]) -> None:
    found = rules.health(orders)
    assert 0 <= found.gini < 1
    assert 0 <= found.top_share <= 1
    assert 0 <= found.active_share <= 1
    assert rules.health([7] * len(orders)).gini == 0
    assert rules.health(sorted(orders, reverse=True)) == found


@given(
    minutes=st.integers(0, 2000), planned=st.integers(1, 480), today=st.integers(0, 300), balance=st.integers(0, 90_000)
)
def test_no_minute_is_lost_and_none_is_made(minutes: int, planned: int, today: int, balance: int) -> None:
    counted = rules.creditable(minutes, planned, team=False, policy=POLICY)
    assert counted <= minutes
    assert counted % POLICY.round_minutes == 0
    assert counted <= POLICY.single_cap
    share = rules.share_single(counted, today=today, balance=balance, policy=POLICY)
    assert share.redeemable + share.to_pool + share.honour == counted
    assert min(share.redeemable, share.to_pool, share.honour) >= 0
    assert today + share.redeemable + share.to_pool <= max(today, POLICY.daily_cap)
    assert balance + share.redeemable <= POLICY.balance_cap


@pytest.mark.parametrize(
    ("minutes", "planned", "counted"),
    [(107, 120, 90), (29, 60, 0), (30, 60, 30), (200, 60, 60), (75, 60, 60), (600, 600, 240), (0, 60, 0)],
)
def test_r_tb_03_creditable_minutes(minutes: int, planned: int, counted: int) -> None:
    assert rules.creditable(minutes, planned, team=False, policy=POLICY) == counted


def test_r_tb_09_a_volunteer_does_not_credit_his_mother(bank: Bank) -> None:
    add_kin([NewKin(bank.ming.worker.person.pk, bank.old.pk, Kin.Relation.PARENT)], source="申报", by=None, at=clock(8))
    order = bank.slip(start=clock(9))
    with pytest.raises(Refused, match="服务对象是李明的父母，近亲属之间的照料不计时"):
        services.accept(order, worker=bank.ming.worker, by=bank.user(bank.ming), at=clock(8))
    with pytest.raises(Refused, match="近亲属之间的照料不计时"):
        services.dispatch(order, to=[bank.ming.worker], by=bank.keeper, at=clock(8))
    services.accept(order, worker=bank.hua.worker, by=bank.user(bank.hua), at=clock(8))
    assert not Assignment.objects.filter(worker=bank.ming.worker).exists()


def test_r_tb_06_who_holds_coins_pays_with_them_and_they_are_frozen_first(bank: Bank) -> None:
    fill(bank.old.party, 150)
    order = bank.slip(start=clock(9), planned=120)
    services.accept(order, worker=bank.ming.worker, by=bank.user(bank.ming), at=clock(8))
    frozen = ledger.balance(accounts.FROZEN, bank.old.party)
    assert (frozen, ledger.balance(accounts.SAVINGS, bank.old.party)) == (120, 30)
    services.give_back(order, worker=bank.ming.worker, by=bank.user(bank.ming), at=clock(8, 10), because="有事")
    assert (ledger.balance(accounts.FROZEN, bank.old.party), ledger.balance(accounts.SAVINGS, bank.old.party)) == (
        0,
        150,
    )
    bank.serve(order, bank.hua, clock(9), clock(10, 40))
    assert Credit.objects.get().payer == Credit.Payer.OWN
    assert ledger.balance(accounts.SAVINGS, bank.old.party) == 150 - 90
    assert (savings(bank.hua), pool()) == (90, 0)
    assert Payment.objects.get().over
    assert_sum_is_nought()


def test_r_tb_06_the_pool_pays_for_a_key_elder_within_the_month(bank: Bank) -> None:
    for number in range(6):
        order = bank.slip(start=clock(9, day=DAY + dt.timedelta(days=number)), planned=120)
        day = DAY + dt.timedelta(days=number)
        bank.serve(order, bank.ming, clock(9, day=day), clock(11, day=day))
    payers = list(Credit.objects.order_by("on").values_list("payer", "redeemable", "honour"))
    assert payers == [("POOL", 120, 0)] * 5 + [("NOBODY", 0, 120)]
    assert pool() == -600
    neighbour = bank.neighbour("赵婶", 1962)  # neither old enough nor in need: done for the public good
    free = bank.slip(start=clock(15), planned=60, client=neighbour)
    bank.serve(free, bank.hua, clock(15), clock(16))
    assert (savings(bank.hua), honour(bank.hua), pool()) == (0, 60, -600)
    assert_sum_is_nought()


def test_a_category_of_need_makes_a_key_elder(bank: Bank) -> None:
    someone = bank.person("孙爷爷", 1955)
    Category.objects.create(
        party=someone.party, kind=Category.Kind.DIBAO_RURAL, from_on=dt.date(2024, 1, 1), because="低保"
    )
    assert rules.is_key_elder(69, {Category.Kind.DIBAO_RURAL}, POLICY)
    assert not rules.is_key_elder(69, set(), POLICY)
    assert rules.is_key_elder(80, set(), POLICY)


def test_r_tb_10_the_young_ask_for_nothing_themselves(bank: Bank) -> None:
    young = bank.person("小周", 1999)
    with pytest.raises(Refused, match="未满60周岁，不能兑换服务"):
        bank.slip(start=clock(9), client=young)


def test_r_tb_15_hours_never_fall_below_nought(bank: Bank) -> None:
    fill(bank.ming.worker.person.party, 60)
    with pytest.raises(Refused, match="余额60分钟，不足61分钟"):
        bank_services.donate(bank.ming, 61, by=bank.user(bank.ming), at=clock(10))
    with pytest.raises(Refused, match="须大于零"):
        bank_services.donate(bank.ming, 0, by=bank.user(bank.ming), at=clock(10))
    bank_services.donate(bank.ming, 60, by=bank.user(bank.ming), at=clock(10))
    assert (savings(bank.ming), pool()) == (0, 60)
    assert_sum_is_nought()


def test_r_tb_17_what_is_risky_asks_for_the_paper(bank: Bank) -> None:
    order = bank.slip(start=clock(9), item="BATH")
    with pytest.raises(Refused, match="“协助洗浴”须有有效的资格证明"):
        services.accept(order, worker=bank.ming.worker, by=bank.user(bank.ming), at=clock(8))


def test_r_tb_18_a_minor_serves_in_a_team_only(bank: Bank) -> None:
    young = bank.volunteer("小明", 2010)
    assert young.kind == Volunteer.Kind.MINOR
    order = bank.slip(start=clock(9))
    with pytest.raises(Refused, match="未成年志愿者只能"):
        services.accept(order, worker=young.worker, by=bank.user(young), at=clock(8))
    team = bank.team_slip(2, start=clock(9))
    services.accept(team, worker=young.worker, by=bank.user(young), at=clock(8))
    assert Worker.objects.get(pk=young.pk).assignments.get().state == Assignment.State.ACCEPTED


def test_three_times_not_there_is_a_pause(bank: Bank) -> None:
    for number in range(3):
        day = DAY + dt.timedelta(days=number)
        order = bank.slip(start=clock(9, day=day))
        services.accept(order, worker=bank.ming.worker, by=bank.user(bank.ming), at=clock(8, day=day))
        bank.ming.worker.refresh_from_db()
        assert bank.ming.worker.suspended_until is None
        services.no_show(order, worker=bank.ming.worker, by=bank.keeper, at=clock(10, day=day))
    worker = Worker.objects.get(pk=bank.ming.pk)
    assert worker.suspended_until == DAY + dt.timedelta(days=2 + 30)


def test_what_was_not_served_is_taken_back(bank: Bank) -> None:
    order = bank.slip(start=clock(9))
    bank.serve(order, bank.ming, clock(9), clock(11))
    assert savings(bank.ming) == 120
    services.dispute(order, by=bank.helper, at=clock(15), because="王奶奶说没有人来")
    services.resolve(order, upheld=False, by=bank.clerk, at=clock(16), because="走访邻居属实")
    assert (savings(bank.ming), pool()) == (0, 0)
    assert sorted(Credit.objects.values_list("sign", flat=True)) == [-1, 1]
    assert_sum_is_nought()


def test_r_tb_14_when_a_volunteer_dies_an_heir_or_the_pool_has_his_hours(bank: Bank) -> None:
    wife = bank.person("李妻", 1982)
    person = bank.ming.worker.person
    add_kin([NewKin(person.pk, wife.pk, Kin.Relation.SPOUSE)], source="申报", by=None, at=clock(8))
    fill(person.party, 600)
    with pytest.raises(Refused, match="没有死亡登记"):
        bank_services.pass_on(bank.ming, wife, by=bank.officer, at=clock(9))
    record_death(person, died_on=DAY, by=bank.clerk, at=clock(9), because="村报告")
    with pytest.raises(Refused, match="须是配偶或直系亲属"):
        bank_services.pass_on(bank.ming, bank.old, by=bank.officer, at=clock(10))
    with pytest.raises(Refused, match="已超过12个月"):
        bank_services.pass_on(bank.ming, wife, by=bank.officer, at=clock(10, day=dt.date(2025, 9, 13)))
    bank_services.pass_on(bank.ming, wife, by=bank.officer, at=clock(10))
    assert (ledger.balance(accounts.SAVINGS, wife.party), savings(bank.ming)) == (600, 0)


def test_who_has_not_consented_is_not_registered(bank: Bank) -> None:
    new = bank_services.NewVolunteer(bank.person("周某", 1985), "周某", bank.station, DAY, ("TALK",), consented=False)
    with pytest.raises(Refused, match="没有同意处理个人信息"):
        bank_services.register_volunteers([new], by=bank.keeper, at=clock(9), because="申请")
    assert Volunteer.objects.count() == 2


def test_a_keeper_does_not_confirm_what_he_served_himself(bank: Bank) -> None:
    person = bank.ming.worker.person
    keeper = somebody("keeper2", Role.STATION_KEEPER, VILLAGE, id_number=person.id_number)
    order = bank.slip(start=clock(9))
    worker, by = bank.ming.worker, bank.user(bank.ming)
    services.accept(order, worker=worker, by=by, at=clock(8))
    services.check_in(order, worker=worker, presence=there(), by=by, at=clock(9))
    services.check_out(order, worker=worker, presence=there(), by=by, at=clock(10))
    with pytest.raises(Refused, match="不能替服务对象确认"):
        services.confirm(order, way=Way.HELPER, by=keeper, at=clock(11))
    services.confirm(order, way=Way.CARD, card_code=bank.code(order), by=by, at=clock(11))
    assert savings(bank.ming) == 60


def test_stars_by_hours_of_service() -> None:
    assert [rules.star_of(hours * 60, POLICY) for hours in (0, 99, 100, 600, 2000)] == [
        Star.NONE, Star.NONE, Star.ONE, Star.THREE, Star.FIVE,
    ]  # fmt: skip
