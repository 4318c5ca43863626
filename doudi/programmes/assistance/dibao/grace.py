"""渐退期(延退):收入超过标准后,六类对象在规定期限内继续享受;不静默到期,也不静默延长。"""

from __future__ import annotations

from doudi.base.documents import COUNTY, COUNTY_SUMMARY, DIBAO, GANZHOU
from doudi.mechanisms.entitlement.columns import Column, Flags, where
from doudi.mechanisms.entitlement.means.policy import MeansPolicy
from doudi.mechanisms.entitlement.means.rules import MEANS
from doudi.mechanisms.entitlement.rules import HOUSEHOLD, Fact, Rules
from doudi.mechanisms.entitlement.units import FLAG, MONTH, MONTHS, Residence, one_of
from doudi.programmes.assistance.dibao.policy import DibaoPolicy, GraceGroup

GRACE_RULES = Rules(
    "dibao.grace",
    "低保渐退期",
    (MeansPolicy, DibaoPolicy),
    (
        Fact(
            "grace_group",
            HOUSEHOLD,
            "渐退对象类别",
            one_of(GraceGroup),
            needed=True,
            proof="养老金、毕业证和合同、就业安置证明",
        ),
        Fact("decided", HOUSEHOLD, "决定月份", MONTH, needed=True, proof="渐退决定"),
        Fact("asked_months", HOUSEHOLD, "拟定期限", MONTHS, needed=True, proof="渐退决定"),
        Fact("provincial_basis", HOUSEHOLD, "有省级文件依据", FLAG, proof="省级文件"),
        Fact("graced_before", HOUSEHOLD, "因同一原因已享受过渐退期", FLAG, proof="渐退台账"),
    ),
    uses=(MEANS,),
    result="grace_months",
)
rules = GRACE_RULES


@rules.household(
    "收入已超过标准",
    DIBAO["第三十三条"],
    unit=FLAG,
    say="家庭收入 {family_income} 元,不低于保障线 {line} 元",
    otherwise="家庭收入 {family_income} 元仍低于保障线 {line} 元,继续在保,不适用渐退期",
)
def above_line(family_income: Column, line: Column) -> Flags:
    return family_income >= line


@rules.household(
    "收入未超过该类上限",
    GANZHOU["DE1"],
    unit=FLAG,
    otherwise="家庭收入 {family_income} 元达到保障线的 {grace_ceiling}%,不属于第一类渐退对象",
)
def below_ceiling(family_income: Column, line: Column, grace_ceiling: int, grace_group: Column) -> Flags:
    """Between once and twice the standard, for those who receive a pension; other groups know no ceiling."""
    return (grace_group != GraceGroup.PENSIONER) | (family_income * 100 < line * grace_ceiling)


@rules.household(
    "期限在规定之内",
    COUNTY_SUMMARY["低保延退"],
    GANZHOU["DE1至DE6"],
    unit=FLAG,
    otherwise="拟定期限 {asked_months} 个月不在该类规定的期限之内",
)
def length_allowed(grace_group: Column, asked_months: Column, grace_shortest: Column, grace_longest: Column) -> Flags:
    return (grace_shortest[grace_group] <= asked_months) & (asked_months <= grace_longest[grace_group])


@rules.household(
    "依据充分",
    DIBAO["第三十三条"],
    COUNTY["超过国家期限须有省级依据(R-EXIT-03)"],
    unit=FLAG,
    otherwise="期限 {asked_months} 个月超过国家规定的 {grace_national} 个月,须有省级文件依据",
)
def well_founded(asked_months: Column, grace_national: int, provincial_basis: Flags) -> Flags:
    return (asked_months <= grace_national) | provincial_basis


@rules.household(
    "城乡符合",
    COUNTY_SUMMARY["低保延退"],
    unit=FLAG,
    otherwise="超过 {grace_national} 个月的渐退期只给予农村低保家庭",
)
def place_allowed(residence: Column, asked_months: Column, grace_national: int, grace_long_for_towns: int) -> Flags:
    """The county's long periods are for rural families; the short one of the state is for all."""
    return (residence == Residence.RURAL) | (asked_months <= grace_national) | (grace_long_for_towns == 1)


@rules.household(
    "首次", COUNTY["同一原因不重复(R-EXIT-02)"], unit=FLAG, otherwise="因同一原因已享受过渐退期,不得再次给予"
)
def first_time(graced_before: Flags) -> Flags:
    return ~graced_before


@rules.household(
    "渐退期",
    DIBAO["第三十三条"],
    unit=MONTHS,
    say="属于“{grace_group}”,给予渐退期 {grace_months} 个月",
    otherwise="不给予渐退期,自决定次月停发",
)
def grace_months(
    grace_group: Column,
    asked_months: Column,
    above_line: Flags,
    below_ceiling: Flags,
    length_allowed: Flags,
    well_founded: Flags,
    place_allowed: Flags,
    first_time: Flags,
) -> Column:
    granted = above_line & below_ceiling & length_allowed & well_founded & place_allowed & first_time
    return where(granted & (grace_group != GraceGroup.NONE), asked_months, 0)


@rules.household("渐退期起", COUNTY["渐退期起止与金额(R-EXIT-01)"], unit=MONTH)
def grace_from(decided: Column) -> Column:
    """The month after the decision."""
    return decided + 1


@rules.household(
    "渐退期止", COUNTY["渐退期起止与金额(R-EXIT-01)"], unit=MONTH, say="渐退期自{grace_from}起至{grace_until}止"
)
def grace_until(grace_from: Column, grace_months: Column) -> Column:
    """The last month paid; the stop decision takes effect the month after, at once if no grace is given."""
    return grace_from + grace_months - 1
