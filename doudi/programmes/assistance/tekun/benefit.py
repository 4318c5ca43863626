"""特困供养金: the benefit that a confirmed application becomes an award of; and what of it is paid to whoever cares for him."""

from __future__ import annotations

from doudi.base.documents import ASSISTANCE, COUNTY, TEKUN
from doudi.mechanisms.entitlement.declare import Benefit, accounts, always
from doudi.mechanisms.registry.models import Category
from doudi.programmes.assistance.tekun.rules import CARE_RULES, TEKUN_RULES

TEKUN_BENEFIT = Benefit(
    "tekun",
    "特困人员救助供养",
    TEKUN_RULES,
    accounts("tekun", "特困人员救助供养金"),
    item="特困供养金",
    basis=(ASSISTANCE["第十四条"], ASSISTANCE["第十六条"], TEKUN["第四条"]),
    category=always(Category.Kind.TEKUN),
)
# The part of it that goes to whoever provides the care (R-TK-05): granted with a care agreement, ended with it or with the first.
CARE_BENEFIT = Benefit(
    "tekun_care",
    "特困照料护理费",
    CARE_RULES,
    accounts("tekun_care", "特困照料护理费"),
    item="特困照料费",
    basis=(ASSISTANCE["第十六条"], COUNTY["照料协议(R-TK-05)"]),
    follows="tekun",
)
BENEFITS = (TEKUN_BENEFIT, CARE_BENEFIT)
