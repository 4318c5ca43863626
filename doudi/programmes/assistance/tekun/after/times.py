"""特困供养动态管理的期限 (R-TK-07)；法规没有规定的环节，是本县建议值，待县确认。"""

from __future__ import annotations

from doudi.base.documents import TEKUN
from doudi.mechanisms.entitlement.applications.times import DAYS, by_law, limits_of, step
from doudi.mechanisms.entitlement.policy import Policy

_RULE = "R-TK-07"


class TekunAfterTimes(Policy):
    """特困供养动态管理的时限。"""

    code = "tekun_after"
    name = "特困供养动态管理时限"

    start = step("登记后开始核查", 3, _RULE)
    propose = step("核查后提出意见", 15, _RULE)
    sign = step("意见签批", 3, _RULE)
    post = step("签批拟终止后张贴公示", 2, _RULE)
    notice = by_law("拟终止的公示期", 7, TEKUN["第二十六条"], DAYS)
    again = by_law("对异议重新调查并提出意见", 15, TEKUN["第二十六条"])
    tell = step("减发、终止的事先告知", 3, _RULE)
    answer = step("听取陈述申辩", 5, _RULE)
    decide = step("县级审核决定", 10, _RULE)
    serve = step("决定的送达", 3, _RULE)


limit = limits_of(TekunAfterTimes)
