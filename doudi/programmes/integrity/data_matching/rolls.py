"""The bureau's own rolls carried into the registry: people, households, what they receive, and near relatives that handlers declared.

Other departments' lists never become part of the registry: they stay evidence in the exchange.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator, Sequence
from typing import Any

import polars as pl
from django.db import transaction

from doudi.base.models import Area, User
from doudi.base.months import first_day
from doudi.mechanisms.exchange.declare import Source
from doudi.mechanisms.exchange.queries import stored_parts
from doudi.mechanisms.exchange.snapshots import select
from doudi.mechanisms.matching.linkage.addresses import Gazetteer, area_of
from doudi.mechanisms.registry.kin import HEAD_RELATIONS
from doudi.mechanisms.registry.models import Category, Household, Kin, Person
from doudi.mechanisms.registry.rolls import OnRoll, carry_category, carry_members
from doudi.mechanisms.registry.services import (
    NewHousehold,
    NewKin,
    NewMember,
    NewPerson,
    add_kin,
    correct_person,
    register_households,
    register_people,
)
from doudi.programmes.integrity.data_matching.sources import SOURCES

Rows = list[dict[str, Any]]

# roll → what whoever stands on it is; those by households first, since they say where people live
HOUSEHOLD_ROLLS = {
    "dibao_rural": Category.Kind.DIBAO_RURAL,
    "dibao_urban": Category.Kind.DIBAO_URBAN,
    "edge_families": Category.Kind.MARGINAL,
}
PERSON_ROLLS = {
    "tekun": Category.Kind.TEKUN,
    "living_subsidy": Category.Kind.LIVING_SUBSIDY,
    "nursing_subsidy": Category.Kind.NURSING_SUBSIDY,
    "children_allowance": Category.Kind.ORPHAN,
    "age_allowance": Category.Kind.AGE_ALLOWANCE,
}
FILINGS = "kin_filings"
_VOID = ("撤销", "失效", "注销", "终止", "作废", "解除")
_BY_CODE = {source.code: source for source in SOURCES}


def enter_rolls(month: int, *, by: User | None, at: dt.datetime) -> int:
    """Carry the rolls of a month into the registry, whole or not at all; entering them again changes nothing. How many people."""
    own = [_BY_CODE[code] for code in (*HOUSEHOLD_ROLLS, *PERSON_ROLLS, FILINGS)]
    tables = select(stored_parts(own, month=month), month=month).tables
    desk = _Registrar(month, by, at)
    with transaction.atomic():
        for code, kind in HOUSEHOLD_ROLLS.items():
            if code in tables:
                desk.households(_BY_CODE[code], kind, _rows(tables[code]))
        for code, kind in PERSON_ROLLS.items():
            if code in tables:
                desk.people(_BY_CODE[code], kind, _rows(tables[code]))
        if FILINGS in tables:
            desk.filings(_BY_CODE[FILINGS], _rows(tables[FILINGS]))
    return len(desk.seen)


def _rows(table: pl.DataFrame) -> Rows:
    """Those with a number and a name, each person once."""
    named = table.filter(pl.col("id_number").is_not_null() & pl.col("name").is_not_null())
    kept = ["household_no", "id_number"] if "household_no" in named.columns else ["id_number"]
    kept = [*kept, "staff_id"] if "staff_id" in named.columns else kept
    return named.unique(kept, keep="first", maintain_order=True).to_dicts()


class _Registrar:
    """One month at hand: registers people as the rolls name them, the first roll's word on address and place standing."""

    def __init__(self, month: int, by: User | None, at: dt.datetime) -> None:
        self.month, self.by, self.at = month, by, at
        areas = pl.DataFrame(list(Area.objects.values_list("code", "name")), schema=["code", "name"], orient="row")
        self.gazetteer = Gazetteer(areas)
        self.county = Area.objects.filter(level=Area.Level.COUNTY).values_list("code", flat=True).first() or ""
        self.seen: set[str] = set()

    def households(self, source: Source, kind: Category.Kind, rows: Rows) -> None:
        homes: dict[str, Rows] = {}
        for row in rows:
            if row["household_no"]:
                homes.setdefault(str(row["household_no"])[:40], []).append(row)
        places = {number: self._place(lines[0]) for number, lines in homes.items()}
        new = [self._household(number, lines, places[number]) for number, lines in homes.items()]
        people = self._registered([member.person for each in new for member in each.members], source)
        registered = register_households(new, by=self.by, at=self.at, because=source.name)
        self._members(registered, new, people, source)
        on_roll = [
            OnRoll(each.pk, _since(homes[each.number], self.month), _amount(homes[each.number])) for each in registered
        ]
        carry_category(kind, on_roll, month=self.month, because=source.name, by=self.by, at=self.at)

    def people(self, source: Source, kind: Category.Kind, rows: Rows) -> None:
        found = self._registered([self._person(row, self._place(row)) for row in rows], source)
        kinds: dict[Category.Kind, list[OnRoll]] = {kind: []}
        for row, person in zip(rows, found, strict=True):
            fact = kind == Category.Kind.ORPHAN and "事实" in (row.get("category") or "")
            mine = Category.Kind.UNATTENDED_CHILD if fact else kind
            kinds.setdefault(mine, []).append(OnRoll(person.pk, row.get("since") or self.month, row.get("amount")))
        for each, on_roll in kinds.items():
            carry_category(each, on_roll, month=self.month, because=source.name, by=self.by, at=self.at)

    def filings(self, source: Source, rows: Rows) -> None:
        """What a handler or cadre declared of himself: by this he is kept from the case (R-REC-02)."""
        live = [row for row in rows if row["staff_id"] and row["staff_name"] and not _void(row)]
        live = [row for row in live if row["staff_id"] != row["id_number"]]
        staff = self._registered([NewPerson(row["staff_id"], row["staff_name"], self.county) for row in live], source)
        others = self._registered([self._person(row, self.county) for row in live], source)
        kin = [
            NewKin(one.pk, other.pk, _relation(row["relation"] or ""), row["filed_on"])
            for row, one, other in zip(live, staff, others, strict=True)
        ]
        add_kin(kin, source=source.name, by=self.by, at=self.at)

    def _registered(self, new: Sequence[NewPerson], source: Source) -> list[Person]:
        people = register_people(new, by=self.by, at=self.at, because=source.name)
        self._correct(new, people, source)
        self.seen |= {each.id_number for each in new}
        return people

    def _correct(self, new: Sequence[NewPerson], people: Sequence[Person], source: Source) -> None:
        """Who has moved has moved; another name for a known number is no correction but a question (R-ID-02)."""
        places = dict(
            pair for part in _parts([each.pk for each in people]) for pair in Person.objects.filter(pk__in=part).values_list("pk", "party__area_id")
        )  # fmt: skip
        for row, person in zip(new, people, strict=True):
            if row.id_number in self.seen:
                continue
            changes: dict[str, Any] = {}
            if row.address and row.address != person.address:
                changes["address"] = row.address
            if row.area_code and row.area_code != self.county and row.area_code != places[person.pk]:
                changes["area_code"] = row.area_code
            if changes:
                correct_person(person, by=self.by, at=self.at, because=source.name, **changes)

    def _members(
        self, registered: Sequence[Household], new: Sequence[NewHousehold], people: Sequence[Person], source: Source
    ) -> None:
        found = iter(people)
        members = {
            household.pk: {next(found).pk: member.relation for member in each.members}
            for household, each in zip(registered, new, strict=True)
        }
        carry_members(members, month=self.month, because=source.name, by=self.by, at=self.at)

    def _household(self, number: str, lines: Rows, area: str) -> NewHousehold:
        members, heads = [], 0
        for line in lines:
            relation = (line["relation"] or "")[:20]
            heads += HEAD_RELATIONS.get(relation) == ""
            if HEAD_RELATIONS.get(relation) == "" and heads > 1:
                relation = "其他"  # a roll with two heads in a household: the first one stands
            members.append(NewMember(self._person(line, area), relation))
        since = first_day(_since(lines, self.month))
        return NewHousehold(number, area, tuple(members), address=(lines[0]["address"] or "")[:120], since=since)

    def _person(self, row: dict[str, Any], area: str) -> NewPerson:
        return NewPerson(row["id_number"], row["name"], area, address=(row.get("address") or "")[:120])

    def _place(self, row: dict[str, Any]) -> str:
        town = row.get("township") or ""
        for text in (row.get("address"), row.get("village")):
            if text and (found := area_of(text, self.gazetteer, town=town)):
                return found
        return self.county


def _since(lines: Rows, month: int) -> int:
    since = lines[0].get("since")
    if since is None and (day := lines[0].get("recognised_on")):
        since = day.year * 12 + day.month - 1
    return int(since) if since is not None and since <= month else month


def _amount(lines: Rows) -> int | None:
    """What the household gets a month: as written once for it, else the sum of its members."""
    whole = lines[0].get("household_amount")
    each = [line["personal_amount"] for line in lines if line.get("personal_amount") is not None]
    return whole if whole is not None else sum(each) if each else None


def _void(row: dict[str, Any]) -> bool:
    return any(word in f"{row['state'] or ''}{row['note'] or ''}" for word in _VOID)


_RELATIONS = {
    "M": Kin.Relation.SPOUSE,
    "U": Kin.Relation.PARENT,
    "D": Kin.Relation.CHILD,
    "S": Kin.Relation.SIBLING,
    "UU": Kin.Relation.GRANDPARENT,
    "DD": Kin.Relation.GRANDCHILD,
    "DM": Kin.Relation.IN_LAW,
    "MU": Kin.Relation.IN_LAW,
    "SM": Kin.Relation.IN_LAW,
}


def _relation(words: str) -> Kin.Relation:
    """A declared relation, read from the handler: the recipient is his father. 父子 and 母子 do not say who is which: kin all the same."""
    return _RELATIONS.get(HEAD_RELATIONS.get(words, ""), Kin.Relation.OTHER)


def _parts(values: Sequence[int]) -> Iterator[Sequence[int]]:
    return (values[start : start + 500] for start in range(0, len(values), 500))
