"""统计数据和上年同期相差多大时须说明原因 (R-RPT-05)。"""

from __future__ import annotations

from doudi.base.documents import COUNTY
from doudi.mechanisms.entitlement.policy import Policy, parameter, since
from doudi.mechanisms.entitlement.units import Unit

BASIS = COUNTY["统计数据大幅变动的说明(R-RPT-05)"]


class ReportPolicy(Policy):
    """统计和总结。"""

    code = "reports"
    name = "统计和总结"

    jump = parameter("与上年同期相差超过此数须说明", Unit("%"), since("2020-01-01", 30, COUNTY, "D"), basis=BASIS)
