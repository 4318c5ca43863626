"""特困人员救助供养 as declared: what is awarded to whom, by which rules, from which accounts."""

from __future__ import annotations

from doudi.base.documents import ASSISTANCE, TEKUN
from doudi.declare import Programme
from doudi.mechanisms.casework.notices.declare import Publicity
from doudi.mechanisms.entitlement.declare import Benefit, accounts, always
from doudi.mechanisms.entitlement.indicators import indicators_of
from doudi.mechanisms.entitlement.pages import awards, first_screen
from doudi.mechanisms.registry.models import Category
from doudi.programmes.assistance.tekun.rules import TEKUN_RULES

TEKUN_BENEFIT = Benefit(
    "tekun",
    "特困人员救助供养",
    TEKUN_RULES,
    accounts("tekun", "特困人员救助供养金"),
    item="特困供养金",
    basis=(ASSISTANCE["第十四条"], ASSISTANCE["第十六条"], TEKUN["第四条"]),
    category=always(Category.Kind.TEKUN),
)

TEKUN_PUBLICITY = Publicity(
    "tekun", "特困人员救助供养", (ASSISTANCE["第十六条"], TEKUN["公示"]), ("特困供养",), item="月供养金"
)

tekun = Programme(
    "tekun",
    "特困人员救助供养",
    basis=(str(ASSISTANCE), str(TEKUN)),
    about="对无劳动能力、无生活来源、无法定义务人或义务人无履行能力的老年人、残疾人和未成年人,按自理能力发给基本生活费和照料护理费。",
    benefits=(TEKUN_BENEFIT,),
    publicities=(TEKUN_PUBLICITY,),
    indicators=indicators_of(TEKUN_BENEFIT),
    pages=awards.pages_of(TEKUN_BENEFIT),
    worklist=first_screen.worklist_of(TEKUN_BENEFIT),
    alarms=first_screen.alarms_of(TEKUN_BENEFIT),
    figures=first_screen.figures_of(TEKUN_BENEFIT),
)
