"""殡葬执法 as declared: its flow, its limits, its figures, its pages."""

from __future__ import annotations

from django.db.models import Count, QuerySet

from doudi.base.documents import FUNERAL_1997, FUNERAL_2026, PENALTIES
from doudi.base.spans import Period
from doudi.declare import Programme
from doudi.mechanisms.casework.models import Case
from doudi.mechanisms.casework.pages import listing
from doudi.mechanisms.indicators.declare import Indicator
from doudi.programmes.funeral.funeral_enforcement import services  # noqa: F401 — takes clues of funerals from now on
from doudi.programmes.funeral.funeral_enforcement.flow import ENFORCEMENT
from doudi.programmes.funeral.funeral_enforcement.pages import CASE_PAGES, PAGES
from doudi.programmes.funeral.funeral_enforcement.policy import EnforcementPolicy


def _clues(period: Period) -> QuerySet[Case]:
    """殡葬执法线索 that came in within a period."""
    return Case.objects.filter(flow=ENFORCEMENT.code, opened_at__date__range=(period.first, period.last))


funeral_enforcement = Programme(
    "funeral_enforcement",
    "殡葬执法",
    basis=(str(PENALTIES), str(FUNERAL_1997), str(FUNERAL_2026)),
    about="回访核查不符、公墓超面积和改扩建、骗取奖补等自动成为线索；两名持证人员核查、调查，法制审核另有其人，先告知后决定，改正由另一人复查。"
    "系统没有强制起棺、拆除、扣押的动作，逾期不改的申请人民法院执行。",
    flows=(ENFORCEMENT,),
    policies=(EnforcementPolicy,),
    indicators=(Indicator("funeral_enforcement.clues", "殡葬执法线索", "件", Count("pk"), of=_clues),),
    pages=PAGES,
    worklist=listing.worklist_of(CASE_PAGES),
    alarms=listing.alarms_of(CASE_PAGES),
)
