"""The two recognitions that a confirmed application leads to."""

from __future__ import annotations

from doudi.base.documents import DIBAO, LOW_INCOME, RIGID
from doudi.mechanisms.entitlement.parameters_entered.limits import Set
from doudi.mechanisms.entitlement.recognitions.declare import Recognition
from doudi.mechanisms.registry.models import Category
from doudi.programmes.assistance.low_income.policy import LowIncomePolicy
from doudi.programmes.assistance.low_income.rigid import RIGID_RULES
from doudi.programmes.assistance.low_income.rules import MARGINAL_RULES

KNOWN = frozenset({"dibao", "tekun", "marginal", "decided", "born"})  # nobody is asked for these
MARGINAL = Recognition(
    "marginal",
    "低保边缘家庭",
    MARGINAL_RULES,
    basis=(LOW_INCOME["低保边缘家庭"], DIBAO["第八条"]),
    months=Set(LowIncomePolicy, "marginal_months"),
    category=Category.Kind.MARGINAL,
    known=KNOWN,
)
RIGID_EXPENDITURE = Recognition(
    "rigid",
    "刚性支出困难家庭",
    RIGID_RULES,
    basis=(RIGID["第二条"], RIGID["第五条"], RIGID["有效期"]),
    months=Set(LowIncomePolicy, "rigid_months"),
    category=Category.Kind.UNAVOIDABLE_EXPENSES,
    known=KNOWN,
)
BOTH = {each.code: each for each in (MARGINAL, RIGID_EXPENDITURE)}
