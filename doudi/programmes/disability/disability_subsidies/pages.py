"""两项补贴申请的页面: all but the opening form comes from the flow; what register and lists know is not asked."""

from __future__ import annotations

from functools import partial
from typing import Any

from django import forms
from django.utils import timezone

from doudi.base.roles import STAFF_ROLES, Role
from doudi.mechanisms.casework.models import Case
from doudi.mechanisms.entitlement.pages import applying
from doudi.mechanisms.entitlement.pages.person_applications import PersonApplications
from doudi.pages.cells import Tag
from doudi.pages.details import Item
from doudi.pages.lists import Column
from doudi.programmes.disability.disability_subsidies import handling, known_here
from doudi.programmes.disability.disability_subsidies.flow import APPLICATIONS
from doudi.programmes.disability.disability_subsidies.handling import HANDLING
from doudi.programmes.disability.disability_subsidies.models import SubsidyApplication
from doudi.programmes.disability.disability_subsidies.rules import SUBSIDY_RULES

READERS = STAFF_ROLES - {Role.FINANCE}

OPENING = applying.PersonOpening(
    programme="disability_subsidies",
    title="登记两项补贴申请",
    one="application",
    many="applications",
    # Dibao, tekun, the children's allowances and the old people's nursing subsidy are the bureau's own and not asked.
    asked=applying.asked(
        SUBSIDY_RULES, "applied", "ended", "certificate_cancelled", "recertifying", "age_allowance", "service_subsidy",
        "orphan", "unattended_in_full", *known_here.KNOWN_HERE,
    ),
    apply=partial(handling.apply, APPLICATIONS),
    form=applying.WindowForm,
    more={"kind": forms.ChoiceField(label="补贴", choices=SubsidyApplication.Kind.choices)},
)  # fmt: skip


def told(case: Case, row: Any) -> list[Item]:
    return [
        Item("申请日期", row.applied_on),
        Item("代收窗口", row.window or None),
        Item("残联核证", _certificate(row)),
        Item("核证单号", row.report or None),
        Item("残疾人证签发日期", row.issued_on),
        *_renewal(case, row),
    ]


def _renewal(case: Case, row: SubsidyApplication) -> list[Item]:
    """续期, as long as it is not decided."""
    if case.closed_at is not None:
        return []
    restart = HANDLING.restart(row, timezone.localdate())
    return [Item("续期", Tag(restart.words, "info"), wide=True)] if restart is not None else []


def _certificate(row: SubsidyApplication) -> Tag | None:
    if not row.certificate:
        return None
    tint = {"AS_DECLARED": "ok", "DIFFERS": "warn", "INVALID": "danger"}[row.certificate]
    return Tag(row.get_certificate_display(), tint)


def _certificate_of(case: Case) -> Tag | None:
    return _certificate(case.disability_subsidies_subsidyapplication)


APPLICATION_PAGES, PAGES = PersonApplications(
    OPENING,
    HANDLING,
    APPLICATIONS,
    name="两项补贴申请",
    benefit="残疾人两项补贴",
    other_help="家庭生活困难的，可以向户籍所在地乡镇人民政府（街道办事处）申请最低生活保障；情况变化后，可以重新申请补贴。",
    letter="不予审定通知书",
    readers=READERS,
    calculates=READERS - {Role.VILLAGE_WORKER},
    kind="补贴",
    told=told,
    shown=(Column("certificate", "残联核证", _certificate_of, desk_only=True),),
).made()
