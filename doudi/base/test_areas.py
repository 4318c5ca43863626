"""Area codes and the table of areas."""

from __future__ import annotations

import datetime as dt

import pytest

from doudi.base import areas
from doudi.base.areas import AreaRow
from doudi.base.models import Area
from doudi.base.refused import Refused
from doudi.base.stories import COUNTY, OTHER_VILLAGE, TOWN, VILLAGE, build_county


def test_a_code_says_where_it_stands() -> None:
    assert [areas.level_of(code) for code in (COUNTY, TOWN, VILLAGE)] == ["COUNTY", "TOWNSHIP", "VILLAGE"]
    assert (areas.township_of(VILLAGE), areas.county_of(VILLAGE)) == (TOWN, COUNTY)


@pytest.mark.parametrize(
    ("code", "low", "high"),
    [
        (COUNTY, "369999000000", "370000000000"),
        (TOWN, "369999100000", "369999101000"),
        ("369999199000", "369999199000", "369999200000"),
        ("369999999000", "369999999000", "370000000000"),
        (VILLAGE, "369999100201", "369999100202"),
    ],
)
def test_an_area_is_a_range_of_codes(code: str, low: str, high: str) -> None:
    assert areas.code_range(code) == (low, high)


@pytest.mark.django_db
def test_areas_are_loaded_in_any_order_and_again() -> None:
    rows = [AreaRow(VILLAGE, "上村", "村"), AreaRow(TOWN, "东镇", "乡镇"), AreaRow(COUNTY, "某县", "县")]
    assert areas.load_areas(rows) == 3
    assert areas.full_name(VILLAGE) == "东镇上村"
    areas.load_areas([AreaRow(VILLAGE, "上坪村", "村")])
    assert (areas.name_of(VILLAGE), Area.objects.count()) == ("上坪村", 3)
    assert areas.name_of("360000000000") == "360000000000"


@pytest.mark.django_db
def test_communities_are_urban() -> None:
    build_county()
    assert list(Area.objects.filter(urban=True).values_list("code", flat=True)) == [OTHER_VILLAGE]


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("row", "words"),
    [(AreaRow("36999", "短", ""), "12位"), (AreaRow(VILLAGE, "孤村", "村"), "上级 369999100000 不在表中")],
)
def test_a_wrong_row_refuses_the_whole_table(row: AreaRow, words: str) -> None:
    with pytest.raises(Refused, match=words):
        areas.load_areas([AreaRow(COUNTY, "某县"), row])
    assert Area.objects.count() == 0


@pytest.mark.django_db
def test_r_org_03_a_merged_village_leaves_the_denominator_and_keeps_its_code() -> None:
    build_county()
    assert areas.active_villages(dt.date(2024, 6, 30)) == 3
    areas.load_areas([AreaRow(VILLAGE, "上村", "村", valid_to=dt.date(2024, 6, 30), merged_into="369999100202")])
    assert areas.active_villages(dt.date(2024, 6, 30)) == 3
    assert areas.active_villages(dt.date(2024, 7, 1)) == 2
    assert areas.active_villages(dt.date(2024, 7, 1), area=TOWN) == 1
    assert Area.objects.get(code=VILLAGE).merged_into_id == "369999100202"
