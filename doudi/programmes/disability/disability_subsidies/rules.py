"""残疾人两项补贴:谁符合,与别的待遇重复怎么办,每月多少。"""

from __future__ import annotations

from collections.abc import Iterable

from doudi.base.documents import DISABILITY, DISABILITY_2022, JIANGXI_SUBSIDIES
from doudi.base.months import chinese_month
from doudi.mechanisms.entitlement.columns import Column, Flags, where
from doudi.mechanisms.entitlement.rules import PERSON, Fact, Rules, Turn
from doudi.mechanisms.entitlement.units import FLAG, GRADES, MONTH, MONTHS, YUAN, DisabilityClass, one_of
from doudi.programmes.disability.disability_subsidies.policy import OVERLAPS, Effect, SubsidiesPolicy

FOREVER, NO_MONTH = 999_999, 0
AMOUNTS = {each.fact for each in OVERLAPS if Effect.HIGHER in (each.living, each.nursing)}


def partners(kind: str, effect: Effect) -> tuple[str, ...]:
    """The benefits that have this effect on the living or nursing subsidy, from the table of overlaps."""
    return tuple(each.fact for each in OVERLAPS if getattr(each, kind) is effect)


def named(kind: str, effect: Effect, is_so: dict[str, int]) -> str:
    """Which of them the person has, in words."""
    return "、".join(each.label for each in OVERLAPS if getattr(each, kind) is effect and is_so[each.fact])


CERTIFIED = Turn("certificate_valid", set_to=1, say="残疾人证换领(恢复有效)并申请后,即可发放")
IN_DIBAO = Turn("dibao", set_to=1, say="所在家庭纳入低保后,即可享受生活补贴")

SUBSIDY_RULES = Rules(
    "disability_subsidies",
    "残疾人两项补贴",
    (SubsidiesPolicy,),
    (
        Fact("disability", PERSON, "残疾类别", one_of(DisabilityClass), needed=True, proof="残疾人证"),
        Fact("disability_grade", PERSON, "残疾等级", GRADES, needed=True, proof="残疾人证"),
        Fact("certificate_until", PERSON, "残疾人证有效期至(月)", MONTH, FOREVER, proof="残疾人证"),
        Fact("certificate_cancelled", PERSON, "残疾人证已注销或冻结", FLAG, proof="残联数据"),
        Fact("recertifying", PERSON, "因类别等级变化正在重新评定", FLAG, proof="残联数据"),
        Fact("care_needed", PERSON, "需要长期照护", MONTHS, 6, proof="照护需求评估"),
        Fact("registered_here", PERSON, "本省户籍", FLAG, 1, proof="公安人口信息"),
        Fact("applied", PERSON, "申请月份", MONTH, NO_MONTH, proof="申请书"),
        Fact("ended", PERSON, "死亡、失踪、服刑、自愿放弃等发生的月份", MONTH, FOREVER, proof="死亡、司法信息"),
        *(
            Fact(each.fact, PERSON, each.label, YUAN if each.fact in AMOUNTS else FLAG, proof="相关花名册")
            for each in OVERLAPS
        ),
    ),
    parts=("living_amount", "nursing_amount"),
    turns=(CERTIFIED, IN_DIBAO),
)
rules = SUBSIDY_RULES


# 一、共同条件


@rules.person(
    "证件有效",
    DISABILITY["补贴对象"],
    DISABILITY_2022["证件到期"],
    unit=FLAG,
    say="残疾人证有效({disability}残疾,{disability_grade}级)",
    otherwise="没有有效的残疾人证",
)
def certificate_valid(
    disability: Column,
    disability_grade: Column,
    certificate_until: Column,
    certificate_cancelled: Flags,
    recertifying: Flags,
    month: int,
) -> Flags:
    """The month it ends in is still paid, the month after not; while a change of class or grade is examined it goes on (R-DIS-05)."""
    certified = (disability != DisabilityClass.NONE) & (disability_grade >= 1)
    return certified & ((certificate_until >= month) | recertifying) & ~certificate_cancelled


@rules.person("本省户籍", JIANGXI_SUBSIDIES["补贴对象"], unit=FLAG, otherwise="户籍不在本省,由户籍地发放")
def of_this_place(registered_here: Flags) -> Flags:
    return registered_here


@rules.person(
    "在发放期内",
    DISABILITY_2022["发放起止"],
    unit=FLAG,
    otherwise=lambda month: f"{chinese_month(month)}不在发放期内(申请之前,或停发事由发生之后)",
)
def in_time(month: int, applied: Column, ended: Column) -> Flags:
    """From the month of application; from the month after the event no more (R-DIS-04)."""
    return (applied <= month) & (month <= ended)


@rules.person("共同条件", DISABILITY["补贴对象"], unit=FLAG)
def qualified(certificate_valid: Flags, of_this_place: Flags, in_time: Flags) -> Flags:
    return certificate_valid & of_this_place & in_time


# 二、重复(见重复表)


@rules.person(
    "生活补贴因重复不发",
    DISABILITY["政策衔接"],
    unit=FLAG,
    inputs=partners("living", Effect.BARRED),
    say=lambda tekun, work_injury_care, orphan, unattended_in_full: (
        "已享受"
        + named(
            "living",
            Effect.BARRED,
            {
                "tekun": tekun,
                "work_injury_care": work_injury_care,
                "orphan": orphan,
                "unattended_in_full": unattended_in_full,
            },
        )
        + ",不再发放生活补贴"
    ),
)
def living_barred(**has: Flags) -> Flags:
    return any_of(has.values())


@rules.person(
    "护理补贴因重复不发",
    DISABILITY["政策衔接"],
    unit=FLAG,
    inputs=partners("nursing", Effect.BARRED),
    say=lambda tekun, work_injury_care: (
        "已享受"
        + named("nursing", Effect.BARRED, {"tekun": tekun, "work_injury_care": work_injury_care})
        + ",不再发放护理补贴"
    ),
)
def nursing_barred(**has: Flags) -> Flags:
    return any_of(has.values())


@rules.person("同类生活补贴", DISABILITY["政策衔接"], inputs=partners("living", Effect.HIGHER))
def other_living(**amounts: Column) -> Column:
    return sum(amounts.values(), start=next(iter(amounts.values())) * 0)


@rules.person("同类护理补贴", DISABILITY["政策衔接"], inputs=partners("nursing", Effect.HIGHER))
def other_nursing(**amounts: Column) -> Column:
    return sum(amounts.values(), start=next(iter(amounts.values())) * 0)


# 三、金额


@rules.person(
    "低保家庭", DISABILITY["补贴对象"], unit=FLAG, say="在低保家庭中", otherwise="不在低保家庭中,不发生活补贴"
)
def in_dibao(dibao: Flags) -> Flags:
    return dibao


@rules.person(
    "困难残疾人生活补贴",
    DISABILITY["补贴对象"],
    DISABILITY["补贴标准"],
    say="困难残疾人生活补贴 {living_amount} 元",
    otherwise="不发放困难残疾人生活补贴",
)
def living_amount(qualified: Flags, in_dibao: Flags, living_barred: Flags, other_living: Column, living: int) -> Column:
    """Any class and grade, in dibao. Of two of the same kind the higher; if equal this one, the other gives way (R-BEN-04)."""
    return where(qualified & in_dibao & ~living_barred & (living >= other_living), living, 0)


@rules.person(
    "重度且需长期照护",
    DISABILITY["补贴对象"],
    JIANGXI_SUBSIDIES["补贴对象"],
    unit=FLAG,
    otherwise="{disability_grade}级,或需要长期照护不足 {care_months} 个月,不发护理补贴",
)
def needs_nursing(disability_grade: Column, care_needed: Column, lowest_grade: int, care_months: int) -> Flags:
    return (disability_grade <= lowest_grade) & (care_needed >= care_months)


@rules.person(
    "重度残疾人护理补贴",
    DISABILITY["补贴对象"],
    DISABILITY["补贴标准"],
    DISABILITY_2022["政策衔接"],
    say="重度残疾人护理补贴 {nursing_amount} 元",
    otherwise="不发放重度残疾人护理补贴",
)
def nursing_amount(
    qualified: Flags, needs_nursing: Flags, nursing_barred: Flags, other_nursing: Column, nursing: int
) -> Column:
    return where(qualified & needs_nursing & ~nursing_barred & (nursing >= other_nursing), nursing, 0)


@rules.person(
    "两项补贴合计", DISABILITY["补贴标准"], say="每月两项补贴合计 {amount} 元", otherwise="不发放残疾人两项补贴"
)
def amount(living_amount: Column, nursing_amount: Column) -> Column:
    return living_amount + nursing_amount


def any_of(flags: Iterable[Flags]) -> Flags:
    found, *others = flags
    for each in others:
        found = found | each
    return found


# Applied for, decided and compared with the online list each by itself (R-DIS-09), so each is a benefit of its own.
LIVING_RULES = Rules(
    "living_subsidy",
    "困难残疾人生活补贴",
    (SubsidiesPolicy,),
    uses=(SUBSIDY_RULES,),
    result="living_amount",
    turns=(CERTIFIED, IN_DIBAO),
)
NURSING_RULES = Rules(
    "nursing_subsidy",
    "重度残疾人护理补贴",
    (SubsidiesPolicy,),
    uses=(SUBSIDY_RULES,),
    result="nursing_amount",
    turns=(CERTIFIED,),
)
