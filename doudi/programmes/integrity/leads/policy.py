"""问题线索移送的期限 (R-FIND-04)。"""

from __future__ import annotations

from doudi.base.documents import RECTIFICATION, SUPERVISION
from doudi.mechanisms.entitlement.applications.times import WORKDAYS, limits_of
from doudi.mechanisms.entitlement.policy import Parameter, Policy, parameter, since

BASIS = SUPERVISION["第三十七条"]


def _step(label: str, days: int) -> Parameter:
    return parameter(label, WORKDAYS, since("2024-01-01", days, RECTIFICATION, "D"), basis=BASIS)


class LeadPolicy(Policy):
    """问题线索台账。"""

    code = "leads"
    name = "问题线索台账"

    hand_over = _step("登记后移送纪委监委", 2)
    receipt = _step("移送后取得回执", 10)


limit = limits_of(LeadPolicy)
