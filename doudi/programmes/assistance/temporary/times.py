"""临时救助审批的期限和抽查比例。法规没有规定的,是本县建议值,待县确认。"""

from __future__ import annotations

from doudi.base.documents import COUNTY
from doudi.mechanisms.entitlement.applications.times import DAYS, by_law, step
from doudi.mechanisms.entitlement.parameters_entered.limits import Set
from doudi.mechanisms.entitlement.policy import Policy
from doudi.mechanisms.entitlement.units import PERCENT
from doudi.programmes.assistance.temporary.policy import TemporaryPolicy

_RULE = "R-TEMP-02"


class TemporaryTimes(Policy):
    """临时救助审批的时限。"""

    code = "temporary_times"
    name = "临时救助审批时限"

    accept = step("申请提交后受理或一次性告知补正", 1, _RULE)
    survey = step("受理后完成入户调查", 3, _RULE)
    opinion = step("调查后(县级同意后)提出意见、备齐支付手续", 2, _RULE)
    sign = step("签批", 2, _RULE)
    post = step("签批后张贴公示", 2, _RULE)
    notice = by_law("支出型公示期", 7, COUNTY["支出型公示(R-PUB-01)"], DAYS)
    objection = step("对异议重新调查并提出意见", 5, _RULE)
    county = step("县级审核审批", 5, _RULE)
    publish = step("发放后在村(社区)公布", 5, _RULE)
    check = step("公布后县级核查办结", 40, _RULE)
    spot_check = by_law("乡镇审批的县级抽查比例", 10, COUNTY["小额救助抽查(R-TEMP-02)"], PERCENT)
    tell = step("不予救助决定的告知", 3, _RULE)


def limit(name: str) -> Set:
    """The limit of that name, as flows ask for it: those of the steps stand here, those of helping first with the amounts."""
    of = TemporaryTimes if name in TemporaryTimes.parameters() else TemporaryPolicy
    assert name in of.parameters(), name
    return Set(of, name)
