"""Stories of households that divide, join and move; what is refused leaves everything as it was."""

from __future__ import annotations

import datetime as dt

import pytest

from doudi.base.models import Record
from doudi.base.refused import Refused
from doudi.base.stories import NOW, OTHER_VILLAGE, TODAY, TOWN, VILLAGE, build_county, number_of
from doudi.mechanisms.registry.households import merge_household, move_household, split_household
from doudi.mechanisms.registry.models import Household, Membership, Person
from doudi.mechanisms.registry.services import NewHousehold, NewMember, NewPerson, register_households

pytestmark = pytest.mark.django_db
SINCE = dt.date(2020, 1, 1)


@pytest.fixture(autouse=True)
def county() -> None:
    build_county()


def household(number: str, people: int, first: int = 1) -> Household:
    members = tuple(
        NewMember(NewPerson(number_of(dt.date(1960, 1, 1), first + place), f"村民{first + place}", VILLAGE), "户主" if not place else "之子")
        for place in range(people)
    )  # fmt: skip
    return register_households([NewHousehold(number, VILLAGE, members, since=SINCE)], by=None, at=NOW, because="登记")[
        0
    ]


def people(of: Household) -> list[Person]:
    return [each.person for each in Membership.objects.filter(household=of).order_by("pk")]


def split(home: Household, going: list[Person]) -> Household:
    return split_household(home, going, on=TODAY, by=None, at=NOW, because="分户")


def test_some_become_a_household_of_their_own_and_the_past_stays() -> None:
    home = household("H1", 3)
    first, second, third = people(home)
    made = split(home, [second, third])
    assert (made.number, made.head, made.party.name, made.party.area_id) == ("H1-2", second, "村民2", VILLAGE)
    assert [each.relation for each in made.memberships.order_by("pk")] == ["户主", "其他"]
    assert Membership.objects.get(household=home, person=third).to_on == TODAY - dt.timedelta(days=1)
    assert Membership.objects.get(household=home, person=first).to_on is None


def test_all_or_nobody_or_strangers_do_not_split() -> None:
    home, other = household("H1", 2), household("H2", 1, first=9)
    before = Membership.objects.count()
    for going in ([], people(home), people(other)):
        with pytest.raises(Refused):
            split(home, going)
    assert (Membership.objects.count(), Household.objects.count()) == (before, 2)


def test_one_household_joins_another() -> None:
    home, other = household("H1", 2), household("H2", 2, first=9)
    joining = people(other)
    merge_household(other, home, on=TODAY, by=None, at=NOW, because="合户", relations={joining[0].pk: "之父"})
    assert Membership.objects.filter(household=home, to_on=None).count() == 4
    assert not Membership.objects.filter(household=other, to_on=None).exists()
    assert Membership.objects.get(household=home, person=joining[0]).relation == "之父"
    with pytest.raises(Refused, match="已经没有成员"):
        merge_household(other, home, on=TODAY, by=None, at=NOW, because="合户")
    with pytest.raises(Refused, match="不能与本户合户"):
        merge_household(home, home, on=TODAY, by=None, at=NOW, because="合户")


def test_a_household_moves_and_the_record_keeps_where_it_was() -> None:
    home = household("H1", 1)
    move_household(home, OTHER_VILLAGE, on=TODAY, by=None, at=NOW, because="搬迁")
    assert Household.objects.get().party.area_id == OTHER_VILLAGE
    assert Record.objects.get(action="household.move").data["before"] == VILLAGE
    for area in (OTHER_VILLAGE, TOWN, "369999999999"):
        with pytest.raises(Refused):
            move_household(home, area, on=TODAY, by=None, at=NOW, because="搬迁")
