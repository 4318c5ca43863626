"""居家养老上门服务的参数。项目价格、时长和比例本县文件未见,均为建议值,待县民政局确认;服务包额度未定,不设默认。"""

from __future__ import annotations

from doudi.base.documents import COUNTY, Document
from doudi.mechanisms.entitlement.applications.times import limits_of
from doudi.mechanisms.entitlement.policy import Policy, proposed, since, table
from doudi.mechanisms.entitlement.units import PERCENT, YUAN, Named, Unit

STANDARD = Document("老年人能力评估规范", "GB/T 42195-2022", "C")
MINUTES, METRES, HOURS, TIMES, POINTS, MONTHS = (
    Unit("分钟"),
    Unit("米"),
    Unit("小时"),
    Unit("次"),
    Unit("分"),
    Unit("个月"),
)
DAYS = Unit("天")


class Service(Named):
    """服务项目, in the order of the catalogue."""

    H01 = 0, "助洁"
    H02 = 1, "助浴"
    H03 = 2, "助餐"
    H04 = 3, "生活照护"
    H05 = 4, "助医"
    H06 = 5, "助行"
    H07 = 6, "助急"
    H08 = 7, "康复护理"
    H09 = 8, "探访"
    H10 = 9, "代办"


class Disabled(Named):
    """失能等级, as quotas are set by it."""

    MILD = 0, "轻度失能"
    MODERATE = 1, "中度失能"
    SEVERE = 2, "重度失能"
    COMPLETE = 3, "完全失能"


class Score(Named):
    """月度质量得分的档次."""

    FINE = 0, "90分及以上"
    GOOD = 1, "80至89分"
    FAIR = 2, "70至79分"
    WEAK = 3, "60至69分"
    BAD = 4, "不足60分"


class HomeCarePolicy(Policy):
    """居家养老上门服务。"""

    code = "home_care"
    name = "居家养老上门服务"

    price = table(
        "单价",
        YUAN,
        since("2021-01-01", (40, 120, 15, 60, 80, 30, 20, 50, 10, 15), COUNTY, "D", note="示例价,待县定"),
        by=Service,
        basis=COUNTY["服务目录(4.3)"],
    )
    minutes = table(
        "最短时长",
        MINUTES,
        since("2021-01-01", (60, 45, 30, 60, 120, 45, 20, 30, 20, 30), COUNTY, "D"),
        by=Service,
        basis=COUNTY["服务目录(4.3)"],
    )
    short_ratio = proposed("时长不足多少不予支付", PERCENT, 80, "时长(R-HOME-06)")
    short_share = proposed("时长略有不足的支付比例", PERCENT, 70, "时长(R-HOME-06)", note="须经督导复核")
    coefficient = table(
        "质量系数",
        PERCENT,
        since("2021-01-01", (100, 95, 90, 80, 60), COUNTY, "D"),
        by=Score,
        basis=COUNTY["质量系数(R-HOME-12)"],
    )
    on_time_minutes = proposed("准时:与约定时间相差不超过", MINUTES, 30, "质量得分(R-HOME-12)")
    call_back_share = proposed("回访比例", PERCENT, 10, "回访(R-HOME-10)")
    call_back_days = proposed("服务后多少天内回访", DAYS, 7, "回访(R-HOME-10)")
    least_visits = proposed("计为上门服务对象的最少次数", TIMES, 30, "服务次数(R-HOME-02)", "K", "以项目年度通知为准")
    valid_months = proposed("评估有效期", MONTHS, 12, "评估(R-ASM-06)", "K")
    objection_days = proposed("对评估结果提出异议的期限", DAYS, 15, "评估(R-ASM-06)", "K", "自公布之日起")
    coma_level = proposed("昏迷直接评为几级", Unit("级"), 4, "评估(R-ASM-02)", "C", "有的文本作重度")
    least_age = proposed("服务对象最低年龄", Unit("周岁"), 60, "服务对象(R-HOME-01)", "K")
    least_level = proposed("服务对象最低失能等级", Unit("级"), 1, "服务对象(R-HOME-01)", "K", "部分失能按轻度及以上")
    # No default: what a county gives each level is its own plan's, and nothing may be computed before it is entered.
    quota = table("服务包每月限额", YUAN, by=Disabled, basis=COUNTY["服务计划(R-HOME-04)"], note="须按本县方案录入")
    fence_rural = proposed("签到范围(农村)", METRES, 500, "签到(R-HOME-05)")
    fence_urban = proposed("签到范围(城镇)", METRES, 200, "签到(R-HOME-05)")
    fence_refuse = proposed("超出多少不予签到", METRES, 3000, "签到(R-HOME-05)", note="视为不在服务地")
    accept_hours = proposed("接单时限", HOURS, 48, "接单")
    confirm_hours = proposed("确认时限(逾期由村(居)回访)", HOURS, 72, "确认(R-HOME-05)")
    clock_minutes = proposed("手机时间允许误差", MINUTES, 10, "以服务器时间为准")
    late_hours = proposed("断网记录补传期限", HOURS, 24, "断网补传")
    assessed_days = proposed("断网评估补传期限", DAYS, 7, "断网补传", note="自评估填写完毕之日起")
    renew_days = proposed("评估到期前多少天提示带上重新评估", DAYS, 30, "评估(R-ASM-06)")


limit = limits_of(HomeCarePolicy)
