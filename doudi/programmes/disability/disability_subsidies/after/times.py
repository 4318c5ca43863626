"""两项补贴定期复核的期限。法规没有规定环节时限，是本县建议值，待县确认。"""

from __future__ import annotations

from doudi.mechanisms.entitlement.applications.times import limits_of, step
from doudi.mechanisms.entitlement.policy import Policy

_RULE = "R-DIS-07"


class ReviewTimes(Policy):
    """残疾人两项补贴复核时限。"""

    code = "subsidy_reviews"
    name = "残疾人两项补贴复核时限"

    start = step("复核登记后开始核查", 5, _RULE)
    propose = step("核查后提出意见", 20, _RULE)
    sign = step("复核意见签批", 3, _RULE)
    tell = step("减发、停发的事先告知", 3, _RULE)
    answer = step("听取陈述申辩", 5, _RULE)
    decide = step("县级审定", 10, _RULE)
    serve = step("复核决定的送达", 3, _RULE)


limit = limits_of(ReviewTimes)
