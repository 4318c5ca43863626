"""死亡报告、开证、户籍注销的期限。"""

from __future__ import annotations

from doudi.base.documents import CERTIFICATES_2013, CERTIFICATES_2026, COUNTY, HUKOU, REMAINS_2024
from doudi.mechanisms.entitlement.policy import Policy, parameter, since
from doudi.mechanisms.entitlement.units import MONTHS, Unit

HOURS, DAYS, WORKDAYS = Unit("小时"), Unit("天"), Unit("个工作日")


class DeathPolicy(Policy):
    """死亡登记。"""

    code = "deaths"
    name = "死亡登记"

    village_report_hours = parameter(
        "村（社区）得知死亡后的报告时限", HOURS, since("2021-01-01", 24, COUNTY, "D"), basis=COUNTY["死亡报告(ashes.village_report_hours)"]
    )  # fmt: skip
    certificate_days = parameter(
        "死因明确的正常死亡开具证明的期限",
        DAYS,
        since("2021-01-01", 1, CERTIFICATES_2013["开具"], "B"),
        since("2026-07-01", 1, CERTIFICATES_2026["开具"], "B"),
        basis=CERTIFICATES_2026["开具"],
    )
    rural_cancel_months = parameter(
        "农村户籍注销期限", MONTHS, since("2021-01-01", 1, HUKOU["第八条"], "A"), basis=HUKOU["第八条"]
    )
    paper_report_workdays = parameter(
        "纸质死亡证明网络报告期限", WORKDAYS, since("2021-01-01", 15, CERTIFICATES_2026["网络报告"], "B"), basis=CERTIFICATES_2026["网络报告"]
    )  # fmt: skip
    electronic_report_workdays = parameter(
        "电子死亡证明网络报告期限", WORKDAYS, since("2021-01-01", 5, CERTIFICATES_2026["网络报告"], "B"), basis=CERTIFICATES_2026["网络报告"]
    )  # fmt: skip
    days_apart = parameter(
        "各来源死亡日期允许相差", DAYS, since("2021-01-01", 1, COUNTY, "D"), basis=COUNTY["死亡日期不一致(R-ASHES-02)"]
    )
    reissues = parameter(
        "死亡证明补发次数",
        Unit("次"),
        since("2021-01-01", 1, CERTIFICATES_2013["补发"], "B"),
        basis=REMAINS_2024["死亡证明"],
    )
