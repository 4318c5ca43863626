"""照料服务协议备案的期限 (R-TK-05)。"""

from __future__ import annotations

from doudi.mechanisms.entitlement.applications.times import limits_of, step
from doudi.mechanisms.entitlement.policy import Policy

_RULE = "R-TK-05"


class CareTimes(Policy):
    """照料服务协议。"""

    code = "tekun_care_times"
    name = "特困照料协议时限"

    submit = step("登记后上传协议", 3, _RULE)
    confirm = step("上报后县级备案", 5, _RULE)


limit = limits_of(CareTimes)
