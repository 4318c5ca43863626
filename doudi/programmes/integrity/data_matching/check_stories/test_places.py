"""Where a finding lies: by the list of areas, else as the rolls and the register tell it."""

from __future__ import annotations

import pytest

from doudi.base.stories import NEXT_VILLAGE, TOWN, VILLAGE
from doudi.programmes.integrity.data_matching.check_stories.county import County, Person


def with_a_car(county: County, who: Person) -> None:
    county.row("vehicles", who, plate="A", type="小型轿车", price=90000)


@pytest.mark.parametrize(
    ("address", "village", "township", "area"),
    [
        ("东镇上村第1组5号", None, None, VILLAGE),
        ("某县东镇下村民委员会3组8号", None, None, NEXT_VILLAGE),
        ("第1组5号", "上村", "东镇", VILLAGE),
        (None, "下村", "东镇", NEXT_VILLAGE),
        ("东镇", "下村", None, NEXT_VILLAGE),
        ("东镇", None, None, TOWN),
        ("东镇上村第1组5号", "下村", "东镇", VILLAGE),  # the address says it whole
    ],
)
def test_where_a_household_of_the_roll_lies(
    address: str | None, village: str | None, township: str | None, area: str
) -> None:
    county = County()
    who = county.person("某人", registered=False)
    county.dibao("H1", who, address=address, village=village, township=township)
    with_a_car(county, who)
    assert [told.area_code for told in county.ask("R-CMP-09")] == [area]


def test_a_roll_that_says_nothing_is_helped_by_the_register() -> None:
    county = County()
    who = county.person("某人", address="东镇下村第2组1号")
    county.dibao("H1", who, address=None)
    with_a_car(county, who)
    assert [told.area_code for told in county.ask("R-CMP-09")] == [NEXT_VILLAGE]


def areas_of(county: County) -> list[str]:
    findings = county.compare().findings
    return findings.filter(findings["rule"] == "R-CMP-09")["area_code"].to_list()


def test_without_a_list_of_areas_the_codes_of_household_numbers_are_learnt() -> None:
    county = County()
    county.drop("areas")
    for number, village in enumerate(("上村", "上村", "下村")):
        who = county.person(f"户{number}", address=f"东镇{village}第1组{number}号")
        county.dibao(
            f"{VILLAGE if village == '上村' else NEXT_VILLAGE}000{number}", who, address=f"东镇{village}第1组{number}号"
        )
        with_a_car(county, who)
    assert sorted(areas_of(county)) == [VILLAGE, VILLAGE, NEXT_VILLAGE]


def test_codes_that_were_made_up_to_tell_places_apart_are_shown_to_nobody() -> None:
    county = County()
    county.drop("areas")
    who = county.person("某人", address="东镇上村第1组1号")
    county.dibao("低保007", who, address="东镇上村第1组1号")
    with_a_car(county, who)
    assert areas_of(county) == [""]
