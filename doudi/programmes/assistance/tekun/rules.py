"""特困:三无认定、自理能力评估、供养金额。"""

from __future__ import annotations

from doudi.base.documents import ASSISTANCE, COUNTY, TEKUN
from doudi.base.months import chinese_month
from doudi.mechanisms.entitlement.columns import Column, Flags, age, among, where
from doudi.mechanisms.entitlement.means.policy import MeansPolicy
from doudi.mechanisms.entitlement.rules import PERSON, Fact, Rules, Turn
from doudi.mechanisms.entitlement.units import FLAG, GRADES, MONTH, NUMBER, DisabilityClass, Named, Residence, one_of
from doudi.programmes.assistance.tekun.policy import Ability, TekunPolicy

FOREVER = 999_999


class Supporter(Named):
    """法定义务人的情况,第八条;有多人的,填有履行能力者。"""

    NONE = 0, "无法定义务人"
    TEKUN = 1, "义务人为特困人员"
    DIBAO_OLD = 2, "义务人为60周岁以上低保对象"
    OLD_POOR = 3, "义务人70周岁以上,收入、财产符合规定"
    DISABLED_POOR = 4, "义务人重度残疾或三级智力、精神残疾,收入、财产符合规定"
    NO_CAPACITY = 5, "义务人无民事行为能力、被宣告失踪或在服刑,财产符合规定"
    OTHER_UNABLE = 6, "省规定的其他无履行能力情形"
    ABLE = 7, "义务人有履行能力"


class Child(Named):
    """符合孤儿、事实无人抚养儿童条件的未成年人,由其选择一种。"""

    NO = 0, "不属于"
    CHOSE_CHILD_ALLOWANCE = 1, "选择孤儿或事实无人抚养儿童保障"
    CHOSE_TEKUN = 2, "选择特困供养"


SIX_ITEMS = {
    "eats": "自主吃饭",
    "dresses": "自主穿衣",
    "leaves_bed": "自主上下床",
    "uses_toilet": "自主如厕",
    "walks": "室内自主行走",
    "bathes": "自主洗澡",
}

TEKUN_RULES = Rules(
    "tekun",
    "特困人员救助供养",
    (MeansPolicy, TekunPolicy),
    (
        Fact("residence", PERSON, "城乡", one_of(Residence), needed=True, proof="户口簿"),
        Fact("born", PERSON, "出生年月", MONTH, needed=True, proof="公安人口信息"),
        Fact("disability", PERSON, "残疾类别", one_of(DisabilityClass), proof="残疾人证"),
        Fact("disability_grade", PERSON, "残疾等级", GRADES, proof="残疾人证"),
        Fact("other_unable", PERSON, "省规定的其他无劳动能力情形", FLAG, proof="认定意见"),
        Fact("in_school", PERSON, "在义务教育、高中或中职就读", FLAG, proof="学籍"),
        Fact("was_tekun", PERSON, "已是特困供养人员", FLAG, proof="特困花名册"),
        Fact("own_income", PERSON, "本人可计算收入(月,不含基础养老金、社会保险、优抚和高龄津贴)", proof="核对报告"),
        Fact("property_over", PERSON, "财产超过特困规定", FLAG, proof="核对报告"),
        Fact(
            "supporter", PERSON, "法定义务人", one_of(Supporter), needed=True, proof="户籍、核对报告", confidential=True
        ),
        Fact("child_choice", PERSON, "儿童保障选择", one_of(Child), proof="监护人声明"),
        *(Fact(name, PERSON, label, FLAG, 1, proof="自理能力评估表") for name, label in SIX_ITEMS.items()),
        Fact("care_apart", PERSON, "照料护理费按照料协议付给照料服务人", FLAG, proof="照料服务协议"),
        Fact("ended", PERSON, "终止供养的月份(死亡、服刑等)", MONTH, FOREVER, proof="死亡、司法信息"),
    ),
    parts=("basic", "care_himself"),
    turns=(
        Turn(
            "own_income",
            less="本人月收入再减少 {by} 元(不高于 {at} 元),即符合条件",
            more="本人月收入再增加 {by} 元(达到 {at} 元),即不再符合条件",
        ),
        Turn("supporter", set_to=Supporter.NONE, say="法定义务人经核实无履行能力的,即符合条件"),
        Turn("property_over", set_to=0, say="财产经核实在规定之内的,即符合条件"),
    ),
)
rules = TEKUN_RULES


# 一、三无


@rules.person(
    "无劳动能力",
    TEKUN["第五条"],
    TEKUN["第二十四条"],
    unit=FLAG,
    say="属于无劳动能力情形",
    otherwise="不属于无劳动能力情形",
)
def no_labour(
    born: Column,
    month: int,
    disability: Column,
    disability_grade: Column,
    other_unable: Flags,
    in_school: Flags,
    was_tekun: Flags,
    old_age: int,
    minor_age: int,
) -> Flags:
    """Who is supported as a minor stays to 18, and after that while in school up to senior high (R-TK-06)."""
    years = age(born, month)
    mind = among(disability, DisabilityClass.INTELLECTUAL, DisabilityClass.MENTAL) & among(disability_grade, 1, 2, 3)
    limb = (disability == DisabilityClass.LIMB) & among(disability_grade, 1, 2)
    sight = (disability == DisabilityClass.SIGHT) & (disability_grade == 1)
    grown_up_in_care = was_tekun & ((years < 18) | in_school)
    return (years >= old_age) | (years < minor_age) | mind | limb | sight | other_unable | grown_up_in_care


@rules.person(
    "无生活来源",
    TEKUN["第六条"],
    unit=FLAG,
    say="本人收入 {own_income} 元低于低保标准 {standard_for} 元,财产符合规定",
    otherwise="本人收入 {own_income} 元不低于低保标准 {standard_for} 元,或财产超过规定",
)
def no_income(own_income: Column, standard_for: Column, property_over: Flags) -> Flags:
    return (own_income < standard_for) & ~property_over


@rules.person("低保标准", TEKUN["第六条"])
def standard_for(standard: Column, residence: Column) -> Column:
    return standard[residence]


@rules.person(
    "无人供养",
    TEKUN["第四条"],
    TEKUN["第八条"],
    unit=FLAG,
    say="{supporter}",
    otherwise="{supporter}",
)
def unsupported(supporter: Column) -> Flags:
    return supporter != Supporter.ABLE


@rules.person("未选择儿童保障", TEKUN["第九条"], unit=FLAG, otherwise="已选择孤儿或事实无人抚养儿童保障,不再认定为特困")
def not_child_allowance(child_choice: Column) -> Flags:
    return child_choice != Child.CHOSE_CHILD_ALLOWANCE


@rules.person(
    "在供养期内",
    TEKUN["第二十四条"],
    unit=FLAG,
    otherwise=lambda ended: f"{chinese_month(ended)}起终止供养",
)
def not_ended(month: int, ended: Column) -> Flags:
    """The event's month is still paid; the stop takes effect the month after (ended names the first month without)."""
    return month < ended


@rules.person("符合特困条件", TEKUN["第四条"], unit=FLAG)
def eligible(
    no_labour: Flags, no_income: Flags, unsupported: Flags, not_child_allowance: Flags, not_ended: Flags
) -> Flags:
    return no_labour & no_income & unsupported & not_child_allowance & not_ended


# 二、自理能力


@rules.person(
    "不能达到的项数", TEKUN["第二十一条"], unit=NUMBER, say="六项中 {unmet} 项不能达到", otherwise="六项均能达到"
)
def unmet(eats: Flags, dresses: Flags, leaves_bed: Flags, uses_toilet: Flags, walks: Flags, bathes: Flags) -> Column:
    return 6 - (eats * 1 + dresses + leaves_bed + uses_toilet + walks + bathes)


@rules.person(
    "自理能力",
    TEKUN["第二十二条"],
    unit=one_of(Ability),
    say="生活自理能力为{ability}",
    otherwise="生活自理能力为{ability}",
)
def ability(unmet: Column, unable_from: int) -> Column:
    return where(unmet == 0, Ability.ABLE, where(unmet < unable_from, Ability.HALF, Ability.UNABLE))


# 三、金额


@rules.person("基本生活费", ASSISTANCE["第十六条"], say="基本生活费({residence}、{ability}){basic} 元")
def basic(eligible: Flags, basic_living: Column, residence: Column, ability: Column) -> Column:
    return where(eligible, basic_living[residence, ability], 0)


@rules.person(
    "照料护理费", ASSISTANCE["第十六条"], COUNTY["照料协议(R-TK-05)"], say="照料护理费({ability}){care_amount} 元"
)
def care_amount(eligible: Flags, care: Column, ability: Column) -> Column:
    """Whoever it is paid to (R-TK-05)."""
    return where(eligible, care[ability], 0)


@rules.person("照料护理费另付", COUNTY["照料协议(R-TK-05)"], unit=FLAG, say="照料护理费按照料协议付给照料服务人")
def care_goes_out(care_amount: Column, care_apart: Flags) -> Flags:
    """Under a written agreement it goes to whoever provides the care (R-TK-05)."""
    return care_apart & (care_amount > 0)


@rules.person("发给本人的照料护理费", COUNTY["照料协议(R-TK-05)"])
def care_himself(care_amount: Column, care_goes_out: Flags) -> Column:
    """Without an agreement it comes with the rest: into his own account, or in an institution into the institution's."""
    return where(care_goes_out, 0, care_amount)


@rules.person(
    "付给照料服务人的照料护理费", COUNTY["照料协议(R-TK-05)"], say="每月照料护理费 {care_paid} 元,付给照料服务人"
)
def care_paid(care_amount: Column, care_goes_out: Flags) -> Column:
    return where(care_goes_out, care_amount, 0)


@rules.person(
    "特困供养金", ASSISTANCE["第十六条"], say="每月特困供养金 {amount} 元", otherwise="不符合特困人员条件,不予供养"
)
def amount(basic: Column, care_himself: Column) -> Column:
    """What is paid to himself."""
    return basic + care_himself


# Paid to somebody else, so it is a benefit of its own, with its own lines and returns; it follows the decisions on the first.
CARE_RULES = Rules(
    "tekun_care",
    "特困照料护理费",
    (MeansPolicy, TekunPolicy),
    uses=(TEKUN_RULES,),
    result="care_paid",
    parts=("care_paid",),
)
