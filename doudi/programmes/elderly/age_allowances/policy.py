"""老年人津补贴的标准;江西现行标准待核,护理、服务补贴的金额待县录入。"""

from __future__ import annotations

from doudi.base.documents import BASIC_SERVICES, COUNTY, DISABILITY_2022, ELDERLY_LAW
from doudi.mechanisms.entitlement.policy import Policy, parameter, since, table
from doudi.mechanisms.entitlement.units import MONTHS, YEARS, YUAN, Named


class AgeBand(Named):
    """年龄段。"""

    NONE = 0, "不满八十周岁"
    EIGHTIES = 1, "80至89周岁"
    NINETIES = 2, "90至99周岁"
    HUNDRED = 3, "100周岁以上"


class AgePolicy(Policy):
    """老年人津补贴。"""

    code = "age_allowances"
    name = "老年人津补贴"

    age_amount = table(
        "高龄津贴(每人每月)",
        YUAN,
        since("2021-01-01", (0, 50, 100, 300), BASIC_SERVICES, "K", note="江西现行标准待核"),
        by=AgeBand,
        basis=ELDERLY_LAW["第三十三条"],
    )
    band_from = table(
        "年龄段起始年龄",
        YEARS,
        since("2021-01-01", (0, 80, 90, 100), BASIC_SERVICES, "K"),
        by=AgeBand,
        basis=ELDERLY_LAW["第三十三条"],
    )
    elder_nursing_amount = parameter(
        "老年人护理补贴(每人每月)",
        YUAN,
        since("2021-01-01", 0, COUNTY, "D", note="本县标准未见,待录入;0为尚未实行"),
        basis=BASIC_SERVICES["护理补贴"],
    )
    service_subsidy_amount = parameter(
        "养老服务补贴(每人每月)",
        YUAN,
        since("2021-01-01", 0, COUNTY, "D", note="本县标准未见,待录入;0为尚未实行"),
        basis=BASIC_SERVICES["养老服务补贴"],
    )
    subsidy_age = parameter(
        "护理补贴、服务补贴的起始年龄",
        YEARS,
        since("2021-01-01", 60, BASIC_SERVICES, "K"),
        basis=BASIC_SERVICES["护理补贴"],
    )
    backpay_months = parameter(
        "逾期申请的补发(不超过)", MONTHS, since("2021-01-01", 3, COUNTY, "D"), basis=COUNTY["逾期申请(R-BEN-01)"]
    )
    proof_of_life_months = parameter(
        "生存认证有效期", MONTHS, since("2021-01-01", 12, COUNTY, "C"), basis=COUNTY["生存认证(R-BEN-02)"]
    )


OVERLAP_BASIS = DISABILITY_2022["政策衔接"]
