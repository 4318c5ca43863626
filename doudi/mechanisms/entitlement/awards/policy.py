"""How long a hold may last, when an award is reviewed, and how long one may go to reconsideration and to court."""

from __future__ import annotations

from doudi.base.documents import COUNTY, DIBAO, LITIGATION, RECONSIDERATION
from doudi.mechanisms.entitlement.policy import Policy, parameter, since
from doudi.mechanisms.entitlement.units import MONTHS, Unit


class AwardPolicy(Policy):
    """待遇管理。"""

    code = "awards"
    name = "待遇管理"

    review_stable = parameter(
        "情况稳定的复核间隔", MONTHS, since("2021-01-01", 12, DIBAO["第三十一条"], "A"), basis=DIBAO["第三十一条"]
    )
    review_unstable = parameter(
        "收入不稳定或有劳动能力的复核间隔",
        MONTHS,
        since("2021-01-01", 6, DIBAO["第三十一条"], "A"),
        basis=DIBAO["第三十一条"],
    )
    hold_months = parameter(
        "暂缓发放的期限",
        MONTHS,
        since("2021-01-01", 1, COUNTY, "D", note="国家文件没有规定暂缓"),
        basis=COUNTY["暂缓发放(R-DYN-06)"],
    )
    hold_longest = parameter(
        "暂缓发放最长", MONTHS, since("2021-01-01", 3, COUNTY, "D"), basis=COUNTY["暂缓发放(R-DYN-06)"]
    )
    death_months = parameter(
        "成员死亡后办结增发、减发、停发的期限",
        MONTHS,
        since("2021-01-01", 3, COUNTY, "A"),
        basis=COUNTY["成员死亡后三个月内办结(R-DYN-03)"],
    )
    grace_alert = parameter(
        "渐退期届满提前提醒",
        Unit("天"),
        since("2021-01-01", 30, COUNTY, "D"),
        basis=COUNTY["渐退期届满(R-EXIT-02)"],
    )
    review_alert = parameter(
        "定期复核到期提前提醒",
        Unit("天"),
        since("2021-01-01", 30, COUNTY, "D"),
        basis=COUNTY["定期复核(R-DYN-01)"],
    )
    reconsider_days = parameter(
        "申请行政复议的期限",
        Unit("日"),
        since("2021-01-01", 60, RECONSIDERATION["第二十条"], "K"),
        basis=RECONSIDERATION["第二十条"],
    )
    sue_months = parameter(
        "提起行政诉讼的期限",
        MONTHS,
        since("2021-01-01", 6, LITIGATION["第四十六条"], "K"),
        basis=LITIGATION["第四十六条"],
    )
