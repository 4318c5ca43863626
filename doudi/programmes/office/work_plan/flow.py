"""工作计划的流程 (R-RPT-10)：列入、审定、按季报送、认定结果。"""

from __future__ import annotations

from doudi.base.roles import Role
from doudi.mechanisms.casework.declare import Action, Field, Flow, Stage, Workdays
from doudi.programmes.office.work_plan import handling
from doudi.programmes.office.work_plan.models import PlanItem
from doudi.programmes.office.work_plan.policy import limit

PLANNERS = frozenset({Role.COUNTY_OFFICER, Role.VERIFICATION_CENTRE})
OWNERS = PLANNERS | {Role.FUNERAL_OFFICER}
LEADER = Role.BUREAU_LEADER

APPROVE = Action(
    "approve", "审定", "PLANNED", "RUNNING", by=LEADER, within=Workdays(limit("approve")), bulk=True, then=handling.begin
)  # fmt: skip
DROP = Action("drop", "不列入计划", "PLANNED", "DROPPED", by=LEADER, needs_reason=True, grave=True)
REPORT = Action(
    "report", "报送季度进度", "RUNNING", "RUNNING", by=OWNERS, unless=handling.not_over, then=handling.keep_report,
    fields=(
        Field("told", "进度", "long", required=True, hint="写明数量、地点、时间"),
        Field("reached", "是否达到本季目标", "choice", required=True, choices=(("1", "达到"), ("0", "没有达到"))),
        Field("proof", "凭据", "file", required=True),
    ),
)  # fmt: skip
CONCLUDE = Action(
    "conclude", "认定结果", "RUNNING", "CONCLUDED", by=frozenset({LEADER, Role.COUNTY_OFFICER}), apart_from=("report",),
    unless=handling.not_ready, then=handling.conclude,
    fields=(
        Field("result", "结果", "choice", required=True, choices=tuple(PlanItem.Result.choices)),
        Field("why", "原因", "long", hint="部分完成、未完成的必填，写进下一年总结"),
    ),
)  # fmt: skip

PLAN = Flow(
    "work_plan.items",
    "工作计划",
    stages=(
        Stage("PLANNED", "待审定", "warn"),
        Stage("RUNNING", "进行中", "info"),
        Stage("CONCLUDED", "已认定结果", "ok", final=True),
        Stage("DROPPED", "不列入计划", final=True),
    ),
    start="PLANNED",
    actions=(APPROVE, DROP, REPORT, CONCLUDE),
    reads={"plan_item": ()},
    prefix="计",
    road=("PLANNED", "RUNNING", "CONCLUDED"),
    facts=handling.facts,
)
