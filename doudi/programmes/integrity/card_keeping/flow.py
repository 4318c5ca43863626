"""银行卡代管备案的流程 (R-PAY-03)：书面协议，县级备案，每年复核，交还即终止。"""

from __future__ import annotations

from doudi.base.roles import Role
from doudi.mechanisms.casework.declare import SYSTEM, Action, Days, Field, Flow, Stage, Workdays
from doudi.programmes.integrity.card_keeping import handling
from doudi.programmes.integrity.card_keeping.policy import limit

CLERK, OFFICER = Role.TOWNSHIP_CLERK, Role.COUNTY_OFFICER
_LIVE = ("DRAFT", "SUBMITTED", "FILED", "REVIEW_DUE")

SUBMIT = Action(
    "submit", "上传协议并上报", "DRAFT", "SUBMITTED", by=CLERK, within=Workdays(limit("submit")),
    fields=(Field("paper", "本人（监护人）与代管人签字的代管协议", "file", required=True),),
)  # fmt: skip
FILE = Action(
    "file", "备案", "SUBMITTED", "FILED", by=OFFICER, within=Workdays(limit("file")), then=handling.keep_review,
    apart_from=("submit",), fields=(Field("words", "备案意见", "long", required=True, hint="代管是否必要，本人是否同意"),),
)  # fmt: skip
RETURN = Action("return", "退回更正", "SUBMITTED", "DRAFT", by=OFFICER, needs_reason=True, grave=True)
FALL_DUE = Action(
    "fall_due", "年度复核到期", "FILED", "REVIEW_DUE", by=SYSTEM, within=Days(limit("review_every")), lapses=True
)
REVIEW = Action(
    "review", "年度复核", "REVIEW_DUE", "FILED", by=OFFICER, pair=True, within=Workdays(limit("review")), then=handling.keep_review,
    fields=(
        Field("visited_on", "核查日期", "date", required=True),
        Field("found", "核查情况", "long", required=True, hint="存折流水、取款是否交给本人，本人是否仍需代管"),
        Field("photo", "流水或签收照片", "photo"),
    ),
)  # fmt: skip
HAND_BACK = Action(
    "hand_back", "交还银行卡", ("FILED", "REVIEW_DUE"), "ENDED", by=frozenset({CLERK, OFFICER}), recusal=False, grave=True,
    then=handling.keep_end,
    fields=(
        Field("handed_on", "交还日期", "date", required=True),
        Field("receipt", "本人签收照片", "photo", required=True),
    ),
)  # fmt: skip
REFUSE = Action(
    "refuse", "不同意代管", ("SUBMITTED", "REVIEW_DUE"), "REFUSED", by=OFFICER, needs_reason=True, grave=True, then=handling.keep_end
)  # fmt: skip
CLOSE = Action("close", "待遇或账户已变更", _LIVE, "ENDED", by=SYSTEM, then=handling.keep_end)
WITHDRAW = Action(
    "withdraw", "撤回", ("DRAFT", "SUBMITTED"), "ENDED", by=CLERK, needs_reason=True, recusal=False, grave=True,
    then=handling.keep_end,
)  # fmt: skip

KEEPINGS = Flow(
    "card_keeping.keepings",
    "银行卡代管备案",
    stages=(
        Stage("DRAFT", "待上传协议", "warn"),
        Stage("SUBMITTED", "待县级备案", "warn"),
        Stage("FILED", "备案在册", "ok", rests=True),
        Stage("REVIEW_DUE", "待年度复核", "warn"),
        Stage("ENDED", "已终止", final=True),
        Stage("REFUSED", "不同意代管", "danger", final=True),
    ),
    start="DRAFT",
    actions=(SUBMIT, FILE, RETURN, FALL_DUE, REVIEW, HAND_BACK, REFUSE, CLOSE, WITHDRAW),
    subjects_many=handling.subjects,
    prefix="卡",
    road=("DRAFT", "SUBMITTED", "FILED", "ENDED"),
    facts=handling.facts,
)
