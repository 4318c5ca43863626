"""家庭人口与家庭月收入:最低生活保障审核确认办法第七条、第十三条。"""

from __future__ import annotations

from doudi.base.documents import COUNTY, DIBAO, SAFETY_NET
from doudi.mechanisms.entitlement.columns import Column, Flags, Homes, at_least_zero, lower, where
from doudi.mechanisms.entitlement.means.policy import MeansPolicy
from doudi.mechanisms.entitlement.rules import HOUSEHOLD, PERSON, Fact, Rules
from doudi.mechanisms.entitlement.units import FLAG, PEOPLE, Named, Residence, one_of


class Relation(Named):
    """与申请人的关系,按第七条的分类。"""

    SELF_OR_SPOUSE = 0, "本人或配偶"
    MINOR_CHILD = 1, "未成年子女"
    DEPENDENT_CHILD = 2, "不能独立生活的成年子女(含本科及以下在读)"
    SUPPORTED_TOGETHER = 3, "有法定赡养、抚养、扶养义务并长期共同居住"
    OTHER = 4, "其他"


class LeftOut(Named):
    """不计入家庭人口的原因。"""

    NO = 0, "无"
    CLERGY = 1, "连续三年以上脱离家庭独立生活的宗教教职人员"
    PRISON = 2, "在监狱服刑"
    REHABILITATION = 3, "在强制隔离戒毒场所"
    MISSING = 4, "宣告失踪"
    TEKUN = 5, "特困供养人员"
    CONSCRIPT = 6, "现役义务兵"


MEANS = Rules(
    "means",
    "家庭经济状况核算",
    (MeansPolicy,),
    (
        Fact("residence", HOUSEHOLD, "城乡", one_of(Residence), needed=True, proof="户口簿、土地承包或集体收益证明"),
        Fact("relation", PERSON, "与申请人关系", one_of(Relation), proof="户口簿、结婚证、出生证明"),
        Fact("left_out", PERSON, "不计入人口的原因", one_of(LeftOut), proof="司法、公安、民政等部门信息"),
        Fact("wages", PERSON, "工资性收入(月)", needed=True, proof="工资流水、参保缴费、核对报告"),
        Fact("business_income", PERSON, "经营收入(月)", proof="经营流水、入户调查"),
        Fact("business_costs", PERSON, "经营成本、折旧和生产税(月)", proof="凭证、入户调查"),
        Fact("property_income", PERSON, "财产收入(月)", proof="利息、租金、流转、分红凭证"),
        Fact("property_costs", PERSON, "取得财产收入的费用(月)", proof="凭证"),
        Fact("transfers", PERSON, "转移性收入(月,不含居民养老金)", proof="养老、失业、遗属、赡养费等凭证"),
        Fact("transfer_costs", PERSON, "缴纳税费、社会保险和支付赡养费(月)", proof="缴费凭证"),
        Fact("central_pension", PERSON, "居民养老金:中央基础部分(月)", proof="人社部门待遇发放数据"),
        Fact("local_pension", PERSON, "居民养老金:地方基础部分(月)", proof="人社部门待遇发放数据"),
        Fact("account_pension", PERSON, "居民养老金:个人账户部分(月)", proof="人社部门待遇发放数据"),
        Fact("not_counted", PERSON, "依法不计入的收入(月)", proof="优抚、计生、奖学金、救助等凭证"),
        Fact("rigid_costs", PERSON, "因残因病增加的刚性支出(月)", proof="医疗、康复票据"),
    ),
    result="family_income",
)


# 一、家庭人口


@MEANS.person(
    "计入家庭人口", DIBAO["第七条"], DIBAO["第八条"], unit=FLAG, otherwise="不计入家庭人口({relation},{left_out})"
)
def counted(relation: Column, left_out: Column, conscripts_counted: int) -> Flags:
    """Parents and others only by duty of support and long-term common life (R-DIBAO-01); tekun stand outside (R-DIBAO-04)."""
    out = (left_out != LeftOut.NO) & ~((left_out == LeftOut.CONSCRIPT) & (conscripts_counted == 1))
    inside: Flags = (relation != Relation.OTHER) & ~out
    return inside


@MEANS.household("共同生活的家庭成员", DIBAO["第七条"], unit=PEOPLE, say="共同生活的家庭成员计 {members} 人")
def members(home: Homes, counted: Flags) -> Column:
    return home.sum(counted)


@MEANS.household(
    "适用标准", DIBAO["第二条"], DIBAO["第二十三条"], say="适用{residence}低保标准每人每月 {standard_here} 元"
)
def standard_here(standard: Column, residence: Column) -> Column:
    figures: Column = standard[residence]
    return figures


@MEANS.household(
    "保障线",
    DIBAO["第二十三条"],
    COUNTY["总额比较、不先除后乘(R-MONEY-01)"],
    say="保障线 {standard_here} × {members} = {line} 元",
)
def line(standard_here: Column, members: Column) -> Column:
    """Total against total: never divided to per head and multiplied back."""
    return standard_here * members


# 二、家庭收入


@MEANS.household("每名就业成员可扣的就业成本", DIBAO["第十三条"])
def employment_cost_limit(standard_here: Column, employment_cost_rate: int) -> Column:
    return standard_here * employment_cost_rate // 100


@MEANS.person("就业成本", DIBAO["第十三条"], say="工资 {wages} 元,扣减就业成本 {employment_cost} 元")
def employment_cost(wages: Column, employment_cost_limit: Column) -> Column:
    """As far as the wage reaches."""
    return lower(wages, employment_cost_limit)


@MEANS.person("不计入的养老金", DIBAO["第十三条"], say="中央基础养老金 {pension_left_out} 元不计入")
def pension_left_out(central_pension: Column, pension_exempt: int) -> Column:
    """Only the central part of the base pension; a higher local base and the own account count (R-INC-02)."""
    return lower(central_pension, pension_exempt)


@MEANS.person("计入的养老金", DIBAO["第十三条"], say="居民养老金计入 {pension_counted} 元")
def pension_counted(
    central_pension: Column, local_pension: Column, account_pension: Column, pension_left_out: Column
) -> Column:
    return central_pension - pension_left_out + local_pension + account_pension


@MEANS.person(
    "经营净收入", DIBAO["第十三条"], say="经营净收入 {business_income} − {business_costs} = {net_business} 元"
)
def net_business(business_income: Column, business_costs: Column) -> Column:
    return at_least_zero(business_income - business_costs)


@MEANS.person(
    "财产净收入", DIBAO["第十三条"], say="财产净收入 {property_income} − {property_costs} = {net_property} 元"
)
def net_property(property_income: Column, property_costs: Column) -> Column:
    return at_least_zero(property_income - property_costs)


@MEANS.person("转移净收入", DIBAO["第十三条"], say="转移净收入 {transfers} − {transfer_costs} = {net_transfers} 元")
def net_transfers(transfers: Column, transfer_costs: Column) -> Column:
    return at_least_zero(transfers - transfer_costs)


@MEANS.person("依法不计入", DIBAO["第十三条"], say="优抚、奖助、社会救助等 {left_out_of_income} 元依法不计入")
def left_out_of_income(not_counted: Column) -> Column:
    return not_counted


@MEANS.person("扣减的刚性支出", DIBAO["第十三条"], say="扣减因残因病刚性支出 {rigid_costs_taken_off} 元")
def rigid_costs_taken_off(rigid_costs: Column, rigid_costs_deducted: int) -> Column:
    return rigid_costs * rigid_costs_deducted


@MEANS.person(
    "本人可计算收入", DIBAO["第十三条"], SAFETY_NET["规范低保家庭收入核算"], say="本人可计算收入每月 {own_income} 元"
)
def own_income(
    wages: Column,
    employment_cost: Column,
    net_business: Column,
    net_property: Column,
    net_transfers: Column,
    pension_counted: Column,
    rigid_costs_taken_off: Column,
) -> Column:
    earned = wages - employment_cost + net_business + net_property + net_transfers + pension_counted
    return at_least_zero(earned - rigid_costs_taken_off)


@MEANS.household(
    "家庭月收入", DIBAO["第十三条"], say="家庭可计算月收入 {family_income} 元", otherwise="家庭没有可计算的收入"
)
def family_income(home: Homes, own_income: Column, counted: Flags) -> Column:
    return home.sum(where(counted, own_income, 0))
