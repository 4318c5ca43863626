"""老年人津补贴:高龄津贴按年龄段,护理补贴与残疾人护理补贴就高,养老服务补贴给困难老年人。"""

from __future__ import annotations

from doudi.base.documents import BASIC_SERVICES, COUNTY, ELDERLY_LAW
from doudi.mechanisms.entitlement.columns import Column, Flags, age, at_least_zero, where
from doudi.mechanisms.entitlement.rules import PERSON, Fact, Rules
from doudi.mechanisms.entitlement.units import FLAG, MONTH, YEARS, YUAN, one_of
from doudi.programmes.elderly.age_allowances.policy import OVERLAP_BASIS, AgeBand, AgePolicy

FOREVER, NO_MONTH = 999_999, 0

AGE_RULES = Rules(
    "age_allowances",
    "老年人津补贴",
    (AgePolicy,),
    (
        Fact("born", PERSON, "出生年月", MONTH, needed=True, proof="公安人口信息"),
        Fact("registered_here", PERSON, "本县户籍", FLAG, 1, proof="公安人口信息"),
        Fact("died", PERSON, "死亡月份", MONTH, FOREVER, proof="死亡、火化信息"),
        Fact("applied", PERSON, "申请月份", MONTH, NO_MONTH, proof="申请书或免申即享确认"),
        Fact("proved_alive", PERSON, "最近一次生存认证月份", MONTH, FOREVER, proof="人脸、上门或数据比对认证"),
        Fact("poor", PERSON, "低保、边缘等困难老年人", FLAG, proof="相关花名册"),
        Fact("disabled_elder", PERSON, "经评估失能", FLAG, proof="老年人能力评估"),
        Fact("tekun", PERSON, "特困供养", FLAG, proof="特困花名册"),
        Fact("nursing_subsidy", PERSON, "重度残疾人护理补贴(月)", YUAN, proof="两项补贴花名册"),
    ),
    parts=("age_allowance", "elder_nursing", "service_subsidy"),
)
rules = AGE_RULES


@rules.person("年龄", ELDERLY_LAW["第三十三条"], unit=YEARS, say="{years} 周岁")
def years(born: Column, month: int) -> Column:
    """The month of the birthday already counts (R-BEN-01)."""
    return at_least_zero(age(born, month))


@rules.person("年龄段", ELDERLY_LAW["第三十三条"], unit=one_of(AgeBand))
def band(years: Column, band_from: Column) -> Column:
    return (years >= band_from[1]) * 1 + (years >= band_from[2]) + (years >= band_from[3])


@rules.person(
    "可以发放",
    COUNTY["逾期申请(R-BEN-01)"],
    COUNTY["生存认证(R-BEN-02)"],
    unit=FLAG,
    otherwise="户籍、申请或生存认证不符合,或已死亡",
)
def payable(
    registered_here: Flags,
    month: int,
    died: Column,
    proved_alive: Column,
    proof_of_life_months: int,
    applied: Column,
    backpay_months: int,
) -> Flags:
    """The month of death is the last; a late application reaches back at most so many months; without proof of life it rests."""
    proved = month <= proved_alive + proof_of_life_months
    return registered_here & (month <= died) & proved & (month >= applied - backpay_months)


@rules.person(
    "高龄津贴",
    ELDERLY_LAW["第三十三条"],
    BASIC_SERVICES["高龄津贴"],
    say="高龄津贴({band}){age_allowance} 元",
    otherwise="不发放高龄津贴",
)
def age_allowance(payable: Flags, band: Column, age_amount: Column) -> Column:
    """Stacks with everything, tekun too."""
    return where(payable, age_amount[band], 0)


@rules.person(
    "护理补贴就高",
    OVERLAP_BASIS,
    unit=FLAG,
    otherwise="残疾人护理补贴 {nursing_subsidy} 元不低于老年人护理补贴 {elder_nursing_amount} 元,就高享受前者",
)
def higher_than_disability(nursing_subsidy: Column, elder_nursing_amount: int) -> Flags:
    """If equal, the disability subsidy is kept (R-BEN-04)."""
    return (nursing_subsidy == 0) | (elder_nursing_amount > nursing_subsidy)


def _not_given(name: str, amount: int) -> str:
    """Why not: no standard is another reason than not to qualify, and the person is told which."""
    return f"不发放{name}" if amount else f"本县尚未规定{name}标准,不发放"


@rules.person(
    "老年人护理补贴",
    BASIC_SERVICES["护理补贴"],
    OVERLAP_BASIS,
    say="老年人护理补贴 {elder_nursing} 元",
    otherwise=lambda elder_nursing_amount: _not_given("老年人护理补贴", elder_nursing_amount),
)
def elder_nursing(
    payable: Flags,
    years: Column,
    subsidy_age: int,
    poor: Flags,
    disabled_elder: Flags,
    tekun: Flags,
    higher_than_disability: Flags,
    elder_nursing_amount: int,
) -> Column:
    entitled = payable & (years >= subsidy_age) & poor & disabled_elder & ~tekun
    return where(entitled & higher_than_disability, elder_nursing_amount, 0)


@rules.person(
    "养老服务补贴",
    BASIC_SERVICES["养老服务补贴"],
    say="养老服务补贴 {service_subsidy} 元",
    otherwise=lambda service_subsidy_amount: _not_given("养老服务补贴", service_subsidy_amount),
)
def service_subsidy(
    payable: Flags, years: Column, subsidy_age: int, poor: Flags, tekun: Flags, service_subsidy_amount: int
) -> Column:
    return where(payable & (years >= subsidy_age) & poor & ~tekun, service_subsidy_amount, 0)


@rules.person(
    "老年人津补贴合计", ELDERLY_LAW["第三十三条"], say="每月津补贴合计 {amount} 元", otherwise="不发放老年人津补贴"
)
def amount(age_allowance: Column, elder_nursing: Column, service_subsidy: Column) -> Column:
    return age_allowance + elder_nursing + service_subsidy


# The age allowance is everybody's, the two subsidies are for those in need: three benefits, each with its own list and money.
AGE_ALLOWANCE_RULES = Rules("age_allowance", "高龄津贴", (AgePolicy,), uses=(AGE_RULES,), result="age_allowance")
ELDER_NURSING_RULES = Rules("elder_nursing", "老年人护理补贴", (AgePolicy,), uses=(AGE_RULES,), result="elder_nursing")
SERVICE_SUBSIDY_RULES = Rules(
    "service_subsidy", "养老服务补贴", (AgePolicy,), uses=(AGE_RULES,), result="service_subsidy"
)
