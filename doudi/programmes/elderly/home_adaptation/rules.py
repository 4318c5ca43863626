"""居家适老化改造：是否属于政府资助对象，改造价款中政府付多少、家庭付多少。"""

from __future__ import annotations

from doudi.base.documents import COUNTY, HOME_ADAPTATION
from doudi.mechanisms.entitlement.columns import Column, Flags, age, at_least_zero, lower, where
from doudi.mechanisms.entitlement.rules import PERSON, Fact, Rules
from doudi.mechanisms.entitlement.units import FLAG, MONTH, YEARS, YUAN, Named, one_of
from doudi.programmes.elderly.home_adaptation.policy import LEVEL, HomeAdaptationPolicy


class Hardship(Named):
    """困难类别 that the public money is for."""

    NONE = 0, "不属于困难家庭"
    TEKUN = 1, "分散供养特困"
    DIBAO = 2, "低保"
    MARGINAL = 3, "低保边缘"


ADAPTATION_RULES = Rules(
    "home_adaptation",
    "居家适老化改造",
    (HomeAdaptationPolicy,),
    (
        Fact("born", PERSON, "出生年月", MONTH, needed=True, proof="公安人口信息"),
        Fact("hardship", PERSON, "困难类别", one_of(Hardship), proof="社会救助花名册"),
        Fact("at_home", PERSON, "在家居住(不在养老机构)", FLAG, 1, proof="入户评估"),
        Fact("level", PERSON, "能力等级", LEVEL, proof="老年人能力评估"),
        Fact("certificate", PERSON, "持有残疾人证", FLAG, proof="残联名单"),
        Fact("funded_price", PERSON, "资助项目价款", YUAN, proof="改造方案、验收单"),
        Fact("own_price", PERSON, "自选项目价款", YUAN, proof="改造方案、验收单"),
    ),
    result="government",
)
rules = ADAPTATION_RULES


@rules.person("年龄", HOME_ADAPTATION["改造对象"], unit=YEARS, say="{years} 周岁")
def years(born: Column, month: int) -> Column:
    return at_least_zero(age(born, month))


@rules.person(
    "老年人", HOME_ADAPTATION["改造对象"], unit=FLAG, otherwise="未满 {elder_age} 周岁，不属于居家适老化改造对象"
)
def elder(years: Column, elder_age: int) -> Flags:
    return years >= elder_age


@rules.person(
    "高龄、失能或残疾",
    HOME_ADAPTATION["改造对象"],
    COUNTY["对象(R-MOD-01)"],
    unit=FLAG,
    otherwise="不满 {very_old} 周岁，也没有评估为失能或持残疾人证",
)
def frail(years: Column, very_old: int, level: Column, least_level: int, certificate: Flags) -> Flags:
    return (years >= very_old) | (level >= least_level) | certificate


@rules.person(
    "政府资助对象",
    HOME_ADAPTATION["改造对象"],
    COUNTY["对象(R-MOD-01)"],
    unit=FLAG,
    say="属于政府资助对象({hardship})",
    otherwise="不属于政府资助对象，可以自费改造",
)
def entitled(elder: Flags, frail: Flags, hardship: Column, at_home: Flags) -> Flags:
    """Scattered tekun, dibao and marginal families whose old are very old, disabled or handicapped (R-MOD-01)."""
    return elder & frail & at_home & (hardship > 0)


@rules.person(
    "政府支付",
    COUNTY["每户限额(R-MOD-02)"],
    say="资助项目 {funded_price} 元，政府支付 {government} 元(每户不超过 {cap} 元)",
    otherwise="政府不支付",
)
def government(entitled: Flags, funded_price: Column, cap: int) -> Column:
    """The least of the cap and of what the funded items came to; the rest is the family's (R-MOD-02)."""
    return where(entitled, lower(funded_price, cap), 0)


@rules.person("家庭支付", COUNTY["每户限额(R-MOD-02)"], unit=YUAN, say="家庭支付 {family} 元")
def family(funded_price: Column, own_price: Column, government: Column) -> Column:
    return funded_price + own_price - government
