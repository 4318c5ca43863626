"""长效机制的期限 (R-LEDGER-05)。"""

from __future__ import annotations

from doudi.base.documents import RECTIFICATION
from doudi.mechanisms.entitlement.applications.times import WORKDAYS, limits_of
from doudi.mechanisms.entitlement.policy import Policy, parameter, since
from doudi.mechanisms.entitlement.units import Unit

BASIS = RECTIFICATION["(R-LEDGER-05)"]


class RegulationPolicy(Policy):
    """长效机制。"""

    code = "regulations"
    name = "长效机制"

    issue = parameter("起草后印发", WORKDAYS, since("2024-01-01", 30, RECTIFICATION, "D"), basis=BASIS)
    review_every = parameter("印发后复核间隔", Unit("个月"), since("2024-01-01", 12, RECTIFICATION, "D"), basis=BASIS)
    review = parameter("到期后完成复核", WORKDAYS, since("2024-01-01", 20, RECTIFICATION, "D"), basis=BASIS)


limit = limits_of(RegulationPolicy)
