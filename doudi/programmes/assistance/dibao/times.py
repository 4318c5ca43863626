"""低保审核确认的期限和抽查比例。法规没有规定的,是本县建议值,待县确认。"""

from __future__ import annotations

from doudi.base.documents import COUNTY, DIBAO, SAFETY_NET
from doudi.mechanisms.entitlement.parameters_entered.limits import Set
from doudi.mechanisms.entitlement.policy import Parameter, Policy, parameter, since
from doudi.mechanisms.entitlement.units import PERCENT, Unit

WORKDAYS, DAYS = Unit("个工作日"), Unit("天")
_STEP = COUNTY["办理环节时限(R-DIBAO-10)"]


def _step(label: str, days: int) -> Parameter:
    """A limit of ours within the total that the law sets."""
    return parameter(label, WORKDAYS, since("2021-07-01", days, COUNTY, "D"), basis=_STEP)


class DibaoTimes(Policy):
    """低保审核确认的时限。"""

    code = "dibao_times"
    name = "低保审核确认时限"

    accept = _step("申请提交后受理或一次性告知补正", 1)
    start_survey = parameter(
        "受理后启动入户调查", WORKDAYS, since("2021-07-01", 3, DIBAO["第十五条"], "A"), basis=DIBAO["第十五条"]
    )
    survey = _step("启动调查后完成入户调查", 5)
    request_check = _step("启动调查后提请核对", 3)
    start_check = parameter(
        "收到核对请求后启动信息核对",
        WORKDAYS,
        since("2021-07-01", 3, DIBAO["第十七条"], "A"),
        basis=DIBAO["第十七条"],
    )
    check = _step("启动核对后出具核对报告", 7)
    opinion = _step("初审意见签批", 2)
    post = _step("签批后张贴公示", 2)
    notice = parameter("公示期", DAYS, since("2021-07-01", 7, DIBAO["第二十条"], "A"), basis=DIBAO["第二十条"])
    rebut = _step("核对不符合的申辩期", 5)
    objection = _step("对异议重新调查、民主评议并提出意见", 10)
    forward = _step("公示期满后上报", 2)
    receive = _step("县级接收", 1)
    correct = _step("退回后更正", 5)
    county = parameter(
        "县级审核确认", WORKDAYS, since("2021-07-01", 10, DIBAO["第二十条"], "A"), basis=DIBAO["第二十条"]
    )
    here = _step("权限下放的乡镇审核确认", 5)
    tell = parameter(
        "不予确认决定的告知", WORKDAYS, since("2021-07-01", 3, DIBAO["第二十一条"], "A"), basis=DIBAO["第二十一条"]
    )
    total = parameter(
        "审核确认总时限", WORKDAYS, since("2021-07-01", 30, DIBAO["第二十二条"], "A"), basis=DIBAO["第二十二条"]
    )
    total_long = parameter(
        "特殊情况的总时限", WORKDAYS, since("2021-07-01", 45, DIBAO["第二十二条"], "A"), basis=DIBAO["第二十二条"]
    )
    total_here = parameter(
        "权限下放的总时限", WORKDAYS, since("2021-07-01", 20, SAFETY_NET["审核确认"], "A"), basis=SAFETY_NET["审核确认"]
    )
    spot_check = parameter(
        "县级入户抽查比例",
        PERCENT,
        since("2021-07-01", 30, COUNTY, "D", note="30%出自已废止的2012年办法,作为参数保留(R-DIBAO-14)"),
        basis=DIBAO["第二十条"],
    )


def limit(name: str) -> Set:
    """The limit of that name, as flows ask for it."""
    assert name in DibaoTimes.parameters(), name
    return Set(DibaoTimes, name)
