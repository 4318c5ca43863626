"""特困人员认定的期限和抽查比例 (R-TK-03)。"""

from __future__ import annotations

from doudi.base.documents import TEKUN
from doudi.mechanisms.entitlement.applications.times import DAYS, by_law, limits_of, step
from doudi.mechanisms.entitlement.policy import Policy
from doudi.mechanisms.entitlement.units import PERCENT

_RULE = "R-TK-03"


class TekunTimes(Policy):
    """特困人员认定的时限。"""

    code = "tekun_times"
    name = "特困人员认定时限"

    accept = step("申请提交后受理", 1, _RULE)
    town = by_law("受理后调查核实并提出初审意见", 15, TEKUN["第十二条"])
    post = step("签批后张贴公示", 2, _RULE)
    notice = by_law("公示期", 7, TEKUN["第十五条"], DAYS)
    again = by_law("对异议重新调查并提出意见", 15, TEKUN["第十五条"])
    forward = step("公示期满后上报", 2, _RULE)
    county = by_law("县级审核确认", 15, TEKUN["第十六条"])
    spot_check = by_law("县级随机抽查比例(不低于)", 30, TEKUN["第十六条"], PERCENT)
    tell = by_law("不予同意决定的告知", 3, TEKUN["第十八条"])
    reassess = by_law("自理能力变化报告后重新评估", 10, TEKUN["第二十三条"])


limit = limits_of(TekunTimes)
