"""临时救助的金额上限、乡镇限额和时限。"""

from __future__ import annotations

from doudi.base.documents import (
    COUNTY,
    ELSEWHERE,
    JIANGXI_EMERGENCY,
    JIANGXI_TEMPORARY,
    TEMPORARY,
)
from doudi.mechanisms.entitlement.policy import Policy, parameter, since, table
from doudi.mechanisms.entitlement.units import MONTHS, NUMBER, YUAN, Named, Unit

DAYS, WORKDAYS, HOURS = Unit("天"), Unit("个工作日"), Unit("小时")


class Hardship(Named):
    """救助类型。"""

    EMERGENCY = 0, "急难型"
    EXPENDITURE = 1, "支出型"


class TemporaryPolicy(Policy):
    """临时救助。"""

    code = "temporary"
    name = "临时救助"

    least_months = table(
        "救助时长下限",
        MONTHS,
        since("2021-01-01", (0, 0), COUNTY, "D"),
        by=Hardship,
        basis=TEMPORARY["救助标准"],
    )
    most_months = table(
        "救助时长上限(城市低保标准的月数)",
        MONTHS,
        since("2021-01-01", (6, 6), ELSEWHERE, "C", note="江西规定未见;外地多为不超过6个月"),
        by=Hardship,
        basis=TEMPORARY["救助标准"],
    )
    cap = table(
        "每户每次上限(0为不另设)",
        YUAN,
        since("2021-01-01", (0, 0), COUNTY, "D", note="超过的实行一事一议"),
        by=Hardship,
        basis=TEMPORARY["救助标准"],
    )
    town_ceiling = parameter(
        "乡镇小额救助限额(每户每次)",
        YUAN,
        since("2021-01-01", 1_000, JIANGXI_TEMPORARY, "B", note="2017年规定,现行限额待县确认"),
        basis=TEMPORARY["小额救助委托乡镇审批"],
    )
    village_ceiling = parameter(
        "重大突发公共事件期间村级先行救助限额",
        YUAN,
        since("2021-01-01", 500, JIANGXI_EMERGENCY, "B"),
        basis=TEMPORARY["先行救助"],
    )
    splitting_days = parameter(
        "同户同因多少天内合并计算(防止拆分)",
        DAYS,
        since("2021-01-01", 90, COUNTY, "D"),
        basis=COUNTY["拆分审批(R-TEMP-02)"],
    )
    times_a_year = parameter(
        "同一原因一年内的救助次数",
        NUMBER,
        since("2021-01-01", 1, ELSEWHERE, "C", note="县级决定说明理由的除外"),
        basis=COUNTY["同因不重复(R-TEMP-03)"],
    )
    backfill = parameter(
        "先行救助后补齐手续",
        WORKDAYS,
        since("2021-01-01", 5, ELSEWHERE, "C", note="山东5个工作日,有的地方10个,江西未见"),
        basis=TEMPORARY["先行救助"],
    )
    emergency_hours = parameter(
        "急难型救助时限", HOURS, since("2021-01-01", 24, ELSEWHERE, "C"), basis=TEMPORARY["先行救助"]
    )
