"""低保边缘、刚性支出困难家庭的参数。"""

from __future__ import annotations

from doudi.base.documents import COUNTY, DIBAO, ELSEWHERE, GANZHOU, LOW_INCOME, RIGID
from doudi.mechanisms.entitlement.means import policy as means
from doudi.mechanisms.entitlement.policy import Policy, parameter, since
from doudi.mechanisms.entitlement.units import MONTHS, PERCENT

LIKE_DIBAO = "江西限额未见,暂与低保相同"


class LowIncomePolicy(Policy):
    """低收入人口认定。"""

    code = "low_income"
    name = "低收入人口认定"

    marginal_ceiling = parameter(
        "低保边缘家庭收入上限(占低保标准,低于)",
        PERCENT,
        since("2021-07-01", 150, DIBAO["第八条"], "A"),
        basis=LOW_INCOME["低保边缘家庭"],
    )
    marginal_months = parameter(
        "低保边缘家庭认定有效期", MONTHS, since("2021-07-01", 12, COUNTY, "K"), basis=LOW_INCOME["低保边缘家庭"]
    )
    rigid_ratio = parameter(
        "刚性支出占家庭收入的比例,超过",
        PERCENT,
        since("2025-01-01", 50, ELSEWHERE, "C", note="外地50%至60%,江西未见"),
        basis=RIGID["第五条"],
    )
    rigid_months = parameter(
        "刚性支出困难家庭认定有效期(不超过)", MONTHS, since("2025-01-01", 12, RIGID, "A"), basis=RIGID["有效期"]
    )
    removed_months = parameter(
        "停发低保后列入监测的时间", MONTHS, since("2021-07-01", 6, COUNTY, "D"), basis=LOW_INCOME["动态监测"]
    )
    home_count = means.home_count(since("2021-01-01", 2, GANZHOU, "C", note=LIKE_DIBAO))
    home_area = means.home_area(since("2021-01-01", 45, COUNTY, "D", note=LIKE_DIBAO))
    vehicle_multiple = means.vehicle_multiple(since("2021-01-01", 15, GANZHOU, "C", note="边缘家庭按年标准计算"))
    vehicle_by_year = means.vehicle_by_year(since("2021-01-01", True, COUNTY, "D", note="较低保宽,待县确认"))
    savings_months = means.savings_months(since("2021-01-01", 48, ELSEWHERE, "C", note="较低保宽,待县确认"))
    capital_limit = means.capital_limit(since("2021-01-01", 100_000, GANZHOU, "C", note=LIKE_DIBAO))
