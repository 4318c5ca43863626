"""残疾人探视巡访 as declared: its rounds, its limits, its figures, its pages."""

from __future__ import annotations

from doudi.base.documents import DISABLED_CARE
from doudi.declare import Programme
from doudi.mechanisms.activities.figures import indicators_of
from doudi.mechanisms.activities.pages import of
from doudi.mechanisms.activities.pages.declare import VisitPages
from doudi.programmes.disability.disability_visits.policy import DisabilityVisitPolicy
from doudi.programmes.disability.disability_visits.rounds import ROUNDS

PAGES = VisitPages("disability_visits", ROUNDS, "巡访对象")

disability_visits = Programme(
    "disability_visits",
    "残疾人探视巡访",
    basis=(str(DISABLED_CARE),),
    about="困难重度失能残疾人进入巡访名册，分高风险、重点、一般三级定期见到本人；村级协理员用手机登记，没有信号也能办；每月计算覆盖率，连续未见到、去世、住院、侵害当日报告，疑点由乡镇核实。",
    policies=(DisabilityVisitPolicy,),
    indicators=indicators_of("disability_visits", ROUNDS),
    pages=of.pages_of(PAGES),
    worklist=of.worklist_of(PAGES),
    alarms=of.alarms_of(PAGES),
    figures=of.figures_of(PAGES),
)
