"""政策找人: each night the doors are asked about everybody who is known to be vulnerable; whoever may be entitled and receives nothing
becomes a prospect of his village. Run again it adds nothing; what has been answered is not asked again for some months."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from django.conf import settings
from django.db import transaction

from doudi.base import bulk
from doudi.base.areas import name_of, township_of
from doudi.base.models import User
from doudi.mechanisms.casework.declare import Action
from doudi.mechanisms.casework.models import Case
from doudi.mechanisms.casework.services import NewCase, open_cases, take, take_by_system
from doudi.mechanisms.casework.texts.declare import MAY_APPLY
from doudi.mechanisms.casework.texts.services import queue_many
from doudi.mechanisms.entitlement.front_door.declare import DOORS, Door, Home, Suggestion
from doudi.mechanisms.entitlement.front_door.known import vulnerable
from doudi.mechanisms.entitlement.front_door.queries import has, suggestions
from doudi.mechanisms.registry.models import Person
from doudi.programmes.office.reception import prospect_flow as flow
from doudi.programmes.office.reception.models import Prospect

_DAYS_A_MONTH = 30
Key = tuple[str, int]  # code of the door, id of the party


@dataclass(frozen=True)
class Looked:
    """What a night brought."""

    people: int  # looked at, with their households
    new: int
    admitted: int  # closed: they receive it now
    closed: int  # closed for another reason


def find(*, on: dt.date, at: dt.datetime, quiet_months: int) -> Looked:
    """Ask all doors that seek, open what is new, close what has been settled. `quiet_months`: so long an answer counts."""
    homes = vulnerable(on)
    doors = [door for door in DOORS.values() if door.seeks]
    found = {_key(each): each for each in suggestions(homes, on, doors=doors) if each.home.area_code}
    with transaction.atomic():
        open_rows = list(Prospect.objects.filter(case__closed_at=None).select_related("case"))
        night = _Night(found, homes)
        outcomes = [night.settle(row, at) for row in open_rows]
        known = {(row.door, row.party_id) for row in open_rows}
        answered = at - dt.timedelta(days=_DAYS_A_MONTH * quiet_months)
        lately = Prospect.objects.filter(case__closed_at__gt=answered).exclude(case__stage__in=("ADMITTED", "GONE"))
        known |= set(lately.values_list("door", "party_id"))
        new = [each for key, each in found.items() if key not in known]
        _open(new, on=on, at=at)
    people = sum(len(home.people) for home in homes)
    admitted = outcomes.count(flow.ADMITTED.code)
    closed = outcomes.count(flow.NOT_ADMITTED.code) + outcomes.count(flow.GONE.code)
    return Looked(people, len(new), admitted, closed)


class _Night:
    """What becomes of those who were found before."""

    def __init__(self, found: dict[Key, Suggestion], homes: Sequence[Home]) -> None:
        self.found = found
        self.homes = {home.household_id: home for home in homes if home.household_id is not None}
        self.homes |= {each.person_id: home for home in homes for each in home.people}
        self._busy: dict[str, set[int] | None] = {}

    def settle(self, row: Prospect, at: dt.datetime) -> str:
        """Close it, or take it on, or leave it; the code of the action that was taken, if any."""
        action, because = self._what(row)
        if action is not None and row.case.stage in action.sources:
            take_by_system(row.case, action, at=at, because=because)
            return action.code
        return ""

    def _what(self, row: Prospect) -> tuple[Action | None, str]:
        door, home = DOORS.get(row.door), self.homes.get(row.party_id)
        applying = row.case.stage == "APPLYING"
        if door is not None and home is not None:
            someone = next((each for each in home.people if each.person_id == row.party_id), None)
            if has(door, home, someone):
                return flow.ADMITTED, "已享受"
            concerned = {row.party_id} if someone is not None else {each.person_id for each in home.people}
            busy = self._applying(door)
            if busy is None and applying:
                return None, ""  # it is applied for where this system sees no application
            if busy is not None and busy & concerned:
                return flow.APPLYING, "已有办理中的申请"
        if applying:
            return flow.NOT_ADMITTED, "没有办理中的申请，也未享受"
        if (row.door, row.party_id) in self.found:
            return None, ""
        return flow.GONE, "名单、登记或年龄情况已变化"

    def _applying(self, door: Door) -> set[int] | None:
        if door.code not in self._busy:
            self._busy[door.code] = set(door.busy()) if door.busy is not None else None
        return self._busy[door.code]


def applied(prospect: Prospect, cases: Iterable[Case], *, by: User, at: dt.datetime) -> None:
    """What was opened at the front door for somebody who had been found."""
    numbers = "、".join(case.number for case in cases)
    take(prospect.case, flow.APPLY, by=by, at=at, data={"cases": numbers})


def _key(each: Suggestion) -> Key:
    party = each.someone.person_id if each.someone is not None else each.home.household_id
    if party is None:  # for a household, of somebody who is registered in none
        party = each.home.people[0].person_id
    return each.door, party


def _open(new: Sequence[Suggestion], *, on: dt.date, at: dt.datetime) -> None:
    wanted = [
        NewCase(
            (each.someone or each.home.people[0]).name,
            each.home.area_code,
            data={"door": each.door, "party": _key(each)[1]},
        )
        for each in new
    ]
    cases = open_cases(flow.PROSPECTS, wanted, by=None, at=at, because="政策找人")
    bulk.insert(
        [
            Prospect(
                case_id=case.pk,
                door=each.door,
                party_id=_key(each)[1],
                reason=each.reason[:200],
                sources=_sources(each),
                found_on=on,
            )
            for case, each in zip(cases, new, strict=True)
        ]
    )
    _remind(cases, new, at)


def _remind(cases: Sequence[Case], new: Sequence[Suggestion], at: dt.datetime) -> None:
    """主动提醒 (R-DIS-08): who has left a mobile number is told by text the same night, once; the text is kept with the case. Two queries."""
    persons = [(each.someone or each.home.people[0]).person_id for each in new]
    rows = Person.objects.filter(pk__in=persons).only(
        "pk", "phone"
    )  # the number is sealed: only here is seen whether there is one
    phones = {each.pk: each.phone for each in rows if each.phone}
    those = [
        (
            phones[person],
            {"town": name_of(township_of(case.area_code)), "office": settings.SITE_PHONE},
            f"prospect:{case.pk}",
            case.area_code,
            case.pk,
        )
        for case, person in zip(cases, persons, strict=True)
        if person in phones
    ]
    queue_many(MAY_APPLY, those, at=at)


def _sources(each: Suggestion) -> list[str]:
    people = (each.someone,) if each.someone is not None else each.home.people
    return sorted({fact.source for one in people for fact in one.held.values()})
