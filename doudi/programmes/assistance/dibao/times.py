"""低保审核确认的期限和抽查比例。法规没有规定的,是本县建议值,待县确认。"""

from __future__ import annotations

from doudi.base.documents import COUNTY, DIBAO, SAFETY_NET
from doudi.mechanisms.entitlement.applications.times import DAYS, by_law, limits_of, step
from doudi.mechanisms.entitlement.policy import Policy, parameter, since
from doudi.mechanisms.entitlement.units import PERCENT

_RULE = "R-DIBAO-10"


class DibaoTimes(Policy):
    """低保审核确认的时限。"""

    code = "dibao_times"
    name = "低保审核确认时限"

    accept = step("申请提交后受理或一次性告知补正", 1, _RULE)
    start_survey = by_law("受理后启动入户调查", 3, DIBAO["第十五条"])
    survey = step("启动调查后完成入户调查", 5, _RULE)
    request_check = step("启动调查后提请核对", 3, _RULE)
    start_check = by_law("收到核对请求后启动信息核对", 3, DIBAO["第十七条"])
    check = step("启动核对后出具核对报告", 7, _RULE)
    opinion = step("初审意见签批", 2, _RULE)
    post = step("签批后张贴公示", 2, _RULE)
    notice = by_law("公示期", 7, DIBAO["第二十条"], DAYS)
    rebut = step("核对不符合的申辩期", 5, _RULE)
    objection = step("对异议重新调查、民主评议并提出意见", 10, _RULE)
    forward = step("公示期满后上报", 2, _RULE)
    receive = step("县级接收", 1, _RULE)
    correct = step("退回后更正", 5, _RULE)
    county = by_law("县级审核确认", 10, DIBAO["第二十条"])
    here = step("权限下放的乡镇审核确认", 5, _RULE)
    tell = by_law("不予确认决定的告知", 3, DIBAO["第二十一条"])
    total = by_law("审核确认总时限", 30, DIBAO["第二十二条"])
    total_long = by_law("特殊情况的总时限", 45, DIBAO["第二十二条"])
    total_here = by_law("权限下放的总时限", 20, SAFETY_NET["审核确认"])
    spot_check = parameter(
        "县级入户抽查比例",
        PERCENT,
        since("2021-07-01", 30, COUNTY, "D", note="30%出自已废止的2012年办法,作为参数保留(R-DIBAO-14)"),
        basis=DIBAO["第二十条"],
    )


limit = limits_of(DibaoTimes)
