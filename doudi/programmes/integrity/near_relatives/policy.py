"""近亲属备案的期限和范围 (R-REL-03, R-REL-05, R-REL-06)。"""

from __future__ import annotations

import datetime as dt

from doudi.base.documents import COUNTY, DIBAO
from doudi.mechanisms.entitlement.applications.times import DAYS, limits_of, step
from doudi.mechanisms.entitlement.parameters_entered.queries import terms_in_force
from doudi.mechanisms.entitlement.policy import Policy, parameter, since, switch
from doudi.mechanisms.entitlement.units import MONTHS

_RULE = "R-REL-06"
# The benefits that are filed: those of which the regulation speaks, and tekun, whose recognition follows it. By the codes of their flows.
BENEFITS = ("dibao", "tekun")


class FilingPolicy(Policy):
    """近亲属备案。"""

    code = "near_relatives"
    name = "近亲属备案"

    declare = step("比对发现后本人申报", 5, _RULE)
    opinion = step("申报后乡镇提出意见", 5, _RULE)
    visit = step("乡镇意见后县级入户", 10, "R-REL-03")
    review_every = parameter(
        "备案后复核间隔", DAYS, since("2021-07-01", 365, COUNTY, "D"), basis=COUNTY["年度复核(R-REL-06)"]
    )
    review = step("到期后完成年度复核", 10, _RULE)
    state_every = parameter(
        "经办人员、村居干部重新申报间隔",
        MONTHS,
        since("2021-07-01", 12, COUNTY, "D"),
        basis=COUNTY["年度申报(R-REL-06)"],
    )
    extended = switch(
        "比对提示姻亲等扩展亲属", since("2021-07-01", 0, COUNTY, "D"), basis=COUNTY["扩展亲属另行统计(R-REL-05)"]
    )


limit = limits_of(FilingPolicy)
BASIS = DIBAO["第十一条"]


def reaches_in_laws(on: dt.date) -> bool:
    """Whether matching looks beyond near relatives by law (R-REL-05)."""
    return bool(terms_in_force(FilingPolicy, on)["extended"])


def months_between_statements(on: dt.date) -> int:
    return int(terms_in_force(FilingPolicy, on)["state_every"])
