"""The household of an application as the register has it: who belongs to it, and that nobody is left out."""

from __future__ import annotations

import datetime as dt
from collections.abc import Collection
from dataclasses import dataclass

from doudi.base.calendar import months_later
from doudi.base.refused import Refused
from doudi.mechanisms.entitlement.means.rules import Relation
from doudi.mechanisms.registry.kin import HEAD_RELATIONS
from doudi.mechanisms.registry.models import Household, Person

_OF_AGE = 18  # Civil Code art. 17


@dataclass(frozen=True)
class AtHome:
    """A member: the words of the household book, and a first guess of the class of the rules (R-DIBAO-01)."""

    person: Person
    said: str
    relation: int  # means.rules.Relation


def household_of(applicant: Person, on: dt.date) -> tuple[Household, list[AtHome]]:
    """The household that the register has for an applicant, everybody with a first guess of what he is to him; Refused if there is none.
    Only spouse and minor children count by themselves; about all others somebody has to say (R-DIBAO-01)."""
    membership = applicant.memberships.filter(to_on=None).select_related("household__party__area").first()
    if membership is None:
        raise Refused("登记中没有申请人的家庭户，请先登记家庭成员。")
    rows = membership.household.memberships.filter(to_on=None, person__died_on=None).select_related("person__party")
    return membership.household, [
        AtHome(row.person, row.relation, _guess(row.person, row.relation, applicant, on)) for row in rows
    ]


def check_whole(household: Household, applicant: Person, people: Collection[Person], on: dt.date, *, name: str) -> None:
    """Everybody whom the register has in the household is named, be it with the reason why he does not count (R-DIBAO-02). `name`: of
    what is applied for, as the sentence begins with it."""
    named = {each.pk for each in people}
    if applicant.pk not in named:
        raise Refused("申请人须列在家庭成员中。")
    if len(named) < len(people):
        raise Refused("家庭成员中有人重复，请核对。")
    memberships = household.memberships.select_related("person__party")
    left = [
        row.person.party.name
        for row in memberships
        if (row.from_on is None or row.from_on <= on)
        and (row.to_on is None or row.to_on >= on)
        and row.person.died_on is None
        and row.person_id not in named
    ]
    if left:
        raise Refused(f"{name}须整户申请，请补充家庭成员：{'、'.join(left)}；不计入人口的请注明原因。")


def _guess(person: Person, said: str, applicant: Person, on: dt.date) -> int:
    path = HEAD_RELATIONS.get(said)  # a word that nobody knows says nothing
    if person.pk == applicant.pk or path in ("", "M"):
        return int(Relation.SELF_OR_SPOUSE)
    minor = person.born_on is not None and months_later(person.born_on, _OF_AGE * 12) > on
    return int(Relation.MINOR_CHILD if path == "D" and minor else Relation.OTHER)
