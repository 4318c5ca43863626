"""低保:谁符合、每月多少。先看财产和赡养人,再以家庭收入比保障线,然后补差(或按档),分类施保,进位,渐退。"""

from __future__ import annotations

from doudi.base.documents import ASSISTANCE, COUNTY, DIBAO, SAFETY_NET
from doudi.base.money import short_yuan
from doudi.base.months import chinese_month
from doudi.mechanisms.entitlement.columns import (
    Column,
    Flags,
    Homes,
    age,
    among,
    at_least_zero,
    divided_half_up,
    divided_up,
    higher,
    only_where,
    where,
)
from doudi.mechanisms.entitlement.means.policy import MeansPolicy
from doudi.mechanisms.entitlement.means.property import PROPERTY
from doudi.mechanisms.entitlement.means.rules import MEANS
from doudi.mechanisms.entitlement.rules import HOUSEHOLD, PERSON, Fact, Rules, Turn
from doudi.mechanisms.entitlement.units import FLAG, GRADES, MONTH, NUMBER, PEOPLE, YUAN, DisabilityClass, Named, one_of
from doudi.programmes.assistance.dibao.policy import DibaoPolicy, Grade, Mode, Uplift

NO_MONTH, FOREVER = 0, 999_999


class Cover(Named):
    """保障方式。"""

    WHOLE = 0, "整户保"
    SINGLE = 1, "单人保"


DIBAO_RULES = Rules(
    "dibao",
    "最低生活保障",
    (MeansPolicy, DibaoPolicy),
    (
        Fact("cover", HOUSEHOLD, "保障方式", one_of(Cover), proof="申请书"),
        Fact("marginal", HOUSEHOLD, "已认定为低保边缘家庭", FLAG, proof="低保边缘家庭认定书"),
        Fact("able_supporters", HOUSEHOLD, "有赡养能力的非共同生活义务人", PEOPLE, proof="核对报告", confidential=True),
        Fact("award_from", HOUSEHOLD, "待遇起始月", MONTH, NO_MONTH, proof="审核确认决定"),
        Fact("award_until", HOUSEHOLD, "待遇终止月", MONTH, FOREVER, proof="审核确认决定"),
        Fact("grace_from", HOUSEHOLD, "渐退期起始月", MONTH, FOREVER, proof="渐退决定"),
        Fact("grace_until", HOUSEHOLD, "渐退期终止月", MONTH, NO_MONTH, proof="渐退决定"),
        Fact("grace_amount", HOUSEHOLD, "渐退前月低保金", YUAN, proof="渐退决定"),
        Fact("grace_people", HOUSEHOLD, "渐退时保障人数", PEOPLE, proof="渐退决定"),
        Fact("grace_standard", HOUSEHOLD, "渐退时适用标准", YUAN, proof="渐退决定"),
        Fact("born", PERSON, "出生年月", MONTH, FOREVER, proof="公安人口信息"),
        Fact("disability", PERSON, "残疾类别", one_of(DisabilityClass), proof="残疾人证"),
        Fact("disability_grade", PERSON, "残疾等级", GRADES, proof="残疾人证"),
        Fact("seriously_ill", PERSON, "患重特大疾病", FLAG, proof="诊断证明(地方规定病种)"),
        Fact("jobless_adult", PERSON, "成年无业", FLAG, proof="入户调查、参保信息"),
        Fact("applied_alone", PERSON, "本人申请单人保", FLAG, proof="申请书"),
        Fact("hardship", PERSON, "困难档次", one_of(Grade), proof="审核意见"),
        Fact("jobs_refused", PERSON, "无正当理由连续拒绝介绍的工作", NUMBER, proof="就业服务机构记录"),
    ),
    uses=(MEANS, PROPERTY),
    parts=("top_up", "uplift", "withheld", "graced", "rounding_up"),
    turns=(
        Turn(
            "family_income",
            less="家庭月收入再减少 {by} 元(不高于 {at} 元),即符合条件",
            more="家庭月收入再增加 {by} 元(达到 {at} 元),即不再符合条件",
        ),
        Turn("property_ok", set_to=1, say="财产情形经核实可以排除的,即符合条件"),
        Turn("able_supporters", set_to=0, say="赡养人经核实无赡养能力的,即符合条件"),
        Turn("marginal", set_to=1, say="先认定为低保边缘家庭,本人即符合单人保条件"),
    ),
)
rules = DIBAO_RULES


# 一、整户保:财产符合、无有能力的赡养人、家庭收入低于保障线


@rules.household("人均金融资产限额", DIBAO["第十四条"])
def savings_limit(standard_here: Column, savings_months: int) -> Column:
    return standard_here * savings_months


@rules.household(
    "无有能力的赡养人",
    DIBAO["第十三条"],
    SAFETY_NET["赡养、抚养、扶养费的核算"],
    unit=FLAG,
    otherwise="有 {able_supporters} 名非共同生活的义务人具备赡养能力",
)
def unsupported(able_supporters: Column) -> Flags:
    return able_supporters == 0


@rules.household(
    "家庭收入低于保障线",
    ASSISTANCE["第九条"],
    DIBAO["第二条"],
    unit=FLAG,
    say="家庭收入 {family_income} 元低于保障线 {line} 元",
    otherwise=lambda family_income, line: (
        f"家庭收入 {short_yuan(family_income)} 元不低于保障线 {short_yuan(line)} 元,"
        + (f"超出 {short_yuan(family_income - line)} 元" if family_income > line else "与保障线相等")
    ),
)
def below_line(family_income: Column, line: Column) -> Flags:
    """Equal is not below (R-INC-05); unrounded."""
    return family_income < line


@rules.household("符合整户保条件", ASSISTANCE["第九条"], DIBAO["第八条"], unit=FLAG)
def eligible(property_ok: Flags, unsupported: Flags, below_line: Flags, cover: Column) -> Flags:
    return property_ok & unsupported & below_line & (cover == Cover.WHOLE)


# 二、单人保:边缘家庭中的重残、三级智力精神残疾、重病人员;成年无业重度残疾人可以单独申请


@rules.person("重度残疾", DIBAO["第八条"], unit=FLAG)
def severely_disabled(disability: Column, disability_grade: Column) -> Flags:
    return (disability != DisabilityClass.NONE) & among(disability_grade, 1, 2)


@rules.person(
    "可以单人保",
    DIBAO["第八条"],
    SAFETY_NET["成年无业重度残疾人参照单人户"],
    unit=FLAG,
    say="本人符合单人保的人员条件",
)
def may_apply_alone(
    marginal: Flags,
    severely_disabled: Flags,
    disability: Column,
    disability_grade: Column,
    seriously_ill: Flags,
    jobless_adult: Flags,
) -> Flags:
    third_grade = among(disability, DisabilityClass.INTELLECTUAL, DisabilityClass.MENTAL) & (disability_grade == 3)
    return (marginal & (severely_disabled | third_grade | seriously_ill)) | (severely_disabled & jobless_adult)


@rules.person(
    "单人保",
    DIBAO["第八条"],
    unit=FLAG,
    say="单人保:本人收入 {own_income} 元低于标准 {standard_here} 元",
)
def covered_alone(
    cover: Column,
    applied_alone: Flags,
    may_apply_alone: Flags,
    own_income: Column,
    standard_here: Column,
) -> Flags:
    """Needs the person's own application (R-SINGLE-01); the family stays an edge household."""
    return (cover == Cover.SINGLE) & applied_alone & may_apply_alone & (own_income < standard_here)


@rules.household(
    "在待遇期内",
    DIBAO["第二十一条"],
    unit=FLAG,
    otherwise=lambda month: f"{chinese_month(month)}不在待遇期内",
)
def in_award(month: int, award_from: Column, award_until: Column) -> Flags:
    """Paid from the month after the decision (R-PAY-01): award_from is that month."""
    return (award_from <= month) & (month <= award_until)


@rules.person("保障对象", DIBAO["第八条"], SAFETY_NET["整户保"], unit=FLAG)
def insured(in_award: Flags, covered_alone: Flags, eligible: Flags, counted: Flags) -> Flags:
    """All who are counted, or those covered alone; never some members of a household otherwise (R-DIBAO-02)."""
    return in_award & (covered_alone | (eligible & counted))


@rules.household("保障人数", DIBAO["第八条"], unit=PEOPLE, say="保障 {people_insured} 人")
def people_insured(home: Homes, insured: Flags) -> Column:
    return home.sum(insured)


# 三、金额:补差或分档


@rules.household("按档发放", DIBAO["第二十三条"], unit=FLAG)
def graded(mode: Column, residence: Column) -> Flags:
    chosen: Flags = mode[residence] == Mode.GRADE
    return chosen


@rules.household("整户差额", DIBAO["第二十三条"], say="差额 {line} − {family_income} = {gap} 元")
def gap(in_award: Flags, eligible: Flags, line: Column, family_income: Column) -> Column:
    return where(in_award & eligible, line - family_income, 0)


@rules.person(
    "本人差额", COUNTY["单人保金额(R-SINGLE-02)"], say="本人差额 {standard_here} − {own_income} = {own_gap} 元"
)
def own_gap(insured: Flags, covered_alone: Flags, standard_here: Column, own_income: Column) -> Column:
    return only_where(insured & covered_alone, lambda: standard_here - own_income)


@rules.person("本人分档金额", DIBAO["第二十三条"], say="{hardship},每月 {own_grade} 元")
def own_grade(insured: Flags, graded: Flags, grade_amount: Column, residence: Column, hardship: Column) -> Column:
    return only_where(insured & graded, lambda: grade_amount[residence, hardship])


@rules.household("补差金额", DIBAO["第二十三条"])
def top_up(home: Homes, graded: Flags, gap: Column, own_gap: Column, own_grade: Column) -> Column:
    return where(graded, home.sum(own_grade), gap + home.sum(own_gap))


# 四、分类施保


@rules.person("分类施保", ASSISTANCE["第十二条"], DIBAO["第二十七条"], say="分类施保增发 {own_uplift} 元")
def own_uplift(
    insured: Flags,
    born: Column,
    month: int,
    severely_disabled: Flags,
    seriously_ill: Flags,
    standard_here: Column,
    uplift_rate: Column,
    uplift_amount: Column,
    uplift_stacks: int,
    old_age: int,
) -> Column:
    """One who matches several kinds is counted once, at the highest, unless the county lets them add up (R-UPL-02)."""
    if not (uplift_rate.any() or uplift_amount.any()):
        return only_where(False, lambda: standard_here)
    years = where(born == FOREVER, 18, age(born, month))
    kinds = {
        Uplift.OLD: years >= old_age,
        Uplift.MINOR: years < 18,
        Uplift.DISABLED: severely_disabled,
        Uplift.ILL: seriously_ill,
    }
    extra = insured * 0
    for kind, is_so in kinds.items():
        of_kind = where(is_so, standard_here * uplift_rate[kind] // 100 + uplift_amount[kind], 0)
        extra = extra + of_kind if uplift_stacks else higher(extra, of_kind)
    return where(insured, extra, 0)


@rules.household("分类施保合计", ASSISTANCE["第十二条"], DIBAO["第二十七条"])
def uplift(home: Homes, own_uplift: Column) -> Column:
    return home.sum(own_uplift)


# 五、拒绝就业的减发本人份额


@rules.person(
    "拒绝就业", DIBAO["第三十四条"], unit=FLAG, say="连续 {jobs_refused} 次无正当理由拒绝介绍的工作,减发本人份额"
)
def refuser(insured: Flags, jobs_refused: Column, refusals: int) -> Flags:
    return insured & (jobs_refused >= refusals)


@rules.household("拒绝就业人数", DIBAO["第三十四条"], unit=PEOPLE)
def refusers(home: Homes, refuser: Flags) -> Column:
    return home.sum(refuser)


@rules.household("减发的分档金额", DIBAO["第三十四条"])
def grades_withheld(home: Homes, refuser: Flags, own_grade: Column) -> Column:
    return home.sum(only_where(refuser, lambda: own_grade))


@rules.household("减发本人份额", DIBAO["第三十四条"], say="减发 {refusers} 人份额 {withheld} 元")
def withheld(
    graded: Flags, grades_withheld: Column, top_up: Column, refusers: Column, people_insured: Column
) -> Column:
    """Of a gap each has an equal share; the figure is shown to the fen, negative, and what is left is computed exactly."""
    equal_share = divided_half_up(top_up * refusers, higher(people_insured, 1))
    return -where(graded, grades_withheld, equal_share)


# 六、应发:进位;渐退期内按渐退前金额


@rules.household("核定金额", DIBAO["第二十三条"], COUNTY["进位方式(R-MONEY-02)"])
def entitled(
    top_up: Column,
    uplift: Column,
    refusers: Column,
    people_insured: Column,
    graded: Flags,
    grades_withheld: Column,
    rounding: int,
) -> Column:
    """Rounded once, at the end, from exact figures: (top-up × those who stay / all + uplift), without dividing before comparing."""
    people = higher(people_insured, 1)
    stays = where(graded, (top_up - grades_withheld) * people, top_up * (people_insured - refusers))
    return divided_up(stays + uplift * people, people * rounding) * rounding


@rules.household("在渐退期内", DIBAO["第三十三条"], unit=FLAG, say="在渐退期内({grace_from}至{grace_until})")
def in_grace(month: int, grace_from: Column, grace_until: Column, property_ok: Flags) -> Flags:
    """Property above the limit ends it early (R-EXIT-03)."""
    return (grace_from <= month) & (month <= grace_until) & property_ok


@rules.household(
    "渐退期金额",
    DIBAO["第三十三条"],
    COUNTY["渐退期起止与金额(R-EXIT-01)"],
    COUNTY["渐退期内收入再次下降(R-EXIT-04)"],
    say="渐退期内每月 {graced} 元",
)
def graced(
    in_grace: Flags,
    entitled: Column,
    grace_amount: Column,
    grace_people: Column,
    grace_standard: Column,
    standard_here: Column,
    grace_follows_standard: int,
    in_award: Flags,
) -> Column:
    """The last amount goes on, with raised standards if the county says so; who qualifies again is an ordinary household."""
    risen = at_least_zero(standard_here - where(grace_standard == 0, standard_here, grace_standard))
    return where(in_award & in_grace & (entitled == 0), grace_amount + risen * grace_people * grace_follows_standard, 0)


@rules.household("进位", COUNTY["进位方式(R-MONEY-02)"], say="进位 {rounding_up} 元")
def rounding_up(entitled: Column, top_up: Column, uplift: Column, withheld: Column) -> Column:
    return entitled - top_up - uplift - withheld


@rules.household(
    "月低保金",
    ASSISTANCE["第十二条"],
    DIBAO["第二十三条"],
    say="每月低保金 {amount} 元",
    otherwise="不予发放低保金",
)
def amount(entitled: Column, graced: Column) -> Column:
    return entitled + graced
