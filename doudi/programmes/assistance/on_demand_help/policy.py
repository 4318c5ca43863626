"""点餐式帮扶的参数;本县办法未见,均为建议值,待县民政局确认。"""

from __future__ import annotations

from doudi.mechanisms.entitlement.applications.times import limits_of
from doudi.mechanisms.entitlement.policy import Policy, proposed
from doudi.mechanisms.entitlement.units import Unit

_WORKDAYS, _HOURS, _METRES = Unit("个工作日"), Unit("小时"), Unit("米")


class HelpPolicy(Policy):
    """点餐式帮扶。"""

    code = "on_demand_help"
    name = "点餐式帮扶"

    check_days = proposed("核实需求", _WORKDAYS, 1, "办理时限(R-ORDER-02)")
    dispatch_days = proposed("派单", _WORKDAYS, 1, "办理时限(R-ORDER-02)")
    accept_days = proposed("无人接单上报乡镇", _WORKDAYS, 2, "办理时限(R-ORDER-02)")
    urgent_hours = proposed("紧急需求每一步", _HOURS, 24, "办理时限(R-ORDER-02)")
    rate_days = proposed("评单", Unit("天"), 3, "办理时限(R-ORDER-02)")
    expire_days = proposed("约定时间后多久为无人接单", Unit("天"), 14, "办理时限(R-ORDER-02)")
    fence = proposed("上门签到范围", _METRES, 1000, "上门签到")
    fence_refuse = proposed("超出多少不予签到", _METRES, 5000, "上门签到")
    shown = proposed("签到所需凭证", Unit("种"), 1, "上门签到")
    pair_people = proposed("须两人上门的人数", Unit("人"), 2, "两人上门(R-ORDER-04)")
    adult_age = proposed("未成年人年龄(不满)", Unit("岁"), 18, "两人上门(R-ORDER-04)")


limit = limits_of(HelpPolicy)
