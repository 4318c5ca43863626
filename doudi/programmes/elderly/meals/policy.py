"""老年助餐的参数。本县助餐工作方案未见,标“示例”的金额须由县民政局确定后才能使用,其余为建议值,待确认。"""

from __future__ import annotations

import datetime as dt

from doudi.base.documents import COUNTY, Document
from doudi.mechanisms.entitlement.parameters_entered.queries import terms_in_force
from doudi.mechanisms.entitlement.policy import Parameter, Policy, parameter, proposed, since, table
from doudi.mechanisms.entitlement.units import FLAG, MONTHS, PEOPLE, PERCENT, YUAN, Named, Unit

ACTION_PLAN = Document("积极发展老年助餐服务行动方案", "民发〔2023〕58号", "B")
FOOD_SAFETY = Document("餐饮服务食品安全操作规范", "市场监管总局2018年", "K")
CHUZHOU = Document("滁州市老年助餐服务补贴方案", "2022年", "B")
DAYS, HOURS, MINUTES, GRAMS, TIMES, POINTS, CLOCK, SPEED, SECONDS = (
    Unit("天"), Unit("小时"), Unit("分钟"), Unit("克"), Unit("次"), Unit("分"), Unit("点"), Unit("公里/小时"), Unit("秒"),
)  # fmt: skip
_FROM, _EXAMPLE = "2021-01-01", "示例,无文件依据,待县民政局确定"


class Tier(Named):
    """餐补档次:符合几档的,按最高一档,不叠加(R-MEAL-03)。"""

    SPECIAL = 0, "困难和失能老年人"
    EIGHTY = 1, "80周岁及以上"
    SEVENTY = 2, "70至79周岁"
    SIXTY = 3, "60至69周岁"


class Hardship(Named):
    """列入“困难和失能老年人”一档的类别。"""

    TEKUN = 0, "特困供养"
    DIBAO = 1, "低保"
    MARGINAL = 2, "低保边缘"
    UNAVOIDABLE_EXPENSES = 3, "刚性支出困难"
    FAMILY_PLANNING = 4, "计划生育特殊家庭"
    DISABLED = 5, "中度及以上失能"


class Daily(Named):
    """日均助餐人次的档次(R-MEAL-09)。"""

    FEW = 0, "不足20人次"
    SOME = 1, "20至49人次"
    MANY = 2, "50人次及以上"


class Grade(Named):
    """年度考核得分的档次(R-MEAL-09)。"""

    FINE = 0, "90分及以上"
    GOOD = 1, "75至89分"
    FAIR = 2, "60至74分"
    BAD = 3, "不足60分"


class Building(Named):
    """建设补贴的档次(R-MEAL-10)。"""

    SMALL = 0, "老年食堂100平方米及以下"
    MIDDLE = 1, "老年食堂101至200平方米"
    LARGE = 2, "老年食堂200平方米以上"
    POINT = 3, "助餐点"


def _food(label: str, unit: Unit, value: int, rule: str) -> Parameter:
    return parameter(label, unit, since(_FROM, value, FOOD_SAFETY, "K"), basis=FOOD_SAFETY[rule])


class MealsPolicy(Policy):
    """城乡老年助餐。"""

    code = "meals"
    name = "城乡老年助餐"

    subsidy = table(
        "每餐补贴", YUAN, since(_FROM, (4, 3, 2, 1), COUNTY, "D", note=_EXAMPLE), by=Tier, basis=COUNTY["餐补(R-MEAL-03)"]
    )  # fmt: skip
    special = table(
        "列入困难和失能一档的类别", FLAG, since(_FROM, (1, 1, 1, 0, 1, 1), COUNTY, "D", note=_EXAMPLE),
        by=Hardship, basis=COUNTY["餐补(R-MEAL-03)"],
    )  # fmt: skip
    least_age = proposed("享受餐补的起始年龄", Unit("周岁"), 60, "餐补(R-MEAL-03)")
    personal_floor = proposed("个人至少支付", YUAN, 1, "费用构成(R-MEAL-05)")
    most_a_day = proposed("每人每天最多补贴", Unit("份"), 2, "每餐一份(R-MEAL-04)", note="午餐、晚餐")
    delivery = proposed("送餐补贴(每人每天)", YUAN, 2, "送餐补贴(R-MEAL-07)", note=_EXAMPLE)
    late_hours = proposed("断网记录补传期限", HOURS, 72, "断网补传")
    clock_minutes = proposed("终端时间允许误差", MINUTES, 10, "以服务器时间为准")
    grace_minutes = proposed("供餐时间前后仍可核销", MINUTES, 30, "核销")
    price_days = proposed("调价提前公示", DAYS, 7, "调价公示(R-MEAL-15)")
    lunch_cutoff = proposed("午餐预订截止(前一天)", CLOCK, 20, "预订")
    supper_cutoff = proposed("晚餐预订截止(当天)", CLOCK, 10, "预订")
    neighbour_most = proposed("邻里搭伙就餐人数上限", PEOPLE, 10, "邻里搭伙", note=_EXAMPLE)
    dormant_days = proposed("多少天无助餐即为空壳", DAYS, 30, "空壳助餐点")

    call_back_share = proposed("结算前回访比例", PERCENT, 5, "回访(R-MEAL-08)")
    call_back_least = proposed("结算前至少回访", PEOPLE, 10, "回访(R-MEAL-08)")
    decide_days = proposed("存疑餐次多少天未核实即拒付", DAYS, 60, "存疑(R-MEAL-08)")

    repeat_minutes = proposed("同一老年人两次核销间隔不少于", MINUTES, 120, "F-MEAL-1", "C", "公开的助餐分析程序")
    speed = proposed("两处核销之间的最高合理速度", SPEED, 60, "F-MEAL-2")
    manual_share = proposed("人工核销占当月比例提示线", PERCENT, 10, "F-MEAL-3")
    burst = proposed("同一终端短时间内核销超过", TIMES, 6, "F-MEAL-5")
    burst_seconds = proposed("短时间指", SECONDS, 60, "F-MEAL-5")
    edge_minutes = proposed("集中在开门或关门前后", MINUTES, 5, "F-MEAL-5")
    over_capacity = proposed("超过日供餐能力", PERCENT, 120, "F-MEAL-7")
    turns = proposed("每个座位每餐轮次", TIMES, 3, "F-MEAL-7", note="原口径未给出轮次")
    every_day_months = proposed("连续多少个月天天就餐", MONTHS, 3, "F-MEAL-9")

    open_days = proposed("运营补助:全年开餐不少于", DAYS, 240, "运营补助(R-MEAL-09)")
    operating = table(
        "运营补助(每年)", YUAN, since(_FROM, (10_000, 15_000, 20_000), CHUZHOU, "B", note="滁州1万至2万元,分档为建议值"),
        by=Daily, basis=CHUZHOU["运营补助(R-MEAL-09)"],
    )  # fmt: skip
    coefficient = table(
        "运营补助考核系数", PERCENT, since(_FROM, (100, 90, 70, 0), COUNTY, "D"), by=Grade, basis=COUNTY["运营补助(R-MEAL-09)"]
    )  # fmt: skip
    building = table(
        "建设补贴", YUAN, since(_FROM, (50_000, 100_000, 150_000, 20_000), CHUZHOU, "B", note="面积分档为建议值"),
        by=Building, basis=CHUZHOU["建设补贴(R-MEAL-10)"],
    )  # fmt: skip
    building_first = proposed("建设补贴首次支付", PERCENT, 50, "建设补贴(R-MEAL-10)")
    building_months = proposed("建设补贴第二次支付须连续运营", MONTHS, 6, "建设补贴(R-MEAL-10)")
    building_years = proposed("建设补贴最低运营年限", Unit("年"), 3, "建设补贴(R-MEAL-10)")

    sample_grams = _food("留样每份不少于", GRAMS, 125, "留样(R-MEAL-11)")
    sample_hours = _food("留样至少保存", HOURS, 48, "留样(R-MEAL-11)")
    sample_warmest = _food("留样冷藏不高于", Unit("摄氏度"), 8, "留样(R-MEAL-11)")
    sample_late = _food("留样登记不晚于餐次结束后", MINUTES, 60, "留样(R-MEAL-11)")
    town_inspection = proposed("乡镇检查间隔不超过", DAYS, 31, "检查(R-MEAL-14)", "D")
    county_inspection = proposed("县级检查间隔不超过", DAYS, 92, "检查(R-MEAL-14)", "D")


def policy_on(day: dt.date) -> MealsPolicy:
    """The parameters as they stand on a day, with what the county has entered."""
    return MealsPolicy(terms_in_force(MealsPolicy, day))
