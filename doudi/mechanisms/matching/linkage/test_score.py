"""Rows without a number find their person, or say that they do not know."""

from __future__ import annotations

from datetime import date
from typing import Any

import polars as pl
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from doudi.mechanisms.matching.linkage.codes import name_codes
from doudi.mechanisms.matching.linkage.estimate import estimate
from doudi.mechanisms.matching.linkage.levels import COMPARISONS
from doudi.mechanisms.matching.linkage.likeness import likeness
from doudi.mechanisms.matching.linkage.score import LINKS, People, link
from doudi.mechanisms.matching.linkage.tables import nearly
from doudi.mechanisms.matching.linkage.weights import Weights

VILLAGE, NEXT = "369901100205", "369901100206"


def at(group: int = 0, house: str = "", village: str = VILLAGE) -> dict[str, Any]:
    return {
        "area_code": village,
        "grp": group,
        "house": house,
        "door": f"{village}/{group}/{house}" if group and house else "",
    }


def person(key: int, name: str, household: str, place: dict[str, Any] | None = None, **more: Any) -> dict[str, Any]:
    return {"person_key": key, "name": name, "household_no": household, **(place or at(1, "1")), "dead": False, **more}


NEIGHBOURS = [
    person(1, "王晓明", "A", at(1, "1")),
    person(2, "刘义飞", "B", at(2, "3")),
    person(3, "李未来", "C", at(3, "5")),
    person(4, "张伟", "D", at(4, "1")),
    person(5, "张伟", "E", at(5, "1")),
    person(6, "陈国强", "F", at(6, "1")),
    person(7, "陈大山", "F", at(6, "1")),
    person(8, "曾国华", "G", at(7, "9")),
    person(9, "赵家宝", "H", at(1, "1", NEXT)),
]


def linked(row: dict[str, Any], people: list[dict[str, Any]] = NEIGHBOURS, **options: Any) -> dict[str, Any]:
    found = link(pl.DataFrame([{"row": 1, **row}]), pl.DataFrame(people, infer_schema_length=None), **options)
    return found.row(0, named=True) if len(found) else {}


STORIES = [
    ("王小明", at(1, "1"), 1, "同音不同字,同一门牌"),
    ("王晓民", at(1), 1, "近音字,同村同组"),
    ("李末来", at(3), 3, "一字形近,同村同组"),
    ("劉義飛", at(2, "3"), 2, "同名,同一门牌"),
    ("陈强国", at(6, "1"), 6, "字同序不同,同一门牌"),
    ("陈国", at(6, "1"), 6, "缺一字,同一门牌"),
    ("增国华", at(7), 8, "同音不同字,同村同组"),  # a surname that sounds the same, read as a surname
    ("刘 义 飞(已故)", at(2), 2, "同名,同村同组"),
    ("户主:刘义飞等2人", at(2), 2, "同名,同村同组"),
    ("刘义飞、陈小红", at(2), 2, "同名,同村同组"),
    ("刘*飞", at(2, "3"), 2, "一字不同,同一门牌"),  # masked, or a rare character that a coding did not have
]


@pytest.mark.parametrize(("written", "place", "key", "words"), STORIES)
def test_errors_of_sound_shape_and_hand_find_their_person(
    written: str, place: dict[str, Any], key: int, words: str
) -> None:
    found = linked({"name": written, **place})
    assert (found["person_key"], found["words"]) == (key, words)


def test_a_namesake_in_the_village_makes_it_possible_and_says_so() -> None:
    found = linked({"name": "张伟", **at()})
    assert (found["strength"], found["gap"], found["words"]) == ("possible", 0.0, "同名,同村,另有1人同样吻合")


def test_the_group_tells_namesakes_apart() -> None:
    found = linked({"name": "张伟", **at(5)})
    assert (found["person_key"], found["strength"]) == (5, "probable")


def test_a_stranger_finds_nobody() -> None:
    assert linked({"name": "欧阳修竹", **at(1)}) == {}
    assert linked({"name": "赵钱", "area_code": VILLAGE}) == {}


def test_twins_are_two_persons() -> None:
    twins = [
        person(36990119900101001, "周文", "T", at(1, "2"), sex="男", born_on=date(1990, 5, 9)),
        person(36990119900101003, "周武", "T", at(1, "2"), sex="男", born_on=date(1990, 5, 9)),
    ]
    row = {"name": "周文", "sex": "男", "born_on": date(1990, 5, 9), **at(1, "2")}
    assert linked(row, [*NEIGHBOURS, *twins])["person_key"] == 36990119900101001
    unclear = linked({**row, "name": "周斌"}, [*NEIGHBOURS, *twins])
    assert not unclear or (unclear["strength"] == "possible" and "另有1人" in unclear["words"])


def test_a_dead_holder_leads_to_the_household_at_his_door() -> None:
    people = [
        *NEIGHBOURS,
        person(20, "孙得财", "OLD", at(8, "8"), dead=True),
        person(21, "孙建军", "NEW", at(8, "8")),
    ]
    found = linked({"name": "孙得财", **at(8, "8")}, people, to="households")
    assert (found["household_no"], found["person_key"]) == ("NEW", 20)
    assert "已故" in found["words"]


def test_a_holder_nobody_knows_leads_to_his_surname_at_the_door_and_no_further_than_possible() -> None:
    people = [*NEIGHBOURS, person(21, "孙建军", "NEW", at(8, "8"))]
    found = linked({"name": "孙得财", **at(8, "8")}, people, to="households")
    assert (found["household_no"], found["strength"]) == ("NEW", "possible")


def test_members_of_one_household_do_not_compete_when_a_household_is_looked_for() -> None:
    people = [person(1, "钱进", "A", at(2, "2")), person(2, "钱近", "A", at(2, "2"))]
    row = {"name": "钱晋", **at(2, "2")}
    assert linked(row, people)["strength"] == "possible"
    assert linked(row, people, to="households")["strength"] == "probable"


NUMBERED = [
    person(36990119600304123, "何秀英", "N", at(1, "7")),
    person(36990119600304456, "吴桂花", "M", at(2, "7")),
]


def test_a_damaged_number_supports_and_gives_no_more_than_possible() -> None:
    row = {"name": "何秀英", **at(1)}
    without = linked(row, [*NEIGHBOURS, *NUMBERED])
    damaged = linked({**row, "number": "369901196003041535"}, [*NEIGHBOURS, *NUMBERED])  # 153 for 123
    assert (without["strength"], damaged["strength"]) == ("probable", "possible")
    assert damaged["bits"] > without["bits"]
    assert "号码" in damaged["words"]


def test_a_damaged_number_alone_finds_nobody() -> None:
    assert linked({"name": "某某某", "number": "369901196003041535"}, [*NEIGHBOURS, *NUMBERED]) == {}


def test_a_number_cut_by_a_spreadsheet_supports_by_its_fifteen_digits() -> None:
    found = linked({"name": "何秀英", "number": "369901196003041000"}, [*NEIGHBOURS, *NUMBERED])
    assert (found["person_key"], found["strength"]) == (36990119600304123, "possible")
    assert "号码前15位相同" in found["words"]


def test_a_right_number_of_somebody_else_rules_a_person_out() -> None:
    row = {"name": "何秀英", **at(1, "7")}
    wrong, right = "110101199003070012", "110101199003070011"  # the check digit of the second fits
    assert linked({**row, "number": wrong}, [*NEIGHBOURS, *NUMBERED])["strength"] == "possible"
    assert linked({**row, "number": right}, [*NEIGHBOURS, *NUMBERED]) == {}


def test_a_list_of_birth_months_is_compared_by_month() -> None:
    people = [*NEIGHBOURS, person(30, "许志强", "X", at(1, "1"), born_on=date(1970, 6, 17), sex="男")]
    rows = pl.DataFrame(
        [
            {"row": 1, "name": "许志强", "born_on": date(1970, 6, 1), "sex": "男", "area_code": VILLAGE},
            {"row": 2, "name": "许志强", "born_on": date(1981, 2, 1), "sex": "男", "area_code": VILLAGE},
        ]
    )
    found = link(rows, pl.DataFrame(people, infer_schema_length=None))
    strengths = dict(found.select("row", "strength").iter_rows())
    assert strengths[1] == "probable"
    assert strengths.get(2) != "probable"
    assert "同出生年月" in found["words"][0]


def test_nothing_is_certain_and_the_table_has_its_shape_when_empty() -> None:
    people = pl.DataFrame(NEIGHBOURS)
    assert link(people.clear().select(row="person_key", name="name"), people).schema == LINKS
    assert link(pl.DataFrame({"row": [1], "name": ["王晓明"]}), people.clear()).schema == LINKS
    found = link(people.select(pl.col("person_key").alias("row"), "name", "area_code", "grp", "house", "door"), people)
    assert set(found["strength"]) <= {"probable", "possible"}


def test_near_sounds_fall_together() -> None:
    assert nearly("zhang") == nearly("zan")
    assert nearly("lin") == nearly("ning")
    assert nearly("feng") == nearly("hong")
    assert nearly("fei") == nearly("hui")
    assert nearly("wang") != nearly("huang")


def test_codes_of_names() -> None:
    codes = name_codes(
        pl.Series(["欧阳锋", "欧阳 峰", "买买提·吐尔逊", "买买提.吐尔逊", "买买提·吐尔地", "𬀪明", None])
    )
    assert codes.sound[0] == codes.sound[1] != 0
    assert codes.surname[0] == codes.surname[1]
    assert codes.whole[2] == codes.whole[3] != codes.whole[4]
    assert codes.length.tolist() == [3, 3, 6, 6, 6, 2, 0]


PAIRS = [
    ("刘义飞", "劉 義飛", "same"), ("王晓明", "王小明", "sounds"), ("陈林", "陈宁", "near"), ("李未来", "李末来", "look"),
    ("陈国强", "陈强国", "order"), ("陈国强", "陈国", "missing"), ("王晓明", "王*明", "masked"), ("王晓明", "王某某", "masked"),
    ("王晓明", "李*明", "else"), ("王晓明", "王*", "surname"), ("张秀兰", "章秀兰", "sounds"), ("张秀兰", "章大力", "else"),
    ("张秀兰", "周大力", "else"), ("张秀兰", "周秀兰", "given"), ("欧阳修", "欧阳锋", "surname"), ("王", None, None), ("", "", None),
]  # fmt: skip


def test_how_two_names_of_one_number_differ() -> None:
    one, other, codes = (list(column) for column in zip(*PAIRS, strict=True))
    assert likeness(pl.Series(one), pl.Series(other)).to_list() == codes


def test_a_shared_phone_says_little_and_ones_own_says_much() -> None:
    office = [
        person(key, f"钱{letter}", f"P{key}", at(9, str(key)), phone="13900000000")
        for key, letter in enumerate("甲乙丙丁", 50)
    ]
    people = [*NEIGHBOURS, *office, person(60, "孟祥", "Q", at(9, "60"), phone="13911112222")]
    own = linked({"name": "孟详", "phone": "139 1111 2222", **at()}, people)
    shared = linked({"name": "钱贾", "phone": "13900000000", **at()}, people)
    assert own["words"] == "同音不同字,同村,同电话"
    assert own["bits"] > shared["bits"]
    assert linked({"name": "孟详", "phone": "139****2222", **at()}, people)["words"] == "同音不同字,同村"


def test_two_households_behind_one_door_are_told_apart_by_the_name_or_left_open() -> None:
    people = [*NEIGHBOURS, person(70, "罗大海", "FATHER", at(8, "1")), person(71, "罗小江", "SON", at(8, "1"))]
    assert linked({"name": "罗小江", **at(8, "1")}, people, to="households")["household_no"] == "SON"
    unknown = linked({"name": "罗有福", **at(8, "1")}, people, to="households")
    assert not unknown or (unknown["strength"] == "possible" and "另有1户" in unknown["words"])


def test_people_without_a_household_or_a_key_are_no_obstacle() -> None:
    people = pl.DataFrame(
        {"person_key": [1, None, 3], "name": ["王晓明", "王晓明", None], "area_code": [VILLAGE, VILLAGE, None]}
    )
    found = link(pl.DataFrame({"row": [1, 2], "name": ["王小明", None], "area_code": [VILLAGE, None]}), people)
    assert found.select("row", "person_key", "household_no").rows() == [(1, 1, None)]
    assert link(pl.DataFrame({"row": [1], "name": ["王小明"]}), people, to="households").is_empty()


def test_weights_are_found_again_without_answers() -> None:
    """A list in which three names in ten are homophones says so; the shipped weights say one in ten."""
    letters = [
        ("晓", "小"),
        ("文", "闻"),
        ("华", "骅"),
        ("军", "君"),
        ("平", "萍"),
        ("志", "智"),
        ("伟", "玮"),
        ("强", "墙"),
    ]
    people, rows = [], []
    for key in range(1, 601):
        (first, wrong), (second, _) = letters[key % 8], letters[key // 8 % 8]
        surname, place = "王李张刘陈杨黄赵"[key // 64 % 8], at(key % 9 + 1, str(key // 9 + 1))
        people.append(person(key, surname + first + second, f"H{key}", place))
        rows.append({"row": key, "name": surname + (wrong if key % 10 < 3 else first) + second, **place})
    start = Weights.load()
    found = estimate(pl.DataFrame(rows), pl.DataFrame(people), to="persons", start=start)
    assert start.m["persons"]["name"]["sounds"] < 0.12
    assert found.m["persons"]["name"]["sounds"] == pytest.approx(0.3, abs=0.02)
    assert found.m["persons"]["place"]["door"] > 0.97
    assert found.m["persons"]["birth"] == start.m["persons"]["birth"]


def test_the_shares_of_each_depth_of_the_shipped_weights_add_up_to_one() -> None:
    weights = Weights.load()
    for shares in weights.m.values():
        for comparison in COMPARISONS:
            for depth in comparison.depths:
                assert sum(shares[comparison.name][code] for code, _ in depth) == pytest.approx(1, abs=0.01)


LETTERS = "王李张刘陈晓小明民国强华伟英"
names = st.text(alphabet=LETTERS, min_size=2, max_size=4)
places = st.builds(at, st.integers(0, 3), st.sampled_from(["", "1", "2"]), st.sampled_from([VILLAGE, NEXT]))
crowds = st.lists(st.tuples(names, places), min_size=1, max_size=12).map(
    lambda each: [person(key, name, f"H{key // 2}", place) for key, (name, place) in enumerate(each, start=1)]
)
written = st.lists(st.tuples(names, places), min_size=1, max_size=6).map(
    lambda each: [{"row": row, "name": name, **place} for row, (name, place) in enumerate(each)]
)


@settings(max_examples=25, deadline=None)
@given(crowds, written, st.randoms())
def test_the_order_of_rows_and_people_does_not_matter(
    crowd: list[dict[str, Any]], rows: list[dict[str, Any]], chance: Any
) -> None:
    before = link(pl.DataFrame(rows), pl.DataFrame(crowd))
    chance.shuffle(rows)
    chance.shuffle(crowd)
    assert link(pl.DataFrame(rows), pl.DataFrame(crowd)).equals(before)


@settings(max_examples=25, deadline=None)
@given(crowds, written)
def test_an_unrelated_person_changes_nobody_that_is_linked(
    crowd: list[dict[str, Any]], rows: list[dict[str, Any]]
) -> None:
    stranger = person(99, "欧阳修竹", "Z", at(9, "9", "369901102205"))
    before = link(pl.DataFrame(rows), pl.DataFrame(crowd)).select("row", "person_key")
    after = link(pl.DataFrame(rows), pl.DataFrame([*crowd, stranger])).select("row", now="person_key")
    assert before.join(after, on="row").filter(pl.col("person_key") != pl.col("now")).is_empty()
    assert "欧阳修竹" not in {row["name"] for row in rows}
    assert 99 not in after["now"].to_list()


def test_what_is_kept_of_people_changes_no_answer() -> None:
    rows = pl.DataFrame([{"row": 1, "name": "王小明", **at(1)}, {"row": 2, "name": "张伟", **at()}])
    kept = People(pl.DataFrame(NEIGHBOURS))
    link(rows.head(1), kept, to="households")
    assert link(rows, kept).equals(link(rows, pl.DataFrame(NEIGHBOURS), weights=Weights.load()))


anything = st.one_of(
    st.none(), st.text(max_size=12), st.sampled_from(["369901196003041535", "36990119600304", "(", "*", "、王", "00"])
)
mess = st.lists(
    st.fixed_dictionaries(dict.fromkeys(("name", "area_code", "house", "door", "phone", "sex", "number"), anything)),
    min_size=1,
    max_size=4,
)


@settings(max_examples=30, deadline=None)
@given(mess, mess)
def test_whatever_offices_write_breaks_nothing(written: list[dict[str, Any]], known: list[dict[str, Any]]) -> None:
    texts = dict.fromkeys(written[0], pl.String)
    rows = pl.DataFrame(written, schema=texts).with_row_index("row")
    people = pl.DataFrame(known, schema=texts).drop("number").with_row_index("person_key")
    found = link(rows, people)
    assert found.schema == LINKS
    assert found["row"].is_unique().all()
    assert not found["bits"].is_nan().any()
