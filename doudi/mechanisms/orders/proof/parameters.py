"""The numbers behind the signals and grades, each with its document. The county overrides them by day."""

from __future__ import annotations

from doudi.base.parameters import Parameter, parameter
from doudi.base.photos import SAME

CARE = "居家养老上门服务质量核查口径（县民政局）"
VOLUNTEERS = "时光益站服务记录核查口径（县民政局）"
REGULATION = "《志愿服务记录与证明出具办法（试行）》第三条"


def _number(code: str, label: str, unit: str, value: float, *, note: str, document: str = CARE) -> Parameter:
    return parameter(code, label, unit, value, document=document, note=note)


FENCE_URBAN = _number("fence_urban", "城镇签到点离家最远距离", "米", 200, note="home.fence、tb.geofence 默认值 [D]")
FENCE_RURAL = _number("fence_rural", "农村签到点离家最远距离", "米", 500, note="home.fence、tb.geofence 默认值 [D]")
ELSEWHERE = _number("elsewhere", "签到点离家多远即视为不在服务地", "米", 2000, note="默认值 [D]")
ACCURACY = _number("accuracy", "定位误差最多计入", "米", 150, note="手机自报误差可以虚报，只认到此数 [D]")
SAME_SPOT = _number("same_spot", "多次签到视为同一处的范围", "米", 100, note="用于识别档案坐标有误 [D]")
SPOT_VISITS = _number("spot_visits", "几次不同日签到在同一处即疑档案坐标有误", "次", 3, note="且须两名以上人员 [D]")
OVERLAP = _number("overlap", "同一人员两单重叠多少分钟以内不计", "分钟", 2, note="签退与下一单签到先后误按 [D]")
MOST_SPEED = _number("most_speed", "两单之间的最高合理速度", "公里/小时", 60, note="home.max_speed 默认值 [D]")
NEAR = _number("near", "两处相距多近不算路程", "米", 400, note="定位误差之内 [D]")
SHORT = _number("short_ratio", "时长不足应有时长的几成即不予支付", "百分比", 80, note="R-HOME-06 [D]")
LONG = _number("long_ratio", "时长超过计划的几倍即疑未签退", "百分比", 300, note="默认值 [D]")
TOGETHER = _number("together", "双人项目两人同时在场应占最短时长", "百分比", 80, note="R-HOME-07 [D]")
PHOTO_BITS = _number(
    "photo_bits", "照片指纹相差几位以内视为同一张", "位", SAME, note="64 位指纹；最多 7，再多须改分段方法 [D]"
)
NIGHT_FROM = _number("night_from", "深夜起", "时", 23, note="§3.6：23:00-06:00 [D]", document=VOLUNTEERS)
NIGHT_TO = _number("night_to", "深夜止", "时", 6, note="§3.6：23:00-06:00 [D]", document=VOLUNTEERS)
SAME_LENGTH_ORDERS = _number("same_length_orders", "时长雷同：至少几单才作判断", "单", 10, note="默认值 [D]")
SAME_LENGTH_SHARE = _number("same_length_share", "时长雷同：几成相同即提示", "百分比", 60, note="按秒比较 [D]")
CLOCK = _number("clock_minutes", "手机时钟与服务器相差多少分钟即提示", "分钟", 10, note="服务器时间为准 [D]")
LATE = _number("late_hours", "离线记录最迟多少小时上传", "小时", 24, note="§3.6 [D]")
MOST_ORDERS = _number("most_orders", "一人一日最多服务单数", "单", 10, note="home.max_visits_day 默认值 [D]")
MOST_HOURS = _number("most_hours", "一人一日最多服务小时", "小时", 10, note="home.max_hours_day 默认值 [D]")
DEVICE_WORKERS = _number("device_workers", "一部手机最多几人使用", "人", 2, note="§3.6 [D]", document=VOLUNTEERS)
PAIR_ORDERS = _number("pair_orders", "固定搭档：至少几单才作判断", "单", 10, note="默认值 [D]", document=VOLUNTEERS)
PAIR_SHARE = _number(
    "pair_share", "固定搭档：与同一老人超过几成即提示", "百分比", 50, note="tb.pair_share_flag [D]", document=VOLUNTEERS
)

GRADE_B = _number("grade_b", "几分起为B级（基本可信）", "分值", 10, note="默认值 [D]")
GRADE_C = _number("grade_c", "几分起为C级（存疑，暂缓支付）", "分值", 30, note="默认值 [D]")
GRADE_D = _number("grade_d", "几分起为D级（不可信，暂缓支付）", "分值", 70, note="默认值 [D]")
GRADES = (GRADE_B, GRADE_C, GRADE_D)


def weight(code: str, name: str, points: int, *, document: str) -> Parameter:
    """The points of a signal: from 1 to 100."""
    assert 0 < points <= 100, code
    return _number(f"weight_{code}", f"信号权重：{name}", "分值", points, note="默认值 [D]", document=document)
