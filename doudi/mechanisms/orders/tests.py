"""A piece of service from need to settlement, and what must not be on the way."""

from __future__ import annotations

import datetime as dt
from collections import Counter
from typing import Any

import pytest
from django.db import DatabaseError, connection, transaction
from django.test.utils import CaptureQueriesContext

from doudi.base import guards
from doudi.base.models import Record
from doudi.base.records import verify_chain
from doudi.base.refused import Refused
from doudi.base.roles import Role
from doudi.base.spans import Period
from doudi.base.stories import NOW, OTHER_VILLAGE, TODAY, VILLAGE, somebody
from doudi.mechanisms.orders import cards, conditions, declare, jobs, queries, requesting, rosters, services
from doudi.mechanisms.orders.declare import Doing, Presence
from doudi.mechanisms.orders.models import Absence, Assignment, Order, OrderEvent, Plan, State, Way
from doudi.mechanisms.orders.requesting import NewOrder, request, request_many
from doudi.mechanisms.orders.testing import (
    ELSEWHERE,
    FAR,
    KIND,
    NEAR,
    REVERSED,
    SETTLED,
    Station,
    at,
    here,
)
from doudi.mechanisms.registry.models import Kin
from doudi.mechanisms.registry.services import NewKin, add_kin, record_death

A = Assignment.State


@pytest.fixture
def station(db: None) -> Station:
    SETTLED.clear()
    REVERSED.clear()
    return Station()


def taken(station: Station, **more: Any) -> Order:
    """An order that the first volunteer has accepted."""
    order = station.order(**more)
    services.check(order, by=station.keeper, at=at(5))
    services.dispatch(order, to=[station.one], by=station.keeper, at=at(10))
    services.accept(order, worker=station.one, by=station.users["ming"], at=at(20))
    return order


def given(station: Station, *, last: int = 130, **more: Any) -> Order:
    """An order that the first volunteer has given, from minute 60 on."""
    order = taken(station, **more)
    services.check_in(order, worker=station.one, presence=here(), by=station.users["ming"], at=at(60))
    services.check_out(order, worker=station.one, presence=here(), by=station.users["ming"], at=at(last))
    return order


def test_an_order_goes_from_need_to_settlement(station: Station) -> None:
    order = given(station)
    assert (order.state, order.minutes_served) == (State.ENDED, 70)
    services.confirm(order, way=Way.CARD, card_code=station.code(order), rating=5, by=station.users["ming"], at=at(131))
    order.refresh_from_db()
    assert (order.state, order.way, order.rating, SETTLED) == (State.SETTLED, Way.CARD, 5, [order.pk])
    steps = ["request", "check", "dispatch", "accept", "check_in", "check_out", "confirm", "settle"]
    assert [event.step for event in queries.history(order)] == steps
    assert order.number == "测202409-000001"
    assert verify_chain() is None
    assert list(queries.broken_batches()) == []


def test_what_was_recorded_cannot_be_changed_unnoticed(station: Station) -> None:
    order = given(station)
    with pytest.raises(DatabaseError), transaction.atomic(), connection.cursor() as cursor:
        cursor.execute("UPDATE orders_orderevent SET at = %s WHERE step = 'check_in'", [at(0)])
    event = OrderEvent.objects.get(order=order, step="check_in")
    guards.remove(connection)  # somebody with the database in his hands
    with connection.cursor() as cursor:
        cursor.execute("UPDATE orders_orderevent SET because = 'x' WHERE id = %s", [event.pk])
    guards.install(connection)
    assert len(list(queries.broken_batches())) == 1


def test_each_step_has_its_time(station: Station) -> None:
    order = station.order()
    assert order.due_at == dt.datetime.combine(TODAY + dt.timedelta(days=2), dt.time(), NOW.tzinfo)  # a workday
    services.check(order, by=station.keeper, at=at(5))
    services.dispatch(order, by=station.keeper, at=at(10))
    assert order.due_at == at(10) + dt.timedelta(hours=24)
    urgent = station.order(urgent=True)
    assert urgent.due_at == NOW + dt.timedelta(hours=4)


def test_a_state_is_not_skipped(station: Station) -> None:
    order = station.order()
    with pytest.raises(Refused, match="现为“待核实”，不能派单"):
        services.dispatch(order, by=station.keeper, at=at(1))
    services.check(order, by=station.keeper, at=at(2))
    with pytest.raises(Refused, match="不能接单"):
        services.accept(order, worker=station.one, by=station.users["ming"], at=at(3))
    other = request(KIND, NewOrder("王奶奶", VILLAGE, "CLEAN", at(60)), by=station.keeper, at=NOW)
    with pytest.raises(Refused, match="是您登记的，须由他人核实"):
        services.check(other, by=station.keeper, at=at(4))
    assert not Assignment.objects.exists()


def test_who_has_no_right_in_the_place_is_refused(station: Station) -> None:
    order = station.order()
    with pytest.raises(Refused, match="没有权限核实"):
        services.check(order, by=station.other_keeper, at=at(1))
    with pytest.raises(Refused, match="没有权限在此地下单"):
        request(KIND, NewOrder("王奶奶", OTHER_VILLAGE, "CLEAN", at(60)), by=station.keeper, at=NOW)
    with pytest.raises(Refused, match="没有“FLY”这一项目"):
        station.order(item="FLY")
    order = taken(station)
    with pytest.raises(Refused, match="没有权限签到"):
        services.check_in(order, worker=station.one, presence=here(), by=station.users["hua"], at=at(60))
    services.check_in(order, worker=station.one, presence=here(), by=station.keeper, at=at(60))  # he has no phone


def test_of_two_who_take_it_at_once_the_second_is_told(station: Station) -> None:
    order = station.order()
    services.check(order, by=station.keeper, at=at(5))
    services.dispatch(order, by=station.keeper, at=at(10))  # open to all
    seen_by_other = Order.objects.get(pk=order.pk)
    services.accept(order, worker=station.one, by=station.users["ming"], at=at(11))
    with pytest.raises(Refused, match=r"由他人办理过|已由他人接单"):
        services.accept(seen_by_other, worker=station.two, by=station.users["hua"], at=at(11))
    assert seen_by_other.state == State.DISPATCHED  # the object shows what it showed
    with pytest.raises(Refused, match=r"请看看别的服务单|不能接单|已由他人接单"):
        services.accept(Order.objects.get(pk=order.pk), worker=station.two, by=station.users["hua"], at=at(12))
    assert Assignment.objects.get().worker == station.one


def test_the_same_slip_sent_twice_after_a_lost_connection_counts_once(station: Station) -> None:
    order = taken(station)
    sent: dict[str, Any] = {
        "worker": station.one,
        "presence": here(),
        "by": station.users["ming"],
        "at": at(60),
        "key": "phone-1",
    }
    first = services.check_in(order, **sent)
    again = services.check_in(Order.objects.get(pk=order.pk), **{**sent, "at": at(65)})
    assert again == first
    assert Assignment.objects.get().in_at == at(60)
    assert OrderEvent.objects.filter(step="check_in").count() == 1
    with pytest.raises(Refused, match="不能签到"):  # without the key it is another one
        services.check_in(Order.objects.get(pk=order.pk), **{**sent, "key": "phone-2"})
    with pytest.raises(Refused, match="提交编号已用于另一张服务单"):
        services.check_in(taken(station), **sent)
    new = NewOrder("王奶奶", VILLAGE, "CLEAN", at(60), client=station.old.party, key="slip-9")
    assert request(KIND, new, by=station.helper, at=NOW) == request(KIND, new, by=station.helper, at=at(3))


def test_check_in_from_another_village_is_refused_and_from_afar_is_flagged(station: Station) -> None:
    order = taken(station)
    with pytest.raises(Refused, match=r"离服务地点约10\.0公里，不在服务对象所在的村"):
        services.check_in(order, worker=station.one, presence=here(ELSEWHERE), by=station.users["ming"], at=at(60))
    assert Assignment.objects.get().state == A.ACCEPTED
    assert order.state == State.ACCEPTED
    with pytest.raises(Refused, match=r"须有1种到场凭证.*现有：无"):  # a kilometre off shows nothing
        services.check_in(order, worker=station.one, presence=here(FAR), by=station.users["ming"], at=at(60))
    with pytest.raises(Refused, match="不是本单服务地点的门牌码"):
        services.check_in(
            order, worker=station.one, presence=here(FAR, tag="MEN-999"), by=station.users["ming"], at=at(60)
        )
    services.check_in(order, worker=station.one, presence=here(FAR, tag="MEN-001"), by=station.users["ming"], at=at(60))
    row = Assignment.objects.get()
    assert (row.flags, row.shown, row.in_metres) == (["FAR"], ["TAG"], 1001)


def test_a_clock_set_back_on_the_phone_changes_nothing(station: Station) -> None:
    order = taken(station)
    yesterday = at(60) - dt.timedelta(hours=20)
    services.check_in(order, worker=station.one, presence=here(phone_at=yesterday), by=station.users["ming"], at=at(60))
    services.check_out(order, worker=station.one, presence=here(phone_at=at(500)), by=station.users["ming"], at=at(100))
    row = Assignment.objects.get()
    assert (row.in_at, row.in_phone_at, row.minutes, row.flags) == (at(60), yesterday, 40, ["CLOCK"])


def test_what_was_kept_without_a_signal_is_taken_for_a_day_and_called_back(station: Station) -> None:
    order = taken(station)
    for step, phone in ((services.check_in, 60), (services.check_out, 115)):
        step(
            order,
            worker=station.one,
            presence=here(phone_at=at(phone), sent_late=True),
            by=station.users["ming"],
            at=at(300),
        )
    assert (order.minutes_served, Assignment.objects.get().flags) == (55, ["LATE_SENT"])
    with pytest.raises(Refused, match="断网后补传，须电话回访后确认"):
        services.confirm(order, way=Way.CARD, card_code=station.code(order), by=station.users["ming"], at=at(301))
    services.confirm(order, way=Way.CALL_BACK, because="王奶奶本人：来了，扫了地", by=station.helper, at=at(400))
    assert order.state == State.SETTLED
    late = taken(station)
    with pytest.raises(Refused, match="须在24小时内送到"):
        services.check_in(
            late,
            worker=station.one,
            presence=here(phone_at=at(60), sent_late=True),
            by=station.users["ming"],
            at=at(60 + 24 * 60 + 1),
        )


def test_nobody_confirms_his_own_service(station: Station) -> None:
    order = given(station)
    with pytest.raises(Refused, match=r"没有权限确认|不能替服务对象确认"):
        services.confirm(order, way=Way.HELPER, by=station.users["ming"], at=at(140))
    # The same man under another account, as village helper.
    second = somebody("ming2", Role.VILLAGE_WORKER, VILLAGE, id_number=station.ming.id_number)
    with pytest.raises(Refused, match="不能替服务对象确认"):
        services.confirm(order, way=Way.HELPER, by=second, at=at(140))
    services.confirm(order, way=Way.HELPER, by=station.helper, at=at(140))
    assert order.state == State.SETTLED


def test_a_code_of_the_card_is_good_for_one_order_and_five_tries(station: Station) -> None:
    first, second = given(station), given(station)
    code = station.code(first)
    services.confirm(first, way=Way.CARD, card_code=code, by=station.users["ming"], at=at(140))
    assert (first.card_challenge, second.card_challenge) == (1, 2)
    wrong = "0000" if station.code(second) != "0000" else "1111"
    for left in (4, 3, 2, 1, 0):
        with pytest.raises(Refused, match=f"还可试{left}次"):
            services.confirm(second, way=Way.CARD, card_code=wrong, by=station.users["ming"], at=at(141))
    with pytest.raises(Refused, match="不能再用卡确认"):
        services.confirm(second, way=Way.CARD, card_code=station.code(second), by=station.users["ming"], at=at(142))
    assert Order.objects.get(pk=second.pk).state == State.ENDED
    rosters.issue_cards([station.old.party], by=station.keeper, at=at(150))
    assert cards.code_of(station.client, 1) != code  # the old card is void


def test_a_used_up_card_asks_for_a_call_back(station: Station) -> None:
    client = station.client
    client.card_used = cards.CODES
    client.save()
    order = given(station)
    assert order.card_challenge is None
    with pytest.raises(Refused, match="没有可用的服务卡"):
        services.confirm(order, way=Way.CARD, card_code="1234", by=station.users["ming"], at=at(140))


def test_a_forgotten_check_out_is_made_up_for_and_called_back(station: Station) -> None:
    order = taken(station)
    services.check_in(order, worker=station.one, presence=here(), by=station.users["ming"], at=at(60))
    assert jobs.close_forgotten([KIND], at=at(200)) == 0  # he may still be there
    assert jobs.close_forgotten([KIND], at=at(60 + 60 + 240)) == 1
    assert jobs.close_forgotten([KIND], at=at(60 + 60 + 240)) == 0
    order.refresh_from_db()
    assert (order.state, order.minutes_served) == (State.ENDED, 60)
    with pytest.raises(Refused, match="未签退，由系统结束，须电话回访"):
        services.confirm(order, way=Way.HELPER, by=station.helper, at=at(500))


def test_what_nobody_takes_is_told_upwards_once_and_ends(station: Station) -> None:
    order = station.order(starts_at=NOW + dt.timedelta(days=3))
    services.check(order, by=station.keeper, at=at(5))
    services.dispatch(order, by=station.keeper, at=at(10))
    day_later = at(10) + dt.timedelta(hours=24, minutes=1)
    assert jobs.tell_up([KIND], at=at(60)) == 0
    assert not queries.worklist(station.clerk, [KIND], TODAY).exists()
    assert jobs.tell_up([KIND], at=day_later) == 1
    assert jobs.tell_up([KIND], at=day_later) == 0
    assert list(queries.worklist(station.clerk, [KIND], TODAY)) == [order]
    assert jobs.expire([KIND], at=day_later) == 0
    assert jobs.expire([KIND], at=NOW + dt.timedelta(days=4, minutes=1)) == 1
    order.refresh_from_db()
    assert (order.state, order.closed_at is not None) == (State.EXPIRED, True)


def test_an_order_that_is_given_back_is_offered_anew(station: Station) -> None:
    order = taken(station)
    with pytest.raises(Refused, match="须写明理由"):
        services.give_back(order, worker=station.one, by=station.users["ming"], at=at(30), because="")
    services.give_back(order, worker=station.one, by=station.users["ming"], at=at(30), because="家中有事")
    assert (order.state, order.accepted_at) == (State.DISPATCHED, None)
    services.dispatch(order, to=[station.two], by=station.keeper, at=at(31))
    with pytest.raises(Refused, match="没有权限不接"):
        services.decline(order, worker=station.two, by=station.users["ming"], at=at(32))
    services.accept(order, worker=station.two, by=station.users["hua"], at=at(33))
    assert {row.worker_id: row.state for row in Assignment.objects.all()} == {
        station.one.pk: A.RETURNED,
        station.two.pk: A.ACCEPTED,
    }


def test_who_does_not_come_and_who_is_not_at_home(station: Station) -> None:
    order = taken(station)
    services.no_show(order, worker=station.one, by=station.keeper, at=at(120))
    assert (order.state, Assignment.objects.get().state) == (State.NO_SHOW, A.NO_SHOW)
    other = taken(station)
    services.no_show(other, by=station.keeper, at=at(120), because="王奶奶住院")
    assert other.state == State.NO_SHOW
    assert other.assignments.get().state == A.CANCELLED  # nobody's strike


def test_a_bath_needs_two_who_are_certified(station: Station) -> None:
    order = station.order(item="BATH")
    assert order.people == 2
    services.check(order, by=station.keeper, at=at(5))
    with pytest.raises(Refused, match="须有有效的资格证明，李明没有登记"):
        services.dispatch(order, to=[station.one], by=station.keeper, at=at(6))
    for worker in station.workers:
        worker.credentials.create(kind="HEALTH", since=dt.date(2024, 1, 1), until=dt.date(2024, 12, 31))
    services.dispatch(order, to=station.workers, by=station.keeper, at=at(6))
    services.accept(order, worker=station.one, by=station.users["ming"], at=at(7))
    assert order.state == State.DISPATCHED  # one is not enough
    services.accept(order, worker=station.two, by=station.users["hua"], at=at(8))
    for worker, first in ((station.one, 60), (station.two, 62)):
        services.check_in(order, worker=worker, presence=here(), by=station.user_of(worker), at=at(first))
    services.check_out(order, worker=station.one, presence=here(), by=station.users["ming"], at=at(105))
    assert order.state == State.STARTED
    services.check_out(order, worker=station.two, presence=here(), by=station.users["hua"], at=at(107))
    assert (order.state, order.minutes_served) == (State.ENDED, 90)


def test_a_credential_that_has_run_out_is_none(station: Station) -> None:
    order = station.order(item="BATH")
    services.check(order, by=station.keeper, at=at(5))
    station.one.credentials.create(kind="HEALTH", since=dt.date(2023, 1, 1), until=TODAY - dt.timedelta(days=1))
    with pytest.raises(Refused, match="须有有效的资格证明"):
        services.dispatch(order, to=[station.one], by=station.keeper, at=at(6))
    rosters.suspend(station.two, until=TODAY, by=station.keeper, at=at(6), because="三次未到")
    with pytest.raises(Refused, match="张华暂停接单至2024-09-12"):
        services.dispatch(station_checked(station), to=[station.two], by=station.keeper, at=at(7))


def station_checked(station: Station) -> Order:
    order = station.order()
    services.check(order, by=station.keeper, at=at(5))
    return order


def test_who_has_died_or_is_in_hospital_is_sent_nobody(station: Station) -> None:
    order = station_checked(station)
    requesting.note_absence(station.old, because="住院", since=TODAY, until=TODAY, by=station.helper, at=NOW)
    with pytest.raises(Refused, match="住院，期间不安排服务"):
        services.dispatch(order, to=[station.one], by=station.keeper, at=at(6))
    record_death(station.old, died_on=TODAY, by=station.clerk, at=at(20), because="村（社区）报告")
    tomorrow = NOW + dt.timedelta(days=1)
    with pytest.raises(Refused, match="已于2024-09-12去世"):
        services.dispatch(order, to=[station.one], by=station.keeper, at=tomorrow)
    services.cancel(order, by=station.keeper, at=tomorrow, because="服务对象去世")
    assert order.state == State.CANCELLED


def test_kin_and_those_of_one_household_are_told_apart(station: Station) -> None:
    add_kin([NewKin(station.ming.pk, station.old.pk, Kin.Relation.PARENT)], source="申报", by=None, at=NOW)
    refuses = conditions.RefuseKin(frozenset({"父母"}))
    order = station.order()
    doings = [
        Doing(declare.ACCEPT, order, station.keeper, at(1), worker=station.one),
        Doing(declare.ACCEPT, order, station.keeper, at(1), worker=station.two),
    ]
    assert refuses(doings) == {0: "服务对象是李明的父母，近亲属之间的照料不计时，请改派他人。"}


def test_a_dispute_takes_back_what_was_settled(station: Station) -> None:
    order = given(station)
    services.confirm(order, way=Way.HELPER, by=station.helper, at=at(140))
    services.dispute(order, by=station.helper, at=at(200), because="王奶奶说没来过")
    with pytest.raises(Refused, match="没有权限处理异议"):
        services.resolve(order, upheld=True, by=station.keeper, at=at(201), because="核实")
    services.resolve(order, upheld=False, by=station.clerk, at=at(202), because="邻居证明当天无人上门")
    assert (order.state, REVERSED) == (State.REJECTED, [order.pk])
    other = given(station)
    services.dispute(other, by=station.helper, at=at(200), because="时间不对")
    services.resolve(other, upheld=True, by=station.clerk, at=at(202), because="核实无误")
    assert (other.state, REVERSED) == (State.ENDED, [order.pk])


def test_what_is_held_is_settled_only_when_a_person_releases_it(station: Station) -> None:
    order = given(station)
    services.hold([order], because="两单时间重叠", by=None, at=at(135))
    services.confirm(order, way=Way.HELPER, by=station.helper, at=at(140))
    assert (order.state, SETTLED) == (State.CONFIRMED, [])
    with pytest.raises(Refused, match="没有权限解除挂起"):
        services.release(order, by=station.keeper, at=at(141), because="看过了")
    services.release(order, by=station.clerk, at=at(142), because="两单同一地点，属实")
    assert (order.state, SETTLED) == (State.SETTLED, [order.pk])


def test_many_steps_are_taken_together_or_not_at_all(station: Station) -> None:
    new = [
        NewOrder("王奶奶", VILLAGE, "CLEAN", at(60 * n), client=station.old.party, channel="站点") for n in range(1, 31)
    ]
    orders = request_many(KIND, new, by=station.helper, at=NOW)
    assert [order.number for order in orders] == [f"测202409-{n:06d}" for n in range(1, 31)]

    def life(order: Order) -> list[Doing]:
        by, start = station.users["ming"], order.starts_at
        after = start + dt.timedelta(minutes=50)
        return [
            Doing(declare.CHECK, order, station.keeper, at(1)),
            Doing(declare.DISPATCH, order, station.keeper, at(2), to=[station.one]),
            Doing(declare.ACCEPT, order, by, at(3), station.one),
            Doing(declare.CHECK_IN, order, by, start, station.one, presence=here()),
            Doing(declare.CHECK_OUT, order, by, after, station.one, presence=here(NEAR)),
            Doing(declare.CONFIRM, order, station.helper, after, way=Way.HELPER, rating=4),
        ]

    flawed = [
        *(doing for order in orders for doing in life(order)),
        Doing(declare.CHECK, orders[7], station.keeper, at(9)),
    ]
    with pytest.raises(Refused, match=orders[7].number):
        services.step_each(flawed)
    assert set(Order.objects.values_list("state", flat=True)) == {State.REQUESTED}
    assert {order.state for order in orders} == {State.REQUESTED}
    with CaptureQueriesContext(connection) as few:
        services.step_each(life(orders[0]))
    with CaptureQueriesContext(connection) as many:
        services.step_each([doing for order in orders[1:] for doing in life(order)])
    assert len(many) <= len(few)
    assert set(Order.objects.values_list("state", flat=True)) == {State.SETTLED}
    assert len(SETTLED) == 30
    assert Record.objects.filter(action="test.slips.steps").count() == 2
    assert list(queries.broken_batches()) == []
    month = Period(dt.date(2024, 9, 1), dt.date(2024, 9, 30))
    assert queries.served(KIND, month).count() == queries.delivered(KIND, month).count() == 30


def test_who_confirms_is_compared_with_those_who_served_without_a_query_an_order(station: Station) -> None:
    orders = [given(station, starts_at=at(60 + n)) for n in range(4)]

    def confirmed(orders: list[Order]) -> int:
        asked = [Order.objects.get(pk=order.pk) for order in orders]
        with CaptureQueriesContext(connection) as queries_asked:
            services.step_each(
                Doing(declare.CONFIRM, order, station.helper, at(140), way=Way.HELPER, rating=5) for order in asked
            )
        return len(queries_asked)

    assert confirmed(orders[:1]) == confirmed(orders[1:])


def test_a_plan_makes_the_months_orders_once(station: Station) -> None:
    plan = Plan(
        kind=KIND.code, client=station.old.party, area_code=VILLAGE, item="CLEAN", weekdays=[0, 3],
        starts_at=dt.time(9), minutes=60, since=dt.date(2024, 10, 8),
    )  # fmt: skip
    spread = Plan(
        kind=KIND.code, client=station.old.party, area_code=VILLAGE, item="TALK", times=3,
        starts_at=dt.time(15), minutes=60, since=dt.date(2024, 10, 1),
    )  # fmt: skip
    requesting.make_plans([plan, spread], by=station.helper, at=NOW, because="服务计划")
    requesting.note_absence(
        station.old, because="住院", since=dt.date(2024, 10, 14), until=dt.date(2024, 10, 18), by=station.helper, at=NOW
    )
    october = 2024 * 12 + 9
    drawn = requesting.draw_up(KIND, october, by=station.helper, at=NOW)
    cleaning = [order.starts_at.astimezone(NOW.tzinfo).day for order in drawn.orders if order.item == "CLEAN"]
    assert cleaning == [10, 21, 24, 28, 31]  # Mondays and Thursdays from the 8th on, without the week in hospital
    talks = [day.day for day in requesting.days_of(spread, dt.date(2024, 10, 1), dt.date(2024, 10, 31))]
    away = [day for day in talks if 14 <= day <= 18]
    assert len(talks) == 3
    assert len(drawn.orders) == 5 + 3 - len(away)
    assert drawn.left_out == 2 + len(away)
    assert requesting.draw_up(KIND, october, by=station.helper, at=NOW).orders == ()
    requesting.end_plan(plan, until=dt.date(2024, 10, 31), by=station.helper, at=NOW, because="入住养老院")
    november = requesting.draw_up(KIND, october + 1, by=station.helper, at=NOW)
    assert {order.item for order in november.orders} == {"TALK"}


def test_an_absence_until_further_notice_ends_the_day_before_he_is_back(station: Station) -> None:
    requesting.note_absence(station.old, because="住院", since=TODAY, by=station.helper, at=NOW)
    with pytest.raises(Refused, match="须晚于暂停服务的起始日期"):
        requesting.end_absence(station.old, on=TODAY, by=station.helper, at=NOW, because="出院")
    tomorrow = TODAY + dt.timedelta(days=1)
    assert requesting.end_absence(station.old, on=tomorrow, by=station.helper, at=NOW, because="出院") == 1
    assert Absence.objects.get().until == TODAY
    assert requesting.end_absence(station.old, on=tomorrow, by=station.helper, at=NOW, because="出院") == 0


def test_plans_of_two_visits_a_month_do_not_all_fall_on_the_same_days(station: Station) -> None:
    plans = [
        Plan(pk=pk, kind=KIND.code, item="TALK", times=2, starts_at=dt.time(9), minutes=60, since=dt.date(2024, 1, 1))
        for pk in range(1, 301)
    ]
    days = [requesting.days_of(plan, dt.date(2024, 11, 1), dt.date(2024, 11, 30)) for plan in plans]
    assert all(len(each) == 2 and (each[1] - each[0]).days in (14, 15, 16) for each in days)
    busiest = Counter(day for each in days for day in each).most_common(1)[0][1]
    assert busiest <= 2 * 600 / 30, "no day has more than twice its share"


def test_a_volunteer_sees_what_is_open_in_his_township_and_what_is_his(station: Station) -> None:
    open_one, named = station_checked(station), station_checked(station)
    services.dispatch(open_one, by=station.keeper, at=at(10))
    services.dispatch(named, to=[station.two], by=station.keeper, at=at(10))
    assert list(queries.open_to(station.one, KIND, NOW)) == [open_one]
    assert not queries.assigned_to(station.one).exists()
    assert [row.order for row in queries.assigned_to(station.two)] == [named]
    assert queries.workers_of(station.users["hua"], "test").get() == station.two
    assert not queries.orders(station.users["hua"], KIND, TODAY).exists()  # he sees no list
    assert queries.orders(station.keeper, KIND, TODAY).count() == 2
    assert queries.orders(station.clerk, KIND, TODAY).count() == 2
    assert not queries.orders(station.other_keeper, KIND, TODAY).exists()


def test_presence_without_a_place_needs_another_thing(station: Station) -> None:
    order = taken(station)
    with pytest.raises(Refused, match="现有：无"):
        services.check_in(order, worker=station.one, presence=Presence(), by=station.users["ming"], at=at(60))
    services.check_in(order, worker=station.one, presence=Presence(tag="MEN-001"), by=station.users["ming"], at=at(60))
    assert Assignment.objects.get().flags == ["NO_PLACE"]
