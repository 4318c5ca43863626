"""银行卡代管备案的期限 (R-PAY-03)。"""

from __future__ import annotations

from doudi.base.documents import COUNTY, DIBAO
from doudi.mechanisms.entitlement.applications.times import DAYS, limits_of, step
from doudi.mechanisms.entitlement.policy import Policy, parameter, since

_RULE = "R-PAY-03"
BASIS = DIBAO["第二十六条"]


class KeepingPolicy(Policy):
    """银行卡代管备案。"""

    code = "card_keeping"
    name = "银行卡代管备案"

    submit = step("登记后上传代管协议", 3, _RULE)
    file = step("上报后县级备案", 5, _RULE)
    review_every = parameter(
        "备案后复核间隔", DAYS, since("2021-07-01", 365, COUNTY, "D"), basis=COUNTY["年度复核(R-PAY-03)"]
    )
    review = step("到期后完成年度复核", 10, _RULE)


limit = limits_of(KeepingPolicy)
