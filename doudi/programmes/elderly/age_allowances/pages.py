"""老年津补贴申请的页面：登记、补充和通知书；列表、详情、办理和成批审定都来自流程。"""

from __future__ import annotations

from typing import Any

from django import forms
from django.utils import timezone

from doudi.base.access import may
from doudi.base.roles import STAFF_ROLES, Role
from doudi.mechanisms.casework.models import Case
from doudi.mechanisms.casework.pages import of
from doudi.mechanisms.casework.pages.bulks import bulk_of
from doudi.mechanisms.casework.pages.declare import CasePages
from doudi.mechanisms.entitlement.pages import applying
from doudi.mechanisms.entitlement.pages.refusals import RefusalLetters
from doudi.pages.declare import Panel
from doudi.pages.details import Item
from doudi.pages.filters import Choice
from doudi.pages.lists import Column
from doudi.programmes.elderly.age_allowances import handling
from doudi.programmes.elderly.age_allowances.flow import APPLICATIONS, CHECK, CONFIRM, FILERS
from doudi.programmes.elderly.age_allowances.handling import HANDLING
from doudi.programmes.elderly.age_allowances.models import AgeApplication
from doudi.programmes.elderly.age_allowances.rules import AGE_RULES

READERS = STAFF_ROLES - {Role.FINANCE}


def _apply(*subject: Any, **said: Any) -> AgeApplication:
    return handling.apply(APPLICATIONS, *subject, **said)


OPENING = applying.PersonOpening(
    programme="age_allowances",
    title="登记老年津补贴申请",
    one="application",
    many="applications",
    # Age, death and registration are the register's, proof of life has its own road, what is paid already the bureau's own.
    asked=applying.asked(AGE_RULES, "born", "registered_here", "died", "applied", "proved_alive", *handling.KNOWN_HERE),
    apply=_apply,
    more={"kind": forms.ChoiceField(label="津补贴", choices=AgeApplication.Kind.choices)},
    subject="老年人",
)
COMPLETING = applying.Completing(OPENING, HANDLING)
REFUSAL_LETTERS = RefusalLetters(
    HANDLING,
    "老年津补贴",
    lambda row: row.person.party.name,
    "达到规定年龄或情况变化后，可以重新申请；家庭生活困难的，可以申请最低生活保障。",
    READERS - {Role.VILLAGE_WORKER},
    "不予发放通知书",
)


def _row(case: Case) -> AgeApplication:
    found: AgeApplication = case.age_allowances_ageapplication
    return found


def items(user: Any, case: Case) -> list[Item]:
    row = HANDLING.of(case)
    return [
        applying.applicant(row.person),
        Item("津补贴", row.get_kind_display()),
        Item("出生日期", row.person.born_on),
        Item("户名", row.payee or None),
        Item("银行账号", f"尾号{row.account[-4:]}" if row.account else None),
        *applying.decided(HANDLING, row),
        *applying.told(row.facts, AGE_RULES),
    ]


def panels(user: Any, case: Case) -> list[Panel]:
    return [applying.means_panel(HANDLING, case, timezone.localdate())] if may(user, READERS) else []


def links(user: Any, case: Case) -> list[tuple[str, str]]:
    return [
        *COMPLETING.links(user, case, "age_allowances:application_complete"),
        *REFUSAL_LETTERS.links(user, case, "age_allowances:application_refusal"),
    ]


APPLICATION_PAGES = CasePages(
    programme="age_allowances",
    flow=APPLICATIONS,
    name="老年津补贴申请",
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
    bulks=(
        bulk_of(CHECK, words="对选中的申请上报县级审定；年龄、户籍、银行账户已核对无误。"),
        bulk_of(CONFIRM, words="对选中的申请审定同意，按核算的起始月和金额发放；有一件不符合的，全部不办。"),
    ),
    related=("age_allowances_ageapplication",),
    columns=(Column("kind", "津补贴", lambda case: _row(case).get_kind_display()),),
    filters=(
        Choice(
            code="kind",
            label="津补贴",
            field="age_allowances_ageapplication__kind",
            choices=AgeApplication.Kind.choices,
        ),
    ),
)
PAGES = (REFUSAL_LETTERS.page(APPLICATION_PAGES), COMPLETING.page(APPLICATION_PAGES), *of.pages_of(APPLICATION_PAGES))
