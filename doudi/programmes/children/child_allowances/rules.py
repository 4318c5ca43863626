"""孤儿、事实无人抚养儿童:父母的情形、年龄或就学、金额(已有其他救助的补足)。"""

from __future__ import annotations

from doudi.base.documents import ORPHANS, UNATTENDED
from doudi.base.months import chinese_month
from doudi.mechanisms.entitlement.columns import Column, Flags, among, at_least_zero, where
from doudi.mechanisms.entitlement.rules import PERSON, Fact, Rules
from doudi.mechanisms.entitlement.units import FLAG, MONTH, MONTHS, YUAN, Named, one_of
from doudi.programmes.children.child_allowances.policy import Care, ChildPolicy, LostSince

FOREVER, NO_MONTH = 999_999, 0


class Parent(Named):
    """父亲或母亲的情形。"""

    CARING = 0, "不属于列举情形"
    DEAD = 1, "死亡"
    NOT_FOUND = 2, "查找不到"
    MISSING = 3, "被宣告失踪"
    DISABLED = 4, "重度残疾(一、二级,或三、四级智力、精神残疾)"
    ILL = 5, "重病"
    PRISON = 6, "服刑在押"
    REHABILITATION = 7, "强制隔离戒毒"
    OTHER_CONFINED = 8, "被执行其他限制人身自由的措施"
    LOST = 9, "失联"
    REVOKED = 10, "被撤销监护资格"
    DEPORTED = 11, "被遣送(驱逐)出境"


CHILD_RULES = Rules(
    "child_allowances",
    "儿童基本生活保障",
    (ChildPolicy,),
    (
        Fact(
            "father",
            PERSON,
            "父亲情形",
            one_of(Parent),
            needed=True,
            proof="死亡、司法、残疾、公安等证明",
            confidential=True,
        ),
        Fact(
            "mother",
            PERSON,
            "母亲情形",
            one_of(Parent),
            needed=True,
            proof="死亡、司法、残疾、公安等证明",
            confidential=True,
        ),
        Fact("father_months", PERSON, "父亲该情形已(将)持续", MONTHS, proof="判决书、决定书"),
        Fact("mother_months", PERSON, "母亲该情形已(将)持续", MONTHS, proof="判决书、决定书"),
        Fact("father_reported_months", PERSON, "父亲失联经公安受理已", MONTHS, proof="公安回执"),
        Fact("mother_reported_months", PERSON, "母亲失联经公安受理已", MONTHS, proof="公安回执"),
        Fact("born", PERSON, "出生年月", MONTH, needed=True, proof="公安人口信息"),
        Fact("studies", PERSON, "全日制在读(不含研究生)", FLAG, proof="学籍"),
        Fact("care", PERSON, "养育方式", one_of(Care), Care.SCATTERED, proof="养育协议"),
        Fact("award_from", PERSON, "待遇起始月(确认次月)", MONTH, NO_MONTH, proof="确认决定"),
        Fact("ended", PERSON, "终止事由发生月份", MONTH, FOREVER, proof="收养、死亡、父母恢复履职等证明"),
        Fact("other_support", PERSON, "本人已享受的低保、特困、困难残疾人生活补贴(月)", YUAN, proof="相关花名册"),
    ),
    parts=("orphan_amount", "unattended_amount"),
)
rules = CHILD_RULES


# 一、父母的情形


def listed(
    state: Column, months: Column, reported: Column, listed_months: int, deported: bool, lost_since: int
) -> Flags:
    """Whether a parent is in a state that the opinion lists; confinement and loss of contact must last (or be to last) so long."""
    confined = among(state, Parent.PRISON, Parent.REHABILITATION, Parent.OTHER_CONFINED) & (months >= listed_months)
    lost_for = reported if lost_since == LostSince.POLICE_ACCEPTED else months
    lost = (state == Parent.LOST) & (lost_for >= listed_months)
    lasting = among(state, Parent.DISABLED, Parent.ILL, Parent.REVOKED) | (deported & (state == Parent.DEPORTED))
    return confined | lost | lasting


def gone(state: Column) -> Flags:
    return among(state, Parent.DEAD, Parent.NOT_FOUND, Parent.MISSING)


@rules.person("孤儿", ORPHANS["对象"], unit=FLAG, say="父母双亡或查找不到,属于孤儿")
def orphan(father: Column, mother: Column) -> Flags:
    return among(father, Parent.DEAD, Parent.NOT_FOUND) & among(mother, Parent.DEAD, Parent.NOT_FOUND)


@rules.person(
    "事实无人抚养儿童",
    UNATTENDED["保障对象"],
    unit=FLAG,
    say="父母均符合列举情形,或一方死亡(失踪)另一方符合,属于事实无人抚养儿童",
)
def unattended(
    orphan: Flags,
    father: Column,
    mother: Column,
    father_months: Column,
    mother_months: Column,
    father_reported_months: Column,
    mother_reported_months: Column,
    listed_months: int,
    deported_both: int,
    lost_since: int,
) -> Flags:
    """Both listed; or one dead or declared missing and the other listed. Whether "deported" counts when both are listed is a
    switch; where the other parent is gone it always counts."""
    of_father = (father, father_months, father_reported_months, listed_months)
    of_mother = (mother, mother_months, mother_reported_months, listed_months)
    both = listed(*of_father, bool(deported_both), lost_since) & listed(*of_mother, bool(deported_both), lost_since)
    one = gone(father) & listed(*of_mother, True, lost_since) | gone(mother) & listed(*of_father, True, lost_since)
    both_gone = gone(father) & gone(mother)
    return ~orphan & (both | one | both_gone)


# 二、年龄与期间


@rules.person(
    "年龄或就学符合",
    ORPHANS["对象"],
    UNATTENDED["保障对象"],
    unit=FLAG,
    otherwise="已满 {adult_age} 周岁且不在读",
)
def young_enough(born: Column, month: int, adult_age: int, studies: Flags) -> Flags:
    """The month of the eighteenth birthday is still paid; the end takes effect the month after."""
    return (month <= born + adult_age * 12) | studies


@rules.person(
    "在保障期内", UNATTENDED["发放"], unit=FLAG, otherwise=lambda month: f"{chinese_month(month)}不在保障期内"
)
def in_time(month: int, award_from: Column, ended: Column) -> Flags:
    return (award_from <= month) & (month <= ended)


# 三、金额


@rules.person(
    "孤儿基本生活费",
    ORPHANS["基本生活保障"],
    say="孤儿基本生活费({care}){orphan_amount} 元",
    otherwise="不发放孤儿基本生活费",
)
def orphan_amount(orphan: Flags, young_enough: Flags, in_time: Flags, orphan_standard: Column, care: Column) -> Column:
    return where(orphan & young_enough & in_time, orphan_standard[care], 0)


@rules.person(
    "事实无人抚养儿童基本生活补贴",
    UNATTENDED["保障标准"],
    say="事实无人抚养儿童基本生活补贴({care}):标准减去已享受的 {other_support} 元,补足 {unattended_amount} 元",
    otherwise="不发放事实无人抚养儿童基本生活补贴",
)
def unattended_amount(
    unattended: Flags,
    young_enough: Flags,
    in_time: Flags,
    unattended_standard: Column,
    care: Column,
    other_support: Column,
) -> Column:
    """Who already gets dibao, tekun or the disability living subsidy gets the difference, others the whole."""
    return where(unattended & young_enough & in_time, at_least_zero(unattended_standard[care] - other_support), 0)


@rules.person("全额享受", UNATTENDED["保障标准"], unit=FLAG)
def in_full(unattended_amount: Column, other_support: Column) -> Flags:
    """What the disability living subsidy asks: who gets the whole allowance gets no living subsidy beside it."""
    return (unattended_amount > 0) & (other_support == 0)


@rules.person(
    "儿童基本生活保障金",
    ORPHANS["基本生活保障"],
    UNATTENDED["保障标准"],
    say="每月 {amount} 元",
    otherwise="不符合孤儿或事实无人抚养儿童保障条件",
)
def amount(orphan_amount: Column, unattended_amount: Column) -> Column:
    return orphan_amount + unattended_amount


# Recognised each by its own document and paid from its own money, so each is a benefit of its own.
ORPHAN_RULES = Rules("orphan", "孤儿基本生活费", (ChildPolicy,), uses=(CHILD_RULES,), result="orphan_amount")
UNATTENDED_RULES = Rules(
    "unattended_child", "事实无人抚养儿童基本生活补贴", (ChildPolicy,), uses=(CHILD_RULES,), result="unattended_amount"
)
