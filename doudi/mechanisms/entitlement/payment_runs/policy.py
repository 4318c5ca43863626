"""How many sign a run, by its amount; and by which day it is paid."""

from __future__ import annotations

from doudi.base.documents import COUNTY
from doudi.mechanisms.entitlement.policy import Policy, parameter, since
from doudi.mechanisms.entitlement.units import PEOPLE, YUAN, Unit


class PaymentPolicy(Policy):
    """社会化发放。"""

    code = "payment"
    name = "社会化发放"

    signatures = parameter(
        "签批人数",
        PEOPLE,
        since("2021-01-01", 1, COUNTY, "D", note="复核与签批合为两人"),
        basis=COUNTY["发放名单两人签字(R-PAY-04)"],
    )
    large_from = parameter(
        "大额批次起点",
        YUAN,
        since("2021-01-01", 1_000_000, COUNTY, "D"),
        basis=COUNTY["发放名单两人签字(R-PAY-04)"],
    )
    signatures_large = parameter(
        "大额批次签批人数", PEOPLE, since("2021-01-01", 2, COUNTY, "D"), basis=COUNTY["发放名单两人签字(R-PAY-04)"]
    )
    pay_day = parameter(
        "每月发放日", Unit("日"), since("2021-01-01", 10, COUNTY, "B"), basis=COUNTY["按月社会化发放(R-PAY-02)"]
    )
    pay_alert = parameter(
        "发放日前几个工作日仍未送银行即预警",
        Unit("个工作日"),
        since("2021-01-01", 3, COUNTY, "D"),
        basis=COUNTY["按月社会化发放(R-PAY-02)"],
    )
    returned_alert = parameter(
        "退票几日未重发或收回即预警",
        Unit("天"),
        since("2021-01-01", 7, COUNTY, "D", note="退票按原业务编号重发(R-PAY-04)"),
        basis=COUNTY["发放名单两人签字(R-PAY-04)"],
    )
