"""儿童基本生活保障申请的页面。What was declared of the parents is confidential and stands on the calculation only as far as it must."""

from __future__ import annotations

from functools import partial
from typing import Any

from django import forms

from doudi.base.roles import STAFF_ROLES, Role
from doudi.mechanisms.casework.models import Case
from doudi.mechanisms.entitlement.pages import applying
from doudi.mechanisms.entitlement.pages.person_applications import PersonApplications
from doudi.pages.details import Item
from doudi.programmes.children.child_allowances import handling
from doudi.programmes.children.child_allowances.flow import APPLICATIONS
from doudi.programmes.children.child_allowances.handling import HANDLING
from doudi.programmes.children.child_allowances.models import ChildApplication
from doudi.programmes.children.child_allowances.rules import CHILD_RULES

# Who has no business with a child's file does not see that there is one.
READERS = STAFF_ROLES - {Role.FINANCE, Role.VERIFICATION_CENTRE}

OPENING = applying.PersonOpening(
    programme="child_allowances",
    title="登记儿童基本生活保障申请",
    one="application",
    many="applications",
    # The register knows the birth, the decision the first month, the bureau what it already pays for the child.
    asked=applying.asked(CHILD_RULES, "born", "award_from", "ended", "other_support"),
    apply=partial(handling.apply, APPLICATIONS),
    subject="儿童",
    form=applying.WindowForm,
    more={
        "kind": forms.ChoiceField(label="待遇", choices=ChildApplication.Kind.choices),
        "guardian": forms.CharField(label="监护人", max_length=40),
        "guardian_relation": forms.CharField(label="监护人与儿童的关系", max_length=20),
    },
)


def told(case: Case, row: Any) -> list[Item]:
    return [
        Item("监护人", f"{row.guardian}（{row.guardian_relation}）"),
        Item("申请日期", row.applied_on),
        Item("代收窗口", row.window or None),
    ]


APPLICATION_PAGES, PAGES = PersonApplications(
    OPENING,
    HANDLING,
    APPLICATIONS,
    name="儿童生活费申请",
    benefit="儿童基本生活保障",
    other_help="家庭生活困难的，可以向户籍所在地乡镇人民政府（街道办事处）申请最低生活保障；儿童的情况变化后，可以重新申请。",
    readers=READERS,
    calculates=READERS - {Role.VILLAGE_WORKER},
    kind="待遇",
    told=told,
    columns=("guardian", "guardian_relation"),
    visits=frozenset({"CHECKING"}),
).made()
