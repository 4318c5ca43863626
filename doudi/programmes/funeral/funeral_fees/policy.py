"""殡葬收费标准和惠民减免的口径。金额是本县建议值，待县发展改革、民政部门的文件录入。"""

from __future__ import annotations

import datetime as dt

from doudi.base.documents import COUNTY, FUNERAL_PRICES, JIANGXI_CEMETERIES
from doudi.mechanisms.entitlement.applications.times import limits_of
from doudi.mechanisms.entitlement.parameters_entered.queries import terms_in_force
from doudi.mechanisms.entitlement.policy import Parameter, Policy, Terms, parameter, since, switch
from doudi.mechanisms.entitlement.units import MONTHS, PERCENT, YUAN, Unit

_SINCE = "2021-01-01"


def _price(label: str, yuan: int) -> Parameter:
    """A basic item: government-guided, so that nothing above it is charged."""
    return parameter(label, YUAN, since(_SINCE, yuan, COUNTY, "D"), basis=FUNERAL_PRICES["基本殡葬服务(R-FEE-01)"])


def _reference(label: str, yuan: int) -> Parameter:
    """An item of choice: the top of the range that the prefecture publishes."""
    return parameter(label, YUAN, since(_SINCE, yuan, COUNTY, "D"), basis=FUNERAL_PRICES["非基本殡葬服务(R-FEE-01)"])


def _covered(label: str, number: int, unit: Unit, tag: str = "C") -> Parameter:
    return parameter(label, unit, since(_SINCE, number, COUNTY, tag), basis=COUNTY["惠民殡葬(R-FEE-05)"])


class FeePolicy(Policy):
    """殡葬收费和惠民。"""

    code = "funeral_fees"
    name = "殡葬收费和惠民"

    # 基本服务项目：最高收费标准
    transport = _price("遗体接运（次）", 300)
    storage = _price("遗体存放（天）", 60)
    farewell = _price("告别（次）", 200)
    cremation = _price("普通炉火化（具）", 480)
    custody = _price("骨灰寄存（月）", 10)
    eco_burial = _price("生态安葬服务（次）", 500)
    niche = _price("骨灰堂格位安放（个）", 1000)
    maintenance = parameter(
        "公益性公墓维护费（一次，不超过20年）", YUAN, since(_SINCE, 2000, COUNTY, "D"), basis=JIANGXI_CEMETERIES["维护费(R-FEE-06)"]
    )  # fmt: skip
    # 非基本服务项目：参考区间的上限
    urn = _reference("骨灰盒（个）", 3000)
    fine_cremation = _reference("拣灰炉火化（具）", 1500)
    grooming = _reference("整容（次）", 500)
    embalming = _reference("防腐（次）", 800)
    large_farewell = _reference("大告别厅（次）", 2000)
    wreath = _reference("花圈（个）", 150)
    # 减免
    storage_days = _covered("减免的存放天数", 3, Unit("天"))
    custody_months = _covered("减免的寄存月数", 6, MONTHS)
    urn_standard = parameter(
        "减免的普通骨灰盒", YUAN, since(_SINCE, 150, COUNTY, "C"), basis=COUNTY["惠民殡葬(R-FEE-04)"]
    )
    residents_only = switch("只减免本县户籍", since(_SINCE, 1, COUNTY, "C"), basis=COUNTY["惠民殡葬(R-FEE-05)"])
    without_grant = switch(
        "领取社会保险丧葬补助的不减免", since(_SINCE, 0, COUNTY, "C", note="各县做法不一，默认不排除"),
        basis=COUNTY["惠民殡葬(R-FEE-05)"],
    )  # fmt: skip
    sample_share = parameter(
        "结算名单电话抽查比例", PERCENT, since(_SINCE, 5, COUNTY, "D"), basis=COUNTY["惠民殡葬结算(R-FEE-09)"]
    )
    sample_days = parameter(
        "结算名单提出后多少天内抽查", Unit("天"), since(_SINCE, 10, COUNTY, "D"), basis=COUNTY["惠民殡葬结算(R-FEE-09)"]
    )
    family_share = parameter("家属回访比例", PERCENT, since(_SINCE, 10, COUNTY, "D"), basis=COUNTY["家属回访(F-10)"])
    family_days = parameter(
        "安放后多少天内回访家属", Unit("天"), since(_SINCE, 30, COUNTY, "D"), basis=COUNTY["家属回访(F-10)"]
    )
    # 奖补
    award = parameter(
        "节地生态安葬奖补", YUAN, since(_SINCE, 1000, COUNTY, "D"), basis=COUNTY["节地生态安葬奖补(R-FEE-08)"]
    )


limit = limits_of(FeePolicy)


def on(day: dt.date) -> Terms:
    """The parameters in force on a day."""
    return terms_in_force(FeePolicy, day)
