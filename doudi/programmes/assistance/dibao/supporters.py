"""非共同生活的法定赡养、抚养、扶养义务人家庭的财产:任一项超过限额的,视为有赡养能力,原则上不纳入。

The same tests of property as for the household itself, run over the supporters' households with limits of their own.
"""

from __future__ import annotations

from doudi.base.documents import GANZHOU
from doudi.mechanisms.entitlement.columns import Column, Flags
from doudi.mechanisms.entitlement.means.policy import MeansPolicy
from doudi.mechanisms.entitlement.means.property import PROPERTY
from doudi.mechanisms.entitlement.rules import HOUSEHOLD, Fact, Rules
from doudi.mechanisms.entitlement.units import FLAG, PEOPLE, Residence
from doudi.programmes.assistance.dibao.policy import SupportersPolicy

SUPPORTER_RULES = Rules(
    "supporters",
    "赡养人家庭经济状况",
    (MeansPolicy, SupportersPolicy),
    (Fact("members", HOUSEHOLD, "赡养人家庭人口", PEOPLE, 1, proof="户口簿"),),
    uses=(PROPERTY,),
    result="able",
)
rules = SUPPORTER_RULES


@rules.household("人均金融资产限额", GANZHOU["R-PROP-03"])
def savings_limit(disposable_income: Column, savings_rate: int) -> Column:
    """A share of last year's disposable income per head of the place."""
    return disposable_income[Residence.URBAN] * savings_rate // 100


@rules.household(
    "有赡养能力",
    GANZHOU["赡养人家庭经济状况"],
    unit=FLAG,
    say="赡养人家庭财产超过限额,视为有赡养能力",
    otherwise="赡养人家庭财产未超过限额",
)
def able(property_ok: Flags) -> Flags:
    return ~property_ok
