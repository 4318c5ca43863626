"""The register: what may be entered and what may not, states over time, reservations, measurements, inspections."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from typing import Any

import pytest

from doudi.base.models import User
from doudi.base.refused import Refused
from doudi.base.stories import COUNTY, TOWN, number_of
from doudi.mechanisms.casework.clues import TAKERS, Clue, Taker
from doudi.mechanisms.custody.models import Custodian
from doudi.mechanisms.entitlement.testing_awards import acting, moment
from doudi.programmes.funeral.cemeteries import measuring, queries, registering, rules
from doudi.programmes.funeral.cemeteries.models import Cemetery, Reservation
from doudi.programmes.funeral.cemeteries.registering import NewBlock
from doudi.programmes.funeral.cemeteries.stories import APPROVED, TEN_MU, Register

ON = dt.date(2024, 9, 12)
SORT, LAND, REASON = Cemetery.Sort, Cemetery.Land, Reservation.Reason
OLD, YOUNG = number_of(dt.date(1940, 1, 1), 1), number_of(dt.date(1980, 1, 1), 2)


@pytest.fixture
def office(db: None) -> Register:
    return Register()


@pytest.fixture
def told(monkeypatch: pytest.MonkeyPatch) -> list[Clue]:
    """Whatever is told to whoever takes clues of funerals."""
    clues: list[Clue] = []

    def take(some: Sequence[Clue], by: User | None, at: dt.datetime) -> int:
        clues.extend(some)
        return len(some)

    monkeypatch.setattr("doudi.mechanisms.casework.clues.TAKERS", dict(TAKERS))
    Taker("funeral", take)
    return clues


def test_a_cemetery_is_entered_with_its_blocks_and_custody_knows_how_much_it_holds(office: Register) -> None:
    cemetery = office.cemetery()
    registering.add_block(cemetery, NewBlock("B", 2, 10, 8000, double=True), by=office.officer, at=moment(ON))
    assert Custodian.objects.get(code="C1").capacity == 50 + 2 * 20
    registering.enter_former(
        cemetery,
        [("A-1-1", "甲", dt.date(2004, 9, 1)), ("B-1-1", "乙", dt.date(2023, 9, 20))],
        by=office.tender,
        at=moment(ON),
    )
    assert Custodian.objects.get(code="C1").capacity == 50 - 1 + 2 * 20 - 2
    capacity = queries.capacities([cemetery], ON)[cemetery.pk]
    assert (capacity.plots, capacity.taken, capacity.free, capacity.placed) == (70, 2, 68, 1)
    assert capacity.years == rules.years_left(68, 1)


@pytest.mark.parametrize(
    ("more", "sentence"),
    [
        ({"approval": " "}, "没有批准文号"),
        ({"land_number": ""}, "没有批准文号、用地手续"),
        ({"sort": SORT.COMMERCIAL, "land": LAND.ALLOCATED, "public_cm2": TEN_MU}, "不得使用划拨土地"),
        ({"sort": SORT.COMMERCIAL, "public_money": True, "public_cm2": TEN_MU}, "财政资金"),
        ({"sort": SORT.COMMERCIAL, "public_cm2": TEN_MU // 5 - 1}, "至少1,333.33平方米"),
        ({"blocks": (NewBlock("A", 1, 1, 5001),)}, "超过上限0.50平方米"),
        ({"blocks": (NewBlock("A", 1, 1, 8001, double=True),)}, "超过上限0.80平方米"),
        ({"blocks": (NewBlock("A", 1, 1, 5000, flat_stone=False),)}, "卧碑"),
        ({"blocks": (NewBlock("A", 50, 10, 5000), NewBlock("B", 1, 1, 5000))}, "超过批准的500个"),
        ({"blocks": (NewBlock("A", 1, 1, 5000), NewBlock("a", 1, 1, 5000))}, "已有A区"),
        ({"blocks": (NewBlock("A-1", 1, 1, 5000),)}, "写字母、数字"),
    ],
)  # fmt: skip
def test_what_may_not_be_entered_leaves_nothing_behind(office: Register, more: dict[str, Any], sentence: str) -> None:
    with pytest.raises(Refused, match=sentence):
        office.cemetery(**more)
    assert not Cemetery.objects.exists()
    assert not Custodian.objects.exists()


def test_r_cem_02_holds_for_new_ones_only(office: Register) -> None:
    """The province's rule is of March 2022: what was approved before needs no share of public plots, nor has its plot a limit."""
    old = dt.date(2019, 6, 1)
    cemetery = office.cemetery(
        sort=SORT.COMMERCIAL, land=LAND.GRANTED, approved_on=old, opened_on=old, blocks=(NewBlock("A", 1, 1, 10_500),)
    )
    assert cemetery.state == "OPEN"


def test_r_cem_03_a_public_cemetery_never_becomes_a_commercial_one(office: Register) -> None:
    """No service changes the sort of a cemetery, and under its code none of another sort is entered."""
    office.cemetery()
    with pytest.raises(Refused, match="已经登记为上村公墓"):
        office.cemetery(sort=SORT.COMMERCIAL, land=LAND.GRANTED, public_cm2=TEN_MU)
    names = {name for name in dir(registering) if "sort" in name.lower()}
    assert names == set()


def test_states_over_time_and_no_way_back_from_the_last(office: Register) -> None:
    cemetery = office.cemetery()
    change = registering.change_state
    change(cemetery, "SUSPENDED", since=dt.date(2024, 3, 1), because="塌方", by=office.officer, at=moment("2024-03-01"))
    change(cemetery, "OPEN", since=dt.date(2024, 5, 1), because="修复", by=office.officer, at=moment("2024-05-01"))
    days = [dt.date(2023, 4, 30), APPROVED, dt.date(2024, 3, 1), dt.date(2024, 4, 30), dt.date(2024, 5, 1)]
    assert [queries.state_on(cemetery, day) for day in days] == ["PLANNED", "OPEN", "SUSPENDED", "SUSPENDED", "OPEN"]
    with pytest.raises(Refused, match="不能早于上一次变更"):
        change(cemetery, "CLOSED", since=dt.date(2024, 4, 1), because="满", by=office.officer, at=moment(ON))
    change(cemetery, "CLOSED", since=ON, because="满", by=office.officer, at=moment(ON))
    assert Custodian.objects.get().closed_on == ON
    with pytest.raises(Refused, match="“停用”的公墓不能改为“启用”"):
        change(cemetery, "OPEN", since=ON, because="满", by=office.officer, at=moment(ON))


def test_r_ashes_14_a_plot_is_kept_for_listed_reasons_only(office: Register) -> None:
    cemetery = office.cemetery()

    def reserve(place: str, number: str, reason: Reservation.Reason, proof: str = "证明1") -> Reservation:
        return registering.reserve(
            cemetery, place, name="某人", number=number, reason=reason, proof=proof, by=office.tender, at=moment(ON)
        )

    with pytest.raises(Refused, match="现为44岁；提前出售墓位属于违规"):
        reserve("A-1-1", YOUNG, REASON.AGED)
    with pytest.raises(Refused, match="不预售"):
        reserve("A-1-1", OLD, REASON.AGED, proof=" ")
    with pytest.raises(Refused, match="没有“A-9-1”"):
        reserve("A-9-1", OLD, REASON.AGED)
    with pytest.raises(Refused, match="已经安葬一人的双穴"):
        reserve("A-1-1", YOUNG, REASON.SPOUSE)
    made = reserve("A-1-1", OLD, REASON.AGED)
    with pytest.raises(Refused, match="一人只能预留一处"):
        reserve("A-1-2", OLD, REASON.ILL)
    with pytest.raises(Refused, match="A-1-1已预留给"):
        reserve("A-1-1", YOUNG, REASON.ILL)
    assert queries.capacities([cemetery], ON)[cemetery.pk].reserved == 1
    registering.release_reservation(made, because="另选", by=office.tender, at=moment(ON))
    assert reserve("A-1-1", YOUNG, REASON.ILL).until == dt.date(2027, 9, 12)


def test_we_07_a_measurement_is_a_clue_for_enforcement_once_for_each_violation(
    office: Register, told: list[Clue]
) -> None:
    cemetery = office.cemetery()
    fine = measuring.measure(cemetery, rules.Found(TEN_MU, plots=50), on=ON, by=office.enforcer, at=moment(ON))
    assert (fine.faults, told) == ([], [])
    made = measuring.measure(
        cemetery, rules.Found(74_500_000, plots=501, double_cm2=10_500), on=ON, by=office.enforcer, at=moment(ON)
    )
    assert len(made.faults) == 3
    assert [(each.code, each.done_on) for each in told] == [("V03", ON), ("V04", ON)]
    assert "1.1175倍" in told[1].words
    assert "超1个" in told[1].words


def test_r_cem_07_not_passed_it_is_put_right_in_time_or_told_of(office: Register) -> None:
    cemetery = office.cemetery()
    with pytest.raises(Refused, match="两人"):
        measuring.inspect(
            cemetery, on=ON, passed=True, words="好", by=office.officer, together_with=office.officer, at=moment(ON)
        )
    found = measuring.inspect(
        cemetery, on=ON, passed=False, words="账目不清", by=office.officer, together_with=office.second, at=moment(ON)
    )
    last = dt.date(2024, 10, 12)
    assert found.rectify_by == last
    with pytest.raises(Refused, match="已有2024年度"):
        measuring.inspect(
            cemetery, on=ON, passed=True, words="好", by=office.second, together_with=office.officer, at=moment(ON)
        )
    assert not queries.overdue_inspections(last).exists()
    with pytest.raises(Refused, match="整改期限没有过"):
        measuring.notify(found, because="逾期", by=office.officer, at=moment(last))
    after = last + dt.timedelta(days=1)
    assert queries.overdue_inspections(after).get() == found
    measuring.notify(found, because="逾期", by=office.officer, at=moment(after))
    with pytest.raises(Refused, match="检查人以外"):
        measuring.rectified(found, on=after, because="已清", by=office.officer, at=moment(after))
    measuring.rectified(found, on=after, because="已清", by=office.second, at=moment(after))
    assert not queries.overdue_inspections(after).exists()
    measuring.publish(found, by=office.officer, at=moment(after))


def test_who_may_what_and_every_page_opens(office: Register, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("django.utils.timezone.now", lambda: moment(ON, 12))
    cemetery = office.cemetery()
    with pytest.raises(Refused, match="没有权限"):
        registering.add_block(cemetery, NewBlock("B", 1, 1), by=office.tender, at=moment(ON))
    here = f"/cemeteries/cemeteries/{cemetery.pk}/"
    shown = acting(office.officer).get(here).content.decode()
    for words in ("6,666.67平方米", "状态沿革", "年度检查", "预留墓位", "登记实测", "东镇"):
        assert words in shown, words
    for page in ("state/", "block/", "measure/", "inspect/", "reserve/"):
        assert acting(office.officer).get(f"{here}{page}").status_code == 200, page
    assert acting(office.tender).get(f"{here}state/").status_code == 403
    said = {"on": "2024-09-12", "area_cm2": "7450", "double_cm2": "1.05", "outline": "115,28\n116,28\n116,29"}
    assert acting(office.officer).post(f"{here}measure/", said).status_code == 302
    assert "为批准面积的1.1175倍" in acting(office.officer).get(here).content.decode()
    wrong = acting(office.officer).post(f"{here}measure/", {**said, "outline": "115 28"})
    assert wrong.status_code == 422
    assert "看不懂" in wrong.content.decode()
    new = {
        "kind": "NATURE", "sort": "COUNTY", "name": "生态林", "code": "N1", "area_code": TOWN, "approval": "县1", "approved_on": "2024-01-01",
        "approved_cm2": "100.5", "land": "COLLECTIVE", "land_number": "林2", "opened_on": "2024-01-02",
    }  # fmt: skip
    assert acting(office.officer).post("/cemeteries/cemeteries/new/", new).status_code == 302
    assert Cemetery.objects.get(custodian__code="N1").approved_cm2 == 1_005_000
    assert COUNTY


def test_the_list_takes_the_same_queries_for_one_and_for_three(
    office: Register, monkeypatch: pytest.MonkeyPatch
) -> None:
    from django.db import connection
    from django.test.utils import CaptureQueriesContext

    monkeypatch.setattr("django.utils.timezone.now", lambda: moment(ON, 12))
    numbers = []
    for codes in (("C1",), ("C2", "C3")):
        for code in codes:
            office.cemetery(code=code)
        acting(office.officer).get("/cemeteries/cemeteries/")
        with CaptureQueriesContext(connection) as asked:
            assert "上村公墓" in acting(office.officer).get("/cemeteries/cemeteries/").content.decode()
        numbers.append(len(asked))
    assert numbers[0] == numbers[1]
