"""Home care from an assessment to a provider's signed month, through the services and pages that people use."""

from __future__ import annotations

import datetime as dt
from decimal import Decimal

import pytest
from django.db import connection
from django.test import Client as Browser
from django.test.utils import CaptureQueriesContext

from doudi.base.models import Grant, User
from doudi.base.refused import Refused
from doudi.base.roles import Role
from doudi.base.spans import Period
from doudi.base.stories import COUNTY, VILLAGE
from doudi.mechanisms.indicators.queries import figure
from doudi.mechanisms.ledger import queries as ledger
from doudi.mechanisms.orders import requesting, rosters, services
from doudi.mechanisms.orders.declare import Presence
from doudi.mechanisms.orders.models import Plan, State, Way
from doudi.programmes.elderly.home_care import accounts, assessments
from doudi.programmes.elderly.home_care import services as care
from doudi.programmes.elderly.home_care.figures import INDICATORS
from doudi.programmes.elderly.home_care.models import SettledVisit, Settlement
from doudi.programmes.elderly.home_care.testing import HOME, NOVEMBER, House, clock
from doudi.programmes.elderly.home_care.visits import VISITS

pytestmark = pytest.mark.django_db


@pytest.fixture
def house(db: None) -> House:
    return House()


def test_a_plan_makes_the_months_orders_once(house: House) -> None:
    plan = Plan(
        kind=VISITS.code, client=house.old.party, organisation="P01", area_code=VILLAGE, item="H01", weekdays=[1, 4],
        starts_at=dt.time(9), minutes=60, since=dt.date(2024, 10, 1),
    )  # fmt: skip
    requesting.make_plans([plan], by=house.clerk, at=clock(1), because="服务计划")
    made = requesting.draw_up(VISITS, NOVEMBER, by=None, at=clock(25, month=10))
    assert len(made.orders) == 9, "Tuesdays and Fridays of November 2024"
    assert not requesting.draw_up(VISITS, NOVEMBER, by=None, at=clock(26, month=10)).orders


def test_a_lapsed_paper_and_another_house_do_not_send(house: House) -> None:
    late = house.order("H04", clock(25))
    with pytest.raises(Refused, match="须有有效的资格证明"):
        services.dispatch(late, to=[house.carers[0]], by=house.office, at=clock(25, 8))
    other = User.objects.create(username="other", name="other")
    Grant.objects.create(user=other, role=Role.PROVIDER, organisation="P02", since=dt.date(2024, 1, 1))
    with pytest.raises(Refused, match="没有权限派单"):
        services.dispatch(late, to=[house.carers[0]], by=other, at=clock(2))


def test_the_house_cannot_confirm_its_own_visits(house: House) -> None:
    order = house.serve("H01", clock(5), 63, confirm=False)
    with pytest.raises(Refused, match="没有权限确认"):
        services.confirm(order, way=Way.CALL_BACK, by=house.office, at=clock(5, 12))


def test_ec_15_two_at_a_bath_for_38_minutes_wait_and_are_paid_at_70_per_cent(house: House) -> None:
    bath = house.serve("H02", clock(5), 38, two=True)
    assert care.prove_month(NOVEMBER, by=None, at=clock(30)).held == 1
    bath.refresh_from_db()
    assert "须经督导复核" in bath.held
    first = care.draft(house.provider, NOVEMBER, by=house.officer, at=clock(1, month=12))
    assert (first.visits, first.held, first.payable) == (0, 1, 0)
    services.release(bath, by=house.clerk, at=clock(1, 12, month=12), because="督导电话核实，老人疲倦提前结束")
    made = house.settle()
    assert SettledVisit.objects.get(order=bath).share == 70
    assert (made.gross, made.cut, made.gross - made.cut) == (120_00, 36_00, 84_00)


def test_ec_16_two_homes_in_six_minutes_are_both_held(house: House) -> None:
    far = house.person("刘爷爷", 1938)
    away = (HOME[0] + Decimal("0.085437"), HOME[1])  # 9.5 km
    rosters.know_clients(
        [rosters.NewClient(far.party, *away, tag="MEN-002")], by=house.clerk, at=clock(1), because="建档"
    )
    first = house.serve("H01", clock(5, 9), 60)
    new = requesting.NewOrder("刘爷爷", VILLAGE, "H01", clock(5, 10, 6), client=far.party, organisation="P01")
    second = requesting.request(VISITS, new, by=house.office, at=clock(1))
    worker, user = house.carers[0], house.users[0]
    services.dispatch(second, to=[worker], by=house.office, at=clock(1, 10))
    services.accept(second, worker=worker, by=user, at=clock(1, 11))
    there = Presence(latitude=away[0], longitude=away[1], accuracy=9, tag="MEN-002")
    services.check_in(second, worker=worker, presence=there, by=user, at=clock(5, 10, 6))
    services.check_out(second, worker=worker, presence=there, by=user, at=clock(5, 11, 7))
    care.prove_month(NOVEMBER, by=None, at=clock(30))
    for order in (first, second):
        order.refresh_from_db()
        assert "时速约" in order.held


def test_a_month_is_settled_once_and_owed_in_the_ledger(house: House) -> None:
    orders = [house.serve("H01", clock(day), 61 + day) for day in range(4, 9)]
    short = house.serve("H01", clock(11), 30)
    care.prove_month(NOVEMBER, by=None, at=clock(30))
    made = house.settle()
    assert (made.visits, made.held, made.score, made.coefficient) == (5, 1, 90, 100)
    assert made.payable == 5 * 40_00
    assert ledger.balance(accounts.OWED, house.provider.organisation.party) == made.payable
    for order in orders:
        order.refresh_from_db()
    assert {order.state for order in orders} == {State.SETTLED}
    with pytest.raises(Refused, match="已审批入账"):
        care.draft(house.provider, NOVEMBER, by=house.officer, at=clock(11, month=12))
    short.refresh_from_db()
    services.release(short, by=house.clerk, at=clock(12, month=12), because="核实确实只做了半小时")
    later = care.draft(house.provider, NOVEMBER + 1, by=house.officer, at=clock(31, month=12))
    assert (later.visits, later.payable) == (1, 0), "released, and below eight tenths it is paid nothing"


def test_who_draws_up_does_not_sign_and_a_change_in_between_is_seen(house: House) -> None:
    order = house.serve("H01", clock(5), 63)
    made = care.draft(house.provider, NOVEMBER, by=house.officer, at=clock(1, month=12))
    with pytest.raises(Refused, match="先由服务机构确认"):
        care.sign(made, by=house.leader, at=clock(2, month=12))
    with pytest.raises(Refused, match="须由该服务机构确认"):
        care.confirm_settlement(made, by=house.officer, at=clock(2, month=12))
    care.confirm_settlement(made, by=house.office, at=clock(2, month=12))
    with pytest.raises(Refused, match="不能审批"):
        care.sign(made, by=house.officer, at=clock(3, month=12))
    services.dispute(order, by=house.clerk, at=clock(3, month=12), because="家属说没有来")
    with pytest.raises(Refused, match="有变化"):
        care.sign(made, by=house.leader, at=clock(3, 12, month=12))
    made.refresh_from_db()
    assert made.state == Settlement.State.CONFIRMED


def test_figures_count_people_and_visits_apart(house: House) -> None:
    for day in (4, 5, 6):
        house.serve("H01", clock(day), 62)
    november = Period(dt.date(2024, 11, 1), dt.date(2024, 11, 30))
    found = {each.code: int(figure(each, november, area_code=COUNTY).value or 0) for each in INDICATORS}
    assert (found["home_care.clients"], found["home_care.visits"]) == (1, 3)


def test_f_31_the_orders_of_a_month_are_those_of_the_last_month_that_is_settled(house: House) -> None:
    """Three in November, settled; one in December, which still runs. Before anything is settled no month is told."""
    monthly = next(each for each in INDICATORS if each.code == "home_care.month_visits")
    year = Period(dt.date(2024, 1, 1), dt.date(2024, 12, 31))
    for day in (4, 5, 6):
        house.serve("H01", clock(day), 62)
    assert figure(monthly, year, area_code=COUNTY).value == 0
    care.prove_month(NOVEMBER, by=None, at=clock(30))
    house.settle()
    house.serve("H01", clock(4, month=12), 62)
    assert figure(monthly, year, area_code=COUNTY).value == 3
    assert figure(monthly, Period(year.first, dt.date(2024, 10, 31)), area_code=COUNTY).value == 0


def test_a_days_rounds_are_proposed_and_only_what_is_ticked_is_sent(house: House) -> None:
    one, two, bath = house.order("H01", clock(6, 9)), house.order("H01", clock(6, 14)), house.order("H02", clock(6, 11))
    browser = Browser()
    browser.force_login(house.office)
    page = browser.get("/home_care/rounds/?day=2024-11-06").content.decode()
    assert page.count('name="line"') == 4, "the bath stands on two rounds"
    line = f"{one.pk}:{house.carers[0].pk}"
    done = browser.post("/home_care/rounds/", {"day": "2024-11-06", "line": [line]})
    assert done.status_code == 302
    for order in (one, two):
        order.refresh_from_db()
    assert (one.state, two.state) == (State.DISPATCHED, State.CHECKED)
    refused = browser.post("/home_care/rounds/", {"day": "2024-11-06", "line": [f"{bath.pk}:{house.carers[0].pk}"]})
    assert refused.status_code == 422
    assert "需要2人同去" in refused.content.decode()
    assert "没有勾选任何一行" in browser.post("/home_care/rounds/", {"day": "2024-11-06"}).content.decode()
    stranger = Browser()
    stranger.force_login(house.clerk)
    assert stranger.get("/home_care/rounds/").status_code == 403


def test_pages_open_for_those_they_are_for_with_as_many_queries_for_three_as_for_one(house: House) -> None:
    browser = Browser()
    browser.force_login(house.officer)
    counts: dict[str, list[int]] = {}
    for number in (1, 3):
        for n in range(number):
            house.serve("H01", clock(4 + n + number), 62)
            assessments.submit(house.assessed(house.person(f"老人{number}{n}", 1939)))
        for address in ("visits", "assessments"):
            browser.get(f"/home_care/{address}/")
            with CaptureQueriesContext(connection) as asked:
                assert browser.get(f"/home_care/{address}/").status_code == 200
            counts.setdefault(address, []).append(len(asked))
    assert all(one == three for one, three in counts.values()), counts
    made = care.draft(house.provider, NOVEMBER, by=house.officer, at=clock(1, month=12))
    office = Browser()
    office.force_login(house.office)
    assert "康护居家服务中心" in office.get("/home_care/settlements/").content.decode()
    page = office.get(f"/home_care/settlements/{made.pk}/").content.decode()
    assert "机构确认" in page
    assert "助洁4单 × 40.00元 = 160.00元。" in page
    assert office.post(f"/home_care/settlements/{made.pk}/").status_code == 302
    made.refresh_from_db()
    assert made.state == Settlement.State.CONFIRMED
    other = User.objects.create(username="other", name="other")
    Grant.objects.create(user=other, role=Role.PROVIDER, organisation="P02", since=dt.date(2024, 1, 1))
    care.sign_provider("P02", "另一家", area_code=COUNTY, since=dt.date(2024, 1, 1), by=house.officer, at=clock(1))
    stranger = Browser()
    stranger.force_login(other)
    assert stranger.get(f"/home_care/settlements/{made.pk}/").status_code == 404
