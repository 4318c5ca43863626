"""孤儿、事实无人抚养儿童认定的期限。"""

from __future__ import annotations

from doudi.base.documents import ORPHANS, UNATTENDED
from doudi.mechanisms.entitlement.applications.times import by_law, limits_of, step
from doudi.mechanisms.entitlement.policy import Policy


class ChildTimes(Policy):
    """儿童基本生活保障办理时限。"""

    code = "child_times"
    name = "儿童基本生活保障办理时限"

    accept = step("收到申请后受理", 2, "儿童认定")
    check = by_law("受理后乡镇查验", 15, UNATTENDED["认定流程"])
    county = by_law("县级确认", 15, UNATTENDED["认定流程"])
    tell = by_law("认定结果的告知", 3, ORPHANS["审核审批"])


limit = limits_of(ChildTimes)
