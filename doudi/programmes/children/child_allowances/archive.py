"""儿童生活费的电子档案 (R-DIS-10, Archives Law art. 37). Read by nobody who has no business with a child's file."""

from __future__ import annotations

from doudi.mechanisms.entitlement.archives.declare import AFTERWARDS, APPLICATION, IDENTITY, Archive, Element, Held
from doudi.programmes.children.child_allowances.benefit import ORPHAN, UNATTENDED_CHILD
from doudi.programmes.children.child_allowances.models import ChildApplication

ARCHIVE = Archive(
    "child_allowances",
    "儿童基本生活保障",
    (ORPHAN, UNATTENDED_CHILD),
    ChildApplication,
    (
        APPLICATION,
        IDENTITY,
        Element("parents", "父母情形证明"),
        Element("check", "查验", Held.STEP, ("check",)),
        *AFTERWARDS,
    ),
)
