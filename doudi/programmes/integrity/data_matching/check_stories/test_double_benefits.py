"""R-CMP-04, 05: two benefits that exclude one another, in this county or with another."""

from __future__ import annotations

import pytest

from doudi.programmes.integrity.data_matching.check_stories.county import County, Person, Row

LIVING, NURSING = "困难残疾人生活补贴", "重度残疾人护理补贴"
ORPHAN, UNATTENDED = "孤儿基本生活费", "事实无人抚养儿童基本生活补贴"


def receives(
    county: County, name: str, *benefits: str, months: str = "2024-09..2024-11", born: str = "1960-05-05"
) -> Person:
    """Somebody paid several benefits for the same months."""
    who = county.person(name, born=born)
    for benefit in benefits:
        county.paid(who, benefit, 100, months)
    return who


# --- R-CMP-04 县内重复享受 -----------------------------------------------------------------------------------------------


def test_bad_case_20_tekun_and_nursing_subsidy_together() -> None:
    county = County()
    who = county.person("邓五保")
    county.row("tekun", who, support="分散供养", address="上村第1组5号")
    county.paid(who, "特困供养", 930, "2024-06..2024-11")
    county.paid(who, NURSING, 100, "2024-09..2024-11")
    county.paid(who, LIVING, 80, "2024-11")
    (told,) = county.ask("R-CMP-04")
    assert (told.yuan, told.months, told.direction, told.conclusive) == (380, ("2024-09", "2024-11"), "paid", True)
    assert told.programme == f"特困供养+{LIVING}+{NURSING}"
    assert told.reason == (
        f"邓五保在2024年9月至2024年11月间有3个月同时领取特困供养和{LIVING}、{NURSING}，重复发放380.00元。"
    )
    assert told.lists == {"payments"}


@pytest.mark.parametrize(
    ("kept", "too_much"),
    [
        ("特困供养", "农村低保"),
        ("特困供养", "城市低保"),
        ("特困供养", LIVING),
        ("特困供养", NURSING),
        (ORPHAN, LIVING),
        ("农村低保", "城市低保"),
    ],
)
def test_every_excluded_pair_whichever_stands_first(kept: str, too_much: str) -> None:
    county = County()
    who = county.person("某人")
    county.paid(who, too_much, 100, "2024-09..2024-11")
    county.paid(who, kept, 900, "2024-09..2024-11")
    (told,) = county.ask("R-CMP-04")
    assert (told.yuan, told.programme) == (300, f"{kept}+{too_much}")


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("农村低保", LIVING),
        ("农村低保", NURSING),
        (LIVING, NURSING),
        (NURSING, "高龄津贴"),
        (ORPHAN, NURSING),
        (UNATTENDED, NURSING),
        ("特困供养", "高龄津贴"),
        ("农村低保", "临时救助"),
    ],
)
def test_what_may_be_had_together(one: str, other: str) -> None:
    """EX-29, EX-30: dibao with both subsidies, an orphan with nursing, age allowance with nursing."""
    county = County()
    receives(county, "某人", one, other)
    assert county.ask("R-CMP-04") == []


def test_an_unattended_child_paid_a_top_up_may_have_the_living_allowance() -> None:
    county = County()
    for name, way in (("补差儿童", "补差发放"), ("全额儿童", "全额发放")):
        who = receives(county, name, UNATTENDED, LIVING, born="2014-01-01")
        county.row("children_allowance", who, category="事实无人抚养儿童", way=way)
    unknown = receives(county, "表中没有", UNATTENDED, LIVING, born="2014-01-01")
    told = {each.who: each for each in county.ask("R-CMP-04")}
    assert set(told) == {"全额儿童", unknown.name}
    assert told["全额儿童"].conclusive
    assert "是否补差发放不明" in told[unknown.name].doubt


def test_work_injury_care_pay_excludes_both_subsidies() -> None:
    """EX-29: on work-injury care pay neither subsidy is due."""
    county = County()
    rows: list[tuple[str, Row]] = [
        ("工伤护理", {"item": "生活护理费", "state": "正常发放", "from_on": "2024-10-08"}),
        ("伤残津贴", {"item": "伤残津贴", "state": "正常发放", "from_on": "2024-01-08"}),
        ("护理费已停", {"item": "生活护理费", "state": "终止", "from_on": "2024-01-08"}),
        ("起始不明", {"item": "生活护理费", "state": "正常发放"}),
    ]
    for name, cells in rows:
        county.row("work_injury", receives(county, name, LIVING, NURSING), monthly=1500, **cells)
    told = {each.who: each for each in county.ask("R-CMP-04")}
    assert set(told) == {"工伤护理", "起始不明"}
    assert (told["工伤护理"].yuan, told["工伤护理"].months) == (400, ("2024-10", "2024-11"))
    assert (told["起始不明"].yuan, told["起始不明"].conclusive) == (200, False)
    assert "起始日期不明" in told["起始不明"].doubt


def test_from_dibao_to_tekun_without_a_common_month() -> None:
    county = County()
    who = county.person("转特困")
    county.paid(who, "农村低保", 715, "2024-06..2024-08")
    county.paid(who, "特困供养", 930, "2024-09..2024-11")
    assert county.ask("R-CMP-04") == []


def test_the_month_of_the_switch_is_told_but_not_conclusive() -> None:
    """One month under both, the last of the one and the first of the other: often only two lists on different days."""
    county = County()
    switched, doubled = county.person("转换当月"), county.person("连续重复")
    county.paid(switched, "农村低保", 715, "2024-06..2024-09")
    county.paid(switched, "特困供养", 930, "2024-09..2024-11")
    county.paid(doubled, "农村低保", 715, "2024-06..2024-10")
    county.paid(doubled, "特困供养", 930, "2024-09..2024-11")
    told = {each.who: each for each in county.ask("R-CMP-04")}
    assert (told["转换当月"].yuan, told["转换当月"].conclusive) == (715, False)
    assert "只在转换当月重叠" in told["转换当月"].doubt
    assert (told["连续重复"].yuan, told["连续重复"].conclusive) == (1430, True)


def test_a_payment_that_failed_is_none() -> None:
    county = County()
    who = county.person("退汇")
    county.paid(who, "特困供养", 930, "2024-11")
    county.paid(who, "农村低保", 715, "2024-11", result="退汇")
    assert county.ask("R-CMP-04") == []


def test_without_payments_nothing_is_compared() -> None:
    county = County()
    county.row("tekun", county.person("甲"), support="分散供养")
    assert county.not_compared("R-CMP-04") == ("payments",)


# --- R-CMP-05 跨县重复享受 -----------------------------------------------------------------------------------------------


def test_on_the_roll_of_another_county_too() -> None:
    county = County()
    who = county.person("蒋两地")
    county.dibao("H1", who)
    county.row("other_county_dibao", who, county="邻县", category="农村低保", from_on="2023-05-01", state="在保")
    (told,) = county.ask("R-CMP-05")
    assert told.reason == "蒋两地在本县享受农村低保，同时在邻县在保（农村低保）。"
    assert (told.direction, told.conclusive, told.months) == ("paid", True, ("2023-05", ""))
    assert told.lists == {"other_county_dibao", "dibao_rural"}


def test_what_excuses_a_second_county() -> None:
    county = County()
    rows: list[tuple[str, Row]] = [
        ("外县停保", {"state": "停保"}),
        ("已有停保日期", {"state": "在保", "to_on": "2024-08-31"}),
        ("本月停保", {"state": "在保", "to_on": "2024-11-30"}),
        ("同号异名", {"state": "在保", "name": "古兰兰"}),
    ]
    for name, cells in rows:
        who = county.person(name)
        county.dibao(f"H{name}", who)
        county.row("other_county_dibao", who, county="邻县", **cells)
    subsidy_only = county.person("只领津贴")
    county.row("age_allowance", subsidy_only)
    county.row("other_county_dibao", subsidy_only, county="邻县", state="在保")
    assert county.names("R-CMP-05") == []


def test_the_month_of_the_move_and_an_unknown_state_are_not_conclusive() -> None:
    county = County()
    moved, unclear, next_month = county.person("刚迁入"), county.person("状态不明"), county.person("下月停保")
    county.dibao("H1", moved, since="2024-11")
    county.dibao("H2", unclear)
    county.dibao("H3", next_month)
    county.row("other_county_dibao", moved, county="邻县", state="在保")
    county.row("other_county_dibao", unclear, county="邻县", state="复核")
    county.row("other_county_dibao", next_month, county="邻县", state="在保", to_on="2024-12-01")
    told = {each.who: each for each in county.ask("R-CMP-05")}
    assert "本县本月起保" in told["刚迁入"].doubt
    assert "是否在保需核实" in told["状态不明"].doubt
    assert [each.conclusive for each in told.values()].count(True) == 1
    assert told["下月停保"].conclusive


def test_without_the_list_of_other_counties_nothing_is_compared() -> None:
    county = County()
    county.dibao("H1", county.person("甲"))
    assert county.not_compared("R-CMP-05") == ("other_county_dibao",)
