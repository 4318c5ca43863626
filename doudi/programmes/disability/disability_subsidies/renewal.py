"""残疾人证到期后换领新证:从哪个月恢复发放,中间的月份最多补几个月(R-DIS-05)。"""

from __future__ import annotations

from doudi.base.documents import DISABILITY_2022
from doudi.mechanisms.entitlement.columns import Column, at_least_zero, higher, lower, where
from doudi.mechanisms.entitlement.rules import PERSON, Fact, Rules
from doudi.mechanisms.entitlement.units import MONTH, MONTHS, YUAN
from doudi.programmes.disability.disability_subsidies.policy import RestartFrom, SubsidiesPolicy

RENEWAL_RULES = Rules(
    "disability_subsidies.renewal",
    "残疾人证续期补发",
    (SubsidiesPolicy,),
    (
        Fact("expired", PERSON, "原证到期月份", MONTH, needed=True, proof="残疾人证"),
        Fact("issued", PERSON, "新证签发月份", MONTH, needed=True, proof="残疾人证"),
        Fact("applied", PERSON, "续期后申请月份", MONTH, needed=True, proof="申请书"),
        Fact("monthly", PERSON, "新等级的月补贴", YUAN, needed=True, proof="核算说明"),
    ),
    result="may_back_pay",
)
rules = RENEWAL_RULES


@rules.person("恢复月份", DISABILITY_2022["证件到期"], unit=MONTH, say="自{restarts}起恢复发放")
def restarts(issued: Column, applied: Column, restart_from: int) -> Column:
    """Never before the new certificate was issued."""
    return higher(issued, where(restart_from == RestartFrom.APPLICATION, applied, issued))


@rules.person("中断月数", DISABILITY_2022["证件到期"], unit=MONTHS, say="中断 {gap} 个月", otherwise="没有中断")
def gap(expired: Column, restarts: Column) -> Column:
    """Paid to the month of expiry, stopped from the next."""
    return at_least_zero(restarts - expired - 1)


@rules.person("可以补发", DISABILITY_2022["证件到期"], say="可以补发 {may_back_pay} 元(不超过 {backpay_months} 个月)")
def may_back_pay(gap: Column, backpay_months: int, monthly: Column) -> Column:
    return lower(gap, backpay_months) * monthly
