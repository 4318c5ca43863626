"""低保标准、就业成本、养老金不计入等取值,以及财产限额。金额以元书写,以分保存。"""

from __future__ import annotations

from doudi.base.documents import (
    ASSISTANCE,
    CENTRAL_PENSION,
    COUNTY,
    COUNTY_SUMMARY,
    DIBAO,
    GANZHOU,
    JIANGXI_2022,
    JIANGXI_2023,
    JIANGXI_2025,
)
from doudi.mechanisms.entitlement.policy import Dated, Parameter, Policy, parameter, since, switch, table
from doudi.mechanisms.entitlement.units import HOMES, METRES, MONTHS, PERCENT, TIMES, YUAN, Residence

ISSUED_UNKNOWN = "发文日期为占位,待县核实"


class MeansPolicy(Policy):
    """家庭经济状况核算共用的参数。"""

    code = "means"
    name = "家庭经济状况核算"

    standard = table(  # 城市、农村
        "低保标准(每人每月)",
        YUAN,
        since("2021-01-01", (765, 515), JIANGXI_2022, "B", note="由2022年公布的提高幅度倒推"),
        since("2022-01-01", (825, 600), JIANGXI_2022, "B", issued="2022-05-20", note=ISSUED_UNKNOWN),
        since("2023-01-01", (885, 660), JIANGXI_2023, "B", issued="2023-05-20", note=ISSUED_UNKNOWN),
        since("2024-01-01", (935, 715), COUNTY_SUMMARY, "A", issued="2024-06-10", note=ISSUED_UNKNOWN),
        since("2025-04-01", (980, 765), JIANGXI_2025, "C", issued="2025-04-01", note="是否从1月补发不明,暂按4月起执行"),
        by=Residence,
        basis=ASSISTANCE["第十条"],
        note="南昌市另有标准(2022年城市855元、2023年915元),不适用本县",
    )
    average_top_up = table(
        "财政月人均补差水平(考核目标,不是任何人的待遇)",
        YUAN,
        since("2021-01-01", (490, 355), JIANGXI_2022, "B", note="由2022年公布的提高幅度倒推"),
        since("2022-01-01", (530, 400), JIANGXI_2022, "B"),
        since("2023-01-01", (570, 440), JIANGXI_2023, "B"),
        since("2025-04-01", (634, 513), JIANGXI_2025, "C", note="2024年的未见公布"),
        by=Residence,
        basis=ASSISTANCE["第十条"],
    )
    employment_cost_rate = parameter(
        "就业成本扣减(占当地低保标准)",
        PERCENT,
        since("2021-01-01", 30, GANZHOU, "C"),
        basis=DIBAO["第十三条"],
        note="每名就业的家庭成员,以其工资为限",
    )
    pension_exempt = parameter(
        "中央基础养老金不计入家庭收入(每人每月)",
        YUAN,
        since("2021-01-01", 93, CENTRAL_PENSION, "K"),
        since("2024-01-01", 123, CENTRAL_PENSION, "K"),
        since("2025-01-01", 143, CENTRAL_PENSION, "K"),
        since("2026-01-01", 0, DIBAO["第十三条"], "A", issued="2021-07-01", note="仅“十四五”期间有效,未续期即恢复计入"),
        basis=DIBAO["第十三条"],
    )
    rigid_costs_deducted = switch(
        "因残因病增加的刚性支出从收入中扣减",
        since("2021-01-01", False, COUNTY, "D", note="法规允许地方规定,本县规定未见"),
        basis=DIBAO["第十三条"],
    )
    conscripts_counted = switch(
        "现役义务兵计入家庭人口",
        since("2021-01-01", True, COUNTY, "D", note="若干省份不计入,江西未见规定"),
        basis=DIBAO["第七条"],
    )
    look_back = parameter(
        "收入的核算期(申请之前)", MONTHS, since("2021-01-01", 12, COUNTY, "K"), basis=DIBAO["第十三条"]
    )
    disposable_income = table(
        "上年度当地居民人均可支配收入(每年)",
        YUAN,
        by=Residence,
        basis=DIBAO["第十四条"],
        note="统计局每年公布,由县录入;未录入前不作依赖它的认定",
    )


# 财产限额:各项业务用同样的几条,各自取值。


def home_count(*values: Dated) -> Parameter:
    return parameter("住房达到几套(且人均面积超过限额)即不符合", HOMES, *values, basis=DIBAO["第十四条"])


def home_area(*values: Dated) -> Parameter:
    return parameter("人均建筑面积限额", METRES, *values, basis=DIBAO["第十四条"])


def vehicle_multiple(*values: Dated) -> Parameter:
    return parameter("机动车(船、工程机械)购置价限额,为城市低保标准的倍数", TIMES, *values, basis=DIBAO["第十四条"])


def vehicle_by_year(*values: Dated) -> Parameter:
    return switch("机动车限额按年标准计算(否则按月标准)", *values, basis=DIBAO["第十四条"])


def capital_limit(*values: Dated) -> Parameter:
    return parameter("认缴出资合计达到多少即不符合", YUAN, *values, basis=DIBAO["第十四条"])


def savings_months(*values: Dated) -> Parameter:
    return parameter("人均金融资产限额,为月低保标准的倍数", TIMES, *values, basis=DIBAO["第十四条"])
