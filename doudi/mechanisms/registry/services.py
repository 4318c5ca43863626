"""What is done in the registry: people and households are registered, put in categories, die. The only functions that write."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from typing import Any

from django.db import transaction
from django.db.models import Q

from doudi.base import bulk, identity
from doudi.base.ciphers import blind_index
from doudi.base.models import User
from doudi.base.records import Happening, record, record_many
from doudi.base.refused import Refused
from doudi.mechanisms.registry.kin import HEAD_RELATIONS
from doudi.mechanisms.registry.models import Category, Household, Kin, Membership, Organisation, Party, Person
from doudi.mechanisms.registry.sounds import sound_of

_FEW = 500  # values in one IN list
_SHOWN = 5
_LONGEST_NAME = 80


@dataclass(frozen=True)
class NewPerson:
    """Someone to be registered; birth date and sex follow from the number."""

    id_number: str = field(repr=False)
    name: str
    area_code: str  # where he lives or is served
    hukou_code: str = ""  # the area of registration if it is another one
    address: str = ""
    phone: str = field(default="", repr=False)
    died_on: dt.date | None = None


@dataclass(frozen=True)
class NewMember:
    """A person in a new household, with the relation to its head in the words of household books (户主, 配偶, 长子 …)."""

    person: NewPerson
    relation: str


@dataclass(frozen=True)
class NewHousehold:
    number: str
    area_code: str
    members: tuple[NewMember, ...]
    address: str = ""
    since: dt.date | None = None


@dataclass(frozen=True)
class NewCategory:
    """Somebody is in a category from a day; `party_id` is a person's or household's."""

    party_id: int
    kind: Category.Kind
    from_on: dt.date
    to_on: dt.date | None = None
    monthly_fen: int | None = None
    because: str = ""
    as_of: int | None = None


@dataclass(frozen=True)
class NewKin:
    """`relative_id` is the `relation` of `person_id`: her PARENT, her SIBLING."""

    person_id: int
    relative_id: int
    relation: Kin.Relation
    from_on: dt.date | None = None


def register_people(new: Iterable[NewPerson], *, by: User | None, at: dt.datetime, because: str) -> list[Person]:
    """Register people in bulk, in the order given; who is known by his number already is handed back as he is, unchanged.

    One flawed number refuses the whole of it, naming the lines: nothing is half done.
    """
    rows = list(new)
    _check_names(rows)
    numbers = _checked_numbers(rows)
    indexes = [blind_index(number) for number in numbers]
    with transaction.atomic():
        known = _known(indexes)
        fresh = {
            index: (number, row)
            for index, number, row in zip(indexes, numbers, rows, strict=True)
            if index not in known
        }
        parties = _parties(Party.Kind.PERSON, [(row.name, row.area_code) for _, row in fresh.values()])
        people = [
            _person(party, number, index, row)
            for party, (index, (number, row)) in zip(parties, fresh.items(), strict=True)
        ]
        bulk.insert(people)
        record_many(
            [
                Happening("person.register", f"person:{person.pk}", because, row.area_code)
                for person, (_, row) in zip(people, fresh.values(), strict=True)
            ],
            by=by,
            at=at,
        )
    known |= {person.id_index: person for person in people}
    return [known[index] for index in indexes]


def person_named(new: NewPerson, *, by: User | None, at: dt.datetime, because: str) -> Person:
    """Whom a form names by number and name: the one that is known by the number, or somebody registered now. Refused if the number is known
    under another name, or if he is dead."""
    found = register_people([new], by=by, at=at, because=because)[0]
    if found.party.name != new.name.strip():
        raise Refused("该身份证号登记的姓名与所填姓名不一致，请核对证号和姓名。")
    if found.died_on is not None:
        raise Refused("该人员已登记死亡，请核对证号。")
    return found


def register_households(
    new: Iterable[NewHousehold], *, by: User | None, at: dt.datetime, because: str
) -> list[Household]:
    """Register households with their members in bulk: the people first, then the household, then who is what in it.

    A household whose number is known is handed back unchanged. The head is the one called so, else the first.
    """
    wanted = {row.number: row for row in new}
    with transaction.atomic():
        known = _known_households(list(wanted))
        fresh = [row for row in wanted.values() if row.number not in known]
        _check_households(fresh)
        members = [(row, member) for row in fresh for member in row.members]
        people = register_people([member.person for _, member in members], by=by, at=at, because=because)
        person_of = {id(member): person for (_, member), person in zip(members, people, strict=True)}
        heads = [person_of[id(_head(row))] for row in fresh]
        parties = _parties(Party.Kind.HOUSEHOLD, [(_head(row).person.name, row.area_code) for row in fresh])
        households = [
            Household(party=party, number=row.number, head=head, address=row.address)
            for party, row, head in zip(parties, fresh, heads, strict=True)
        ]
        bulk.insert(households)
        bulk.insert(
            [
                Membership(
                    person=person_of[id(member)], household=household, relation=member.relation, from_on=row.since
                )
                for household, row in zip(households, fresh, strict=True)
                for member in row.members
            ]
        )
        record_many(
            [
                Happening(
                    "household.register",
                    f"household:{household.pk}",
                    because,
                    row.area_code,
                    {"members": len(row.members)},
                )
                for household, row in zip(households, fresh, strict=True)
            ],
            by=by,
            at=at,
        )
    known |= {household.number: household for household in households}
    return [known[number] for number in wanted]


def register_organisation(
    code: str, *, name: str, kind: str, by: User | None, at: dt.datetime, area_code: str = "", because: str = ""
) -> Organisation:
    """Register one organisation, or hand back the known one."""
    with transaction.atomic():
        known = Organisation.objects.filter(code=code).first()
        if known is not None:
            return known
        party = _party(Party.Kind.ORGANISATION, name, area_code)
        party.save()
        organisation = Organisation.objects.create(party=party, code=code, kind=kind)
        record("organisation.register", organisation, by=by, at=at, because=because, area_code=area_code)
    return organisation


def put_in_category(new: Iterable[NewCategory], *, by: User | None, at: dt.datetime) -> int:
    """Enter in bulk who is in which category; a row that is there already (party, kind, first day) is left. How many are new."""
    rows = list({(row.party_id, row.kind, row.from_on): row for row in new}.values())
    with transaction.atomic():
        known = {
            (party, kind, day)
            for part in _parts([row.party_id for row in rows])
            for party, kind, day in Category.objects.filter(party__in=part).values_list("party", "kind", "from_on")
        }
        fresh = [row for row in rows if (row.party_id, row.kind.value, row.from_on) not in known]
        bulk.insert(
            [
                Category(
                    party_id=row.party_id,
                    kind=row.kind,
                    from_on=row.from_on,
                    to_on=row.to_on,
                    monthly_fen=row.monthly_fen,
                    because=row.because,
                    as_of=row.as_of,
                )
                for row in fresh
            ]
        )
        record_many(
            [
                Happening(
                    "category.put",
                    f"party:{row.party_id}",
                    row.because,
                    data={"kind": row.kind.value, "from": row.from_on},
                )
                for row in fresh
            ],
            by=by,
            at=at,
        )
    return len(fresh)


def end_category(category: Category, *, on: dt.date, by: User | None, at: dt.datetime, because: str) -> None:
    """The last day on which somebody is in a category; the row stays."""
    if on < category.from_on:
        raise Refused("终止日期早于起始日期,请核对。")
    with transaction.atomic():
        Category.objects.filter(pk=category.pk).update(to_on=on)
        category.to_on = on
        record(
            "category.end",
            f"party:{category.party_id}",
            by=by,
            at=at,
            because=because,
            data={"kind": category.kind, "to": on},
        )


def record_death(person: Person, *, died_on: dt.date, by: User | None, at: dt.datetime, because: str) -> None:
    """A person has died: he leaves his households on that day. No benefit ends by it; programmes ask the registry (R-CMP-00)."""
    record_deaths([(person, died_on, at)], by=by, because=because)


def record_deaths(deaths: Iterable[tuple[Person, dt.date, dt.datetime]], *, by: User | None, because: str) -> None:
    """Many people have died, each on his day and known at a moment: all are entered or none."""
    wanted = list(deaths)
    for person, died_on, at in wanted:
        if person.born_on is not None and died_on < person.born_on:
            raise Refused("死亡日期早于出生日期,请核对。")
        if died_on > at.date():
            raise Refused("死亡日期晚于今天,请核对。")
    with transaction.atomic():
        ids = [person.pk for person, _, _ in wanted]
        before = dict(Person.objects.select_for_update().filter(pk__in=ids).values_list("pk", "died_on"))
        changed = [each for each in wanted if before[each[0].pk] != each[1]]
        if not changed:
            return
        at_home = set(Membership.objects.filter(person__in=ids).values_list("person", flat=True))
        for person, died_on, _ in changed:
            person.died_on = died_on
            if person.pk in at_home:
                left = Membership.objects.filter(Q(to_on=None) | Q(to_on=before[person.pk]), person=person)
                left.update(to_on=died_on)
        bulk.update([person for person, _, _ in changed], ["died_on"])
        happenings = [
            Happening(
                "person.death",
                f"person:{person.pk}",
                because,
                data={"died_on": died_on, "before": before[person.pk]},
                at=at,
            )
            for person, died_on, at in changed
        ]
        record_many(happenings, by=by, at=changed[0][2])


def take_back_death(person: Person, *, by: User | None, at: dt.datetime, because: str) -> None:
    """误报: the person lives, and is again in the households that he had left by it. Nothing to do if the registry knew of no death."""
    with transaction.atomic():
        before = Person.objects.select_for_update().get(pk=person.pk).died_on
        if before is None:
            return
        Person.objects.filter(pk=person.pk).update(died_on=None)
        Membership.objects.filter(person=person, to_on=before).update(to_on=None)
        person.died_on = None
        record("person.death_taken_back", person, by=by, at=at, because=because, data={"before": before})


def join_household(
    person: Person, household: Household, *, relation: str, on: dt.date, by: User | None, at: dt.datetime, because: str
) -> Membership:
    """A person belongs to a household from a day; where he belonged before, he left the day before."""
    with transaction.atomic():
        if Membership.objects.filter(person=person, household=household, to_on=None).exists():
            raise Refused("此人已经是这一户的成员。")
        before = Membership.objects.filter(person=person, to_on=None)
        if before.filter(from_on__gte=on).exists():
            raise Refused("迁入日期早于此人在原户的起始日期,请核对。")
        before.update(to_on=on - dt.timedelta(days=1))
        joined = Membership.objects.create(person=person, household=household, relation=relation, from_on=on)
        record("household.join", household, by=by, at=at, because=because, data={"person": person.pk, "on": on})
    return joined


def leave_household(membership: Membership, *, on: dt.date, by: User | None, at: dt.datetime, because: str) -> None:
    """The last day on which a person belongs to a household: divorce, moving away, imprisonment."""
    if membership.from_on is not None and on < membership.from_on:
        raise Refused("迁出日期早于迁入日期,请核对。")
    with transaction.atomic():
        Membership.objects.filter(pk=membership.pk).update(to_on=on)
        membership.to_on = on
        data = {"person": membership.person_id, "on": on}
        record("household.leave", f"household:{membership.household_id}", by=by, at=at, because=because, data=data)


def correct_person(person: Person, *, by: User | None, at: dt.datetime, because: str, **changes: Any) -> None:
    """Correct name, address, phone or area_code. The record says which, and keeps the old name and area, never a phone or address."""
    unknown = changes.keys() - {"name", "address", "phone", "area_code"}
    if unknown:
        raise Refused("身份信息不能这样修改,请核对身份证后重新登记。")
    if not because.strip():
        raise Refused("请填写修改依据。")
    with transaction.atomic():
        party = person.party
        before: dict[str, str | None] = {}
        if changes.get("name", party.name) != party.name:
            before["name"] = party.name
            party.name = changes["name"]
            party.sound, party.initials = sound_of(party.name)
        if changes.get("area_code", party.area_id) != party.area_id:
            before["area_code"] = party.area_id
            party.area_id = changes["area_code"]
        party.save()
        for name in changes.keys() & {"address", "phone"}:
            setattr(person, name, changes[name])
        person.save()
        record(
            "person.correct", person, by=by, at=at, because=because, area_code=party.area_id or "",
            data={"changed": sorted(changes), "before": before},
        )  # fmt: skip


def add_kin(new: Iterable[NewKin], *, source: str, by: User | None, at: dt.datetime) -> int:
    """Enter in bulk who is kin to whom, with the source that says so; a row that is there already is left. How many are new."""
    rows = list({(row.person_id, row.relative_id, row.relation): row for row in new}.values())
    if any(row.person_id == row.relative_id for row in rows):
        raise Refused("亲属关系的两方是同一人,请核对。")
    with transaction.atomic():
        known = {
            found
            for part in _parts([row.person_id for row in rows])
            for found in Kin.objects.filter(person__in=part, to_on=None).values_list("person", "relative", "relation")
        }
        fresh = [row for row in rows if (row.person_id, row.relative_id, row.relation.value) not in known]
        bulk.insert(
            [
                Kin(
                    person_id=row.person_id,
                    relative_id=row.relative_id,
                    relation=row.relation,
                    source=source,
                    from_on=row.from_on,
                )
                for row in fresh
            ]
        )
        record_many(
            [
                Happening(
                    "kin.add",
                    f"person:{row.person_id}",
                    source,
                    data={"relative": row.relative_id, "relation": row.relation.value},
                )
                for row in fresh
            ],
            by=by,
            at=at,
        )
    return len(fresh)


def _checked_numbers(rows: Sequence[NewPerson]) -> list[str]:
    readings = [identity.read(row.id_number) for row in rows]
    flawed = [(line, reading.flaw) for line, reading in enumerate(readings, 1) if reading.flaw is not None]
    if flawed:
        shown = ";".join(f"第{line}人:{flaw.value}" for line, flaw in flawed[:_SHOWN])
        raise Refused(f"有{len(flawed)}人的身份证号不能登记,请改正后重新提交。{shown}")
    return [reading.number for reading in readings if reading.number is not None]


def _check_names(rows: Sequence[NewPerson]) -> None:
    wrong = [line for line, row in enumerate(rows, 1) if not 1 <= len(row.name.strip()) <= _LONGEST_NAME]
    if wrong:
        raise Refused(f"第{'、'.join(map(str, wrong[:_SHOWN]))}人的姓名为空或过长,请改正后重新提交。")


def _known(indexes: Sequence[str]) -> dict[str, Person]:
    found = {}
    for part in _parts(indexes):
        found.update({person.id_index: person for person in Person.objects.filter(id_index__in=part)})
    return found


def _known_households(numbers: Sequence[str]) -> dict[str, Household]:
    found = {}
    for part in _parts(numbers):
        found.update({household.number: household for household in Household.objects.filter(number__in=part)})
    return found


def _check_households(rows: Sequence[NewHousehold]) -> None:
    for row in rows:
        if not row.members:
            raise Refused(f"户{row.number}没有成员,请核对。")
        heads = [member for member in row.members if HEAD_RELATIONS.get(member.relation) == ""]
        if len(heads) > 1:
            raise Refused(f"户{row.number}有{len(heads)}个户主,请核对。")


def _head(row: NewHousehold) -> NewMember:
    return next((each for each in row.members if HEAD_RELATIONS.get(each.relation) == ""), row.members[0])


def _party(kind: Party.Kind, name: str, area_code: str) -> Party:
    sound, initials = sound_of(name)
    return Party(kind=kind, name=name, sound=sound, initials=initials, area_id=area_code or None)


def _parties(kind: Party.Kind, named: Sequence[tuple[str, str]]) -> list[Party]:
    """Parties written first, their keys known to those who point to them."""
    parties = [_party(kind, name, area_code) for name, area_code in named]
    for party, key in zip(parties, bulk.reserve_keys(Party, len(parties)), strict=True):
        party.pk = key
    bulk.insert(parties)
    return parties


def _person(party: Party, number: str, index: str, row: NewPerson) -> Person:
    return Person(
        party=party,
        id_number=number,
        id_index=index,
        sex=identity.sex(number),
        born_on=identity.born_on(number),
        died_on=row.died_on,
        hukou_area_id=row.hukou_code or row.area_code or None,
        address=row.address,
        phone=row.phone,
    )


def _parts(values: Sequence[Any]) -> Iterable[Sequence[Any]]:
    return (values[start : start + _FEW] for start in range(0, len(values), _FEW))
