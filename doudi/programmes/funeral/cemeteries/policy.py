"""公墓管理的口径：面积误差、剩余年限的黄红线、期满提醒、年检整改、预留的年龄。"""

from __future__ import annotations

import datetime as dt

from doudi.base.documents import COUNTY, FUNERAL_2026, JIANGXI_CEMETERIES, JIANGXI_COLUMBARIA
from doudi.mechanisms.entitlement.declare import POLICIES
from doudi.mechanisms.entitlement.parameters_entered.queries import terms_in_force
from doudi.mechanisms.entitlement.policy import Policy, Terms, parameter, since
from doudi.mechanisms.entitlement.units import MONTHS, PERCENT, YEARS, Unit

_SINCE = "2021-01-01"
OF_YEARS = Unit("年")


class CemeteryPolicy(Policy):
    """公墓管理。"""

    code = "cemeteries"
    name = "公墓管理"

    area_tolerance = parameter(
        "实测面积允许超过批准面积", PERCENT, since(_SINCE, 2, COUNTY, "D"), basis=COUNTY["cem.area_tolerance(R-CEM-04)"]
    )  # fmt: skip
    public_share = parameter(
        "经营性公墓划出公益性墓区的比例", PERCENT, since("2022-03-01", 20, JIANGXI_CEMETERIES["公益性墓区"], "B"),
        basis=JIANGXI_CEMETERIES["公益性墓区(R-CEM-02)"],
    )  # fmt: skip
    years_amber = parameter("剩余年限黄线", OF_YEARS, since(_SINCE, 5, COUNTY, "D"), basis=COUNTY["剩余年限(R-CEM-06)"])
    years_red = parameter("剩余年限红线", OF_YEARS, since(_SINCE, 2, COUNTY, "D"), basis=COUNTY["剩余年限(R-CEM-06)"])
    mortality = parameter(
        "测算用死亡率", Unit("/十万"), since(_SINCE, 750, COUNTY, "D"), basis=COUNTY["墓位需求测算(R-CEM-05)"]
    )  # fmt: skip
    placement_share = parameter(
        "测算用入墓比例", PERCENT, since(_SINCE, 100, COUNTY, "D"), basis=COUNTY["墓位需求测算(R-CEM-05)"]
    )  # fmt: skip
    reserve_share = parameter(
        "测算用预留比例", PERCENT, since(_SINCE, 10, COUNTY, "D"), basis=COUNTY["墓位需求测算(R-CEM-05)"]
    )  # fmt: skip
    first_notice = parameter(
        "期满前第一次告知", MONTHS, since(_SINCE, 12, COUNTY, "D"), basis=JIANGXI_COLUMBARIA["使用年限(R-CEM-08)"]
    )  # fmt: skip
    second_notice = parameter(
        "期满前第二次告知", MONTHS, since(_SINCE, 6, COUNTY, "D"), basis=JIANGXI_COLUMBARIA["使用年限(R-CEM-08)"]
    )  # fmt: skip
    last_notice = parameter(
        "期满前最后一次告知", MONTHS, since(_SINCE, 1, COUNTY, "D"), basis=JIANGXI_COLUMBARIA["使用年限(R-CEM-08)"]
    )  # fmt: skip
    rectify_days = parameter(
        "年检不合格的整改期限", Unit("天"), since(_SINCE, 30, COUNTY, "D"), basis=JIANGXI_COLUMBARIA["年度检查(R-CEM-07)"]
    )  # fmt: skip
    reserve_age = parameter(
        "可以预留墓位的年龄", YEARS, since(_SINCE, 80, COUNTY, "D", note="条例说高龄、危重病人等例外，年龄待县里定"),
        basis=FUNERAL_2026["凭死亡证明提供墓位(R-ASHES-14)"],
    )  # fmt: skip
    reserve_months = parameter(
        "预留的有效期", MONTHS, since(_SINCE, 36, COUNTY, "D"), basis=FUNERAL_2026["凭死亡证明提供墓位(R-ASHES-14)"]
    )  # fmt: skip

    @property
    def notices(self) -> tuple[int, int, int]:
        """Months before the end of a term at which the family is told, the longest first (R-CEM-08)."""
        return self.first_notice, self.second_notice, self.last_notice


def on(day: dt.date) -> CemeteryPolicy:
    """The policy in force on a day."""
    return CemeteryPolicy(terms_in_force(CemeteryPolicy, day))


def of_plots(day: dt.date) -> Terms:
    """What the law says of a plot on a day: `single_cm2`, `double_cm2`, `term_years`. It is asked with every placement and so stands once,
    among the parameters of the chain of ashes; they are found by the code of that policy, so that no value stands twice."""
    return terms_in_force(POLICIES["ashes"], day)
