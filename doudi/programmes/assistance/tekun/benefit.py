"""特困供养金: the benefit that a confirmed application becomes an award of."""

from __future__ import annotations

from doudi.base.documents import ASSISTANCE, TEKUN
from doudi.mechanisms.entitlement.declare import Benefit, accounts, always
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
