"""R-CMP-12, 13, 14, 16, 17: income that was not declared, and a spouse who is missing from the household."""

from __future__ import annotations

from typing import Any

import pytest

from doudi.programmes.integrity.data_matching.check_stories.county import County, Person, Row


def household(county: County, name: str, **cells: Any) -> Person:
    """A dibao household of one; its head."""
    head = county.person(name)
    county.dibao(f"H{name}", head, **cells)
    return head


@pytest.mark.parametrize(
    ("check", "wanted"),
    [
        ("R-CMP-12", "contributions"),
        ("R-CMP-13", "housing_fund"),
        ("R-CMP-14", "taxed_income"),
        ("R-CMP-16", "pensions"),
        ("R-CMP-17", "marriages"),
    ],
)
def test_what_nobody_sent_is_not_compared(check: str, wanted: str) -> None:
    county = County()
    household(county, "某户")
    assert county.not_compared(check) == (wanted,)


# --- R-CMP-12 职工参保未申报工资 -----------------------------------------------------------------------------------------


def insured(county: County, who: Person, months: int, **cells: Any) -> None:
    usual: Row = {"employer": "某鞋厂", "scheme": "企业职工基本养老保险", "base": 3500}
    county.row("contributions", who, paid=[0.0] * (6 - months) + [1.0] * months, **{**usual, **cells})


def test_three_of_the_last_six_months_insured_and_no_wage_declared() -> None:
    county = County()
    insured(county, household(county, "三个月"), 3)
    insured(county, household(county, "两个月"), 2)
    (told,) = county.ask("R-CMP-12")
    assert told.reason == "三个月近6个月在某鞋厂职工参保缴费3个月，缴费基数3500.00元，申报工资0.00元。"
    assert (told.direction, told.conclusive, told.months) == ("paid", True, ("2024-06", "2024-11"))
    assert told.lists == {"contributions", "dibao_rural"}


def test_contributions_that_do_not_count() -> None:
    county = County()
    insured(county, household(county, "灵活就业"), 6, scheme="灵活就业人员")
    insured(county, household(county, "如实申报", wage=3500), 6)
    insured(county, household(county, "同号异名"), 6, name="卜天祥")
    old = household(county, "半年以前")
    county.row("contributions", old, scheme="企业职工基本养老保险", base=3500, paid=[1.0] * 4 + [0.0] * 6)
    assert county.names("R-CMP-12") == []


def test_a_wage_declared_below_the_base_and_a_base_nobody_told() -> None:
    county = County()
    insured(county, household(county, "少报一分", wage=3499.99), 6)
    insured(county, household(county, "没有基数"), 6, base=None)
    insured(county, household(county, "险种不明"), 6, scheme="其他")
    told = {each.who: each for each in county.ask("R-CMP-12")}
    assert {who: each.conclusive for who, each in told.items()} == {
        "少报一分": True,
        "没有基数": False,
        "险种不明": False,
    }


# --- R-CMP-13 缴存住房公积金 ---------------------------------------------------------------------------------------------


def test_an_active_deposit_and_those_that_are_not() -> None:
    county = County()
    rows: list[tuple[str, Row]] = [
        ("缴到本月", {"paid_to": "2024-11"}),
        ("缴到上月", {"paid_to": "2024-10"}),
        ("已断缴", {"paid_to": "2024-09"}),
        ("已封存", {"paid_to": "2024-11", "state": "封存"}),
        ("已销户", {"paid_to": "2024-11", "state": "销户"}),
        ("同号异名", {"paid_to": "2024-11", "name": "戚天祥"}),
        ("月份不明", {}),
    ]
    for name, cells in rows:
        county.row(
            "housing_fund", household(county, name), **{"employer": "某厂", "monthly": 420, "state": "正常", **cells}
        )
    told = {each.who: each for each in county.ask("R-CMP-13")}
    assert {who: each.conclusive for who, each in told.items()} == {
        "缴到本月": True,
        "缴到上月": True,
        "月份不明": False,
    }
    assert told["缴到上月"].reason == "缴到上月享受农村低保，由某厂缴存住房公积金至2024年10月，月缴存420.00元。"
    assert told["缴到本月"].direction == "paid"


# --- R-CMP-14 纳税收入高于申报 -------------------------------------------------------------------------------------------


def test_a_twelfth_of_the_taxed_income_more_than_a_tenth_above_what_was_declared() -> None:
    county = County()
    for name, total in (("恰高一成", 13200), ("高过一成", 13200.12)):
        who = household(county, name, wage=600, other_income=400)
        county.row(
            "taxed_income", who, item="劳务报酬所得", income=total - 6000, from_on="2024-01-01", to_on="2024-06-30"
        )
        county.row("taxed_income", who, item="劳务报酬所得", income=6000, from_on="2023-12-01", to_on="2023-12-31")
        county.row("taxed_income", who, item="劳务报酬所得", income=90000, from_on="2023-01-01", to_on="2023-11-30")
    (told,) = county.ask("R-CMP-14")
    assert told.who == "高过一成"
    assert told.reason == "高过一成近12个月纳税收入合计13200.12元，月均1100.01元，高于申报的月收入1000.00元。"
    assert (told.conclusive, told.months) == (True, ("2023-12", "2024-11"))
    assert len([source for source, _, _ in told.pieces if source == "taxed_income"]) == 2


def test_the_income_of_a_namesake_under_his_number_is_not_his() -> None:
    county = County()
    county.row("taxed_income", household(county, "某甲"), name="仇天祥", income=90000, to_on="2024-06-30")
    assert county.ask("R-CMP-14") == []


# --- R-CMP-16 养老金与申报不符 -------------------------------------------------------------------------------------------


def test_a_pension_more_than_fifty_yuan_above_what_was_declared() -> None:
    county = County()
    for name, monthly, declared in (("差五十", 1050, 1000), ("差五十元一分", 1050.01, 1000)):
        who = household(county, name, pension=declared)
        county.row(
            "pensions",
            who,
            scheme="企业职工养老保险",
            monthly=monthly,
            back_pay=600,
            paid=monthly + 600,
            state="正常发放",
        )
    (told,) = county.ask("R-CMP-16")
    assert told.who == "差五十元一分"
    assert told.reason == "差五十元一分月养老金1050.01元（企业职工养老保险），申报1000.00元，高出50.01元。"
    assert (told.direction, told.conclusive) == ("paid", True)


def test_r_inc_02_the_central_part_of_the_resident_pension_need_not_be_declared() -> None:
    """123 yuan in 2024. Said on the roll it is added back; unsaid, a gap of just that much is asked about."""
    county = County()
    for name, scheme, note in (
        ("已注明扣除", "城乡居民养老保险", "养老金已扣除中央基础养老金"),
        ("没有注明", "城乡居民养老保险", None),
        ("职工养老", "企业职工养老保险", None),
    ):
        who = household(county, name, pension=60, note=note)
        county.row("pensions", who, scheme=scheme, monthly=183, state="正常发放")
    told = {each.who: each for each in county.ask("R-CMP-16")}
    assert {who: each.conclusive for who, each in told.items()} == {"没有注明": False, "职工养老": True}
    assert "中央基础养老金" in told["没有注明"].doubt


def test_income_written_once_for_a_household_is_declared_for_whoever_has_it() -> None:
    county = County()
    head, wife = county.person("户主"), county.person("妻子")
    county.dibao("H1", head, pension=1400)
    county.dibao("H1", wife)  # the line of a member is blank where the household's income stands with its head
    for who, monthly in ((head, 600), (wife, 800)):
        county.row("pensions", who, scheme="企业职工养老保险", monthly=monthly, state="正常发放")
    assert county.names("R-CMP-16") == []


def test_pensions_that_do_not_count() -> None:
    county = County()
    county.row("pensions", household(county, "已暂停"), scheme="职工", monthly=900, state="暂停")
    county.row("pensions", household(county, "同号异名"), scheme="职工", monthly=900, name="佟天祥")
    tekun = county.person("特困")
    county.row("tekun", tekun, support="分散供养")
    county.row("pensions", tekun, scheme="城乡居民养老保险", monthly=900, state="正常发放")
    assert county.names("R-CMP-16") == []


def test_two_pensions_of_one_person_are_added() -> None:
    county = County()
    who = household(county, "两份养老金", pension=183)
    county.row("pensions", who, scheme="城乡居民养老保险", monthly=183)
    county.row("pensions", who, scheme="企业职工养老保险", monthly=900)
    (told,) = county.ask("R-CMP-16")
    assert "高出900.00元" in told.reason


# --- R-CMP-17 配偶不在保障家庭 -------------------------------------------------------------------------------------------


def test_a_wife_who_is_not_on_the_roll() -> None:
    county = County()
    husband, wife = household(county, "丈夫"), county.person("妻子", sex="女")
    county.married(husband, wife, "2019-05-20")
    (told,) = county.ask("R-CMP-17")
    assert told.reason == "丈夫于2019-05-20与妻子登记结婚，婚姻关系存续，配偶不在保障家庭内。"
    assert (told.direction, told.conclusive, told.months) == ("paid", True, ("2019-05", ""))
    assert told.lists == {"marriages", "dibao_rural"}


def test_spouses_who_need_not_be_in_the_household() -> None:
    county = County()
    for name in ("已离婚", "丧偶", "单人保", "同户", "特困配偶", "下月登记", "撤销婚姻"):
        wife = county.person(f"{name}之妻", sex="女")
        husband = county.person(name)
        county.dibao(
            f"H{name}", husband, *([wife] if name == "同户" else []), note="单人保" if name == "单人保" else None
        )
        county.married(husband, wife, "2024-12-01" if name == "下月登记" else "2010-01-01")
        if name == "已离婚":
            county.married(husband, wife, "2020-01-01", "离婚登记")
        if name == "撤销婚姻":
            county.married(husband, wife, "2020-01-01", "撤销婚姻登记")
        if name == "丧偶":
            county.row("death_cancellations", wife, died_on="2018-01-01")
        if name == "特困配偶":
            county.row("tekun", wife, support="集中供养")
    assert county.names("R-CMP-17") == []


def test_married_out_a_daughter_who_has_a_husband_elsewhere() -> None:
    county = County()
    head, daughter, husband = (
        county.person("户主"),
        county.person("女儿", born="1995-01-01", sex="女"),
        county.person("女婿"),
    )
    county.dibao("H1", head, daughter)
    county.married(husband, daughter, "2022-10-01")
    assert county.names("R-CMP-17") == ["女儿"]
