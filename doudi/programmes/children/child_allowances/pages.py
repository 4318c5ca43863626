"""儿童基本生活保障申请的页面。What was declared of the parents is confidential and stands on the calculation only as far as it must."""

from __future__ import annotations

from typing import Any

from django import forms
from django.utils import timezone

from doudi.base.access import may
from doudi.base.roles import STAFF_ROLES, Role
from doudi.mechanisms.casework.models import Case
from doudi.mechanisms.casework.pages import of
from doudi.mechanisms.casework.pages.declare import CasePages
from doudi.mechanisms.entitlement.pages import applying
from doudi.mechanisms.entitlement.pages.refusals import RefusalLetters
from doudi.pages.declare import Panel
from doudi.pages.details import Item
from doudi.pages.filters import Choice
from doudi.pages.lists import Column
from doudi.programmes.children.child_allowances import handling
from doudi.programmes.children.child_allowances.flow import APPLICATIONS, FILERS
from doudi.programmes.children.child_allowances.handling import HANDLING
from doudi.programmes.children.child_allowances.models import ChildApplication
from doudi.programmes.children.child_allowances.rules import CHILD_RULES

# Who has no business with a child's file does not see that there is one.
READERS = STAFF_ROLES - {Role.FINANCE, Role.VERIFICATION_CENTRE}
_CALCULATES = READERS - {Role.VILLAGE_WORKER}


def _apply(*subject: Any, **said: Any) -> ChildApplication:
    return handling.apply(APPLICATIONS, *subject, **said)


OPENING = applying.PersonOpening(
    programme="child_allowances",
    title="登记儿童基本生活保障申请",
    one="application",
    many="applications",
    # The register knows the birth, the decision the first month, the bureau what it already pays for the child.
    asked=applying.asked(CHILD_RULES, "born", "award_from", "ended", "other_support"),
    apply=_apply,
    subject="儿童",
    form=applying.WindowForm,
    more={
        "kind": forms.ChoiceField(label="待遇", choices=ChildApplication.Kind.choices),
        "guardian": forms.CharField(label="监护人", max_length=40),
        "guardian_relation": forms.CharField(label="监护人与儿童的关系", max_length=20),
    },
)


def _row(case: Case) -> ChildApplication:
    found: ChildApplication = case.child_allowances_childapplication
    return found


def items(user: Any, case: Case) -> list[Item]:
    row = HANDLING.of(case)
    return [
        applying.applicant(row.person),
        Item("待遇", row.get_kind_display()),
        Item("监护人", f"{row.guardian}（{row.guardian_relation}）"),
        Item("申请日期", row.applied_on),
        Item("代收窗口", row.window or None),
        *applying.decided(HANDLING, row),
        *applying.told(row.facts, CHILD_RULES),
    ]


def panels(user: Any, case: Case) -> list[Panel]:
    return [applying.means_panel(HANDLING, case, timezone.localdate())] if may(user, _CALCULATES) else []


REFUSAL_LETTERS = RefusalLetters(
    HANDLING,
    "儿童基本生活保障",
    lambda row: row.person.party.name,
    "家庭生活困难的，可以向户籍所在地乡镇人民政府（街道办事处）申请最低生活保障；儿童的情况变化后，可以重新申请。",
    _CALCULATES,
)


COMPLETING = applying.Completing(OPENING, HANDLING, ("guardian", "guardian_relation"))


def links(user: Any, case: Case) -> list[tuple[str, str]]:
    return [
        *COMPLETING.links(user, case, "child_allowances:application_complete"),
        *REFUSAL_LETTERS.links(user, case, "child_allowances:application_refusal"),
    ]


APPLICATION_PAGES = CasePages(
    programme="child_allowances",
    flow=APPLICATIONS,
    name="儿童生活费申请",
    noun="申请",
    one="application",
    readers=READERS,
    opened="登记申请",
    icon="file-plus",
    opens=applying.opening_view(OPENING),
    openers=FILERS,
    items=items,
    panels=panels,
    links=links,
    visits=frozenset({"CHECKING"}),
    related=("child_allowances_childapplication",),
    columns=(Column("kind", "待遇", lambda case: _row(case).get_kind_display()),),
    filters=(
        Choice(
            code="kind",
            label="待遇",
            field="child_allowances_childapplication__kind",
            choices=ChildApplication.Kind.choices,
        ),
    ),
)
PAGES = (REFUSAL_LETTERS.page(APPLICATION_PAGES), COMPLETING.page(APPLICATION_PAGES), *of.pages_of(APPLICATION_PAGES))
