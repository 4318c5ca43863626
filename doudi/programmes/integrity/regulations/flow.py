"""长效机制的流程 (R-LEDGER-05)：起草、印发、到期复核，继续有效或者废止。"""

from __future__ import annotations

from doudi.base.roles import Role
from doudi.mechanisms.casework.declare import SYSTEM, Action, Field, Flow, Stage, Workdays
from doudi.programmes.integrity.regulations import handling
from doudi.programmes.integrity.regulations.policy import limit

DRAFTERS = frozenset({Role.COUNTY_OFFICER, Role.VERIFICATION_CENTRE})
LEADER = Role.BUREAU_LEADER
OUTSIDE = frozenset({Role.INSPECTOR, Role.AUDITOR})

ISSUE = Action(
    "issue", "印发", "DRAFT", "ISSUED", by=LEADER, within=Workdays(limit("issue")), unless=handling.number_is_taken,
    then=handling.issue,
    fields=(
        Field("document_no", "文号", required=True),
        Field("issued_on", "印发日期", "date", required=True),
        Field("text", "制度文本", "file", required=True),
    ),
)  # fmt: skip
WITHDRAW = Action("withdraw", "不再制定", "DRAFT", "WITHDRAWN", by=DRAFTERS, needs_reason=True, grave=True)
FALL_DUE = Action("fall_due", "复核到期", "ISSUED", "REVIEW_DUE", by=SYSTEM)
KEEP = Action(
    "keep", "复核：继续有效", "REVIEW_DUE", "ISSUED", by=DRAFTERS, within=Workdays(limit("review")), then=handling.keep,
    fields=(Field("found", "执行情况", "long", required=True, hint="是否执行、针对的问题有没有再出现"),),
)  # fmt: skip
REPEAL = Action(
    "repeal", "废止", ("ISSUED", "REVIEW_DUE"), "REPEALED", by=LEADER, needs_reason=True, grave=True, then=handling.repeal
)  # fmt: skip

REGULATIONS = Flow(
    "regulations.regulations",
    "长效机制",
    stages=(
        Stage("DRAFT", "起草中", "warn"),
        Stage("ISSUED", "有效", "ok", rests=True),
        Stage("REVIEW_DUE", "有效，待复核", "warn"),
        Stage("REPEALED", "已废止", final=True),
        Stage("WITHDRAWN", "不再制定", final=True),
    ),
    start="DRAFT",
    actions=(ISSUE, WITHDRAW, FALL_DUE, KEEP, REPEAL),
    reads={"regulation": ()},
    prefix="制",
    road=("DRAFT", "ISSUED"),
    facts=handling.facts,
    read_by=OUTSIDE,
)  # fmt: skip
