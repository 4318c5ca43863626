"""The allowances of children at the front door: a minor of whom it is said that nobody brings him up."""

from __future__ import annotations

from doudi.mechanisms.entitlement.front_door import common
from doudi.mechanisms.entitlement.front_door.by_rules import whenever
from doudi.mechanisms.entitlement.front_door.declare import Door, Home, Someone, When
from doudi.mechanisms.registry.models import Category

_COVERED = {Category.Kind.ORPHAN, Category.Kind.UNATTENDED_CHILD, Category.Kind.TEKUN}


def _why(home: Home, someone: Someone | None, when: When) -> str:
    if someone is None or not someone.said.get("parents_gone") or someone.categories & _COVERED:
        return ""
    return "反映父母不能抚养，可能属于孤儿或事实无人抚养儿童。"


CHILD_DOOR = Door(
    "child_allowances",
    "孤儿、事实无人抚养儿童基本生活保障",
    whenever("child_allowances", _why, of_person=True),
    of_person=True,
    asks=(common.PARENTS_GONE,),
    papers=(common.IDENTITY, common.FORM, common.CARD),
    benefits=frozenset({"orphan", "unattended_child"}),
    kinds=frozenset({Category.Kind.ORPHAN, Category.Kind.UNATTENDED_CHILD}),
    seeks=False,
)
