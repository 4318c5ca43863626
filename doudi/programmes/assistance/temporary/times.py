"""临时救助审批的期限和抽查比例。法规没有规定的,是本县建议值,待县确认。"""

from __future__ import annotations

from doudi.base.documents import COUNTY, TEMPORARY
from doudi.mechanisms.entitlement.parameters_entered.limits import Set
from doudi.mechanisms.entitlement.policy import Parameter, Policy, parameter, since
from doudi.mechanisms.entitlement.units import PERCENT, Unit
from doudi.programmes.assistance.temporary.policy import TemporaryPolicy

WORKDAYS, DAYS = Unit("个工作日"), Unit("天")
_STEP = COUNTY["临时救助办理环节时限(R-TEMP-02)"]


def _step(label: str, days: int) -> Parameter:
    """A limit of ours: the documents set none for this step."""
    return parameter(label, WORKDAYS, since("2021-07-01", days, COUNTY, "D"), basis=_STEP)


class TemporaryTimes(Policy):
    """临时救助审批的时限。"""

    code = "temporary_times"
    name = "临时救助审批时限"

    accept = _step("申请提交后受理或一次性告知补正", 1)
    survey = _step("受理后完成入户调查", 3)
    opinion = _step("调查后提出意见", 2)
    sign = _step("签批", 2)
    post = _step("签批后张贴公示", 2)
    notice = parameter("支出型公示期", DAYS, since("2021-07-01", 7, COUNTY, "D"), basis=TEMPORARY["公示"])
    objection = _step("对异议重新调查并提出意见", 5)
    county = _step("县级审核审批", 5)
    pay_reserve = _step("县级同意后由备用金支付", 2)
    publish = _step("发放后在村(社区)公布", 5)
    check = _step("公布后县级核查办结", 40)
    spot_check = parameter(
        "乡镇审批的县级抽查比例", PERCENT, since("2021-07-01", 10, COUNTY, "D"), basis=COUNTY["小额救助抽查(R-TEMP-02)"]
    )
    tell = _step("不予救助决定的告知", 3)


def limit(name: str) -> Set:
    """The limit of that name, as flows ask for it: those of the steps stand here, those of helping first with the amounts."""
    of = TemporaryTimes if name in TemporaryTimes.parameters() else TemporaryPolicy
    assert name in of.parameters(), name
    return Set(of, name)
