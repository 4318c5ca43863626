"""特困人员认定的期限和抽查比例 (R-TK-03)。"""

from __future__ import annotations

from doudi.base.documents import COUNTY, TEKUN
from doudi.mechanisms.entitlement.parameters_entered.limits import Set
from doudi.mechanisms.entitlement.policy import Parameter, Policy, parameter, since
from doudi.mechanisms.entitlement.units import PERCENT, Unit

WORKDAYS, DAYS = Unit("个工作日"), Unit("天")


def _by_law(label: str, days: int, article: str, unit: Unit = WORKDAYS) -> Parameter:
    return parameter(label, unit, since("2021-07-01", days, TEKUN[article], "A"), basis=TEKUN[article])


def _step(label: str, days: int) -> Parameter:
    return parameter(label, WORKDAYS, since("2021-07-01", days, COUNTY, "D"), basis=COUNTY["办理环节时限(R-TK-03)"])


class TekunTimes(Policy):
    """特困人员认定的时限。"""

    code = "tekun_times"
    name = "特困人员认定时限"

    accept = _step("申请提交后受理", 1)
    town = _by_law("受理后调查核实并提出初审意见", 15, "第十二条")
    post = _step("签批后张贴公示", 2)
    notice = _by_law("公示期", 7, "第十五条", DAYS)
    again = _by_law("对异议重新调查并提出意见", 15, "第十五条")
    forward = _step("公示期满后上报", 2)
    county = _by_law("县级审核确认", 15, "第十六条")
    spot_check = _by_law("县级随机抽查比例(不低于)", 30, "第十六条", PERCENT)
    tell = _by_law("不予同意决定的告知", 3, "第十八条")
    reassess = _by_law("自理能力变化报告后重新评估", 10, "第二十三条")


def limit(name: str) -> Set:
    """The limit of that name, as flows ask for it."""
    assert name in TekunTimes.parameters(), name
    return Set(TekunTimes, name)
