"""低保金: the benefit that a confirmed application becomes an award of."""

from __future__ import annotations

from collections.abc import Mapping

from doudi.base.documents import ASSISTANCE, DIBAO
from doudi.mechanisms.entitlement.declare import Benefit, accounts
from doudi.mechanisms.entitlement.recognitions.candidates import recognised_families
from doudi.mechanisms.entitlement.units import Residence
from doudi.mechanisms.registry.models import Category
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
    candidates=recognised_families,
    simulated=("means.standard", "means.pension_exempt", "dibao.uplift_rate"),
)
