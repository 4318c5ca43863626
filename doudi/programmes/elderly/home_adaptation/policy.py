"""居家适老化改造的限额、目录单价和期限。本县文件未见的均为建议值，待县民政局确认；单价以框架招标结果为准。"""

from __future__ import annotations

from doudi.base.documents import COUNTY, ELSEWHERE, HOME_ADAPTATION
from doudi.mechanisms.entitlement.applications.times import DAYS, WORKDAYS, by_law, limits_of, step
from doudi.mechanisms.entitlement.policy import Policy, parameter, proposed, since, table
from doudi.mechanisms.entitlement.units import FLAG, MONTHS, PERCENT, YEARS, YUAN, Unit
from doudi.programmes.elderly.home_adaptation.catalogue import BASIC, Item

LEVEL, METRES, MINUTES = Unit("级"), Unit("米"), Unit("分钟")
_TENDER = "示例价，以框架招标中标单价为准"
# 元 a piece, in the order of the list.
_PRICES = (
    1200, 800, 600, 260, 150, 900, 1000, 60, 180, 2600, 350, 280, 600, 1800, 120,
    2200, 300, 1500, 700, 80, 60, 20, 900, 80, 450, 60, 1200, 90, 320, 480,
)  # fmt: skip


class HomeAdaptationPolicy(Policy):
    """居家适老化改造。"""

    code = "home_adaptation"
    name = "居家适老化改造"

    cap = parameter(
        "每户政府支付限额",
        YUAN,
        since("2021-01-01", 3_000, ELSEWHERE, "C", note="摘要称最高3000元，江西和本县标准待核"),
        basis=COUNTY["每户限额(R-MOD-02)"],
    )
    price = table(
        "框架招标单价",
        YUAN,
        since("2021-01-01", _PRICES, COUNTY, "D", note=_TENDER),
        by=Item,
        basis=COUNTY["招标单价(R-MOD-06)"],
    )
    funded = table(
        "政府资助的项目(1为资助)",
        FLAG,
        since("2021-01-01", tuple(int(each in BASIC) for each in Item), HOME_ADAPTATION, "B", note="七项基础项目；县可增列可选项目"),
        by=Item,
        basis=HOME_ADAPTATION["改造项目和老年用品配置推荐清单"],
    )  # fmt: skip
    elder_age = proposed("老年人的起始年龄", YEARS, 60, "对象(R-MOD-01)", "K")
    very_old = proposed("高龄的起始年龄", YEARS, 80, "对象(R-MOD-01)", "K")
    least_level = proposed("视为失能的能力等级", LEVEL, 1, "对象(R-MOD-01)", "K", "轻度失能及以上")
    again_years = proposed("多少年后可以再次资助", YEARS, 5, "一户一次(R-MOD-03)", "C")
    again_levels = proposed("能力等级加重多少级可以再次资助", LEVEL, 1, "一户一次(R-MOD-03)", "C")
    tolerance = proposed("数量增加多少须重新审批", PERCENT, 10, "变更(R-MOD-06)")
    site_check = proposed("民政局现场抽查比例", PERCENT, 20, "验收(R-MOD-07)")
    warranty = proposed("质保期", MONTHS, 12, "质保(R-MOD-07)")
    photo_metres = proposed("照片拍摄地点离家多远不收", METRES, 500, "照片地点(R-MOD-05)", note="另加手机定位误差")
    photo_ahead = proposed("手机时间可比服务器时间快多少", MINUTES, 10, "照片时间(R-MOD-05)")
    online_days = proposed("智能设备交付后多少天内上线", DAYS, 7, "设备上线(R-MOD-09)")


class HomeAdaptationTimes(Policy):
    """居家适老化改造的时限。"""

    code = "home_adaptation_times"
    name = "居家适老化改造时限"

    check = step("提交后乡镇核查", 5, "R-MOD-08")
    eligible = step("报县后认定对象", 5, "R-MOD-08")
    survey = by_law("认定后入户评估", 10, COUNTY["评估时限(R-MOD-08)"], WORKDAYS)
    plan = step("评估后制定方案", 5, "R-MOD-08")
    sign = step("方案制定后老人签字", 5, "R-MOD-08")
    approve = step("签字后审批", 5, "R-MOD-08")
    post = step("审批后张贴公示", 2, "R-MOD-08")
    notice = by_law("公示期", 7, COUNTY["公示(R-X-09)"], DAYS)
    objection = step("对异议的处理", 5, "R-X-09")
    start = step("公示期满后开工", 5, "R-MOD-08")
    build = by_law("审批后完工", 30, COUNTY["施工时限(R-MOD-08)"], DAYS)
    accept = step("完工申报后验收", 5, "R-MOD-07")
    audit = step("验收后审核价款", 5, "R-MOD-07")
    tell = step("不予资助决定的告知", 3, "R-MOD-01")
    first_visit = by_law("验收后第一次回访", 92, COUNTY["回访(3个月)"], DAYS)
    second_visit = by_law("第一次回访后第二次回访", 275, COUNTY["回访(12个月)"], DAYS)
    answer = by_law("质保期内问题的答复", 3, COUNTY["质保(R-MOD-07)"], DAYS)


limit = limits_of(HomeAdaptationTimes)
share = limits_of(HomeAdaptationPolicy)
