"""动态管理的期限。法规没有规定的，是本县建议值，待县确认。"""

from __future__ import annotations

from doudi.base.documents import ASSISTANCE, COUNTY
from doudi.mechanisms.entitlement.parameters_entered.limits import Set
from doudi.mechanisms.entitlement.policy import Parameter, Policy, parameter, since
from doudi.mechanisms.entitlement.units import MONTHS, Unit

WORKDAYS = Unit("个工作日")
_STEP = COUNTY["动态管理时限（R-DYN-02）"]


def _step(label: str, days: int) -> Parameter:
    return parameter(label, WORKDAYS, since("2021-07-01", days, COUNTY, "D"), basis=_STEP)


class AfterTimes(Policy):
    """低保动态管理的时限。"""

    code = "dibao_after"
    name = "低保动态管理时限"

    start = _step("登记后开始核查", 3)
    visit = _step("开始核查后入户", 10)
    check = _step("开始核查后出具核对结论", 10)
    propose = _step("核查后提出意见", 15)
    sign = _step("意见签批", 3)
    tell = _step("减发、停发的事先告知", 3)
    answer = _step("听取陈述申辩", 5)
    decide = _step("县级审核决定", 10)
    serve = _step("决定的送达", 3)
    total = _step("动态管理总时限", 40)
    hidden = parameter(
        "隐瞒变化超过几个月的予以批评教育",
        MONTHS,
        since("2021-07-01", 3, ASSISTANCE["第六十八条"], "A"),
        basis=COUNTY["隐瞒变化的批评教育（R-DYN-04）"],
    )


def limit(name: str) -> Set:
    """The limit of that name, as flows ask for it."""
    assert name in AfterTimes.parameters(), name
    return Set(AfterTimes, name)
