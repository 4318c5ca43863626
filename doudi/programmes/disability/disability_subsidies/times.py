"""残疾人两项补贴申请的期限 (R-DIS-02, R-DIS-03)。"""

from __future__ import annotations

from doudi.base.documents import DISABILITY_2022
from doudi.mechanisms.entitlement.applications.times import by_law, limits_of, step
from doudi.mechanisms.entitlement.policy import Policy

_RULE = "R-DIS-02"


class SubsidyTimes(Policy):
    """残疾人两项补贴办理时限。"""

    code = "subsidy_times"
    name = "残疾人两项补贴办理时限"

    total = by_law("自受理至审定的总时限", 16, DISABILITY_2022["跨省通办"], from_day="2021-04-01")
    first_check = step("收到申请后受理初审", 5, _RULE)
    federation = step("县残联核证", 5, _RULE)
    county = step("县民政局审定", 5, _RULE)
    correct = step("退回后更正", 3, _RULE)
    tell = step("不予审定的书面告知", 3, _RULE)


limit = limits_of(SubsidyTimes)
