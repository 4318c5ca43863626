"""老年津补贴申请的页面：登记、补充和通知书；列表、详情、办理和成批审定都来自流程。"""

from __future__ import annotations

from functools import partial
from typing import Any

from django import forms

from doudi.base.roles import STAFF_ROLES, Role
from doudi.mechanisms.casework.models import Case
from doudi.mechanisms.casework.pages.bulks import bulk_of
from doudi.mechanisms.entitlement.pages import applying
from doudi.mechanisms.entitlement.pages.person_applications import PersonApplications
from doudi.pages.details import Item
from doudi.programmes.elderly.age_allowances import handling
from doudi.programmes.elderly.age_allowances.flow import APPLICATIONS, CHECK, CONFIRM
from doudi.programmes.elderly.age_allowances.handling import HANDLING
from doudi.programmes.elderly.age_allowances.models import AgeApplication
from doudi.programmes.elderly.age_allowances.rules import AGE_RULES

READERS = STAFF_ROLES - {Role.FINANCE}

OPENING = applying.PersonOpening(
    programme="age_allowances",
    title="登记老年津补贴申请",
    one="application",
    many="applications",
    # Age, death and registration are the register's, proof of life has its own road, what is paid already the bureau's own.
    asked=applying.asked(AGE_RULES, "born", "registered_here", "died", "applied", "proved_alive", *handling.KNOWN_HERE),
    apply=partial(handling.apply, APPLICATIONS),
    more={"kind": forms.ChoiceField(label="津补贴", choices=AgeApplication.Kind.choices)},
    subject="老年人",
)


def told(case: Case, row: Any) -> list[Item]:
    return [
        Item("出生日期", row.person.born_on),
        Item("户名", row.payee or None),
        Item("银行账号", f"尾号{row.account[-4:]}" if row.account else None),
    ]


APPLICATION_PAGES, PAGES = PersonApplications(
    OPENING,
    HANDLING,
    APPLICATIONS,
    name="老年津补贴申请",
    benefit="老年津补贴",
    other_help="达到规定年龄或情况变化后，可以重新申请；家庭生活困难的，可以申请最低生活保障。",
    letter="不予发放通知书",
    readers=READERS,
    calculates=READERS - {Role.VILLAGE_WORKER},
    kind="津补贴",
    told=told,
    bulks=(
        bulk_of(CHECK, words="对选中的申请上报县级审定；年龄、户籍、银行账户已核对无误。"),
        bulk_of(CONFIRM, words="对选中的申请审定同意，按核算的起始月和金额发放；有一件不符合的，全部不办。"),
    ),
).made()
