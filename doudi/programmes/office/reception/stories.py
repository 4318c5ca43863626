"""People for the stories of the front door: households of the small county, and lists that hold something about them."""

from __future__ import annotations

import datetime as dt
from collections.abc import Collection, Iterable

import pytest

from doudi.base import identity
from doudi.base.stories import NOW, TODAY, VILLAGE, number_of
from doudi.mechanisms.entitlement.front_door.declare import LISTS, HeldFact, Lists
from doudi.mechanisms.registry.models import Category, Household, Party, Person
from doudi.mechanisms.registry.services import (
    NewCategory,
    NewHousehold,
    NewMember,
    NewPerson,
    put_in_category,
    register_households,
)

SOURCE = "持证残疾人信息（2024年9月）"


def born(years: int) -> dt.date:
    """Somebody who was so old on his last birthday, in June."""
    return dt.date(TODAY.year - years, 6, 1)


def household(number: str, *members: tuple[str, int, str], village: str = VILLAGE) -> Household:
    """Members as (name, age, relation to the head); each has a number of his own."""
    people = tuple(
        NewMember(
            NewPerson(number_of(born(age), int(number[-2:]) * 10 + place), name, village, phone="13812345678"), relation
        )
        for place, (name, age, relation) in enumerate(members, 1)
    )
    new = NewHousehold(number, village, people, since=dt.date(2020, 1, 1))
    return register_households([new], by=None, at=NOW, because="测试")[0]


def person(name: str) -> Person:
    return Person.objects.select_related("party").get(party__name=name)


def in_category(party: Party, kind: Category.Kind) -> None:
    new = NewCategory(party.pk, kind, dt.date(2024, 1, 1), because="测试")
    put_in_category([new], by=None, at=NOW)


class Listed:
    """A list in the making; `take_in` lets the front door read it."""

    def __init__(self) -> None:
        self.facts: list[HeldFact] = []
        self.asked: list[Collection[int] | None] = []

    def disabled(self, name: str, *, kind: int = 4, grade: int = 1) -> None:
        """持证: limb, grade one, unless told otherwise."""
        self.says(name, "disability", kind, "持有效残疾人证")
        self.says(name, "disability_grade", grade, "持有效残疾人证")

    def says(self, name: str, code: str, value: int = 1, words: str = "", *, shown: bool = True) -> None:
        self.facts.append(HeldFact(identity.key(person(name).id_number), code, value, words, SOURCE, shown))

    def read(self, keys: Collection[int] | None, month: int) -> Iterable[HeldFact]:
        self.asked.append(keys)
        return [fact for fact in self.facts if keys is None or fact.key in keys]

    def take_in(self, monkeypatch: pytest.MonkeyPatch) -> None:
        monkeypatch.setitem(LISTS, "data_matching", Lists("story", self.read))
        monkeypatch.delitem(LISTS, "story")
