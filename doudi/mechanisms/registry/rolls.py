"""A month's roll carried into the registry: who joined or left a household, who is in a category with how much, who no longer.

Like `services`, these are functions that write; they take whole rolls, so that a county's month is a few queries.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from django.db import transaction

from doudi.base.models import User
from doudi.base.months import first_day, last_day
from doudi.base.records import Happening, record_many
from doudi.mechanisms.registry.models import Category, Household, Membership, Person
from doudi.mechanisms.registry.services import NewCategory, join_household, leave_household, put_in_category

_FEW = 500


@dataclass(frozen=True)
class OnRoll:
    """A party on a roll: since which month, with how much a month."""

    party_id: int
    since: int  # month number
    monthly_fen: int | None


@dataclass(frozen=True)
class Carried:
    """What a roll changed in a category."""

    new: int = 0
    ended: int = 0
    changed: int = 0


def carry_category(
    kind: Category.Kind, rows: Iterable[OnRoll], *, month: int, because: str, by: User | None, at: dt.datetime
) -> Carried:
    """Make a category what the roll of a month says: newcomers enter, whoever is missing ends with the month before, another amount
    begins with the month. A roll older than what is known changes nothing but adds whom nobody knew."""
    wanted = {row.party_id: row for row in rows}
    with transaction.atomic():
        held = {
            row.party_id: row
            for row in Category.objects.filter(kind=kind, to_on=None, as_of__isnull=False).order_by("from_on")
        }
        if any((row.as_of or 0) > month for row in held.values()):
            fresh = [row for party, row in wanted.items() if party not in held]
            return Carried(new=_enter(fresh, kind, month, because, by, at))
        gone = [row for party, row in held.items() if party not in wanted]
        moved = [
            row for party, row in held.items()
            if party in wanted and wanted[party].monthly_fen is not None and wanted[party].monthly_fen != row.monthly_fen
        ]  # fmt: skip
        _end([row for row in (*gone, *moved) if row.from_on < first_day(month)], last_day(month - 1), because, by, at)
        for row in moved:
            if row.from_on >= first_day(month):  # entered this very month: the roll was sent again, corrected
                Category.objects.filter(pk=row.pk).update(monthly_fen=wanted[row.party_id].monthly_fen)
        again = [
            OnRoll(row.party_id, month, wanted[row.party_id].monthly_fen)
            for row in moved
            if row.from_on < first_day(month)
        ]
        fresh = [row for party, row in wanted.items() if party not in held]
        staying = [row.pk for party, row in held.items() if party in wanted and row not in moved]
        for part in _parts(staying):
            Category.objects.filter(pk__in=part).update(as_of=month)
        new = _enter([*fresh, *again], kind, month, because, by, at) - len(again)
        return Carried(new, len(gone), len(moved))


def _enter(
    rows: Sequence[OnRoll], kind: Category.Kind, month: int, because: str, by: User | None, at: dt.datetime
) -> int:
    new = [
        NewCategory(row.party_id, kind, first_day(row.since), monthly_fen=row.monthly_fen, because=because, as_of=month)
        for row in rows
    ]
    return put_in_category(_unlike_earlier(new, month), by=by, at=at)


def _unlike_earlier(new: Sequence[NewCategory], month: int) -> list[NewCategory]:
    """Who comes back to a roll comes back with this month, though the roll may still say since when he was first on it."""
    ended: dict[tuple[int, str], dt.date] = {}
    for part in _parts([row.party_id for row in new]):
        for party, kind, to_on in Category.objects.filter(party__in=part, to_on__isnull=False).values_list(
            "party", "kind", "to_on"
        ):
            assert to_on is not None
            ended[party, kind] = max(to_on, ended.get((party, kind), to_on))
    return [
        row
        if (row.party_id, row.kind.value) not in ended or row.from_on > ended[row.party_id, row.kind.value]
        else NewCategory(
            row.party_id, row.kind, first_day(month), monthly_fen=row.monthly_fen, because=row.because, as_of=row.as_of
        )
        for row in new
    ]


def _end(rows: Sequence[Category], on: dt.date, because: str, by: User | None, at: dt.datetime) -> None:
    for part in _parts([row.pk for row in rows]):
        Category.objects.filter(pk__in=part).update(to_on=on)
    record_many(
        [
            Happening("category.end", f"party:{row.party_id}", because, data={"kind": row.kind, "to": on})
            for row in rows
        ],
        by=by,
        at=at,
    )


def carry_members(
    members: Mapping[int, Mapping[int, str]], *, month: int, because: str, by: User | None, at: dt.datetime
) -> tuple[int, int]:
    """household → person → relation as a roll says: who is new joins with the month, who is missing left with the month before. How many
    joined and left. Households that the roll does not name stay as they are."""
    home: dict[int, int] = {}  # of whom two households name, the first has him
    for number, wanted in members.items():
        for person in wanted:
            home.setdefault(person, number)
    first, before = first_day(month), last_day(month - 1)
    with transaction.atomic():
        present = _present(members)
        leaving = [
            row
            for number, rows in present.items()
            for person, row in rows.items()
            if person not in members[number] and (row.from_on is None or row.from_on <= before)
        ]
        for row in leaving:
            leave_household(row, on=before, by=by, at=at, because=because)
        arriving = [
            (number, person, relation)
            for number, wanted in members.items()
            for person, relation in wanted.items()
            if home[person] == number and person not in present[number]
        ]
        joined = 0
        for number, person, relation in arriving:
            who = Person.objects.get(pk=person)
            newer = Membership.objects.filter(person=who, to_on=None, from_on__gte=first)
            if (who.died_on is not None and who.died_on < first) or newer.exists():
                continue
            household = Household.objects.get(pk=number)
            join_household(who, household, relation=relation[:20], on=first, by=by, at=at, because=because)
            joined += 1
    return joined, len(leaving)


def _present(members: Mapping[int, Mapping[int, str]]) -> dict[int, dict[int, Membership]]:
    present: dict[int, dict[int, Membership]] = {each: {} for each in members}
    for part in _parts(list(members)):
        for row in Membership.objects.filter(household__in=part, to_on=None):
            present[row.household_id][row.person_id] = row
    return present


def _parts(values: Sequence[int]) -> Iterable[Sequence[int]]:
    return (values[start : start + _FEW] for start in range(0, len(values), _FEW))
