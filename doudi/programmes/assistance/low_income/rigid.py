"""刚性支出困难家庭:收入低于上年度人均可支配收入,12个月刚性支出占收入的比例高(2025年1月1日起)。"""

from __future__ import annotations

from doudi.base.documents import RIGID
from doudi.mechanisms.entitlement.columns import Column, Flags, Homes, lower
from doudi.mechanisms.entitlement.means.policy import MeansPolicy
from doudi.mechanisms.entitlement.means.property import PROPERTY
from doudi.mechanisms.entitlement.means.rules import MEANS
from doudi.mechanisms.entitlement.rules import HOUSEHOLD, PERSON, Fact, Rules, Turn
from doudi.mechanisms.entitlement.units import FLAG, MONTH
from doudi.programmes.assistance.low_income.policy import LowIncomePolicy
from doudi.programmes.assistance.low_income.rules import ALREADY, CONDITION

RIGID_RULES = Rules(
    "unavoidable_expenses",
    "刚性支出困难家庭认定",
    (MeansPolicy, LowIncomePolicy),
    (
        *ALREADY,
        *CONDITION,
        Fact("marginal", HOUSEHOLD, "已认定为低保边缘家庭", FLAG, proof="低保边缘家庭认定书"),
        Fact("decided", HOUSEHOLD, "认定月份", MONTH, needed=True, proof="认定决定"),
        Fact("family_income_year", HOUSEHOLD, "申请前12个月家庭收入", needed=True, proof="核对报告"),
        Fact("medical", PERSON, "医疗自付(12个月)", proof="医保结算单、有效票据"),
        Fact("tuition", PERSON, "学费、住宿费(12个月)", proof="缴费票据"),
        Fact("public_tuition", PERSON, "就学地公办学校同类收费(12个月)", default=10**12, proof="教育部门收费标准"),
        Fact("rehabilitation", PERSON, "残疾康复自付(12个月)", proof="康复机构票据"),
        Fact("living_costs", PERSON, "基本生活等其他刚性支出(12个月)", proof="县规定的凭证"),
    ),
    uses=(MEANS, PROPERTY),
    result="rigid",
    turns=(
        Turn("family_income_year", less="12个月家庭收入再减少 {by} 元(不高于 {at} 元),即可认定"),
        Turn("property_ok", set_to=1, say="财产情形经核实可以排除的,即可认定"),
    ),
)


@RIGID_RULES.household("人均金融资产限额", RIGID["财产状况"])
def savings_limit(standard_here: Column, savings_months: int) -> Column:
    return standard_here * savings_months


@RIGID_RULES.household(
    "未享低保、特困,不是边缘家庭", RIGID["第二条"], unit=FLAG, otherwise="已享受低保、特困供养或已认定为低保边缘家庭"
)
def nothing_else(dibao: Flags, tekun: Flags, marginal: Flags) -> Flags:
    return ~dibao & ~tekun & ~marginal


@RIGID_RULES.household(
    "收入低于人均可支配收入",
    RIGID["第二条"],
    unit=FLAG,
    say="12个月家庭收入 {family_income_year} 元,低于 {members} 人的上年度人均可支配收入",
    otherwise="12个月家庭收入 {family_income_year} 元,不低于 {members} 人的上年度人均可支配收入",
)
def below_average(family_income_year: Column, members: Column, disposable_income: Column, residence: Column) -> Flags:
    return family_income_year < disposable_income[residence] * members


@RIGID_RULES.person("计入的学费", RIGID["第五条"], say="教育支出计 {tuition_counted} 元")
def tuition_counted(tuition: Column, public_tuition: Column) -> Column:
    """Private fees only up to the public rate of the place of study (R-RIGID-01)."""
    return lower(tuition, public_tuition)


@RIGID_RULES.household("刚性支出", RIGID["第五条"], say="12个月刚性支出 {spent} 元", otherwise="没有可以计入的刚性支出")
def spent(
    home: Homes, medical: Column, tuition_counted: Column, rehabilitation: Column, living_costs: Column
) -> Column:
    return home.sum(medical + tuition_counted + rehabilitation + living_costs)


@RIGID_RULES.household(
    "刚性支出占比",
    RIGID["第五条"],
    unit=FLAG,
    say="刚性支出 {spent} 元超过家庭收入 {family_income_year} 元的 {rigid_ratio}%",
    otherwise="刚性支出 {spent} 元不超过家庭收入 {family_income_year} 元的 {rigid_ratio}%",
)
def heavy(spent: Column, family_income_year: Column, rigid_ratio: int) -> Flags:
    return spent * 100 > family_income_year * rigid_ratio


@RIGID_RULES.household(
    "刚性支出困难家庭",
    RIGID["第二条"],
    unit=FLAG,
    say="符合刚性支出困难家庭条件",
    otherwise="不符合刚性支出困难家庭条件",
)
def rigid(nothing_else: Flags, below_average: Flags, heavy: Flags, property_ok: Flags) -> Flags:
    return nothing_else & below_average & heavy & property_ok


@RIGID_RULES.household("有效期至", RIGID["有效期"], unit=MONTH)
def valid_until(rigid: Flags, decided: Column, rigid_months: int) -> Column:
    """The month of the corresponding day; after it one applies anew without repeating unchanged papers."""
    return rigid * (decided + rigid_months)
