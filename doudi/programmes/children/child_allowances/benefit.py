"""The two allowances of children: each a benefit of its own with its own money, from the month after the decision."""

from __future__ import annotations

from doudi.base.documents import ORPHANS, UNATTENDED
from doudi.mechanisms.entitlement.declare import Benefit, accounts, always
from doudi.mechanisms.registry.models import Category
from doudi.programmes.children.child_allowances.rules import ORPHAN_RULES, UNATTENDED_RULES

ORPHAN = Benefit(
    "orphan",
    "孤儿基本生活费",
    ORPHAN_RULES,
    accounts("orphan", "孤儿基本生活费"),
    item="儿童基本生活费",
    basis=(ORPHANS["对象"], ORPHANS["基本生活保障"]),
    category=always(Category.Kind.ORPHAN),
)
UNATTENDED_CHILD = Benefit(
    "unattended_child",
    "事实无人抚养儿童基本生活补贴",
    UNATTENDED_RULES,
    accounts("unattended_child", "事实无人抚养儿童基本生活补贴"),
    item="儿童基本生活补贴",
    basis=(UNATTENDED["保障对象"], UNATTENDED["保障标准"]),
    category=always(Category.Kind.UNATTENDED_CHILD),
)
BENEFITS = (ORPHAN, UNATTENDED_CHILD)
