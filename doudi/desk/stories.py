"""People and someone in each role for the desk's own tests, on top of the small county of base."""

from __future__ import annotations

import datetime as dt

from django.core.cache import caches
from django.test import Client
from django.utils import timezone

from doudi.base.models import User
from doudi.base.roles import Role
from doudi.base.stories import COUNTY, NEXT_VILLAGE, OTHER_VILLAGE, TOWN, VILLAGE, build_county, number_of, somebody
from doudi.mechanisms.registry.models import Household, Person
from doudi.mechanisms.registry.services import NewHousehold, NewMember, NewPerson, register_households

PLACES = {
    Role.TOWNSHIP_LEADER: TOWN,
    Role.TOWNSHIP_CLERK: TOWN,
    Role.VILLAGE_WORKER: VILLAGE,
    Role.DATA_OFFICER: "",
    Role.ADMINISTRATOR: "",
}
ORGANISATIONS = {Role.DATA_OFFICER: "县公安局", Role.INSPECTOR: "县纪委监委"}


def somebody_as(role: Role, username: str = "") -> User:
    """A user in a role where it is usually held."""
    area = PLACES.get(role, COUNTY)
    return somebody(username or role.value.lower(), role, area, organisation=ORGANISATIONS.get(role, ""))


def signed_in(user: User) -> Client:
    """A browser in which the user has signed in."""
    client = Client()
    client.force_login(user, backend="django.contrib.auth.backends.ModelBackend")
    return client


def number(sequence: int) -> str:
    return number_of(dt.date(1956, 3, 12), sequence)


def a_household(*names: str, village: str = VILLAGE, first: int = 1) -> Household:
    """A household of people with these names; their numbers are `number(first)` and so on."""
    relations = ["户主", "配偶", "长子", "长女", "次子"]
    members = tuple(
        NewMember(NewPerson(number(first + place), name, village, phone="13800001234"), relations[place])
        for place, name in enumerate(names)
    )
    new = NewHousehold(f"DB{first:06d}", village, members, address="3组12号", since=dt.date(2020, 1, 1))
    return register_households([new], by=None, at=timezone.now(), because="测试")[0]


def person(name: str) -> Person:
    return Person.objects.select_related("party").get(party__name=name)


def fresh_county() -> None:
    """The areas, and nothing remembered from another test."""
    for each in caches.all():
        each.clear()
    build_county()


__all__ = ["COUNTY", "NEXT_VILLAGE", "OTHER_VILLAGE", "TOWN", "VILLAGE"]
