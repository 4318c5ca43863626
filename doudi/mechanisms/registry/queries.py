"""What is read of the registry: people found by name, sound or number; the file of a person and of a household (一人一档, 一户一档)."""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Collection
from dataclasses import dataclass
from typing import Any

from django.db.models import Prefetch, Q, QuerySet

from doudi.base import identity
from doudi.base.access import Scope, may, scope
from doudi.base.areas import full_name
from doudi.base.ciphers import blind_index
from doudi.base.models import Record
from doudi.base.prefixes import begins_with
from doudi.base.records import record, reveal
from doudi.base.refused import Refused
from doudi.base.roles import COUNTY_ROLES, TOWNSHIP_ROLES
from doudi.mechanisms.registry.kin import KinSet, Relative, near_kin
from doudi.mechanisms.registry.models import Category, Household, Membership, Party, Person

SHOWN = 50
_CHINESE = re.compile(r"[㐀-鿿豈-﫿𠀀-𲎯·•]+")
_NUMBER = re.compile(r"\d{14,17}[\dX]")
_OF_AGE = 18  # Civil Code art. 17
_PURPOSE = 4  # characters that a purpose must have at least


@dataclass(frozen=True)
class Hit:
    """One person found. The number is masked."""

    person_id: int
    name: str
    masked: str
    sex: str
    age: int | None
    place: str
    household_id: int | None
    household_no: str
    died_on: dt.date | None
    outside: bool = False


@dataclass(frozen=True)
class Found:
    """What a search gave. `outside` people lie beyond the user's area and are shown only for a purpose."""

    hits: list[Hit]
    outside: int = 0
    more: bool = False  # there are further ones; the page asks for more letters

    @property
    def words(self) -> str:
        said = []
        if self.more:
            said.append(f"符合的人较多,只显示前{SHOWN}人,请输入更完整的姓名。")
        if self.outside:
            said.append(f"辖区外另有{self.outside}人符合,填写用途后可以查看(留痕)。")
        return "".join(said) or ("" if self.hits else "没有找到。请核对姓名或证号,也可以用拼音。")


@dataclass(frozen=True)
class MemberLine:
    """Someone in a household as it stood on a day."""

    person_id: int
    name: str
    masked: str
    relation: str
    sex: str
    age: int | None
    from_on: dt.date | None
    to_on: dt.date | None
    died_on: dt.date | None


@dataclass(frozen=True)
class KinLine:
    """A near relative, by law or in the wide sense."""

    person_id: int
    name: str
    relation: str
    kin_set: KinSet


@dataclass(frozen=True)
class PersonFile:
    """一人一档: what is known of a person as of a day."""

    person: Person
    on: dt.date
    masked: str
    age: int | None
    place: str
    households: list[Membership]
    categories: list[Category]
    past_categories: list[Category]
    kin: list[KinLine]
    records: list[Record]


@dataclass(frozen=True)
class HouseholdFile:
    """一户一档: who belonged to a household on a day, and what it received."""

    household: Household
    on: dt.date
    place: str
    members: list[MemberLine]
    categories: list[Category]
    past_categories: list[Category]
    records: list[Record]


def search(user: Any, text: str, *, at: dt.datetime, purpose: str = "") -> Found:
    """People by name, pinyin, initials, identity number or number of the household; within the user's area.

    Three characters or a number first, so that nobody pages through the county (a name of two characters is taken as the
    whole name). With a purpose staff of county and townships see beyond their area, and leave a record (R-ORG-02).
    """
    people = _matching(" ".join(text.split()))
    inside = scope(user, on=at.date())
    hits = list(_listed(inside.filter(people, "party__area_id"))[: SHOWN + 1])
    beyond = people.exclude(inside.condition("party__area_id")) if inside.ranges else people
    if not may(user, COUNTY_ROLES | TOWNSHIP_ROLES):
        return Found([_hit(person, at.date()) for person in hits[:SHOWN]], more=len(hits) > SHOWN)
    if len(purpose.strip()) < _PURPOSE:
        return Found([_hit(person, at.date()) for person in hits[:SHOWN]], beyond.count(), len(hits) > SHOWN)
    others = list(_listed(beyond)[: SHOWN + 1])
    if others:
        seen = {"people": [person.pk for person in others[:SHOWN]]}
        record("registry.search_outside", "registry", by=user, at=at, because=purpose.strip(), data=seen)
    return Found(
        [_hit(person, at.date()) for person in hits[:SHOWN]]
        + [_hit(person, at.date(), outside=True) for person in others[:SHOWN]],
        more=len(hits) > SHOWN or len(others) > SHOWN,
    )


def person_file(user: Any, person_id: int, *, on: dt.date, at: dt.datetime, purpose: str = "") -> PersonFile:
    """The file of a person as of a day; beyond the user's area only for a purpose, which is recorded. Opening a minor's file is
    always recorded (R-PRIV-05)."""
    person = Person.objects.select_related("party", "hukou_area").filter(pk=person_id).first()
    if person is None:
        raise Refused("没有这个人的档案。")
    _may_open(user, person, person.party.area_id or "", at, purpose)
    if (_age(person, at.date()) or 0) < _OF_AGE and person.born_on is not None:
        record(
            "registry.open_minor", person, by=user, at=at, because=purpose.strip(), area_code=person.party.area_id or ""
        )
    kin = near_kin(person.pk, on, KinSet.EXTENDED)
    in_force, past = _categories(person.pk, on)
    return PersonFile(
        person=person,
        on=on,
        masked=identity.mask(person.id_number),
        age=_age(person, on),
        place=_place(person.party.area_id),
        households=list(_as_of(person.memberships.select_related("household__party"), on)),
        categories=in_force,
        past_categories=past,
        kin=_kin_lines(kin),
        records=_records(person),
    )


def household_file(user: Any, household_id: int, *, on: dt.date, at: dt.datetime, purpose: str = "") -> HouseholdFile:
    """The file of a household as of a day: who belonged to it then, not who does now."""
    household = Household.objects.select_related("party", "head__party").filter(pk=household_id).first()
    if household is None:
        raise Refused("没有这一户的档案。")
    _may_open(user, household, household.party.area_id or "", at, purpose)
    in_force, past = _categories(household.pk, on)
    return HouseholdFile(
        household=household,
        on=on,
        place=_place(household.party.area_id),
        members=members_on(household, on),
        categories=in_force,
        past_categories=past,
        records=_records(household),
    )


def members_on(household: Household, on: dt.date) -> list[MemberLine]:
    """Who belonged to a household on a day."""
    rows = _as_of(household.memberships.select_related("person__party"), on)
    return [
        MemberLine(
            person_id=row.person_id,
            name=row.person.party.name,
            masked=identity.mask(row.person.id_number),
            relation=row.relation,
            sex=row.person.sex,
            age=_age(row.person, on),
            from_on=row.from_on,
            to_on=row.to_on,
            died_on=row.person.died_on,
        )
        for row in rows.order_by("pk")
    ]


def full_field(user: Any, person_id: int, field: str, reason: str, *, at: dt.datetime) -> str:
    """A person's identity number or phone in full, for a reason and with a record (R-SEC-04)."""
    if field not in ("id_number", "phone"):
        raise Refused("没有这一项可供查看。")
    person = Person.objects.select_related("party").get(pk=person_id)
    area = person.party.area_id or ""
    if not scope(user, on=at.date()).covers(area):
        raise Refused("此人不在您的辖区内,不能查看完整信息。")
    return reveal(user, person, field, reason, at=at, area_code=area)


def people_concerned(indexes: Collection[str], on: dt.date) -> dict[str, list[int]]:
    """Blind index of an identity number → the person and everybody in the same household on that day: whom recusal looks at
    (R-REC-04). Three queries for hundreds; an index that nobody in the registry has is left out."""
    people = dict(Person.objects.filter(id_index__in=indexes).values_list("pk", "id_index"))
    homes: dict[int, list[int]] = {}
    for person, home in _as_of(Membership.objects.filter(person__in=people), on).values_list("person", "household"):
        homes.setdefault(person, []).append(home)
    members: dict[int, list[int]] = {}
    wanted = {home for each in homes.values() for home in each}
    for home, person in _as_of(Membership.objects.filter(household__in=wanted), on).values_list("household", "person"):
        members.setdefault(home, []).append(person)
    return {
        index: sorted({person, *(one for home in homes.get(person, ()) for one in members[home])})
        for person, index in people.items()
    }


def by_index(index: str) -> Person | None:
    """The person with this blind index of the identity number."""
    return Person.objects.filter(id_index=index).first() if index else None


# --- how people are found ------------------------------------------------------------------------------------------------


def _matching(text: str) -> QuerySet[Person]:
    """The people that a text may mean: every way goes through an index."""
    compact = identity.clean(text)
    if _NUMBER.fullmatch(compact):
        reading = identity.read(compact)
        if reading.number is None:
            raise Refused(str(reading.flaw))
        return Person.objects.filter(id_index=blind_index(reading.number))
    if _CHINESE.fullmatch(compact):
        if len(compact) < 2:
            raise Refused("请至少输入姓名的两个字,或三个拼音字母,或完整的证号、户编号。")
        whole = Q(party__name=compact)
        return Person.objects.filter(whole if len(compact) == 2 else begins_with("party__name", compact))
    if len(compact) < 3:
        raise Refused("请至少输入三个字符,或完整的证号、户编号。")
    if compact.isascii() and compact.isalpha():
        small = compact.lower()
        by_sound = Party.objects.filter(begins_with("sound", small)).values("pk")
        return Person.objects.filter(
            Q(party__in=by_sound) | Q(party__in=Party.objects.filter(initials=small).values("pk"))
        )
    homes = Household.objects.filter(number=text.replace(" ", "")).values("pk")
    return Person.objects.filter(pk__in=Membership.objects.filter(household__in=homes, to_on=None).values("person"))


def _listed(people: QuerySet[Person]) -> QuerySet[Person]:
    homes = Membership.objects.filter(to_on=None).select_related("household")
    return (
        people.select_related("party")
        .prefetch_related(Prefetch("memberships", queryset=homes, to_attr="homes"))
        .order_by("party__name", "pk")
    )


def _hit(person: Any, on: dt.date, *, outside: bool = False) -> Hit:
    home = person.homes[0].household if person.homes else None
    return Hit(
        person_id=person.pk,
        name=person.party.name,
        masked=identity.mask(person.id_number),
        sex=person.sex,
        age=_age(person, on),
        place=_place(person.party.area_id),
        household_id=home.pk if home else None,
        household_no=home.number if home else "",
        died_on=person.died_on,
        outside=outside,
    )


# --- parts of a file -----------------------------------------------------------------------------------------------------


def _may_open(user: Any, subject: Person | Household, area: str, at: dt.datetime, purpose: str) -> None:
    seen: Scope = scope(user, on=at.date())
    if seen.covers(area):
        return
    if not may(user, COUNTY_ROLES | TOWNSHIP_ROLES, on=at.date()):
        raise Refused("这份档案不在您的辖区内。")
    if len(purpose.strip()) < _PURPOSE:
        raise Refused("这份档案不在您的辖区内,填写用途(不少于四个字)后可以查看,查看会留下记录。")
    record("registry.open_outside", subject, by=user, at=at, because=purpose.strip(), area_code=area)


def _as_of(rows: QuerySet[Membership], on: dt.date) -> QuerySet[Membership]:
    return rows.filter(Q(from_on=None) | Q(from_on__lte=on), Q(to_on=None) | Q(to_on__gte=on))


def _categories(party_id: int, on: dt.date) -> tuple[list[Category], list[Category]]:
    """Those in force on a day, and those before it."""
    rows = list(Category.objects.filter(party=party_id, from_on__lte=on).order_by("-from_on", "pk"))
    in_force = [row for row in rows if row.to_on is None or row.to_on >= on]
    return in_force, [row for row in rows if row not in in_force]


def _kin_lines(kin: dict[int, Relative]) -> list[KinLine]:
    names = dict(Person.objects.filter(pk__in=kin).values_list("pk", "party__name"))
    lines = [KinLine(each.person_id, names[each.person_id], each.relation, each.kin_set) for each in kin.values()]
    return sorted(lines, key=lambda line: (line.kin_set != KinSet.LEGAL, line.relation, line.person_id))


def _records(subject: Person | Household) -> list[Record]:
    name = f"{subject._meta.model_name}:{subject.pk}"
    return list(Record.objects.filter(subject=name).select_related("by").order_by("-number")[:SHOWN])


def _age(person: Person, on: dt.date) -> int | None:
    """Full years on a day, or those lived by someone who has died."""
    if person.born_on is None:
        return None
    return identity.age(person.born_on, min(on, person.died_on) if person.died_on else on)


def _place(area_code: str | None) -> str:
    return full_name(area_code) if area_code else ""
