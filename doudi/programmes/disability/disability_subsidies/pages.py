"""两项补贴申请的页面: all but the opening form comes from the flow; what register and lists know is not asked."""

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
from doudi.pages.cells import Tag
from doudi.pages.declare import Panel
from doudi.pages.details import Item
from doudi.pages.filters import Choice
from doudi.pages.lists import Column
from doudi.programmes.disability.disability_subsidies import handling, known_here
from doudi.programmes.disability.disability_subsidies.flow import APPLICATIONS, FILERS
from doudi.programmes.disability.disability_subsidies.handling import HANDLING
from doudi.programmes.disability.disability_subsidies.models import SubsidyApplication
from doudi.programmes.disability.disability_subsidies.rules import SUBSIDY_RULES

READERS = STAFF_ROLES - {Role.FINANCE}
_CALCULATES = READERS - {Role.VILLAGE_WORKER}


def _apply(*subject: Any, **said: Any) -> SubsidyApplication:
    return handling.apply(APPLICATIONS, *subject, **said)


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
    apply=_apply,
    form=applying.WindowForm,
    more={"kind": forms.ChoiceField(label="补贴", choices=SubsidyApplication.Kind.choices)},
)  # fmt: skip


def _row(case: Case) -> SubsidyApplication:
    found: SubsidyApplication = case.disability_subsidies_subsidyapplication
    return found


def items(user: Any, case: Case) -> list[Item]:
    row = HANDLING.of(case)
    return [
        applying.applicant(row.person),
        Item("补贴", row.get_kind_display()),
        Item("申请日期", row.applied_on),
        Item("代收窗口", row.window or None),
        Item("残联核证", _certificate(row)),
        Item("核证单号", row.report or None),
        Item("残疾人证签发日期", row.issued_on),
        *_renewal(case, row),
        *applying.decided(HANDLING, row),
        *applying.told(row.facts, SUBSIDY_RULES),
    ]


def _renewal(case: Case, row: SubsidyApplication) -> list[Item]:
    """续期, as long as it is not decided."""
    if case.closed_at is not None:
        return []
    restart = HANDLING.restart(row, timezone.localdate())
    return [Item("续期", Tag(restart.words, "info"), wide=True)] if restart is not None else []


def panels(user: Any, case: Case) -> list[Panel]:
    return [applying.means_panel(HANDLING, case, timezone.localdate())] if may(user, _CALCULATES) else []


def _certificate(row: SubsidyApplication) -> Tag | None:
    if not row.certificate:
        return None
    tint = {"AS_DECLARED": "ok", "DIFFERS": "warn", "INVALID": "danger"}[row.certificate]
    return Tag(row.get_certificate_display(), tint)


REFUSAL_LETTERS = RefusalLetters(
    HANDLING,
    "残疾人两项补贴",
    lambda row: row.person.party.name,
    "家庭生活困难的，可以向户籍所在地乡镇人民政府（街道办事处）申请最低生活保障；情况变化后，可以重新申请补贴。",
    _CALCULATES,
    "不予审定通知书",
)


COMPLETING = applying.Completing(OPENING, HANDLING)


def links(user: Any, case: Case) -> list[tuple[str, str]]:
    return [
        *COMPLETING.links(user, case, "disability_subsidies:application_complete"),
        *REFUSAL_LETTERS.links(user, case, "disability_subsidies:application_refusal"),
    ]


APPLICATION_PAGES = CasePages(
    programme="disability_subsidies",
    flow=APPLICATIONS,
    name="两项补贴申请",
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
    related=("disability_subsidies_subsidyapplication",),
    columns=(
        Column("kind", "补贴", lambda case: _row(case).get_kind_display()),
        Column("certificate", "残联核证", lambda case: _certificate(_row(case)), desk_only=True),
    ),
    filters=(
        Choice(
            code="kind",
            label="补贴",
            field="disability_subsidies_subsidyapplication__kind",
            choices=SubsidyApplication.Kind.choices,
        ),
    ),
)
PAGES = (REFUSAL_LETTERS.page(APPLICATION_PAGES), COMPLETING.page(APPLICATION_PAGES), *of.pages_of(APPLICATION_PAGES))
