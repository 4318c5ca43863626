"""低保边缘家庭:人均收入低于低保标准的1.5倍,财产符合边缘家庭的限额,未享低保、特困。"""

from __future__ import annotations

from doudi.base.documents import DIBAO, LOW_INCOME
from doudi.mechanisms.entitlement.columns import Column, Flags
from doudi.mechanisms.entitlement.means.policy import MeansPolicy
from doudi.mechanisms.entitlement.means.property import PROPERTY
from doudi.mechanisms.entitlement.means.rules import MEANS
from doudi.mechanisms.entitlement.rules import HOUSEHOLD, PERSON, Fact, Rules, Turn
from doudi.mechanisms.entitlement.units import FLAG, GRADES, DisabilityClass, one_of
from doudi.programmes.assistance.low_income.policy import LowIncomePolicy

ALREADY = (
    Fact("dibao", HOUSEHOLD, "在享低保", FLAG, proof="低保花名册"),
    Fact("tekun", HOUSEHOLD, "特困供养", FLAG, proof="特困花名册"),
)

# What the recognition itself does not rest on and the doors behind it do: single-person cover, the groups that are visited and monitored.
CONDITION = (
    Fact("disability", PERSON, "残疾类别", one_of(DisabilityClass), proof="残疾人证"),
    Fact("disability_grade", PERSON, "残疾等级", GRADES, proof="残疾人证"),
    Fact("seriously_ill", PERSON, "患重特大疾病", FLAG, proof="诊断证明"),
)

MARGINAL_RULES = Rules(
    "marginal",
    "低保边缘家庭认定",
    (MeansPolicy, LowIncomePolicy),
    (*ALREADY, *CONDITION),
    uses=(MEANS, PROPERTY),
    result="marginal",
    turns=(
        Turn(
            "family_income",
            less="家庭月收入再减少 {by} 元(不高于 {at} 元),即可认定",
            more="家庭月收入再增加 {by} 元(达到 {at} 元),即不再符合",
        ),
        Turn("property_ok", set_to=1, say="财产情形经核实可以排除的,即可认定"),
    ),
)


@MARGINAL_RULES.household("人均金融资产限额", DIBAO["第十四条"])
def savings_limit(standard_here: Column, savings_months: int) -> Column:
    return standard_here * savings_months


@MARGINAL_RULES.household("未享低保、特困", LOW_INCOME["低保边缘家庭"], unit=FLAG, otherwise="已享受低保或特困供养")
def not_already(dibao: Flags, tekun: Flags) -> Flags:
    return ~dibao & ~tekun


@MARGINAL_RULES.household(
    "收入低于边缘线",
    LOW_INCOME["低保边缘家庭"],
    DIBAO["第八条"],
    unit=FLAG,
    say="家庭收入 {family_income} 元低于保障线 {line} 元的 {marginal_ceiling}%",
    otherwise="家庭收入 {family_income} 元不低于保障线 {line} 元的 {marginal_ceiling}%",
)
def below_ceiling(family_income: Column, line: Column, marginal_ceiling: int) -> Flags:
    """Strictly below; a family under the dibao line that fails only its property test may pass this one."""
    return family_income * 100 < line * marginal_ceiling


@MARGINAL_RULES.household(
    "低保边缘家庭",
    LOW_INCOME["低保边缘家庭"],
    unit=FLAG,
    say="符合低保边缘家庭条件",
    otherwise="不符合低保边缘家庭条件",
)
def marginal(not_already: Flags, below_ceiling: Flags, property_ok: Flags) -> Flags:
    return not_already & below_ceiling & property_ok
