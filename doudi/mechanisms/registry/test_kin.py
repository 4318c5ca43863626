"""Who is near kin to whom, and who must stand back (R-REL-01, R-REL-05, R-REC-03, R-ORG-01)."""

from __future__ import annotations

import datetime as dt
from typing import Any

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from hypothesis import given
from hypothesis import strategies as st

from doudi.base.models import User
from doudi.base.roles import Role
from doudi.base.stories import NOW, TODAY, TOWN, VILLAGE, build_county, number_of, somebody
from doudi.mechanisms.registry import kin, services
from doudi.mechanisms.registry.kin import EXTENDED, LEGAL, KinSet, near_kin, near_kin_of, recused
from doudi.mechanisms.registry.models import Kin, Person
from doudi.mechanisms.registry.services import NewHousehold, NewKin, NewMember, NewPerson

R = Kin.Relation
BY: dict[str, Any] = {"by": None, "at": NOW}
NAMES = ("本人", "妻", "父", "祖父", "叔", "堂弟", "姐", "姐夫", "外甥", "岳父", "妻叔", "儿", "儿媳", "孙", "邻居")


@pytest.fixture
def people(db: None) -> dict[str, Person]:
    """A family, told by what each is to 本人; every relation is entered between neighbours only."""
    build_county()
    rows = [NewPerson(number_of(dt.date(1950 + n, 1, 1), n), name, VILLAGE) for n, name in enumerate(NAMES)]
    registered = dict(zip(NAMES, services.register_people(rows, because="户籍底册", **BY), strict=True))
    edges = [
        ("本人", "妻", R.SPOUSE),
        ("本人", "父", R.PARENT),
        ("父", "祖父", R.PARENT),
        ("祖父", "叔", R.CHILD),
        ("叔", "堂弟", R.CHILD),
        ("姐", "本人", R.SIBLING),
        ("姐", "姐夫", R.SPOUSE),
        ("外甥", "姐", R.PARENT),
        ("妻", "岳父", R.PARENT),
        ("岳父", "妻叔", R.SIBLING),
        ("本人", "儿", R.CHILD),
        ("儿", "儿媳", R.SPOUSE),
        ("儿", "孙", R.CHILD),
    ]
    new = [NewKin(registered[one].pk, registered[other].pk, relation) for one, other, relation in edges]
    assert services.add_kin(new, source="本人申报", **BY) == len(edges)
    assert services.add_kin(new, source="再报一次", **BY) == 0
    return registered


def named(people: dict[str, Person], found: dict[int, kin.Relative]) -> dict[str, str]:
    names = {person.pk: name for name, person in people.items()}
    return {names[each.person_id]: each.relation for each in found.values()}


def test_r_rel_01_the_legal_set(people: dict[str, Person]) -> None:
    assert named(people, near_kin(people["本人"].pk, TODAY)) == {
        "妻": "配偶",
        "父": "父母",
        "祖父": "祖父母、外祖父母",
        "姐": "兄弟姐妹",
        "儿": "子女",
        "孙": "孙子女、外孙子女",
    }


def test_r_rel_05_the_extended_set_is_kept_apart(people: dict[str, Person]) -> None:
    found = near_kin(people["本人"].pk, TODAY, KinSet.EXTENDED)
    beyond = {pk: each for pk, each in found.items() if each.kin_set == KinSet.EXTENDED}
    assert named(people, beyond) == {
        "叔": "叔伯姑舅姨",
        "堂弟": "堂表兄弟姐妹",
        "姐夫": "兄弟姐妹的配偶",
        "外甥": "侄子女、外甥子女",
        "岳父": "配偶的父母",
        "妻叔": "配偶的叔伯姑舅姨",
        "儿媳": "子女的配偶",
    }
    assert len(found) - len(beyond) == 6


def test_ex_34_a_brother_is_legal_kin_and_the_wifes_uncle_only_extended(people: dict[str, Person]) -> None:
    head, uncle = people["本人"].pk, people["妻叔"].pk
    brother = people["姐"].pk
    assert near_kin(head, TODAY)[brother].kin_set == KinSet.LEGAL
    assert uncle not in near_kin(head, TODAY, KinSet.LEGAL)
    assert near_kin(head, TODAY, KinSet.EXTENDED)[uncle].kin_set == KinSet.EXTENDED


def test_kin_is_mutual(people: dict[str, Person]) -> None:
    """Whoever is near to one, that one is near to him: in both sets."""
    for kin_set in KinSet:
        near = {name: near_kin(person.pk, TODAY, kin_set).keys() for name, person in people.items()}
        for one, found in near.items():
            for other, person in people.items():
                assert (person.pk in found) == (people[one].pk in near[other]), (kin_set, one, other)


def test_the_kin_of_many_are_those_of_each_at_the_price_of_one(people: dict[str, Person]) -> None:
    keys = [person.pk for person in people.values()]
    with CaptureQueriesContext(connection) as of_one:
        near_kin(people["本人"].pk, TODAY, KinSet.EXTENDED)
    with CaptureQueriesContext(connection) as of_all:
        found = near_kin_of(keys, TODAY, KinSet.EXTENDED)
    assert found == {key: near_kin(key, TODAY, KinSet.EXTENDED) for key in keys}
    assert len(of_all) <= len(of_one)


def test_kinship_holds_from_a_day_to_a_day(people: dict[str, Person]) -> None:
    Kin.objects.filter(relation=R.SPOUSE, person=people["本人"]).update(to_on=dt.date(2024, 6, 30))
    assert people["妻"].pk in near_kin(people["本人"].pk, dt.date(2024, 6, 30))
    assert people["妻"].pk not in near_kin(people["本人"].pk, TODAY)


def test_a_household_book_tells_kin_too(people: dict[str, Person]) -> None:
    rows = [
        ("老王", "户主"),
        ("老李", "配偶"),
        ("小王", "长子"),
        ("小张", "儿媳"),
        ("王母", "母亲"),
        ("小妹", "妹妹"),
        ("租客", "非亲属"),
    ]
    members = tuple(
        NewMember(NewPerson(number_of(dt.date(1940, 2, 1 + n), n), name, VILLAGE), relation)
        for n, (name, relation) in enumerate(rows)
    )
    services.register_households([NewHousehold("369999001", VILLAGE, members)], because="户籍底册", **BY)
    home = {name: Person.objects.get(party__name=name) for name, _ in rows}

    def near(name: str) -> dict[str, str]:
        return named(home, near_kin(home[name].pk, TODAY, KinSet.EXTENDED))

    assert near("老李") == {
        "老王": "配偶",
        "小王": "子女",
        "小张": "子女的配偶",
        "王母": "配偶的父母",
        "小妹": "配偶的兄弟姐妹",
    }
    assert near("小王")["王母"] == "祖父母、外祖父母"
    assert near("小王")["小妹"] == "叔伯姑舅姨"
    assert near("小王")["小张"] == "配偶"
    assert near("小妹")["王母"] == "父母"
    assert near("租客") == {}


def test_we_30_the_handlers_sisters_husband_stops_him(people: dict[str, Person]) -> None:
    handler = somebody("handler", Role.TOWNSHIP_CLERK, TOWN, id_number=people["本人"].id_number)
    assert recused(handler, [people["邻居"].pk, people["姐夫"].pk], on=TODAY) == (
        "当事人是您的兄弟姐妹的配偶，依规应当回避，请由他人办理。"
    )
    assert recused(handler, [people["邻居"].pk], on=TODAY) is None


def test_r_org_01_nobody_handles_his_own_case(people: dict[str, Person]) -> None:
    handler = somebody("handler", Role.TOWNSHIP_CLERK, TOWN, id_number=people["本人"].id_number)
    assert "您本人是当事人" in (recused(handler, [people["本人"].pk], on=TODAY) or "")
    assert "您本人是当事人" in (recused(handler, [], on=TODAY, indexes=[handler.id_index]) or "")
    assert "父母" in (recused(handler, [], on=TODAY, indexes=[people["父"].id_index]) or "")


def test_who_left_no_number_or_is_not_registered_is_kin_to_nobody(people: dict[str, Person]) -> None:
    without = somebody("without", Role.TOWNSHIP_CLERK, TOWN)
    unknown = somebody("unknown", Role.TOWNSHIP_CLERK, TOWN, id_number=number_of(dt.date(1999, 9, 9), 9))
    everyone = [person.pk for person in people.values()]
    assert [recused(user, everyone, on=TODAY) for user in (without, unknown)] == [None, None]


def test_kin_of_a_handler_are_looked_up_once_per_request(people: dict[str, Person]) -> None:
    handler = somebody("handler", Role.TOWNSHIP_CLERK, TOWN, id_number=people["本人"].id_number)
    user = User.objects.get(pk=handler.pk)
    recused(user, [1], on=TODAY)
    with CaptureQueriesContext(connection) as again:
        recused(user, [people["姐夫"].pk], on=TODAY)
    assert len(again) == 0


@given(st.text("UDSM", min_size=1, max_size=6))
def test_paths_have_one_plain_form_and_the_way_back_of_the_way_back_is_the_way(path: str) -> None:
    plain = kin.shorten(path)
    assert kin.shorten(plain) == plain
    assert kin.inverse(kin.inverse(path)) == path


def test_every_relation_that_counts_has_its_counterpart() -> None:
    for paths in (LEGAL, EXTENDED):
        assert [path for path in paths if kin.inverse(path) not in paths] == []
