"""特困申请和自理能力评估的页面: all but the opening forms comes from the flows; the questions of the form come from the facts of the rules."""

from __future__ import annotations

from typing import Any

from django.utils import timezone

from doudi.base.access import may
from doudi.base.roles import STAFF_ROLES, Role
from doudi.mechanisms.casework.models import Case
from doudi.mechanisms.casework.pages import of
from doudi.mechanisms.casework.pages.declare import CasePages
from doudi.mechanisms.casework.surveys import pages as surveys
from doudi.mechanisms.entitlement.pages import applying
from doudi.mechanisms.entitlement.pages.refusals import RefusalLetters
from doudi.pages.declare import Panel
from doudi.pages.details import Item
from doudi.programmes.assistance.tekun import handling
from doudi.programmes.assistance.tekun.flow import APPLICATIONS, FILERS, REASSESSMENTS
from doudi.programmes.assistance.tekun.handling import HANDLING
from doudi.programmes.assistance.tekun.models import TekunApplication
from doudi.programmes.assistance.tekun.rules import TEKUN_RULES

READERS = STAFF_ROLES - {Role.FINANCE}
_SEES_CHECKED = READERS - {Role.VILLAGE_WORKER}  # a village sees no results of checks


def _apply(*subject: Any, **said: Any) -> TekunApplication:
    return handling.apply(APPLICATIONS, *subject, **said)


OPENING = applying.PersonOpening(
    programme="tekun",
    title="登记特困申请",
    one="application",
    many="applications",
    # The register knows when he was born, earlier decisions what he was, what ends an award and whom his care is paid to.
    asked=applying.asked(TEKUN_RULES, "born", "was_tekun", "ended", "care_apart"),
    apply=_apply,
)


def items(user: Any, case: Case) -> list[Item]:
    row = HANDLING.of(case)
    return [
        applying.applicant(row.person),
        *applying.decided(HANDLING, row),
        *applying.told(row.facts, TEKUN_RULES),
    ]


def panels(user: Any, case: Case) -> list[Panel]:
    if not may(user, _SEES_CHECKED):
        return []
    return [applying.means_panel(HANDLING, case, timezone.localdate()), *surveys.panels_of(user, case)]


REFUSAL_LETTERS = RefusalLetters(
    HANDLING,
    "特困人员救助供养",
    lambda row: row.person.party.name,
    "生活仍有困难的，可以向户籍所在地乡镇人民政府（街道办事处）申请最低生活保障；遇突发困难的，可以申请临时救助。",
    _SEES_CHECKED,
    "不予同意通知书",
)


COMPLETING = applying.Completing(OPENING, HANDLING)


def links(user: Any, case: Case) -> list[tuple[str, str]]:
    return [
        *COMPLETING.links(user, case, "tekun:application_complete"),
        *surveys.links_of(user, case),
        *REFUSAL_LETTERS.links(user, case, "tekun:application_refusal"),
    ]


APPLICATION_PAGES = CasePages(
    programme="tekun",
    flow=APPLICATIONS,
    name="特困申请",
    noun="申请",
    one="application",
    readers=READERS,
    opened="登记申请",
    icon="file-plus",
    opens=applying.opening_view(OPENING),
    openers=FILERS,
    items=items,
    panels=panels,
    visits=frozenset({"INVESTIGATING", "OBJECTED"}),
    links=links,
)
REASSESSMENT_PAGES = CasePages(
    programme="tekun",
    flow=REASSESSMENTS,
    name="自理能力评估",
    noun="评估",
    one="reassessment",
    readers=READERS,
    opened="报告变化",
    icon="clipboard-check",
    visits=frozenset({"REPORTED"}),
    panels=surveys.panels_of,
    links=surveys.links_of,
)
PAGES = (
    REFUSAL_LETTERS.page(APPLICATION_PAGES),
    COMPLETING.page(APPLICATION_PAGES),
    *of.pages_of(APPLICATION_PAGES),
    *of.pages_of(REASSESSMENT_PAGES),
)
