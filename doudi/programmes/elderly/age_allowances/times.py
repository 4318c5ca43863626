"""老年津补贴申请的期限。"""

from __future__ import annotations

from doudi.mechanisms.entitlement.applications.times import limits_of, step
from doudi.mechanisms.entitlement.policy import Policy

_RULE = "R-BEN-03"


class AgeTimes(Policy):
    """老年津补贴申请的时限。"""

    code = "age_allowances_times"
    name = "老年津补贴申请时限"

    check = step("提交后乡镇核对", 5, _RULE)
    county = step("上报后县级审定", 10, _RULE)
    tell = step("不予发放决定的告知", 3, _RULE)


limit = limits_of(AgeTimes)
