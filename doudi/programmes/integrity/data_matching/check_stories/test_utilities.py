"""R-CMP-19, 20: use of power and water that does not fit a household in need (R-PROP-07: auxiliary only)."""

from __future__ import annotations

from typing import Any

import pytest

from doudi.programmes.integrity.data_matching.check_stories.county import County, Person

BOTH = pytest.mark.parametrize(
    ("check", "meter", "unit"), [("R-CMP-19", "power", "千瓦时"), ("R-CMP-20", "water", "吨")]
)


def at_house(county: County, name: str, house: int, meter: str, *use: float, **cells: Any) -> Person:
    """One person alone in his house, and the meter at the door."""
    address = f"东镇上村第2组{house}号"
    who = county.person(name, address=address)
    county.row(meter, holder=name, address=address, use=list(use), **cells)
    return who


def neighbours(county: County, meter: str, number: int = 3) -> None:
    for each in range(number):
        at_house(county, f"邻居{'甲乙丙丁戊'[each]}", 50 + each, meter, 100, 100, 100)


@BOTH
def test_more_than_three_times_the_median_of_the_village(check: str, meter: str, unit: str) -> None:
    county = County()
    neighbours(county, meter)
    county.dibao("H1", at_house(county, "多用户", 1, meter, 90, 100, 301, 301, 301))
    county.dibao("H2", at_house(county, "恰三倍", 2, meter, 90, 100, 300, 300, 300))
    (told,) = county.ask(check)
    assert told.who == "多用户"
    assert told.reason.startswith(f"多用户所在户近3个月平均用量301{unit}，是同村1人户中位数100{unit}的3.0倍")
    assert (told.direction, told.strength, told.conclusive) == ("paid", "probable", False)
    assert "用量只作辅助" in told.doubt
    assert told.months == ("2024-09", "2024-11")
    assert told.lists == {meter, "dibao_rural"}


@BOTH
def test_zero_for_three_months(check: str, meter: str, unit: str) -> None:
    county = County()
    county.dibao("H1", at_house(county, "三月为零", 1, meter, 30, 0, 0, 0))
    county.dibao("H2", at_house(county, "两月为零", 2, meter, 30, 30, 0, 0))
    (told,) = county.ask(check)
    assert told.who == "三月为零"
    assert told.reason.startswith("三月为零所在户连续3个月用量为零（户名三月为零")


@BOTH
def test_use_that_has_a_good_reason(check: str, meter: str, unit: str) -> None:
    county = County()
    neighbours(county, meter, 5)
    for number, note in enumerate(("合表", "家有制氧机", "自备井", "外出务工"), start=1):
        county.dibao(
            f"H{number}", at_house(county, f"户{'甲乙丙丁'[number - 1]}", number, meter, 900, 900, 900, note=note)
        )
    county.dibao("H8", at_house(county, "一月偏高", 8, meter, 100, 100, 300))
    lodged = at_house(county, "集中供养", 9, meter, 0, 0, 0)
    county.row("tekun", lodged, support="集中供养", institution="东镇敬老院")
    assert county.ask(check) == []


@BOTH
def test_somebody_in_care_whose_book_is_unknown_hides_nobody(check: str, meter: str, unit: str) -> None:
    county = County()
    county.dibao("H1", at_house(county, "三月为零", 1, meter, 0, 0, 0))
    lodged = county.person("无户号", registered=False)
    county.row("register", lodged, relation="户主", address="东镇上村第2组77号", state="正常")
    county.row("tekun", lodged, support="集中供养", institution="东镇敬老院")
    assert county.names(check) == ["三月为零"]


@BOTH
def test_fewer_than_three_households_are_no_measure(check: str, meter: str, unit: str) -> None:
    county = County()
    neighbours(county, meter, 1)
    county.dibao("H1", at_house(county, "多用户", 1, meter, 900, 900, 900))
    assert county.ask(check) == []


@BOTH
def test_a_namesake_in_another_village_is_somebody_else(check: str, meter: str, unit: str) -> None:
    county = County()
    who = county.person("张伟明", address="东镇上村第2组1号")
    county.dibao("H1", who)
    county.row(meter, holder="张伟明", address="东镇下村第9组3号", use=[0, 0, 0])
    assert not any(each.conclusive or each.strength == "exact" for each in county.ask(check))


@BOTH
def test_without_the_meters_or_the_register_nothing_is_compared(check: str, meter: str, unit: str) -> None:
    county = County()
    who = at_house(county, "某户", 1, meter, 0, 0, 0)
    county.dibao("H1", who)
    county.drop("register")
    assert county.not_compared(check) == ("register",)
    county.registered(who)
    county.drop(meter)
    assert county.not_compared(check) == (meter,)
