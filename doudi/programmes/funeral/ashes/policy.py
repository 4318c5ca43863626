"""骨灰跟踪各环节的期限、比例。多数没有全国规定，是本县建议值，待县民政局确认。"""

from __future__ import annotations

from doudi.base.documents import (
    COUNTY,
    FUNERAL_1997,
    FUNERAL_2026,
    JIANGXI_CEMETERIES,
    JIANGXI_COLUMBARIA,
    REMAINS_2024,
)
from doudi.mechanisms.entitlement.applications.times import limits_of
from doudi.mechanisms.entitlement.policy import Parameter, Policy, parameter, since, switch
from doudi.mechanisms.entitlement.units import MONTHS, PERCENT, Unit

DAYS, WORKDAYS, YEARS = Unit("天"), Unit("个工作日"), Unit("年")


def days(label: str, number: int, key: str) -> Parameter:
    """A limit of the county's own in natural days."""
    return parameter(label, DAYS, since("2021-01-01", number, COUNTY, "D"), basis=COUNTY[f"骨灰跟踪({key})"])


class AshesPolicy(Policy):
    """骨灰跟踪。"""

    code = "ashes"
    name = "骨灰跟踪"

    receive_days = days("开证后接运入馆", 1, "接运")
    storage_days = parameter(
        "遗体存放期限",
        DAYS,
        since("2021-01-01", 3, COUNTY, "D", note="条例修订前按殡仪馆规定"),
        since("2026-03-30", 3, FUNERAL_2026["遗体存放"], "B"),
        basis=FUNERAL_2026["遗体存放(R-ASHES-05)"],
    )
    four_checks = switch(
        "火化前四项同时核对（身份、死亡证明、火化确认书、承办人）",
        since("2021-01-01", 0, FUNERAL_1997["第十三条"], "A", note="此前凭死亡证明火化"),
        since("2024-04-30", 1, REMAINS_2024["火化前核对"], "B", note="通知为2024年4月，具体日期待核"),
        basis=REMAINS_2024["火化前核对(R-ASHES-06)"],
    )
    placement_days = days("领取后安放", 7, "ashes.placement_days")
    placement_l2 = days("领取后未安放的二级预警", 14, "A-ASHES-02")
    lost_days = days("领取后未安放视为去向不明", 30, "A-ASHES-02")
    verify_days = days("安放后回访核查", 30, "ashes.verify_days")
    close_days = parameter("核查后办结", WORKDAYS, since("2021-01-01", 10, COUNTY, "D"), basis=COUNTY["骨灰跟踪(办结)"])
    rectify_days = days("核查不符的整改", 30, "整改")
    move_days = days("准许迁移后安放", 7, "R-ASHES-17")
    afield_hours = parameter(
        "断网交接按现场时间计的最长补传时间", Unit("小时"), since("2021-01-01", 72, COUNTY, "D", note="超过的按送达时间计"), basis=COUNTY["骨灰跟踪(断网交接)"]
    )  # fmt: skip
    recheck_share = parameter(
        "年度抽查比例", PERCENT, since("2021-01-01", 10, COUNTY, "D"), basis=REMAINS_2024["定期抽查(R-ASHES-15)"]
    )
    recheck_years = parameter(
        "年度抽查范围（近几年安放的）", YEARS, since("2021-01-01", 3, COUNTY, "D"), basis=REMAINS_2024["定期抽查(R-ASHES-15)"]
    )  # fmt: skip
    recheck_month = parameter(
        "年度抽查抽取月份（清明前后，当月1日抽取）", Unit("月"), since("2021-01-01", 4, COUNTY, "D"), basis=REMAINS_2024["定期抽查(R-ASHES-15)"]
    )  # fmt: skip
    no_cremation_l1 = days("死亡后无火化记录的一级预警", 4, "A-ASHES-01")
    no_cremation_l2 = days("死亡后无火化记录的二级预警", 7, "A-ASHES-01")
    custody_free_months = parameter(
        "骨灰免费寄存期", MONTHS, since("2021-01-01", 6, COUNTY, "C"), basis=COUNTY["免费寄存(ashes.custody_free_months)"]
    )  # fmt: skip
    unclaimed_months = parameter(
        "无人认领骨灰公告期",
        MONTHS,
        since("2021-01-01", 24, COUNTY, "C", note="各地12至24个月"),
        basis=COUNTY["无人认领骨灰(R-ASHES-18)"],
    )
    cremation_share = parameter(
        "火化数低于死亡数的预警线", PERCENT, since("2021-01-01", 90, COUNTY, "D"), basis=COUNTY["火化率(A-ASHES-13)"]
    )  # fmt: skip
    term_years = parameter(
        "穴位、格位使用年限", YEARS, since("2020-04-01", 20, JIANGXI_COLUMBARIA["使用年限"], "B"), basis=JIANGXI_COLUMBARIA["使用年限(R-CEM-08)"]
    )  # fmt: skip
    single_cm2 = parameter(
        "单穴面积上限", Unit("平方厘米"), since("2022-03-01", 5000, JIANGXI_CEMETERIES["墓位面积"], "B"), basis=JIANGXI_CEMETERIES["墓位面积(R-CEM-01)"]
    )  # fmt: skip
    double_cm2 = parameter(
        "双穴面积上限", Unit("平方厘米"), since("2022-03-01", 8000, JIANGXI_CEMETERIES["墓位面积"], "B"), basis=JIANGXI_CEMETERIES["墓位面积(R-CEM-01)"]
    )  # fmt: skip


limit = limits_of(AshesPolicy)
