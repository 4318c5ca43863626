"""Households that divide, join and move. Nobody's past is rewritten: memberships end and begin on a day, and the record keeps where the
household was before."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping, Sequence

from django.db import transaction

from doudi.base.areas import full_name
from doudi.base.models import Area, User
from doudi.base.records import record
from doudi.base.refused import Refused
from doudi.mechanisms.registry.models import Household, Membership, Party, Person
from doudi.mechanisms.registry.services import join_household
from doudi.mechanisms.registry.sounds import sound_of

_HEAD = "户主"


def split_household(
    household: Household,
    people: Sequence[Person],
    *,
    on: dt.date,
    by: User | None,
    at: dt.datetime,
    because: str,
    number: str = "",
    relations: Mapping[int, str] | None = None,
) -> Household:
    """分户: some of its people are a household of their own from a day; the first is its head unless `relations` (by id) say otherwise.
    Its number follows from that of the old one if none is given."""
    with transaction.atomic():
        old = Household.objects.select_for_update().get(pk=household.pk)
        there = set(Membership.objects.filter(household=old, to_on=None).values_list("person", flat=True))
        going = {each.pk for each in people}
        if not going or not going <= there:
            raise Refused("分出的人员必须都是这一户现在的成员，请核对。")
        if going == there:
            raise Refused("不能把全户都分出去，请留下至少一人。")
        called = {each.pk: (relations or {}).get(each.pk) or (_HEAD if not place else "其他") for place, each in enumerate(people)}  # fmt: skip
        head = next((each for each in people if called[each.pk] == _HEAD), people[0])
        sound, initials = sound_of(head.party.name)
        party = Party.objects.create(
            kind=Party.Kind.HOUSEHOLD,
            name=head.party.name,
            sound=sound,
            initials=initials,
            area_id=household.party.area_id,
        )
        made = Household.objects.create(
            party=party, number=number or _next_number(old), head=head, address=household.address
        )
        for person in people:
            join_household(person, made, relation=called[person.pk], on=on, by=by, at=at, because=because)
        data = {"new": made.pk, "people": sorted(going), "on": on}
        record(
            "household.split", old, by=by, at=at, because=because, area_code=household.party.area_id or "", data=data
        )
    return made


def merge_household(
    source: Household,
    into: Household,
    *,
    on: dt.date,
    by: User | None,
    at: dt.datetime,
    because: str,
    relations: Mapping[int, str] | None = None,
) -> None:
    """合户: everybody of one household belongs to another from a day; the old one stays on file, without members."""
    if source.pk == into.pk:
        raise Refused("不能与本户合户，请核对。")
    with transaction.atomic():
        members = list(Membership.objects.filter(household=source, to_on=None).select_related("person__party"))
        if not members:
            raise Refused("要并入的户已经没有成员，请核对。")
        for each in members:
            relation = (relations or {}).get(each.person_id) or "其他"
            join_household(each.person, into, relation=relation, on=on, by=by, at=at, because=because)
        data = {"into": into.pk, "people": sorted(each.person_id for each in members), "on": on}
        record(
            "household.merge", source, by=by, at=at, because=because, area_code=source.party.area_id or "", data=data
        )


def move_household(
    household: Household, area_code: str, *, on: dt.date, by: User | None, at: dt.datetime, because: str
) -> None:
    """迁移: a household lives in another village from a day; the record keeps the old one."""
    area = Area.objects.filter(code=area_code).first()
    if area is None or area.level != Area.Level.VILLAGE:
        raise Refused("请选择迁入的村（社区）。")
    with transaction.atomic():
        party = Party.objects.select_for_update().get(pk=household.pk)
        if party.area_id == area_code:
            raise Refused(f"这一户已经在{full_name(area_code)}，请核对。")
        before, party.area_id = party.area_id, area_code
        party.save(update_fields=["area"])
        data = {"before": before, "area_code": area_code, "on": on}
        record("household.move", household, by=by, at=at, because=because, area_code=area_code, data=data)


def _next_number(household: Household) -> str:
    """H12-2, H12-3 …: told apart from the old one, and still found beside it."""
    place = 2
    while Household.objects.filter(number=f"{household.number}-{place}").exists():
        place += 1
    return f"{household.number}-{place}"
