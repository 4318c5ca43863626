"""The register of meal points: what stood on which day, and the two numbers of the annual summary that it settles."""

from __future__ import annotations

import datetime as dt

import pytest
from django.db import IntegrityError, connection, transaction
from django.test import Client as Browser
from django.test.utils import CaptureQueriesContext

from doudi.base import guards
from doudi.base.refused import Refused
from doudi.base.spans import Period
from doudi.base.stories import COUNTY, OTHER_VILLAGE, VILLAGE
from doudi.mechanisms.indicators.queries import by_class, figure
from doudi.programmes.elderly.meals import queries, register
from doudi.programmes.elderly.meals.figures import INDICATORS
from doudi.programmes.elderly.meals.models import MealPoint, OperatingModel, PointState, Price, StateChange
from doudi.programmes.elderly.meals.register import BY_CODE
from doudi.programmes.elderly.meals.testing import DECIDED, YEAR, Canteen, clock

pytestmark = pytest.mark.django_db
YEAR_2024 = Period(dt.date(2024, 1, 1), dt.date(2024, 12, 31))
FIGURES = {each.code.removeprefix("meals."): each for each in INDICATORS}


def value(code: str, last: dt.date = YEAR_2024.last) -> int:
    return int(figure(FIGURES[code], Period(YEAR_2024.first, last), area_code=COUNTY).value)


def test_wr_04_eight_and_twelve_are_twenty_and_fourteen_was_in_june() -> None:
    """8 + 12 = 20 as the register has it at the end of the year; 14 rural ones there were, too: until two were closed. 7 + 1 = 8;
    open 6, trial 1, not in use 1."""
    town = Canteen()
    community = [town.open(f"C{n}", f"社区{n}", OTHER_VILLAGE, "K03", urban=True, model=OperatingModel.VILLAGE_RUN) for n in range(6)]  # fmt: skip
    not_yet = register.NewPoint("C6", "东门", OTHER_VILLAGE, MealPoint.Kind.CANTEEN, seats=40, capacity=80)
    register.register_point(  # about to open, and handed to nobody yet
        not_yet, on=YEAR, document=DECIDED, by=town.officer, at=clock(1, month=1), state=PointState.BUILDING
    )
    firm = town.open(
        "C7", "明清古城", OTHER_VILLAGE, "K04", urban=True, model=OperatingModel.ENTERPRISE_RUN, state=PointState.TRIAL
    )
    rural = [town.open(f"R{n}", f"村{n}", VILLAGE, "K05", model=OperatingModel.VILLAGE_RUN) for n in range(12)]
    assert len(community) == 6
    for point in rural[:2]:
        register.change_state(
            point,
            BY_CODE["close"],
            on=dt.date(2024, 9, 1),
            document="县民政局批复",
            by=town.officer,
            at=clock(1, month=9),
        )
    # The two points of the story itself are rural, so that fourteen are built until September and twelve are left.
    assert value("rural", dt.date(2024, 8, 31)) == 14
    assert (value("urban"), value("rural"), value("points")) == (8, 12, 20)
    assert (value("community"), value("enterprise")) == (7, 1)
    assert value("in_use") == 19
    assert value("modes") == 3  # F-18: run by the village, by an operator, by an enterprise
    assert value("with_kitchen") == queries.in_use(YEAR_2024.last).filter(urban=False, kitchen=True).count() > 0  # F-20
    states = dict(by_class(FIGURES["urban"], YEAR_2024, area_code=COUNTY))["状态"]
    told = {cell.name: int(cell.counted.value) for cell in states if cell.counted is not None and cell.counted.value}
    assert told == {"运营": 6, "试运营": 1, "建设": 1}
    assert {each.pk for each in queries.built(YEAR_2024.last).filter(model=OperatingModel.ENTERPRISE_RUN)} == {firm.pk}
    found = queries.census(town.officer, YEAR_2024.last)
    assert (found.count(True, PointState.OPEN), found.count(True, PointState.BUILDING)) == (6, 1)
    assert found.count(False, PointState.CLOSED) == 2
    assert sum(found.models.values()) == 19


def test_a_point_goes_its_declared_way_and_each_step_has_its_document() -> None:
    town = Canteen()
    point = town.open("Z09", "新点", VILLAGE, "K09", state=None)

    def step(code: str, day: int, document: str = "批复") -> StateChange:
        return register.change_state(
            point, BY_CODE[code], on=dt.date(2024, 3, day), document=document, by=town.officer, at=clock(day, month=3)
        )

    with pytest.raises(Refused, match="目前是“建设”，不能办理“正式运营”"):
        step("open", 1)
    step("accept", 5)
    with pytest.raises(Refused, match="请填写依据文件"):
        step("try_out", 6, "  ")
    with pytest.raises(Refused, match="日期早于上一次变更"):
        step("try_out", 4)
    step("try_out", 6)
    assert register.state_on(point, dt.date(2024, 3, 5)) == PointState.ACCEPTED
    assert register.state_on(point, dt.date(2024, 3, 6)) == PointState.TRIAL
    assert register.state_on(point, dt.date(2023, 1, 1)) is None
    with pytest.raises(Refused, match="没有权限"):
        register.change_state(point, BY_CODE["open"], on=YEAR, document="批复", by=town.clerk, at=clock(7, month=3))


def test_a_point_without_an_operator_is_not_opened() -> None:
    town = Canteen()
    new = register.NewPoint("Z08", "无人运营", VILLAGE, MealPoint.Kind.POINT, seats=10, capacity=20)
    at = clock(1, month=2)
    point = register.register_point(
        new, on=YEAR, document=DECIDED, by=town.officer, at=at, state=PointState.ACCEPTED
    )  # fmt: skip
    with pytest.raises(Refused, match="还没有登记运营方"):
        register.change_state(point, BY_CODE["open"], on=YEAR, document="批复", by=town.officer, at=at)
    with pytest.raises(Refused, match="已登记，请换一个编号"):
        register.register_point(new, on=YEAR, document=DECIDED, by=town.officer, at=at)


def test_neighbours_cook_for_ten_at_most_and_need_no_licence() -> None:
    town = Canteen()
    at = clock(1, month=2)
    many = register.NewPoint("L1", "邻里", VILLAGE, MealPoint.Kind.NEIGHBOUR, seats=12, capacity=11)
    with pytest.raises(Refused, match="不得超过10人"):
        register.register_point(many, on=YEAR, document=DECIDED, by=town.officer, at=at)
    few = register.NewPoint("L1", "邻里", VILLAGE, MealPoint.Kind.NEIGHBOUR, seats=8, capacity=8)
    point = register.register_point(few, on=YEAR, document=DECIDED, by=town.officer, at=at)
    head = town.person("户主", 1970)
    kept = register.hand_to(
        point, head.party, model=OperatingModel.NEIGHBOURS, on=YEAR, document="搭伙协议", by=town.officer, at=at
    )
    assert kept.licence_until is None
    with pytest.raises(Refused, match="食品经营许可证"):
        register.hand_to(
            point, head.party, model=OperatingModel.VILLAGE_RUN, on=YEAR, document="协议", by=town.officer, at=at
        )


def test_the_elder_price_is_never_above_the_public_one_and_changes_are_told_before() -> None:
    town = Canteen()

    def price(listed: int, public: int, on: dt.date) -> Price:
        at = clock(10, month=5)
        return register.set_price(
            town.point, "套餐", listed=listed, public=public, on=on, document="公示", by=town.officer, at=at
        )

    with pytest.raises(Refused, match="高于公众价"):
        price(1300, 1200, dt.date(2024, 6, 1))
    with pytest.raises(Refused, match="提前7天公示"):
        price(900, 1200, dt.date(2024, 5, 16))
    assert price(900, 1200, dt.date(2024, 5, 17)).listed == 900
    with pytest.raises(IntegrityError), transaction.atomic():
        Price.objects.create(
            point=town.point, name="x", listed=2, public=1, from_on=YEAR, document="x", by=town.officer, at=clock(1)
        )


def test_a_licence_that_has_ended_suspends_the_point_by_itself() -> None:
    town = Canteen()
    end = dt.date(2026, 12, 31)
    assert register.suspend_expired([town.point], on=end, at=clock(31, month=12)) == []
    found = register.suspend_expired([town.point], on=end + dt.timedelta(days=1), at=clock(31, month=12))
    assert found == [town.point]
    assert register.state_on(town.point, end + dt.timedelta(days=1)) == PointState.SUSPENDED
    assert register.suspend_expired([town.point], on=end + dt.timedelta(days=2), at=clock(31, month=12)) == []


def test_the_database_keeps_the_register_as_it_was_entered() -> None:
    town = Canteen()
    guards.install(connection)
    with pytest.raises(Exception, match="不可修改"), transaction.atomic(), connection.cursor() as cursor:
        cursor.execute("UPDATE meals_statechange SET state = 'CLOSED'")
    assert register.state_on(town.point, YEAR) == PointState.OPEN


def acting(user: object) -> Browser:
    browser = Browser()
    browser.force_login(user, backend="django.contrib.auth.backends.ModelBackend")  # type: ignore[arg-type]
    return browser


def test_the_list_asks_the_same_number_of_questions_for_two_points_and_for_five() -> None:
    town = Canteen()
    browser = acting(town.officer)
    browser.get("/meals/points/")
    with CaptureQueriesContext(connection) as few:
        text = browser.get("/meals/points/").content.decode()
    assert "上村老年食堂" in text
    for number in range(3):
        town.open(f"Z1{number}", f"再开{number}", VILLAGE, "K01")
    with CaptureQueriesContext(connection) as more:
        assert "再开2" in browser.get("/meals/points/").content.decode()
    assert len(few) == len(more)


def test_an_operator_sees_its_own_points_and_changes_nothing() -> None:
    town = Canteen()
    browser = acting(town.office)
    text = browser.get("/meals/points/").content.decode()
    assert "上村老年食堂" in text
    assert "下村助餐点" not in text
    assert browser.get(f"/meals/points/{town.other.pk}/").status_code == 404
    text = browser.get(f"/meals/points/{town.point.pk}/").content.decode()
    assert "验收报告" in text
    assert "停业整改</a>" not in text
    assert browser.get(f"/meals/points/{town.point.pk}/change/close/").status_code == 403


def test_the_officer_changes_the_register_by_pages() -> None:
    town = Canteen()
    browser = acting(town.officer)
    address = f"/meals/points/{town.point.pk}/change/suspend/"
    wrong = browser.post(address, {"on": "2023-12-01", "document": "整改通知"})
    assert (wrong.status_code, "日期早于上一次变更" in wrong.content.decode()) == (422, True)
    assert browser.post(address, {"on": "2024-11-04", "document": "整改通知", "because": "后厨卫生"}).status_code == 302
    assert "后厨卫生" in browser.get(f"/meals/points/{town.point.pk}/").content.decode()
    text = browser.get("/meals/points/census/?on=2024-11-03").content.decode()
    assert "截至2024年11月3日" in text
    said = {
        "code": "Z77", "name": "西社区助餐点", "kind": "POINT", "state": "BUILDING", "area": OTHER_VILLAGE, "seats": "30", "capacity": "60",
        "square_metres": "80", "weekdays": "12345", "on": "2024-11-01", "document": DECIDED,
    }  # fmt: skip
    assert browser.post("/meals/points/new/", said | {"weekdays": "1238"}).status_code == 422
    assert browser.post("/meals/points/new/", said).status_code == 302
    made = MealPoint.objects.get(code="Z77")
    assert (made.urban, made.kitchen, made.weekdays) == (True, False, "12345")
    price = {"name": "套餐", "listed": "8", "public": "12", "enterprise": "0.5", "collective": "0", "donated": "0", "on": "2024-12-01", "document": "公示"}  # fmt: skip
    assert browser.post(f"/meals/points/{made.pk}/price/", price).status_code == 302
    assert made.prices.get().enterprise == 50
    town.organisation("K66")
    running = {"organisation": "K66", "model": "OPERATOR_RUN", "licence": "JY66", "licence_until": "2027-01-01", "on": "2024-11-01", "document": "合同"}  # fmt: skip
    assert browser.post(f"/meals/points/{made.pk}/operator/", running | {"organisation": "K00"}).status_code == 422
    assert browser.post(f"/meals/points/{made.pk}/operator/", running).status_code == 302
    assert register.operation_on(made, dt.date(2024, 11, 1)) is not None
