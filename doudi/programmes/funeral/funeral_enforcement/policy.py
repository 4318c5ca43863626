"""殡葬执法的时限。"""

from __future__ import annotations

from doudi.base.documents import COUNTY, FUNERAL_2026, PENALTIES
from doudi.mechanisms.entitlement.applications.times import DAYS, WORKDAYS, by_law, limits_of, step
from doudi.mechanisms.entitlement.policy import Policy, parameter, since, switch
from doudi.mechanisms.entitlement.units import Unit

_LAW = "2021-07-15"


class EnforcementPolicy(Policy):
    """殡葬执法。"""

    code = "funeral_enforcement"
    name = "殡葬执法"

    check = step("线索核查", 7, "R-ENF", from_day=_LAW)
    file = step("核查后决定是否立案", 7, "R-ENF", from_day=_LAW)
    decide = by_law("立案后作出决定", 90, PENALTIES["第六十条(R-ENF-02)"], DAYS, from_day=_LAW)
    hearing = by_law("告知后申请听证", 5, PENALTIES["第六十四条(R-ENF-02)"], WORKDAYS, from_day=_LAW)
    serve = by_law("当事人不在场的送达", 7, PENALTIES["第六十一条(R-ENF-02)"], WORKDAYS, from_day=_LAW)
    years = parameter(
        "违法行为的追究年限", Unit("年"), since(_LAW, 2, PENALTIES["第三十六条"], "A"), basis=PENALTIES["第三十六条(R-ENF-03)"]
    )  # fmt: skip
    grave_years = parameter(
        "涉及生命健康安全、金融安全且有危害后果的追究年限", Unit("年"), since(_LAW, 5, PENALTIES["第三十六条"], "A"),
        basis=PENALTIES["第三十六条(R-ENF-03)"],
    )  # fmt: skip
    filing = switch(
        "殡葬中介须备案", since(_LAW, 0, FUNERAL_2026, "D", note="此前没有备案的规定"), since("2026-03-30", 1, FUNERAL_2026, "B"),
        basis=FUNERAL_2026["中介备案(A-ASHES-09)"],
    )  # fmt: skip
    correct = parameter(
        "责令改正的期限（最长）", DAYS, since(_LAW, 60, COUNTY, "D"), basis=COUNTY["责令改正(R-ENF-06)"]
    )


limit = limits_of(EnforcementPolicy)
