"""Stories of the registry: people are registered once, found by name and sound, and die; their households stay true."""

from __future__ import annotations

import datetime as dt
from typing import Any

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from doudi.base.ciphers import blind_index
from doudi.base.models import Record, User
from doudi.base.refused import Refused
from doudi.base.roles import Role
from doudi.base.stories import (
    COUNTY,
    NEXT_VILLAGE,
    NOW,
    OTHER_TOWN,
    OTHER_VILLAGE,
    TODAY,
    TOWN,
    VILLAGE,
    build_county,
    number_of,
    somebody,
)
from doudi.mechanisms.registry import queries, services
from doudi.mechanisms.registry.models import Category, Household, Membership, Party, Person
from doudi.mechanisms.registry.services import NewCategory, NewHousehold, NewMember, NewPerson
from doudi.mechanisms.registry.sounds import sound_of

pytestmark = pytest.mark.django_db
BY: dict[str, Any] = {"by": None, "at": NOW}


@pytest.fixture(autouse=True)
def county() -> None:
    build_county()


def new_person(
    name: str, sequence: int, area: str = VILLAGE, born: dt.date = dt.date(1960, 5, 1), **more: Any
) -> NewPerson:
    return NewPerson(number_of(born, sequence), name, area, **more)


def register(*people: NewPerson) -> list[Person]:
    return services.register_people(people, because="户籍底册", **BY)


def new_household() -> NewHousehold:
    return NewHousehold(
        "3699990001",
        VILLAGE,
        (
            NewMember(new_person("王桂英", 12), "配偶"),
            NewMember(new_person("李大山", 11), "户主"),
            NewMember(new_person("李小山", 13, born=dt.date(1985, 1, 2)), "长子"),
        ),
        since=dt.date(2020, 1, 1),
    )


# --- registering ---------------------------------------------------------------------------------------------------------


def test_a_person_is_registered_once_and_lies_encrypted() -> None:
    row = new_person("王桂英", 12, phone="13800138000")
    [first] = register(row)
    [again] = register(NewPerson(f" {row.id_number.lower()} ", "王桂瑛", NEXT_VILLAGE))
    assert again.pk == first.pk
    assert (first.sex, first.born_on, first.party.sound, first.party.initials) == (
        "女",
        dt.date(1960, 5, 1),
        "wangguiying",
        "wgy",
    )
    with connection.cursor() as cursor:
        cursor.execute("SELECT id_number, phone FROM registry_person")
        assert all(row.id_number not in stored and "138001" not in stored for stored in cursor.fetchone())
    assert Person.objects.get(id_index=blind_index(row.id_number)).id_number == row.id_number


def test_the_same_number_twice_in_one_list_is_one_person() -> None:
    one, two = register(new_person("王桂英", 12), new_person("王桂英", 12))
    assert one.pk == two.pk
    assert Person.objects.count() == 1


def test_a_flawed_number_refuses_the_whole_list_and_names_the_line() -> None:
    with pytest.raises(Refused, match=r"有1人.*第2人：身份证号校验码不对"):
        register(new_person("王桂英", 12), NewPerson("369999196005010110", "李大山", VILLAGE))
    assert (Person.objects.count(), Party.objects.count(), Record.objects.count()) == (0, 0, 0)


@pytest.mark.parametrize("name", ["", "  ", "长" * 81])
def test_a_name_that_is_none_is_refused(name: str) -> None:
    with pytest.raises(Refused, match="第1人的姓名"):
        register(new_person(name, 12))


def test_a_household_is_registered_with_its_people() -> None:
    [household] = services.register_households([new_household()], because="户籍底册", **BY)
    assert household.head is not None
    assert (household.head.party.name, household.party.name) == ("李大山", "李大山")
    assert [line.relation for line in queries.members_on(household, TODAY)] == ["配偶", "户主", "长子"]
    assert services.register_households([new_household()], because="再来一次", **BY) == [household]
    assert (Household.objects.count(), Person.objects.count(), Membership.objects.count()) == (1, 3, 3)


def test_a_household_with_two_heads_is_refused() -> None:
    member = NewMember(new_person("李大山", 11), "户主")
    other = NewMember(new_person("李二山", 13), "户主")
    with pytest.raises(Refused, match="有2个户主"):
        services.register_households([NewHousehold("1", VILLAGE, (member, other))], because="户籍底册", **BY)
    assert Person.objects.count() == 0


def test_hundreds_are_registered_in_a_few_queries() -> None:
    with CaptureQueriesContext(connection) as made:
        register(*(new_person("李四", n) for n in range(800)))
    assert len(made) < 40


def test_categories_are_entered_once() -> None:
    [person] = register(new_person("王桂英", 12))
    row = NewCategory(
        person.pk, Category.Kind.DIBAO_RURAL, dt.date(2024, 1, 1), monthly_fen=71500, because="低保花名册"
    )
    assert services.put_in_category([row, row], **BY) == 1
    assert services.put_in_category([row], **BY) == 0


def test_correcting_a_name_changes_its_sound_and_leaves_a_record() -> None:
    [person] = register(new_person("王桂英", 12))
    services.correct_person(person, because="身份证", name="黄桂英", phone="13900139000", **BY)
    assert (person.party.sound, Person.objects.get().phone) == ("huangguiying", "13900139000")
    left = Record.objects.get(action="person.correct")
    assert left.data == {"changed": ["name", "phone"], "before": {"name": "王桂英"}}
    with pytest.raises(Refused, match="重新登记"):
        services.correct_person(person, because="身份证", id_number="1", **BY)


def test_an_organisation_is_registered_once() -> None:
    first = services.register_organisation("52369999", name="某敬老院", kind="养老机构", area_code=TOWN, **BY)
    assert services.register_organisation("52369999", name="别名", kind="养老机构", **BY) == first


# --- death ---------------------------------------------------------------------------------------------------------------


def test_who_died_left_the_household_that_day_and_no_benefit_ends_by_it() -> None:
    [household] = services.register_households([new_household()], because="户籍底册", **BY)
    person = Person.objects.get(party__name="王桂英")
    services.put_in_category([NewCategory(person.pk, Category.Kind.AGE_ALLOWANCE, dt.date(2024, 1, 1))], **BY)
    services.record_death(person, died_on=dt.date(2024, 8, 1), because="死亡医学证明", **BY)
    names = [[line.name for line in queries.members_on(household, day)] for day in (dt.date(2024, 8, 1), TODAY)]
    assert names == [["王桂英", "李大山", "李小山"], ["李大山", "李小山"]]
    assert Category.objects.get().to_on is None
    services.record_death(person, died_on=dt.date(2024, 8, 1), because="再报一次", **BY)
    assert Record.objects.filter(action="person.death").count() == 1


def test_a_corrected_day_of_death_moves_the_day_of_leaving() -> None:
    services.register_households([new_household()], because="户籍底册", **BY)
    person = Person.objects.get(party__name="王桂英")
    services.record_death(person, died_on=dt.date(2024, 8, 1), because="村里上报", **BY)
    services.record_death(person, died_on=dt.date(2024, 7, 30), because="死亡医学证明", **BY)
    assert Membership.objects.get(person=person).to_on == dt.date(2024, 7, 30)


@pytest.mark.parametrize("day", [dt.date(1950, 1, 1), dt.date(2024, 9, 13)])
def test_an_impossible_day_of_death_is_refused(day: dt.date) -> None:
    [person] = register(new_person("王桂英", 12))
    with pytest.raises(Refused, match="死亡日期"):
        services.record_death(person, died_on=day, because="误报", **BY)


def test_a_daughter_who_marries_belongs_to_the_new_household_and_the_old_file_stays_true() -> None:
    [old] = services.register_households([new_household()], because="户籍底册", **BY)
    member = NewMember(new_person("陈建军", 21, NEXT_VILLAGE), "户主")
    [new] = services.register_households(
        [NewHousehold("3699990002", NEXT_VILLAGE, (member,))], because="户籍底册", **BY
    )
    person = Person.objects.get(party__name="李小山")
    wedding = dt.date(2024, 5, 1)
    services.join_household(person, new, relation="配偶", on=wedding, because="结婚证", **BY)
    assert [line.name for line in queries.members_on(old, wedding)] == ["王桂英", "李大山"]
    assert "李小山" in [line.name for line in queries.members_on(old, dt.date(2024, 4, 30))]
    assert [line.name for line in queries.members_on(new, wedding)] == ["陈建军", "李小山"]
    with pytest.raises(Refused, match="已经是这一户的成员"):
        services.join_household(person, new, relation="配偶", on=TODAY, because="重复", **BY)
    services.leave_household(person.memberships.get(to_on=None), on=dt.date(2024, 8, 31), because="离婚证", **BY)
    assert [line.name for line in queries.members_on(new, TODAY)] == ["陈建军"]


def test_recusal_looks_at_everybody_in_the_household() -> None:
    services.register_households([new_household()], because="户籍底册", **BY)
    people = {person.party.name: person for person in Person.objects.select_related("party")}
    [alone] = register(new_person("独居", 31))
    indexes = [people["王桂英"].id_index, alone.id_index, blind_index("不在册")]
    assert queries.people_concerned(indexes, TODAY) == {
        people["王桂英"].id_index: sorted(person.pk for person in people.values()),
        alone.id_index: [alone.pk],
    }


# --- searching -----------------------------------------------------------------------------------------------------------


@pytest.fixture
def clerk() -> User:
    return somebody("clerk", Role.TOWNSHIP_CLERK, TOWN)


def names(found: queries.Found) -> list[str]:
    return [hit.name for hit in found.hits]


@pytest.mark.parametrize("text", ["王桂英", " 王桂英 ", "wangguiying", "WangGui", "wgy", "WGY"])
def test_people_are_found_by_name_sound_and_initials(clerk: User, text: str) -> None:
    register(new_person("王桂英", 12), new_person("王建国", 13), new_person("吴广", 15))
    assert names(queries.search(clerk, text, at=NOW)) == ["王桂英"]


def test_a_name_of_two_characters_is_taken_whole(clerk: User) -> None:
    register(new_person("王伟", 11), new_person("王伟民", 13))
    assert names(queries.search(clerk, "王伟", at=NOW)) == ["王伟"]
    assert names(queries.search(clerk, "王伟民", at=NOW)) == ["王伟民"]


def test_a_number_is_found_exactly_and_shown_masked(clerk: User) -> None:
    row = new_person("王桂英", 12)
    register(row, new_person("王桂英", 14))
    found = queries.search(clerk, f" {row.id_number} ", at=NOW)
    assert [(hit.name, hit.masked) for hit in found.hits] == [("王桂英", f"369999********{row.id_number[14:]}")]
    assert row.id_number not in repr(found)


def test_the_number_of_a_household_finds_its_members(clerk: User) -> None:
    services.register_households([new_household()], because="户籍底册", **BY)
    found = queries.search(clerk, "3699990001", at=NOW)
    assert sorted(names(found)) == sorted(["李大山", "王桂英", "李小山"])
    assert {hit.household_no for hit in found.hits} == {"3699990001"}


@pytest.mark.parametrize("text", ["", "王", "wg", "12"])
def test_less_than_three_characters_are_not_searched(clerk: User, text: str) -> None:
    with pytest.raises(Refused, match="请至少输入"):
        queries.search(clerk, text, at=NOW)


def test_a_wrong_number_says_what_is_wrong(clerk: User) -> None:
    with pytest.raises(Refused, match="校验码"):
        queries.search(clerk, "369999196005010110", at=NOW)


def test_r_org_02_beyond_the_area_only_for_a_purpose_which_is_recorded(clerk: User) -> None:
    _, outside = register(new_person("王桂英", 12), new_person("王桂英", 14, OTHER_VILLAGE))
    found = queries.search(clerk, "王桂英", at=NOW)
    assert ([hit.outside for hit in found.hits], found.outside) == ([False], 1)
    assert "填写用途" in found.words
    found = queries.search(clerk, "王桂英", at=NOW, purpose="核实跨镇迁入人员")
    assert [hit.outside for hit in found.hits] == [False, True]
    left = Record.objects.get(action="registry.search_outside")
    assert (left.because, left.data, left.by) == ("核实跨镇迁入人员", {"people": [outside.pk]}, clerk)


def test_a_village_helper_never_sees_another_village() -> None:
    register(new_person("王桂英", 14, NEXT_VILLAGE))
    helper = somebody("helper", Role.VILLAGE_WORKER, VILLAGE)
    found = queries.search(helper, "王桂英", at=NOW, purpose="想看看别村的人")
    assert (found.hits, found.outside) == ([], 0)


@pytest.mark.parametrize("role", [Role.ADMINISTRATOR, Role.INSPECTOR, Role.AUDITOR])
def test_who_handles_nobody_finds_nobody(role: Role) -> None:
    register(new_person("王桂英", 12))
    found = queries.search(somebody("x", role, COUNTY), "王桂英", at=NOW, purpose="想看看谁在册")
    assert (found.hits, found.outside) == ([], 0)


def test_searching_costs_the_same_for_one_and_for_many(clerk: User) -> None:
    counts = []
    for rows in ([new_person("王桂英", 12)], [new_person("王桂英", n) for n in range(20, 60)]):
        register(*rows)
        queries.search(clerk, "王桂英", at=NOW)
        with CaptureQueriesContext(connection) as made:
            queries.search(clerk, "王桂英", at=NOW)
        counts.append(len(made))
    assert counts[0] == counts[1]


@pytest.mark.parametrize(
    ("name", "sound"),
    [
        ("曾小贤", ("zengxiaoxian", "zxx")),
        ("单于明", ("chanyuming", "cym")),
        ("吕艳", ("lvyan", "ly")),
        ("阿依·古丽", ("ayiguli", "aygl")),
        ("", ("", "")),
    ],
)
def test_how_names_sound(name: str, sound: tuple[str, str]) -> None:
    assert sound_of(name) == sound


# --- files of persons and households -------------------------------------------------------------------------------------


def test_the_file_of_a_person_as_of_a_day(clerk: User) -> None:
    services.register_households([new_household()], because="户籍底册", **BY)
    person = Person.objects.get(party__name="李大山")
    services.put_in_category(
        [
            NewCategory(person.pk, Category.Kind.DIBAO_RURAL, dt.date(2022, 1, 1), dt.date(2023, 12, 31)),
            NewCategory(person.pk, Category.Kind.AGE_ALLOWANCE, dt.date(2024, 1, 1)),
        ],
        **BY,
    )
    file = queries.person_file(clerk, person.pk, on=TODAY, at=NOW)
    assert (file.age, file.place) == (64, "东镇上村")
    assert [each.kind for each in file.categories] == [Category.Kind.AGE_ALLOWANCE]
    assert [each.kind for each in file.past_categories] == [Category.Kind.DIBAO_RURAL]
    assert [(line.name, line.relation) for line in file.kin] == [("李小山", "子女"), ("王桂英", "配偶")]
    earlier = queries.person_file(clerk, person.pk, on=dt.date(2023, 6, 1), at=NOW)
    assert [each.kind for each in earlier.categories] == [Category.Kind.DIBAO_RURAL]
    assert queries.person_file(clerk, person.pk, on=dt.date(2019, 6, 1), at=NOW).households == []


def test_a_file_beyond_the_area_is_opened_for_a_purpose_and_recorded() -> None:
    [household] = services.register_households([new_household()], because="户籍底册", **BY)
    stranger = somebody("stranger", Role.TOWNSHIP_CLERK, OTHER_TOWN)
    with pytest.raises(Refused, match="填写用途"):
        queries.household_file(stranger, household.pk, on=TODAY, at=NOW)
    file = queries.household_file(stranger, household.pk, on=TODAY, at=NOW, purpose="核实赡养义务人")
    assert len(file.members) == 3
    assert Record.objects.get(action="registry.open_outside").because == "核实赡养义务人"
    helper = somebody("helper", Role.VILLAGE_WORKER, OTHER_VILLAGE)
    with pytest.raises(Refused, match="辖区"):
        queries.household_file(helper, household.pk, on=TODAY, at=NOW, purpose="核实赡养义务人")


def test_r_priv_05_opening_a_minors_file_is_recorded(clerk: User) -> None:
    child, adult = register(
        new_person("小明", 1, born=dt.date(2012, 11, 24)), new_person("大明", 3, born=dt.date(2006, 9, 12))
    )
    for person in (child, adult):
        queries.person_file(clerk, person.pk, on=TODAY, at=NOW)
    left = Record.objects.filter(action="registry.open_minor")
    assert [(each.subject, each.by) for each in left] == [(f"person:{child.pk}", clerk)]


def test_a_number_in_full_needs_a_reason_and_the_area(clerk: User) -> None:
    row = new_person("王桂英", 12)
    [person] = register(row)
    assert queries.full_field(clerk, person.pk, "id_number", "入户核对证件", at=NOW) == row.id_number
    assert Record.objects.get(action="reveal").subject == f"person:{person.pk}"
    stranger = somebody("stranger", Role.TOWNSHIP_CLERK, OTHER_TOWN)
    with pytest.raises(Refused, match="辖区"):
        queries.full_field(stranger, person.pk, "id_number", "好奇看看", at=NOW)
    with pytest.raises(Refused, match="没有这一项"):
        queries.full_field(clerk, person.pk, "id_index", "好奇看看", at=NOW)
