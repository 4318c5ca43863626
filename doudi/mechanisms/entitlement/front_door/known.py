"""What is known: one household for the door, or the whole county for the night, each in a constant number of queries."""

from __future__ import annotations

import datetime as dt
from collections import defaultdict
from collections.abc import Collection, Iterable, Mapping
from functools import reduce
from operator import or_
from typing import Any

from django.db.models import Q

from doudi.base import identity
from doudi.base.ciphers import blind_indexes
from doudi.base.models import Area
from doudi.base.months import month_of
from doudi.mechanisms.entitlement.awards.models import Award
from doudi.mechanisms.entitlement.awards.queries import in_force
from doudi.mechanisms.entitlement.front_door.declare import DOORS, LISTS, HeldFact, Home, Someone
from doudi.mechanisms.registry.models import Category, Household, Membership, Person

_COLUMNS = (
    "person_id",
    "person__party__name",
    "relation",
    "person__born_on",
    "person__sex",
    "household_id",
    "household__number",
    "household__party__area_id",
)
_ALONE = ("pk", "party__name", "born_on", "sex", "party__area_id")


def home_of(household: Household, on: dt.date) -> Home | None:
    """One household, with what the lists say of its people; None if nobody lives in it."""
    members = _current(on).filter(household=household).order_by("pk")
    people = list(members.values_list("person_id", "person__id_number"))
    keys = {identity.key(number): person for person, number in people if number}
    held: dict[int, dict[str, HeldFact]] = defaultdict(dict)
    for fact in _facts(set(keys), month_of(on)):
        held[keys[fact.key]][fact.code] = fact
    parties = [household.pk, *(person for person, _ in people)]
    return next(iter(_homes(members.values_list(*_COLUMNS), (), held, on, parties)), None)


def home_of_person(person: Person, on: dt.date) -> Home | None:
    """The household that somebody belongs to, or he alone."""
    membership = _current(on).filter(person=person).select_related("household").order_by("pk").first()
    if membership is not None:
        return home_of(membership.household, on)
    key = identity.key(person.id_number)
    held = {person.pk: {fact.code: fact for fact in _facts({key}, month_of(on))}}
    alone = Person.objects.filter(pk=person.pk, died_on=None).values_list(*_ALONE)
    return next(iter(_homes((), alone, held, on, [person.pk])), None)


def vulnerable(on: dt.date) -> list[Home]:
    """Everybody who is on a list, in a category, receives something, or whom a door looks for by himself, with his household. A handful
    of queries for a county."""
    held = _held_by_person(month_of(on))
    categories, receives = _categories(on, None), _receives(on, None)
    wanted: set[int] = set(held) | set(categories) | set(receives)
    conditions = [door.also(on) for door in DOORS.values() if door.also is not None]
    if conditions:
        also = Person.objects.filter(reduce(or_, conditions), died_on=None)
        wanted |= set(also.values_list("pk", flat=True))
    rows = list(_current(on).order_by("pk").values_list(*_COLUMNS))
    homes = {row[5] for row in rows if row[0] in wanted or row[5] in wanted}
    at_home = {row[0] for row in rows}
    alone = [
        row for row in Person.objects.filter(died_on=None, memberships=None).values_list(*_ALONE)
        if row[0] in wanted and row[0] not in at_home
    ]  # fmt: skip
    return _homes((row for row in rows if row[5] in homes), alone, held, on, None, categories, receives)


def _current(on: dt.date) -> Any:
    """Who lives where on a day; the dead live nowhere."""
    return Membership.objects.filter(
        Q(from_on=None) | Q(from_on__lte=on), Q(to_on=None) | Q(to_on__gte=on), person__died_on=None
    )


def _homes(
    rows: Iterable[tuple[Any, ...]],
    alone: Iterable[tuple[Any, ...]],
    held: Mapping[int, Mapping[str, HeldFact]],
    on: dt.date,
    parties: Collection[int] | None,
    categories: Mapping[int, frozenset[str]] | None = None,
    receives: Mapping[int, Mapping[str, int]] | None = None,
) -> list[Home]:
    categories = _categories(on, parties) if categories is None else categories
    receives = _receives(on, parties) if receives is None else receives
    urban = set(Area.objects.filter(urban=True).values_list("code", flat=True))

    def someone(person: int, name: str, relation: str, born_on: dt.date | None, sex: str) -> Someone:
        kinds, paid = categories.get(person, frozenset()), receives.get(person, {})
        return Someone(person, name, relation, born_on, sex, kinds, paid, held.get(person, {}))

    grouped: dict[tuple[int, str, str], list[Someone]] = {}
    for person, name, relation, born_on, sex, home, number, area in rows:
        grouped.setdefault((home, number, area or ""), []).append(someone(person, name, relation, born_on, sex))
    found = [
        Home(
            home, number, area, area in urban, tuple(people), categories.get(home, frozenset()), receives.get(home, {})
        )
        for (home, number, area), people in grouped.items()
    ]
    for person, name, born_on, sex, area in alone:
        found.append(Home(None, "", area or "", area in urban, (someone(person, name, "户主", born_on, sex),)))
    return found


def _categories(on: dt.date, parties: Collection[int] | None) -> dict[int, frozenset[str]]:
    rows = Category.objects.filter(Q(to_on=None) | Q(to_on__gte=on), from_on__lte=on)
    if parties is not None:
        rows = rows.filter(party__in=parties)
    found: dict[int, set[str]] = defaultdict(set)
    for party, kind in rows.values_list("party_id", "kind"):
        found[party].add(kind)
    return {party: frozenset(kinds) for party, kinds in found.items()}


def _receives(on: dt.date, parties: Collection[int] | None) -> dict[int, dict[str, int]]:
    rows = in_force(
        Award.objects.all(), month_of(on) + 1
    )  # what is decided already for the next month counts as received
    rows = rows | in_force(Award.objects.all(), month_of(on))
    if parties is not None:
        rows = rows.filter(party__in=parties)
    found: dict[int, dict[str, int]] = defaultdict(dict)
    for party, benefit, amount in rows.values_list("party_id", "benefit", "amount"):
        found[party][benefit] = amount
    return found


def _facts(keys: Collection[int] | None, month: int) -> Iterable[HeldFact]:
    return (fact for each in LISTS.values() for fact in each.read(keys, month))


def _held_by_person(month: int) -> dict[int, dict[str, HeldFact]]:
    """The facts of everybody on the lists whom the register knows; he is found by the blind index of his number."""
    facts = list(_facts(None, month))
    keys = list({fact.key for fact in facts})
    by_index = dict(zip(blind_indexes(identity.from_key(key) for key in keys), keys, strict=True))
    people = (
        {by_index[index]: person for index, person in Person.objects.values_list("id_index", "pk") if index in by_index}
        if by_index
        else {}
    )
    found: dict[int, dict[str, HeldFact]] = defaultdict(dict)
    for fact in facts:
        if fact.key in people:
            found[people[fact.key]][fact.code] = fact
    return found
