"""低保边缘、刚性支出困难家庭认定的期限和抽查比例。边缘家庭的程序和期限与低保相同。"""

from __future__ import annotations

from doudi.base.documents import COUNTY, DIBAO, RIGID
from doudi.mechanisms.entitlement.applications.times import DAYS, by_law, limits_of, step
from doudi.mechanisms.entitlement.policy import Policy, parameter, since
from doudi.mechanisms.entitlement.units import PERCENT

_RULE = "低收入人口认定"
_FROM = "2025-01-01"


class LowIncomeTimes(Policy):
    """低收入人口认定的时限。"""

    code = "low_income_times"
    name = "低收入人口认定时限"

    accept = step("申请提交后受理或一次性告知补正", 1, _RULE)
    survey = step("受理后完成入户调查", 8, _RULE)
    check = step("受理后出具核对报告", 10, _RULE)
    rebut = step("核对不符合的申辩期", 5, _RULE)
    opinion = step("初审意见签批", 2, _RULE)
    post = step("签批后张贴公示", 2, _RULE)
    notice = by_law("公示期", 7, DIBAO["第二十条"], DAYS)
    objection = step("对异议重新调查并提出意见", 10, _RULE)
    forward = step("公示期满后上报", 2, _RULE)
    county = by_law("县级审核确认", 10, DIBAO["第二十条"])
    tell = by_law("不予认定决定的告知", 3, DIBAO["第二十一条"])
    total = by_law("低保边缘家庭认定总时限", 30, DIBAO["第二十二条"])
    total_long = by_law("低保边缘家庭特殊情况的总时限", 45, DIBAO["第二十二条"])
    rigid_total = by_law("刚性支出困难家庭认定总时限", 30, RIGID["办理时限"], from_day=_FROM)
    rigid_total_long = by_law("刚性支出困难家庭特殊情况的总时限", 45, RIGID["办理时限"], from_day=_FROM)
    spot_check = parameter(
        "县级入户抽查比例",
        PERCENT,
        since("2021-07-01", 30, COUNTY, "D", note="与低保相同,待县确认"),
        basis=DIBAO["第二十条"],
    )
    verify = step("监测预警的核实(R-MON-03)", 10, "R-MON-03")


limit = limits_of(LowIncomeTimes)
