"""整改台账的流程 (R-LEDGER-01, R-LEDGER-03)：列入、制定措施、逐项交付、提交、第二人验收、专班销号、两次回头看；反弹的以原编号重新打开。"""

from __future__ import annotations

from doudi.base.roles import Role
from doudi.mechanisms.casework.declare import SYSTEM, Action, Field, Flow, Stage, Workdays
from doudi.programmes.integrity.rectification import handling, queries
from doudi.programmes.integrity.rectification.models import Intent
from doudi.programmes.integrity.rectification.policy import limit

REGISTRARS = frozenset({Role.COUNTY_OFFICER, Role.VERIFICATION_CENTRE})
WORKERS = queries.WORKERS
CHECKERS = REGISTRARS
TASK_FORCE = Role.BUREAU_LEADER  # 专班
_WORK = ("start", "restart", "add_measure", "deliver", "submit")
_MEASURE = (
    Field("words", "整改措施", required=True),
    Field("deliverable", "交付物", required=True, hint="做成什么、留下什么：文件、清单、照片、追回凭证"),
)
_EVIDENCE = Field("evidence", "证明材料", "file", required=True)

START = Action(
    "start", "制定措施", "OPEN", "IN_PROGRESS", by=WORKERS, within=Workdays(limit("start")), fields=_MEASURE,
    then=handling.keep_plan,
)  # fmt: skip
WITHDRAW = Action("withdraw", "误登撤销", "OPEN", "WITHDRAWN", by=REGISTRARS, needs_reason=True, grave=True)
ADD_MEASURE = Action(
    "add_measure", "补充措施", "IN_PROGRESS", "IN_PROGRESS", by=WORKERS, fields=_MEASURE, then=handling.add_measure
)
DELIVER = Action(
    "deliver", "措施交付", "IN_PROGRESS", "IN_PROGRESS", by=WORKERS, unless=handling.no_such_measure,
    then=handling.keep_delivery,
    fields=(Field("measure", "整改措施", required=True), Field("told", "完成情况", "long", required=True), _EVIDENCE),
)  # fmt: skip
EXTEND = Action(
    "extend", "延长时限", "IN_PROGRESS", "IN_PROGRESS", by=TASK_FORCE, needs_reason=True, then=handling.extend,
    unless=handling.may_not_be_extended,
    fields=(Field("due_on", "延长后的完成时限", "date", required=True, hint="只能延长一次"),),
)  # fmt: skip
SUBMIT = Action(
    "submit", "提交验收", "IN_PROGRESS", "SUBMITTED", by=WORKERS, then=handling.keep_figures,
    fields=(
        Field("before", "整改前", required=True, hint="数量、金额、时点"),
        Field("after", "整改后", required=True, hint="同一口径"),
        _EVIDENCE,
    ),
)  # fmt: skip
ACCEPT = Action(
    "accept", "验收", "SUBMITTED", "ACCEPTED", by=CHECKERS, within=Workdays(limit("accept")), apart_from=_WORK,
    unless=handling.gates, then=handling.not_the_responsible, fields=(Field("opinion", "验收意见", "long", required=True),),
)  # fmt: skip
RETURN = Action(
    "return", "退回整改", "SUBMITTED", "IN_PROGRESS", by=CHECKERS, needs_reason=True, grave=True,
    then=handling.run_until_due,
)  # fmt: skip
CLOSE = Action(
    "close", "专班销号", "ACCEPTED", "CLOSED", by=TASK_FORCE, within=Workdays(limit("close")),
    apart_from=(*_WORK, "accept"), unless=handling.wrong_closing, then=handling.close,
    fields=(
        Field("intent", "主观情况", "choice", required=True, choices=tuple(Intent.choices), hint="与整改结果分开认定"),
        Field("dealt_with", "处理人数", hint="没有的填0"),
        Field("dealt_how", "处理方式", hint="谈话提醒、批评教育、诫勉、处分等，不写姓名"),
    ),
)  # fmt: skip
SEND_BACK = Action(
    "send_back", "不同意销号", "ACCEPTED", "IN_PROGRESS", by=TASK_FORCE, needs_reason=True, grave=True,
    then=handling.run_until_due,
)  # fmt: skip

# 回头看：销号后三个月、六个月，换人去看
_FOUND = (Field("looked_on", "回头看日期", "date", required=True), Field("found", "查看情况", "long", required=True))
FALL_DUE = Action("fall_due", "回头看到期", "CLOSED", "LOOK_BACK", by=SYSTEM)
HOLDS = Action(
    "holds", "回头看无反弹", "LOOK_BACK", "CLOSED", by=CHECKERS, within=Workdays(limit("look_back")), apart_from=_WORK,
    fields=_FOUND, unless=handling.look_back(last=False), foreseen=True, then=handling.keep_look_back,
)  # fmt: skip
HELD = Action(
    "held", "末次回头看无反弹", "LOOK_BACK", "HELD", by=CHECKERS, within=Workdays(limit("look_back")), apart_from=_WORK,
    fields=_FOUND, unless=handling.look_back(last=True), foreseen=True, then=handling.keep_look_back,
)  # fmt: skip
RELAPSE = Action(
    "relapse", "反弹，重新打开", "LOOK_BACK", "REOPENED", by=CHECKERS, needs_reason=True, grave=True,
    then_many=handling.reopen(by_check=False),
)  # fmt: skip

# 与比对规则绑定：规则再次发现疑点，自动重新打开
REOPEN = Action(
    "reopen",
    "比对再次发现，自动重新打开",
    queries.DONE,
    "REOPENED",
    by=SYSTEM,
    then_many=handling.reopen(by_check=True),
)
RESTORE = Action(
    "restore", "疑点全部排除，恢复销号", "REOPENED", "CLOSED", by=TASK_FORCE, needs_reason=True,
    unless=handling.not_all_cleared, foreseen=True, then=handling.restore,
)  # fmt: skip
RESTART = Action(
    "restart", "重新制定措施", "REOPENED", "IN_PROGRESS", by=WORKERS, within=Workdays(limit("restart")),
    fields=(*_MEASURE, Field("due_on", "完成时限", "date", required=True)), unless=handling.not_a_day_to_come,
    then=handling.keep_plan,
)  # fmt: skip

REGISTER = Flow(
    "rectification.register",
    "集中整治台账",
    stages=(
        Stage("OPEN", "待制定措施", "warn"),
        Stage("IN_PROGRESS", "整改中", "info"),
        Stage("SUBMITTED", "待验收", "warn"),
        Stage("ACCEPTED", "待销号", "warn"),
        Stage("CLOSED", "已销号", "ok", rests=True),
        Stage("LOOK_BACK", "已销号，待回头看", "warn"),
        Stage("HELD", "已销号，无反弹", "ok", final=True),
        Stage("REOPENED", "反弹，重新打开", "danger"),
        Stage("WITHDRAWN", "误登撤销", final=True),
    ),
    start="OPEN",
    actions=(
        START, WITHDRAW, DELIVER, ADD_MEASURE, SUBMIT, EXTEND, ACCEPT, RETURN, CLOSE, SEND_BACK,
        FALL_DUE, HOLDS, HELD, RELAPSE, REOPEN, RESTORE, RESTART,
    ),
    reads=handling.READS,
    prefix="整",
    road=("OPEN", "IN_PROGRESS", "SUBMITTED", "ACCEPTED", "CLOSED", "HELD"),
    facts=handling.facts,
    answered_by_rules=True,
    read_by=queries.OUTSIDE,
)  # fmt: skip
