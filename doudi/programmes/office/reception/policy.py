"""网上申请和投诉举报的期限、次数和大小。"""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass

from doudi.base.documents import COUNTY, PETITIONS
from doudi.mechanisms.entitlement.parameters_entered.limits import Set
from doudi.mechanisms.entitlement.parameters_entered.queries import terms_in_force
from doudi.mechanisms.entitlement.policy import Policy, parameter, since
from doudi.mechanisms.entitlement.units import NUMBER, Unit

_WORKDAYS, _DAYS = Unit("个工作日"), Unit("天")
_FLOOD = COUNTY["网上申请防刷"]


class ReceptionPolicy(Policy):
    """一门受理。"""

    code = "reception"
    name = "网上申请和投诉举报"

    read_within = parameter(
        "网上申请提交后联系申请人并转办",
        _WORKDAYS,
        since("2021-07-01", 5, COUNTY, "D", note="参照行政许可一次性告知的五个工作日"),
        basis=COUNTY["网上申请（R-PRC-03）"],
    )
    assign_within = parameter(
        "投诉举报收到后转交核实", _WORKDAYS, since("2021-07-01", 3, COUNTY, "D"), basis=COUNTY["投诉举报"]
    )
    examine_within = parameter(
        "投诉举报核实并提出答复", _WORKDAYS, since("2021-07-01", 15, COUNTY, "D"), basis=COUNTY["投诉举报"]
    )
    answer_within = parameter(
        "投诉举报答复总时限",
        _DAYS,
        since("2021-07-01", 60, PETITIONS["第三十四条"], "K"),
        basis=PETITIONS["第三十四条"],
    )
    prospect_within = parameter(
        "政策找人的走访和结果登记",
        _WORKDAYS,
        since("2021-07-01", 10, COUNTY, "D"),
        basis=COUNTY["动态监测（R-MON-03）"],
    )
    quiet_months = parameter(
        "政策找人有结果后多久不再提示",
        Unit("个月"),
        since("2021-07-01", 6, COUNTY, "D"),
        basis=COUNTY["动态监测（R-MON-03）"],
    )
    submissions_an_hour = parameter(
        "网上申请每个来源每小时最多", NUMBER, since("2021-07-01", 10, COUNTY, "D"), basis=_FLOOD
    )
    submissions_open = parameter(
        "同一人未处理的网上申请最多", NUMBER, since("2021-07-01", 3, COUNTY, "D"), basis=_FLOOD
    )
    files = parameter("网上申请最多上传文件", Unit("个"), since("2021-07-01", 6, COUNTY, "D"), basis=_FLOOD)
    file_size = parameter("网上申请单个文件不超过", Unit("MB"), since("2021-07-01", 10, COUNTY, "D"), basis=_FLOOD)
    grievances_an_hour = parameter(
        "网上投诉每个来源每小时最多", NUMBER, since("2021-07-01", 5, COUNTY, "D"), basis=_FLOOD
    )


@dataclass(frozen=True)
class ReceptionTerms:
    """What holds for those who send something in on a day; `file_size` in MB."""

    submissions_an_hour: int
    submissions_open: int
    files: int
    file_size: int
    grievances_an_hour: int


def reception_terms(on: dt.date) -> ReceptionTerms:
    """The numbers in force on a day."""
    terms = terms_in_force(ReceptionPolicy, on)
    return ReceptionTerms(*(int(terms[name]) for name in ReceptionTerms.__dataclass_fields__))


def quiet_months(on: dt.date) -> int:
    """How long the answer about a prospect counts."""
    return int(terms_in_force(ReceptionPolicy, on)["quiet_months"])


def limit(name: str) -> Set:
    """The limit of that name, as flows ask for it."""
    assert name in ReceptionPolicy.parameters(), name
    return Set(ReceptionPolicy, name)
