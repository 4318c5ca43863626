"""Who is kin to whom: by recorded parents, by marriages that stand in the month, by the household book (R-REL-01, R-REL-05)."""

from __future__ import annotations

import pytest

from doudi.programmes.integrity.data_matching.check_stories.county import County, Person
from doudi.programmes.integrity.data_matching.kin_views import EXTENDED, LEGAL


def in_office(county: County, person: Person) -> None:
    county.row("public_employees", person, unit="县局", post="科员", state="在职")


def kin_of(county: County, view: str = "staff_kin") -> dict[str, str]:
    """The kin of whoever is in office, by name."""
    rows = county.frame(
        f"SELECT q.name, k.relation FROM {view} k JOIN people q ON q.person_key = k.relative_key ORDER BY q.name"
    )
    assert len({row["name"] for row in rows}) == len(rows), "each relative once"
    return {row["name"]: row["relation"] for row in rows}


def a_family(county: County) -> Person:
    """Three generations by recorded parents, with in-laws; the one in office stands in the middle."""
    grandfather = county.person("爷爷", born="1915-01-01")
    grandmother = county.person("外婆", born="1916-01-01", sex="女")
    father = county.person("父", born="1938-01-01", father_id=grandfather)
    mother = county.person("母", born="1940-01-01", sex="女", mother_id=grandmother)
    uncle = county.person("舅", born="1943-01-01", mother_id=grandmother)
    me = county.person("本人", born="1965-01-01", father_id=father, mother_id=mother)
    sister = county.person("姐", born="1962-01-01", sex="女", mother_id=mother)
    nephew = county.person("外甥", born="1988-01-01", mother_id=sister)
    wifes_father = county.person("岳父", born="1939-01-01")
    wife = county.person("妻", born="1966-01-01", sex="女", father_id=wifes_father)
    county.person("妻妹", born="1970-01-01", sex="女", father_id=wifes_father)
    son = county.person("子", born="1990-01-01", father_id=me, mother_id=wife)
    daughter_in_law = county.person("儿媳", born="1991-01-01", sex="女")
    county.person("孙", born="2015-01-01", father_id=son, mother_id=daughter_in_law)
    county.person("表弟", born="1970-01-01", father_id=uncle)
    county.married(me, wife, "1988-01-01")
    county.married(son, daughter_in_law, "2013-01-01")
    county.person("外人", born="1965-06-01")
    in_office(county, me)
    assert nephew
    return me


def test_near_relatives_by_law_and_nobody_else() -> None:
    """R-REL-01: spouse, parents, children, brothers and sisters, grandparents, grandchildren of both lines."""
    county = County()
    a_family(county)
    assert kin_of(county) == {
        "爷爷": "祖父母", "外婆": "外祖父母", "父": "父亲", "母": "母亲", "姐": "兄弟姐妹", "妻": "配偶", "子": "子女",
        "孙": "(外)孙子女",
    }  # fmt: skip
    assert kin_of(county, "extended_kin") == {}


def test_in_laws_uncles_and_nephews_stand_apart_and_only_if_asked_for() -> None:
    """R-REL-05: two sets, reported apart. A cousin is in neither."""
    county = County(extended_kin=True)
    a_family(county)
    extended = kin_of(county, "extended_kin")
    assert extended == {
        "岳父": "配偶的父母",
        "妻妹": "配偶的兄弟姐妹",
        "儿媳": "子女的配偶",
        "舅": "叔伯姑舅姨",
        "外甥": "侄子女、外甥子女",
    }
    assert not set(extended) & set(kin_of(county))


def test_the_two_sets_have_no_step_in_common() -> None:
    assert not set(LEGAL) & set(EXTENDED)


def test_half_siblings_are_siblings() -> None:
    county = County()
    mother = county.person("母", born="1940-01-01", sex="女")
    in_office(county, county.person("本人", mother_id=mother))
    county.person("同母弟", born="1970-01-01", mother_id=mother, father_id=county.person("继父", born="1938-01-01"))
    assert kin_of(county) == {"母": "母亲", "同母弟": "兄弟姐妹"}


@pytest.mark.parametrize(
    ("events", "spouse"),
    [
        ([("前妻", "1990-01-01", "结婚登记")], "前妻"),
        ([("前妻", "1990-01-01", "结婚登记"), ("前妻", "2005-01-01", "离婚登记")], ""),
        ([("前妻", "1990-01-01", "结婚登记"), ("前妻", "2005-01-01", "离婚登记"), ("后妻", "2008-01-01", "结婚登记")], "后妻"),
        ([("前妻", "1990-01-01", "结婚登记"), ("后妻", "2008-01-01", "结婚登记")], "后妻"),  # a divorce elsewhere, never told
        ([("前妻", "1990-01-01", "结婚登记"), ("前妻", "2005-01-01", "离婚登记"), ("前妻", "2009-01-01", "复婚登记")], "前妻"),
        ([("前妻", "1990-01-01", "结婚登记"), ("前妻", "2012-01-01", "补领结婚证")], "前妻"),
        ([("前妻", "2024-11-30", "结婚登记")], "前妻"),
        ([("前妻", "2024-12-01", "结婚登记")], ""),  # next month
        ([("前妻", "1990-01-01", "结婚登记"), ("前妻", "2024-12-01", "离婚登记")], "前妻"),  # next month
    ],
)  # fmt: skip
def test_the_marriage_that_stands_in_the_month(events: list[tuple[str, str, str]], spouse: str) -> None:
    """Bad case 10, 13: divorces, remarriage, couples registered twice."""
    county = County()
    me = county.person("本人")
    wives = {name: county.person(name, sex="女") for name in ("前妻", "后妻")}
    in_office(county, me)
    for name, on, kind in events:
        county.married(me, wives[name], on, kind)
    assert kin_of(county) == ({spouse: "配偶"} if spouse else {})


def test_whose_former_wife_has_married_again_has_no_wife() -> None:
    county = County()
    me, other, wife = county.person("本人"), county.person("别人"), county.person("妻", sex="女")
    in_office(county, me)
    county.married(me, wife, "1990-01-01")
    county.married(other, wife, "2010-01-01")
    assert kin_of(county) == {}


def test_a_book_that_still_says_spouse_after_a_divorce_is_not_believed() -> None:
    county = County()
    me = county.person("本人", book="B1")
    wife = county.person("妻", sex="女", book="B1", relation="妻")
    in_office(county, me)
    assert kin_of(county) == {"妻": "配偶"}
    county.married(me, wife, "1990-01-01")
    county.married(me, wife, "2020-01-01", "离婚登记")
    assert kin_of(county) == {}


@pytest.mark.parametrize(
    ("mine", "theirs", "relation"),
    [
        ("户主", "妻", "配偶"),
        ("户主", "长子", "子女"),
        ("户主", "父亲", "父亲"),
        ("户主", "弟", "兄弟姐妹"),
        ("户主", "孙女", "(外)孙子女"),
        ("户主", "外祖母", "(外)祖父母"),
        ("长子", "次女", "兄弟姐妹"),
        ("长子", "户主", "父亲"),
        ("父亲", "户主", "子女"),
        ("母亲", "弟", "子女"),
        ("孙子", "户主", "(外)祖父母"),
    ],
)
def test_what_two_members_of_a_book_are_to_one_another(mine: str, theirs: str, relation: str) -> None:
    county = County()
    in_office(county, county.person("本人", book="B1", relation=mine))
    county.person("亲属", book="B1", relation=theirs)
    assert kin_of(county) == {"亲属": relation}


@pytest.mark.parametrize(
    ("mine", "theirs"),
    [
        ("户主", "儿媳"),
        ("户主", "女婿"),
        ("户主", "岳母"),
        ("户主", "侄子"),
        ("户主", "叔父"),
        ("户主", "其他"),
        ("户主", "非亲属"),
        ("长子", "儿媳"),  # whose wife of several sons, the book does not say
        ("儿媳", "孙子"),
        ("户主", "保姆"),
    ],
)
def test_who_is_near_in_a_book_but_no_near_relative_by_law(mine: str, theirs: str) -> None:
    county = County()
    in_office(county, county.person("本人", book="B1", relation=mine))
    county.person("同户", book="B1", relation=theirs)
    assert kin_of(county) == {}


def test_the_recorded_parent_goes_before_the_book() -> None:
    """A stepfather is head of the book; the number of the father stands in the child's entry."""
    county = County()
    father = county.person("生父", born="1960-01-01")
    stepfather = county.person("继父", born="1961-01-01", book="B1")
    child = county.person("孩子", born="1995-01-01", book="B1", relation="子", father_id=father)
    in_office(county, stepfather)
    in_office(county, father)
    rows = county.frame("SELECT parent_key FROM parents")
    assert [row["parent_key"] for row in rows] == [father.key]
    assert child.key


def test_nobody_is_his_own_kin_and_the_dead_hold_no_office() -> None:
    county = County()
    father = county.person("父", born="1940-01-01")
    dead = county.person("已故干部", born="1965-01-01", father_id=father, state="死亡", changed_on="2024-05-01")
    in_office(county, dead)
    county.row("public_employees", county.person("在世干部"), state="在职")
    assert kin_of(county) == {}
