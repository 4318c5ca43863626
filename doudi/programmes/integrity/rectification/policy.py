"""集中整治台账的期限 (R-LEDGER-01, R-LEDGER-03)。"""

from __future__ import annotations

from doudi.base.documents import RECTIFICATION
from doudi.mechanisms.entitlement.applications.times import WORKDAYS, limits_of
from doudi.mechanisms.entitlement.policy import Parameter, Policy, parameter, since
from doudi.mechanisms.entitlement.units import Unit

MONTHS = Unit("个月")


def _step(label: str, days: int, rule: str) -> Parameter:
    return parameter(label, WORKDAYS, since("2024-01-01", days, RECTIFICATION, "D"), basis=RECTIFICATION[f"({rule})"])


def _months(label: str, months: int) -> Parameter:
    return parameter(
        label, MONTHS, since("2024-01-01", months, RECTIFICATION, "D"), basis=RECTIFICATION["(R-LEDGER-03)"]
    )


class RectificationPolicy(Policy):
    """集中整治台账。"""

    code = "rectification"
    name = "集中整治台账"

    start = _step("列入台账后制定措施", 5, "R-LEDGER-01")
    accept = _step("提交后第二人验收", 5, "R-LEDGER-01")
    close = _step("验收后专班销号", 5, "R-LEDGER-01")
    restart = _step("重新打开后制定措施", 5, "R-LEDGER-03")
    look_back = _step("到期后完成回头看", 10, "R-LEDGER-03")
    first_look_back = _months("销号后首次回头看", 3)
    report_weeks = parameter(
        "每几周报送一次台账", Unit("周"), since("2024-01-01", 2, RECTIFICATION, "D", note="报领导小组和县纪委监委，待县确认"),
        basis=RECTIFICATION["(RP-04)"],
    )  # fmt: skip
    second_look_back = _months("销号后第二次回头看", 6)


limit = limits_of(RectificationPolicy)
