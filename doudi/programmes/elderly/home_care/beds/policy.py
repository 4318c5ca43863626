"""家庭养老床位的参数。建设补贴上限和月运营补贴本县文件未见,不设默认,录入前不能审批、结算;单价和时限为建议值,待县民政局确认。"""

from __future__ import annotations

import datetime as dt

from doudi.base.documents import COUNTY
from doudi.mechanisms.entitlement.applications.times import DAYS, limits_of, step
from doudi.mechanisms.entitlement.parameters_entered.queries import terms_in_force
from doudi.mechanisms.entitlement.policy import Policy, parameter, proposed, since, table
from doudi.mechanisms.entitlement.units import YUAN, Unit
from doudi.programmes.elderly.home_care.beds.fittings import Fitting

_PRICES = (300, 1200, 400, 200, 1800, 350, 260, 300, 300, 300)
TIMES = Unit("次")


class BedPolicy(Policy):
    """家庭养老床位。"""

    code = "care_beds"
    name = "家庭养老床位"

    # No defaults: nothing may be computed before the county has entered what the project's year gives.
    build_cap = parameter(
        "床位建设补贴上限",
        YUAN,
        basis=COUNTY["床位建设补贴(home.bed_build_cap)"],
        note="以项目年度资金办法为准，须按本县方案录入",
    )
    month = parameter(
        "床位月运营补贴", YUAN, basis=COUNTY["床位运营补贴(开放事项4)"], note="须按本县方案录入；不补贴的录入0"
    )
    price = table(
        "床位配置单价",
        YUAN,
        since("2021-01-01", _PRICES, COUNTY, "D", note="示例价,待县定"),
        by=Fitting,
        basis=COUNTY["床位配置(R-HOME-17)"],
    )
    least_visits = proposed(
        "计运营补贴的每月最少上门次数", TIMES, 1, "床位运行(R-HOME-02)", "K", "验收合格且服务在运行的才计"
    )
    online_days = proposed("设备安装后多少天内上线", DAYS, 7, "设备上线(R-MOD-09)")
    paused_days = proposed("暂停满多少天须重新入户查看", DAYS, 30, "暂停(R-HOME-13)")
    survey = step("申请后入户查看", 10, "R-HOME-03")
    design = step("查看后定配置方案", 5, "R-HOME-17")
    sign = step("方案后签订三方协议", 5, "R-HOME-03")
    approve = step("签约后审批", 5, "R-HOME-01")
    install = proposed("审批后安装完成", DAYS, 30, "施工时限(R-MOD-08)")
    accept = step("安装后验收", 5, "R-HOME-17")
    serve = step("验收后开始上门服务", 10, "R-HOME-02")
    check = proposed("床位年度检查", DAYS, 365, "年度检查(4.1)")
    close = proposed("暂停满多少天撤床", DAYS, 90, "暂停(R-HOME-13)")
    tell = step("不予建床决定的告知", 3, "R-HOME-01")


limit = limits_of(BedPolicy)


def policy_on(day: dt.date) -> BedPolicy:
    """The parameters as they stand on a day, with what the county has entered."""
    return BedPolicy(terms_in_force(BedPolicy, day))
