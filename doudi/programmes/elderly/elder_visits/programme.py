"""探访关爱 as declared: its rounds, its limits, its figures, its pages."""

from __future__ import annotations

from doudi.base.documents import ELDER_VISITS
from doudi.declare import Programme
from doudi.mechanisms.activities.figures import indicators_of
from doudi.mechanisms.activities.pages import of
from doudi.mechanisms.activities.pages.declare import VisitPages
from doudi.programmes.elderly.elder_visits.policy import ElderVisitPolicy
from doudi.programmes.elderly.elder_visits.rounds import ROUNDS

PAGES = VisitPages("elder_visits", ROUNDS, "探访对象")

elder_visits = Programme(
    "elder_visits",
    "探访关爱",
    basis=(str(ELDER_VISITS),),
    about="独居、空巢、留守等特殊困难老年人进入探访名册，按风险分红、橙、黄三级定期联系和上门；发现的需求限期办理，未办结的下次探访提示；每月计算探访率。",
    policies=(ElderVisitPolicy,),
    indicators=indicators_of("elder_visits", ROUNDS),
    pages=of.pages_of(PAGES),
    worklist=of.worklist_of(PAGES),
    alarms=of.alarms_of(PAGES),
    figures=of.figures_of(PAGES),
)
