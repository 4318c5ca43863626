"""What the county sets for the reserves of its townships, beside the ceilings and time limits of temporary assistance itself."""

from __future__ import annotations

from doudi.base.documents import COUNTY
from doudi.mechanisms.entitlement.policy import Policy, parameter, since
from doudi.mechanisms.entitlement.units import PERCENT, Unit


class ReservePolicy(Policy):
    """乡镇临时救助备用金。"""

    code = "temporary.reserve"
    name = "乡镇临时救助备用金"

    replenish_below = parameter(
        "余额低于下拨额的多少时补充",
        PERCENT,
        since("2021-01-01", 30, COUNTY, "D"),
        basis=COUNTY["备用金按需补充(R-RES-04)"],
    )
    idle_after = parameter(
        "多少天未动用为资金闲置",
        Unit("天"),
        since("2021-01-01", 90, COUNTY, "D"),
        basis=COUNTY["备用金使用情况(R-RES-06)"],
    )
