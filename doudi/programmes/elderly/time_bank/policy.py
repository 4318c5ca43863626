"""时光益站的参数;本县办法未见,各项均为建议值,待县民政局确认。"""

from __future__ import annotations

from doudi.base.documents import Document
from doudi.mechanisms.entitlement.applications.times import limits_of
from doudi.mechanisms.entitlement.policy import Policy, proposed, since, table
from doudi.mechanisms.entitlement.units import MONTHS, PERCENT, YEARS, Named, Unit

VOLUNTEER_RECORDS = Document("志愿服务记录与证明出具办法(试行)", "民政部令第67号")
STARS = Document("志愿服务记录办法", "2012年", "K")
MINUTES, COINS, HOURS, DAYS, METRES = Unit("分钟"), Unit("枚", 60), Unit("小时"), Unit("天"), Unit("米")
TIMES = Unit("次")


class Star(Named):
    """星级志愿者。"""

    NONE = 0, "无星"
    ONE = 1, "一星"
    TWO = 2, "二星"
    THREE = 3, "三星"
    FOUR = 4, "四星"
    FIVE = 5, "五星"


class TimeBankPolicy(Policy):
    """时光益站。"""

    code = "time_bank"
    name = "时光益站"

    round_minutes = proposed("计时取整", MINUTES, 30, "可计时长(R-TB-03)")
    min_creditable = proposed("最短可计时长", MINUTES, 30, "可计时长(R-TB-03)")
    overrun = proposed("超出计划时长的可计上限", PERCENT, 125, "可计时长(R-TB-03)")
    single_cap = proposed("单人服务单可计上限", MINUTES, 240, "可计时长(R-TB-03)")
    team_cap = proposed("团队服务单可计上限", MINUTES, 240, "可计时长(R-TB-03)")
    daily_cap = proposed("每人每日可兑换上限", MINUTES, 120, "每日上限(R-TB-08)", "B", "上海长宁每日2枚")
    balance_cap = proposed("时间存折上限", COINS, 1500, "存折上限(R-TB-08)", "B", "南京1500小时")
    team_personal_share = proposed("团队服务计入个人的比例", PERCENT, 0, "团队服务(R-TB-07)", "B")
    pool_quota = proposed("重点对象每月公益时间额度", COINS, 10, "公益时间(R-TB-06)")
    key_age = proposed("重点对象:高龄", YEARS, 80, "重点对象(R-TB-06)", "B")
    redeem_age = proposed("本人兑换起始年龄", YEARS, 60, "本人兑换(R-TB-10)", "B")
    gift_year_max = proposed("每年转赠上限", COINS, 50, "转赠(R-TB-11)")
    gift_age = proposed("受赠人起始年龄", YEARS, 60, "转赠(R-TB-11)", "B")
    goods_share = proposed("每年可兑换物品的比例", PERCENT, 30, "物品兑换(R-TB-19)", "B")
    heir_months = proposed("继承申请期限", MONTHS, 12, "继承(R-TB-14)")
    guarantee_months = proposed("兑付准备", MONTHS, 6, "兑付准备(R-TB-16)")
    fence_rural = proposed("签到范围(农村)", METRES, 500, "签到(R-TB-04)")
    fence_urban = proposed("签到范围(城镇)", METRES, 200, "签到(R-TB-04)")
    fence_refuse = proposed("超出多少不予签到", METRES, 3000, "签到(R-TB-04)", note="视为不在同一村(居)")
    shown = proposed("签到、签退所需凭证", Unit("种"), 2, "签到(R-TB-04)")
    team_shown = proposed("团队签到、签退所需凭证", Unit("种"), 1, "签到(R-TB-04)", note="在站点、不入户")
    clock_minutes = proposed("手机时间允许误差", MINUTES, 10, "以服务器时间为准")
    late_hours = proposed("断网记录补传期限", HOURS, 24, "断网补传")
    check_days = proposed("站点审核需求", Unit("个工作日"), 1, "需求审核")
    accept_hours = proposed("接单时限", HOURS, 24, "接单")
    urgent_hours = proposed("紧急需求接单时限", HOURS, 4, "接单")
    confirm_hours = proposed("确认时限(逾期由站点回访)", HOURS, 72, "确认(R-TB-05)")
    expire_hours = proposed("约定时间后多久为无人接单", HOURS, 24, "无人接单")
    cancel_free_hours = proposed("开始前多久可无责退单", HOURS, 12, "退单")
    strikes = proposed("暂停接单的未到次数", TIMES, 3, "未到")
    strike_days = proposed("未到次数的统计天数", DAYS, 90, "未到")
    suspension_days = proposed("暂停接单天数", DAYS, 30, "未到")
    newcomer_hours = proposed("新人优先接单", HOURS, 2, "新人优先")
    newcomer_orders = proposed("新人:近90天服务不超过", Unit("单"), 2, "新人优先")
    dormant_days = proposed("休眠:多少天未服务", DAYS, 180, "休眠")
    active_30 = proposed("30天活跃率目标", PERCENT, 20, "活跃度(3.5)")
    active_90 = proposed("90天活跃率目标", PERCENT, 40, "活跃度(3.5)")
    top_share = proposed("最忙的10%占比目标(不高于)", PERCENT, 40, "活跃度(3.5)")
    gini_percent = proposed("基尼系数目标(百分数,不高于)", PERCENT, 60, "活跃度(3.5)")
    star_hours = table(
        "星级志愿者服务时长",
        HOURS,
        since("2021-01-01", (0, 100, 300, 600, 1000, 1500), STARS, "K"),
        by=Star,
        basis=STARS["星级评定"],
    )


limit = limits_of(TimeBankPolicy)
