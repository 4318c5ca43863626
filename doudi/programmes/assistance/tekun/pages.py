"""特困申请和自理能力评估的页面: all but the opening forms comes from the flows; the questions of the form come from the facts of the rules."""

from __future__ import annotations

from functools import partial

from doudi.base.roles import STAFF_ROLES, Role
from doudi.mechanisms.casework.pages import of
from doudi.mechanisms.casework.pages.declare import CasePages
from doudi.mechanisms.casework.surveys import pages as surveys
from doudi.mechanisms.entitlement.pages import applying
from doudi.mechanisms.entitlement.pages.person_applications import PersonApplications
from doudi.programmes.assistance.tekun import handling
from doudi.programmes.assistance.tekun.flow import APPLICATIONS, REASSESSMENTS
from doudi.programmes.assistance.tekun.handling import HANDLING
from doudi.programmes.assistance.tekun.rules import TEKUN_RULES

READERS = STAFF_ROLES - {Role.FINANCE}

OPENING = applying.PersonOpening(
    programme="tekun",
    title="登记特困申请",
    one="application",
    many="applications",
    # The register knows when he was born, earlier decisions what he was, what ends an award and whom his care is paid to.
    asked=applying.asked(TEKUN_RULES, "born", "was_tekun", "ended", "care_apart"),
    apply=partial(handling.apply, APPLICATIONS),
)
APPLICATION_PAGES, _APPLICATIONS = PersonApplications(
    OPENING,
    HANDLING,
    APPLICATIONS,
    name="特困申请",
    benefit="特困人员救助供养",
    other_help="生活仍有困难的，可以向户籍所在地乡镇人民政府（街道办事处）申请最低生活保障；遇突发困难的，可以申请临时救助。",
    letter="不予同意通知书",
    readers=READERS,
    calculates=READERS - {Role.VILLAGE_WORKER},  # a village sees no results of checks
    visits=frozenset({"INVESTIGATING", "OBJECTED"}),
    panels=surveys.panels_of,
    links=surveys.links_of,
).made()
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
PAGES = (*_APPLICATIONS, *of.pages_of(REASSESSMENT_PAGES))
