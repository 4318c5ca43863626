"""临时救助:该户这次最多给多少,其中乡镇可以定多少,余下多少报县。"""

from __future__ import annotations

from doudi.base.documents import COUNTY, TEMPORARY
from doudi.mechanisms.entitlement.columns import Column, Flags, at_least_zero, higher, lower, where
from doudi.mechanisms.entitlement.means.policy import MeansPolicy
from doudi.mechanisms.entitlement.rules import HOUSEHOLD, Fact, Rules
from doudi.mechanisms.entitlement.units import FLAG, MONTHS, NUMBER, PEOPLE, YUAN, Residence, one_of
from doudi.programmes.assistance.temporary.policy import Hardship, TemporaryPolicy

NO_LIMIT = 10**12

TEMPORARY_RULES = Rules(
    "temporary",
    "临时救助",
    (MeansPolicy, TemporaryPolicy),
    (
        Fact("hardship", HOUSEHOLD, "救助类型", one_of(Hardship), needed=True, proof="申请书、事故或医疗证明"),
        Fact("people_helped", HOUSEHOLD, "救助人数", PEOPLE, needed=True, proof="户口簿、入户调查"),
        Fact("hardship_months", HOUSEHOLD, "困难持续时间", MONTHS, needed=True, proof="入户调查"),
        Fact("already_helped", HOUSEHOLD, "本次困难已先行救助", YUAN, proof="备用金台账"),
        Fact("granted_lately", HOUSEHOLD, "同一原因此前已由乡镇审批(规定天数内)", YUAN, proof="临时救助台账"),
        Fact("granted_this_year", HOUSEHOLD, "同一原因本年度已救助次数", NUMBER, proof="临时救助台账"),
        Fact("county_decision", HOUSEHOLD, "有县级再次救助的决定", FLAG, proof="县民政局决定"),
        Fact("spending", HOUSEHOLD, "必需支出中自己负担的部分", YUAN, NO_LIMIT, proof="有效票据"),
    ),
    result="ceiling",
)
rules = TEMPORARY_RULES


@rules.household(
    "计算月数", TEMPORARY["救助标准"], COUNTY["金额公式(R-TEMP-01)"], unit=MONTHS, say="按 {months_counted} 个月计算"
)
def months_counted(hardship: Column, hardship_months: Column, least_months: Column, most_months: Column) -> Column:
    return lower(higher(hardship_months, least_months[hardship]), most_months[hardship])


@rules.household(
    "同因次数符合",
    COUNTY["同因不重复(R-TEMP-03)"],
    unit=FLAG,
    otherwise="同一原因本年度已救助 {granted_this_year} 次,再次救助须有县级决定",
)
def not_repeated(granted_this_year: Column, times_a_year: int, county_decision: Flags) -> Flags:
    return (granted_this_year < times_a_year) | county_decision


@rules.household(
    "救助上限",
    TEMPORARY["救助标准"],
    COUNTY["金额公式(R-TEMP-01)"],
    say="救助金额不超过 {ceiling} 元(城市低保标准 × {people_helped} 人 × {months_counted} 个月,支出型不超过自负支出)",
    otherwise="本次不予救助",
)
def ceiling(
    standard: Column,
    people_helped: Column,
    months_counted: Column,
    cap: Column,
    hardship: Column,
    spending: Column,
    not_repeated: Flags,
) -> Column:
    """Standard × people × months, never above the cap; hardship above that goes to one-case-one-meeting (R-TEMP-04)."""
    by_formula = standard[Residence.URBAN] * people_helped * months_counted
    capped = lower(by_formula, where(cap[hardship] == 0, NO_LIMIT, cap[hardship]))
    spent = where(hardship == Hardship.EXPENDITURE, spending, NO_LIMIT)
    return where(not_repeated, lower(capped, spent), 0)


@rules.household(
    "乡镇可审批",
    TEMPORARY["小额救助委托乡镇审批"],
    COUNTY["拆分审批(R-TEMP-02)"],
    say="乡镇可用备用金审批 {town_may_grant} 元",
    otherwise="超过乡镇限额,报县民政局",
)
def town_may_grant(ceiling: Column, already_helped: Column, granted_lately: Column, town_ceiling: int) -> Column:
    """What the township granted lately for the same cause is counted in, so that splitting gains nothing."""
    room = at_least_zero(town_ceiling - granted_lately - already_helped)
    return lower(at_least_zero(ceiling - already_helped), room)


@rules.household(
    "余额报县",
    TEMPORARY["小额救助委托乡镇审批"],
    say="已先行救助 {already_helped} 元,其余 {rest_for_county} 元报县民政局",
)
def rest_for_county(ceiling: Column, already_helped: Column, town_may_grant: Column) -> Column:
    return at_least_zero(ceiling - already_helped - town_may_grant)
