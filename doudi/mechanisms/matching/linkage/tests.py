"""Names in one form, addresses in parts."""

from __future__ import annotations

import polars as pl
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from doudi.mechanisms.matching.linkage.addresses import Address, Gazetteer, area_of, chinese_number, parse, parse_column
from doudi.mechanisms.matching.linkage.names import same_name, simplify

AREAS = pl.DataFrame(
    [
        ("369901000000", "安阜县"), ("369901100000", "古城镇"), ("369901100001", "水槽社区"), ("369901100205", "田岗村"),
        ("369901101000", "磨市镇"), ("369901101001", "磨市社区"), ("369901101205", "竹塘村"), ("369901102000", "石塘乡"), ("369901102205", "竹塘村"),
        ("369901102003", "第三社区"), ("369901103000", "城关街道"), ("369901103007", "东风社区居民委员会"), ("369901102207", "塘村"),
        ("369901102208", "八屯村"),
    ],
    schema=["code", "name"],
    orient="row",
)  # fmt: skip
PLACES = Gazetteer(AREAS)
WRITTEN = [
    ("安阜县古城镇田岗村3组5号", "369901100205/3/5"),
    ("古城镇田岗4组4号", "369901100205/4/4"),
    ("田岗村委会十二组4号", "369901100205/12/4"),
    ("水槽居委会一组1号", "369901100001/1/1"),
    ("古城镇水槽社区第13组3号", "369901100001/13/3"),
    ("古城镇田岗村３组５号", "369901100205/3/5"),
    ("古城镇 田岗村 3 组 5 号", "369901100205/3/5"),
    ("田岗村3组5-2号", "369901100205/3/5-2"),
    ("磨市镇竹塘8组5号", "369901101205/8/5"),
    ("石塘乡竹塘村8组5号", "369901102205/8/5"),
    ("竹塘村8组5号", ""),  # two townships have one: stays open
    ("石塘乡第三社区5组2号", "369901102003/5/2"),
    ("某某市云汀县古城镇田岗村3组5号", "369901100205/3/5"),
    ("某省某市安阜县石塘乡塘村5组3号", "369901102207/5/3"),
    ("古城镇田岗村第03村民小组005号", "369901100205/3/5"),
    ("古城镇田岗村三组五号", "369901100205/3/5"),
    ("田岗村廿三组5号", "369901100205/23/5"),
    ("田岗村3组5号之一", "369901100205/3/5-1"),
    ("田岗村3组5号附1号", "369901100205/3/5-1"),
    ("古城镇田岗村上屋组5号", "369901100205/上屋/5"),
    ("古城镇田岗村老屋村小组12号", "369901100205/老屋/12"),
    ("古城镇田岗村5号", "369901100205/0/5"),
    ("石塘乡八屯村2组1号", "369901102208/2/1"),
    ("古城镇上屋里3组5号", "369901100000/上屋里3/5"),  # a village that the list of areas does not have
    ("古城镇3组5号", ""),
    ("城关镇东风居委会5组12号", "369901103007/5/12"),
    ("城关街道东风社区人民路12号3栋2单元501室", "369901103/人民路12/3/2/501"),
    ("东风居委会人民路12号3#楼2单元501", "369901103/人民路12/3/2/501"),
    ("城关街道人民路12号3-2-501", "369901103/人民路12/3/2/501"),
    ("城关街道东风路8号", "369901103/东风路8///"),  # a road, not the community of that name
    ("城关街道幸福小区a栋501室", "369901103/幸福小区/A//501"),
    ("幸福小区3栋501", ""),
]


@pytest.mark.parametrize(("written", "door"), WRITTEN)
def test_a_door_in_all_its_spellings(written: str, door: str) -> None:
    assert parse(written, PLACES).door == door


def test_a_column_says_the_same_as_one_by_one() -> None:
    texts = [written for written, _ in WRITTEN] + ["古城镇滨江路129号19栋1单元702室", "", "无", None]
    column = parse_column(pl.Series(texts), PLACES)
    alone = [parse(text or "", PLACES) for text in texts]
    assert column["door"].to_list() == [each.door for each in alone]
    assert column["area_code"].to_list() == [each.area_code for each in alone]
    assert column["grp"].to_list() == [each.group for each in alone]


def test_groups_with_names_are_groups_of_their_own() -> None:
    upper, lower, again = (parse(f"田岗村{group}", PLACES).group for group in ("上屋组5号", "下屋组5号", "上屋小组"))
    assert upper == again != lower
    assert min(upper, lower) > 1000


def test_the_township_of_the_row_settles_a_name_that_two_share() -> None:
    found = parse_column(pl.Series(["竹塘村8组5号"]), PLACES, towns=pl.Series(["磨市镇"]))
    assert found["area_code"].to_list() == ["369901101205"]


def test_a_flat_in_town_has_a_door_of_its_own() -> None:
    one, other = (parse(f"古城镇滨江路129号19栋1单元{room}室", PLACES) for room in (702, 703))
    assert isinstance(one, Address)
    assert one.door != other.door


def test_chinese_numbers() -> None:
    assert [
        chinese_number(each) for each in ("七", "十", "十三", "二十", "二十一", "廿三", "一三", "一百零二", "15")
    ] == [
        7,
        10,
        13,
        20,
        21,
        23,
        13,
        102,
        15,
    ]


def test_variant_characters_are_one_name() -> None:
    assert same_name("劉義飛", "刘义飞")
    assert not same_name("张伟", "张炜")
    assert simplify(pl.Series(["鄧林", None, "陈红"])).to_list() == ["邓林", None, "陈红"]


PIECES = (
    *("安阜县", "古城镇", "田岗村", "水槽社区", "人民路", "幸福小区", "上屋", "组", "第", "3", "05", "十二", "百", "〇", "号", "附", "之", "-"),
    *("栋", "A", "单元", "室", "屯", "社", "队", "§", "(", " ", "５", "#", "村民小组"),
)  # fmt: skip


@settings(max_examples=40, deadline=None)
@given(st.lists(st.lists(st.sampled_from(PIECES), max_size=9).map("".join), min_size=1, max_size=5))
def test_addresses_of_any_pieces_are_taken_apart_and_each_alone_as_in_a_column(texts: list[str]) -> None:
    column = parse_column(pl.Series(texts), PLACES)
    assert column.height == len(texts)
    for text, (area, group, house, door) in zip(texts, column.iter_rows(), strict=True):
        assert parse(text, PLACES) == Address(area, group, house, door)
        assert area_of(text, PLACES) == area
        assert not door or area
