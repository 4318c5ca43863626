"""最低生活保障 as declared: what is awarded to whom, by which rules, from which accounts."""

from __future__ import annotations

from collections.abc import Mapping

from doudi.base.documents import ASSISTANCE, DIBAO, SAFETY_NET
from doudi.declare import Programme
from doudi.mechanisms.casework.notices.declare import Publicity
from doudi.mechanisms.entitlement.declare import Benefit, accounts
from doudi.mechanisms.entitlement.indicators import indicators_of
from doudi.mechanisms.entitlement.pages import awards, first_screen
from doudi.mechanisms.entitlement.units import Residence
from doudi.mechanisms.registry.models import Category
from doudi.programmes.assistance.dibao.policy import SupportersPolicy
from doudi.programmes.assistance.dibao.rules import DIBAO_RULES


def category(household: Mapping[str, int]) -> Category.Kind:
    """Urban and rural dibao are two categories of the registry."""
    urban = household.get("residence") == Residence.URBAN
    return Category.Kind.DIBAO_URBAN if urban else Category.Kind.DIBAO_RURAL


DIBAO_BENEFIT = Benefit(
    "dibao",
    "最低生活保障",
    DIBAO_RULES,
    accounts("dibao", "最低生活保障金"),
    item="低保金",
    basis=(ASSISTANCE["第九条"], DIBAO["第二十一条"], DIBAO["第二十三条"]),
    covers="insured",
    category=category,
    need=("line", "family_income"),
    simulated=("means.standard", "means.pension_exempt", "dibao.uplift_rate"),
)

DIBAO_PUBLICITY = Publicity(
    "dibao", "最低生活保障", (ASSISTANCE["第十一条"], DIBAO["第二十四条"]), ("城市低保", "农村低保"), item="月保障金"
)

dibao = Programme(
    "dibao",
    "最低生活保障",
    basis=(str(ASSISTANCE), str(DIBAO), str(SAFETY_NET)),
    about="对人均收入低于当地低保标准、财产符合规定的家庭,按月补差;分类施保;收入好转的六类对象给予渐退期。",
    benefits=(DIBAO_BENEFIT,),
    policies=(SupportersPolicy,),
    publicities=(DIBAO_PUBLICITY,),
    indicators=indicators_of(DIBAO_BENEFIT, households=True, deferred=True),
    pages=awards.pages_of(DIBAO_BENEFIT),
    worklist=first_screen.worklist_of(DIBAO_BENEFIT),
    alarms=first_screen.alarms_of(DIBAO_BENEFIT),
    figures=first_screen.figures_of(DIBAO_BENEFIT),
)
