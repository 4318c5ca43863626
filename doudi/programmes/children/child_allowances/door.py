"""The allowances of children at the front door: a minor of whom it is said that nobody brings him up."""

from __future__ import annotations

from collections.abc import Iterable

from doudi.mechanisms.casework.models import Case
from doudi.mechanisms.entitlement.front_door import common
from doudi.mechanisms.entitlement.front_door.by_rules import whenever
from doudi.mechanisms.entitlement.front_door.declare import Door, Home, Opening, Someone, When
from doudi.mechanisms.registry.models import Category, Person
from doudi.programmes.children.child_allowances.flow import APPLICATIONS
from doudi.programmes.children.child_allowances.handling import UNKNOWN, apply
from doudi.programmes.children.child_allowances.models import ChildApplication

_COVERED = {Category.Kind.ORPHAN, Category.Kind.UNATTENDED_CHILD, Category.Kind.TEKUN}


def _why(home: Home, someone: Someone | None, when: When) -> str:
    if someone is None or not someone.said.get("parents_gone") or someone.categories & _COVERED:
        return ""
    return "反映父母不能抚养，可能属于孤儿或事实无人抚养儿童。"


def _opens(opening: Opening) -> Case:
    """As a draft for a child of whom it is said that the parents cannot bring it up: which of the two it is, the check will show."""
    assert opening.someone is not None, "the door is for a person"
    person = Person.objects.select_related("party").get(pk=opening.someone.person_id)
    guardian = opening.applicant.name if opening.applicant.person_id != person.pk else UNKNOWN
    said = {"kind": ChildApplication.Kind.UNATTENDED, "guardian": guardian, "guardian_relation": UNKNOWN}
    return apply(APPLICATIONS, person, {}, **said, by=opening.by, at=opening.at).case


def _busy() -> Iterable[int]:
    return ChildApplication.objects.filter(case__closed_at=None).values_list("person", flat=True)


CHILD_DOOR = Door(
    "child_allowances",
    "孤儿、事实无人抚养儿童基本生活保障",
    whenever("child_allowances", _why, of_person=True),
    of_person=True,
    asks=(common.PARENTS_GONE,),
    papers=(common.IDENTITY, common.FORM, common.CARD),
    benefits=frozenset({"orphan", "unattended_child"}),
    kinds=frozenset({Category.Kind.ORPHAN, Category.Kind.UNATTENDED_CHILD}),
    opens=_opens,
    busy=_busy,
    seeks=False,
)
DOORS = (CHILD_DOOR,)
