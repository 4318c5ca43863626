"""问题线索的流程 (R-LEDGER-04, R-FIND-04)：登记、封存移送、回执、反馈；只有指定的知悉人员办理。"""

from __future__ import annotations

from doudi.base.roles import Role
from doudi.mechanisms.casework.declare import SYSTEM, Action, Field, Flow, Stage, Workdays
from doudi.programmes.integrity.leads import handling, queries
from doudi.programmes.integrity.leads.models import Lead
from doudi.programmes.integrity.leads.policy import limit

INSIDE = queries.INSIDE
HAND_OVER = Action(
    "hand_over", "封存移送", "ENTERED", "HANDED_OVER", by=INSIDE, within=Workdays(limit("hand_over")), grave=True,
    unless=handling.number_is_taken, then=handling.seal,
    fields=(
        Field("register_no", "移送登记号", required=True, hint="封存后本局任何人不能再看线索内容"),
        Field("to", "接收单位", required=True, hint="例如：县纪委监委"),
    ),
)  # fmt: skip
# A line hands on what it keeps itself (a finding with its evidence): the register learns of it.
COME_IN = Action("come_in", "随办件移送", "ENTERED", "HANDED_OVER", by=SYSTEM)
RECEIPT = Action(
    "receipt", "登记回执", "HANDED_OVER", "RECEIVED", by=INSIDE, within=Workdays(limit("receipt")),
    unless=handling.before_it_was_handed_over, then=handling.keep_receipt,
    fields=(Field("receipt_no", "回执号", required=True), Field("receipt_on", "回执日期", "date", required=True)),
)  # fmt: skip
FEEDBACK = Action(
    "feedback", "登记反馈", "RECEIVED", "ANSWERED", by=INSIDE, then=handling.keep_feedback,
    fields=(
        Field("feedback", "反馈结果", "choice", required=True, choices=tuple(Lead.Feedback.choices)),
        Field("feedback_on", "反馈日期", "date", required=True),
    ),
)  # fmt: skip
SET_ASIDE = Action(
    "set_aside", "不作线索，了结", "ENTERED", "SET_ASIDE", by=INSIDE, grave=True, then=handling.not_whoever_entered_it,
    fields=(Field("why", "原因", "choice", required=True, choices=tuple(Lead.NoLead.choices)),),
)  # fmt: skip

LEADS = Flow(
    "leads.register",
    "问题线索台账",
    stages=(
        Stage("ENTERED", "待移送", "warn", seen_by=INSIDE),
        Stage("HANDED_OVER", "已移送，待回执", "info"),
        Stage("RECEIVED", "已接收，待反馈", "info", rests=True),
        Stage("ANSWERED", "已反馈", "ok", final=True),
        Stage("SET_ASIDE", "不作线索", final=True, seen_by=INSIDE),
    ),
    start="ENTERED",
    actions=(HAND_OVER, COME_IN, RECEIPT, FEEDBACK, SET_ASIDE),
    reads={"lead": ()},
    prefix="线",
    road=("ENTERED", "HANDED_OVER", "RECEIVED", "ANSWERED"),
    read_by=frozenset({Role.INSPECTOR}),
    confided_to=queries.is_let_in,
)  # fmt: skip
