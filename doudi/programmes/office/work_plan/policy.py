"""工作计划的期限 (R-RPT-10)。"""

from __future__ import annotations

from doudi.base.documents import Document
from doudi.mechanisms.entitlement.applications.times import WORKDAYS, limits_of
from doudi.mechanisms.entitlement.policy import Policy, parameter, since

WORK_PLAN = Document("县民政局年度工作计划管理办法(待县确认)", tag="D")
BASIS = WORK_PLAN["(R-RPT-10)"]


class WorkPlanPolicy(Policy):
    """工作计划。"""

    code = "work_plan"
    name = "工作计划"

    approve = parameter("列入后审定", WORKDAYS, since("2024-01-01", 10, WORK_PLAN, "D"), basis=BASIS)
    report = parameter("季度结束后报送进度", WORKDAYS, since("2024-01-01", 5, WORK_PLAN, "D"), basis=BASIS)
    conclude = parameter("四季度报送后认定结果", WORKDAYS, since("2024-01-01", 10, WORK_PLAN, "D"), basis=BASIS)


limit = limits_of(WorkPlanPolicy)
