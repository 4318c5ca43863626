"""殡葬执法的流程 (1.11). No action seizes, demolishes or digs up anything (R-ENF-07, R-ASHES-20): what is not put right goes to court."""

from __future__ import annotations

from doudi.base.roles import Role
from doudi.mechanisms.casework.declare import Action, Clock, Days, Field, Flow, Stage, Workdays
from doudi.programmes.funeral.funeral_enforcement import handling
from doudi.programmes.funeral.funeral_enforcement.models import Violation
from doudi.programmes.funeral.funeral_enforcement.policy import limit

ENFORCER, OFFICE, LEADER = Role.FUNERAL_ENFORCER, Role.FUNERAL_OFFICER, Role.BUREAU_LEADER
OFFICER = "执法人员"
WORDS = Field("words", "情况", "long", required=True)
RECORDING = Field("recording", "音像记录", "file")
PHOTO = Field("photo", "现场照片", "photo", required=True)

CHECK = Action(
    "check", "核查线索", "CLUE", "CHECK", by=ENFORCER, pair=True, companion=OFFICER, within=Workdays(limit("check")),
    then=handling.require_certified, fields=(WORDS, PHOTO, RECORDING),
)  # fmt: skip
NO_CASE = Action(
    "no_case", "不予立案", "CHECK", "NO_CASE", by=OFFICE, apart_from=("check",), needs_reason=True, grave=True
)
FILE = Action(
    "file", "立案", "CHECK", "FILED", by=OFFICE, apart_from=("check",), within=Workdays(limit("file")), unless=handling.too_old,
    then=handling.filed,
    fields=(
        Field("violation", "违法类型", "choice", required=True, choices=tuple(Violation.choices)), Field("party", "当事人", required=True),
        Field("done_on", "行为发生日期", "date", required=True), Field("ended_on", "行为终了日期", "date"), Field("goes_on", "仍在继续", "yes"),
        Field("harm", "涉及生命健康安全、金融安全且有危害后果", "yes"),
    ),
)  # fmt: skip
INVESTIGATE = Action(
    "investigate", "调查取证", "FILED", "INVESTIGATE", by=ENFORCER, pair=True, companion=OFFICER, then=handling.require_certified,
    fields=(WORDS, PHOTO, Field("recording", "音像记录", "file", required=True)),
)  # fmt: skip
SUBMIT = Action(
    "submit", "提请法制审核", "INVESTIGATE", "LEGAL_REVIEW", by=ENFORCER,
    fields=(Field("opinion", "处理建议", "long", required=True), Field("basis", "法律依据", required=True)),
)  # fmt: skip
LEGAL = Action(
    "legal", "法制审核通过", "LEGAL_REVIEW", "NOTICE", by=OFFICE, apart_from=("check", "investigate", "submit", "file"),
    fields=(Field("opinion", "审核意见", "long", required=True),),
)  # fmt: skip
SEND_BACK = Action(
    "send_back", "退回补充", "LEGAL_REVIEW", "FILED", by=OFFICE, apart_from=("check", "investigate", "submit", "file"), needs_reason=True,
    grave=True,
)  # fmt: skip
TELL = Action(
    "tell", "处罚前告知", "NOTICE", "TOLD", by=ENFORCER, pair=True, companion=OFFICER, then=handling.told,
    fields=(
        Field("facts", "事实", "long", required=True), Field("basis", "理由和依据", required=True), Field("proposed", "拟罚款（元）", "money"),
        Field("order", "拟责令改正的内容", "long", required=True),
    ),
)  # fmt: skip
PLEA = Action("plea", "陈述申辩", "TOLD", "TOLD", by=ENFORCER, fields=(WORDS,), recusal=False)
ASK_HEARING = Action(
    "ask_hearing", "申请听证", "TOLD", "HEARING", by=ENFORCER, unless=handling.hearing_too_late, fields=(WORDS,)
)
HEAR = Action(
    "hear",
    "举行听证",
    "HEARING",
    "TOLD",
    by=OFFICE,
    apart_from=("check", "investigate", "submit"),
    fields=(WORDS, RECORDING),
)
DECIDE = Action(
    "decide", "作出决定", "TOLD", "DECISION", by=LEADER, apart_from=("check", "investigate", "legal"), unless=handling.not_to_be_decided,
    then=handling.decided,
    fields=(
        Field("document", "决定书文号", required=True), Field("penalty", "罚款（元）", "money"), Field("order", "责令改正什么", "long", required=True),
        Field("correct_by", "改正期限", "date", required=True), Field("verified_how", "怎样核实", required=True),
        Field("gave_up", "当事人已书面放弃听证", "yes"),
    ),
)  # fmt: skip
SERVE = Action(
    "serve", "送达", "DECISION", "EXECUTE", by=ENFORCER, within=Workdays(limit("serve")),
    fields=(Field("way", "送达方式", required=True), Field("receipt", "送达回证", "photo", required=True)),
)  # fmt: skip
RECHECK = Action(
    "recheck", "复查合格，结案", "EXECUTE", "CLOSED", by=frozenset({ENFORCER, OFFICE}), apart_from=("check", "investigate", "submit"),
    fields=(WORDS, PHOTO),
)  # fmt: skip
TO_COURT = Action(
    "to_court", "申请人民法院执行", "EXECUTE", "TRANSFERRED", by=OFFICE, apart_from=("check", "investigate"), grave=True,
    fields=(Field("document", "申请书文号", required=True), WORDS),
)  # fmt: skip
TRANSFER = Action(
    "transfer", "移送其他机关", ("CHECK", "FILED", "INVESTIGATE"), "TRANSFERRED", by=OFFICE, grave=True,
    fields=(
        Field("to", "移送给", "choice", required=True, choices=(("MARKET", "市场监管"), ("POLICE", "公安"), ("DISCIPLINE", "纪委监委"), ("OTHER", "其他"))),
        Field("document", "移送文号", required=True),
    ),
)  # fmt: skip

ENFORCEMENT = Flow(
    "funeral_enforcement.cases",
    "殡葬执法",
    stages=(
        Stage("CLUE", "线索", "warn"),
        Stage("CHECK", "核查中", "warn"),
        Stage("NO_CASE", "不予立案", "", final=True),
        Stage("FILED", "已立案", "info"),
        Stage("INVESTIGATE", "调查终结", "info"),
        Stage("LEGAL_REVIEW", "法制审核", "info"),
        Stage("NOTICE", "待告知", "warn"),
        Stage("TOLD", "已告知", "warn"),
        Stage("HEARING", "听证", "warn"),
        Stage("DECISION", "已决定，待送达", "warn"),
        Stage("EXECUTE", "已送达，待改正", "info"),
        Stage("CLOSED", "已结案", "ok", final=True),
        Stage("TRANSFERRED", "已移送", "", final=True),
    ),
    start="CLUE",
    actions=(
        CHECK, NO_CASE, FILE, INVESTIGATE, SUBMIT, LEGAL, SEND_BACK, TELL, PLEA, ASK_HEARING, HEAR, DECIDE, SERVE, RECHECK, TO_COURT, TRANSFER,
    ),
    prefix="殡执",
    road=("CLUE", "CHECK", "FILED", "INVESTIGATE", "LEGAL_REVIEW", "NOTICE", "TOLD", "DECISION", "EXECUTE", "CLOSED"),
    clocks=(Clock("decide", "立案后90日内决定", starts=("file",), ends=("decide", "transfer"), within=Days(limit("decide"))),),
    facts=handling.facts,
)  # fmt: skip
