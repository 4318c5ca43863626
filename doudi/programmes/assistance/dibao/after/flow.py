"""低保动态管理的流程 (5.9): what has changed is reported, looked at by two, proposed, signed, told first if it takes something away, decided by
the county and served. Nobody decides what he proposed."""

from __future__ import annotations

from doudi.base.documents import DIBAO
from doudi.base.roles import Role
from doudi.mechanisms.casework.declare import SYSTEM, Action, Clock, Field, Flow, Stage, Workdays
from doudi.mechanisms.entitlement.amendments import carrying_out, proposing, queries
from doudi.mechanisms.entitlement.amendments.models import Outcome
from doudi.mechanisms.entitlement.applications import steps
from doudi.mechanisms.entitlement.awards.models import ReviewClass
from doudi.mechanisms.entitlement.awards.reasons import HoldReason, StopReason
from doudi.mechanisms.entitlement.remedies import open_to_appeal
from doudi.programmes.assistance.dibao.after import conditions
from doudi.programmes.assistance.dibao.after.deferring import DEFERRING
from doudi.programmes.assistance.dibao.after.times import limit

HELPER, CLERK, HEAD = Role.VILLAGE_WORKER, Role.TOWNSHIP_CLERK, Role.TOWNSHIP_LEADER
CENTRE, OFFICER = Role.VERIFICATION_CENTRE, Role.COUNTY_OFFICER
COUNTY = frozenset({OFFICER, Role.BUREAU_LEADER})
REPORTERS = frozenset({HELPER, CLERK, OFFICER})
CHECKERS = frozenset({CLERK, CENTRE})
BASIS = str(DIBAO["第三十二条"])
DOCUMENT = Field("document", "决定文号", required=True)

START = Action("start", "开始核查", "REPORTED", "LOOKING", by=CLERK, within=Workdays(limit("start")))
START_PAPERS = Action(
    "start_papers", "书面核查", "REPORTED", "LOOKING", by=CLERK, wakes=(), unless=conditions.needs_a_visit, foreseen=True
)  # fmt: skip
VISIT = Action(
    "visit", "入户核查", "LOOKING", "LOOKING", by=CLERK, within=Workdays(limit("visit")), awaited=True, pair=True,
    fields=(
        Field("visited_on", "入户日期", "date", required=True),
        Field("signed_by", "在场并签字的家庭成员", required=True),
        Field("found", "核查情况", "long", required=True, hint="人口、收入、财产、就业、居住情况"),
        Field("photo", "入户照片", "photo"),
    ),
)  # fmt: skip
CHECK = Action(
    "check", "信息核对结论", "LOOKING", "LOOKING", by=CENTRE, within=Workdays(limit("check")), awaited=True,
    fields=(
        Field("number", "报告编号", required=True),
        Field("result", "核对结论", "choice", required=True, choices=(("WITHIN", "在规定限额以内"), ("ABOVE", "超过规定限额"))),
    ),
)  # fmt: skip
CONTACT = Action(
    queries.CONTACT, "通知本人", "LOOKING", "LOOKING", by=CLERK,
    fields=(
        Field("told_on", "通知日期", "date", required=True),
        Field("way", "方式", "choice", required=True, choices=(("VISIT", "上门"), ("PHONE", "电话"), ("PAPER", "书面"))),
        Field("answer", "结果", "long", required=True),
    ),
)  # fmt: skip
ADMONISH = Action(
    "admonish", "批评教育", "LOOKING", "LOOKING", by=frozenset({HEAD, OFFICER}), unless=conditions.not_hidden_long,
    fields=(
        Field("hidden_since", "变化发生日期", "date", required=True),
        Field("words", "隐瞒的情况和批评教育的记录", "long", required=True),
    ),
)  # fmt: skip
HOLD = Action(
    "hold", "暂缓发放", "LOOKING", "LOOKING", by=COUNTY, then=carrying_out.hold, grave=True,
    fields=(
        Field("reason", "暂缓原因", "choice", required=True, choices=tuple(HoldReason.choices)),
        Field("words", "事由", "long", required=True),
    ),
)  # fmt: skip
PROPOSE = Action(
    "propose", "提出处理意见", "LOOKING", "PROPOSED", by=CLERK, within=Workdays(limit("propose")), needs=("visit", "check"),
    unless=proposing.wrong_proposal, then=proposing.keep_proposal,
    fields=(
        Field("outcome", "处理意见", "choice", required=True, choices=tuple(Outcome.choices)),
        Field("review_class", "今后的复核类别", "choice", required=True, choices=tuple(ReviewClass.choices)),
        Field("reason", "停发原因", "choice", choices=tuple(StopReason.choices), hint="停发的选择"),
        Field("grace_group", "渐退对象类别", "choice", choices=DEFERRING.groups, hint="给予渐退期的选择"),
        Field("grace_months", "渐退期（个月）", hint="给予渐退期的填写"),
        Field("provincial_basis", "有省级文件依据（超过6个月须有）", "yes"),
        Field("words", "理由", "long", required=True, hint="会写入告知书"),
    ),
)  # fmt: skip
SIGN = Action(
    "sign", "签批上报", "PROPOSED", "COUNTY", by=HEAD, within=Workdays(limit("sign")), apart_from=("visit", "propose"),
    unless=proposing.adverse, foreseen=True,
)  # fmt: skip
SIGN_ADVERSE = Action(
    "sign_adverse", "签批，事先告知", "PROPOSED", "TELLING", by=HEAD, within=Workdays(limit("sign")),
    apart_from=("visit", "propose"), unless=proposing.not_adverse, foreseen=True,
)  # fmt: skip
SEND_BACK = Action("send_back", "退回重新核查", "PROPOSED", "LOOKING", by=HEAD, needs_reason=True, wakes=(), grave=True)
TELL_FIRST = Action(
    "tell_first", "送达事先告知书", "TELLING", "HEARING", by=CLERK, within=Workdays(limit("tell")), counts_from="told_on",
    recusal=False,
    fields=(Field("told_on", "送达日期", "date", required=True), Field("receipt", "送达回证", "photo")),
)  # fmt: skip
STATE = Action(
    "state", "登记陈述申辩", "HEARING", "LOOKING", by=CLERK, wakes=(),
    fields=(Field("words", "陈述申辩的内容", "long", required=True), Field("proof", "提交的证明", "file")),
)  # fmt: skip
WAIVE = Action(
    "waive", "本人放弃陈述", "HEARING", "COUNTY", by=CLERK,
    fields=(Field("statement", "本人签字的书面材料", "photo", required=True),),
)  # fmt: skip
LAPSE = Action(
    "lapse", "陈述期满", "HEARING", "COUNTY", by=SYSTEM, within=Workdays(limit("answer")), lapses=True
)  # fmt: skip
RETURN = Action("return", "退回重新核查", "COUNTY", "LOOKING", by=OFFICER, needs_reason=True, wakes=(), grave=True)
KEEP = Action(
    "keep", "确认维持不变", "COUNTY", "KEPT", by=COUNTY, within=Workdays(limit("decide")), fields=(DOCUMENT,),
    apart_from=("visit", "propose", "sign"), unless=proposing.changes_something, foreseen=True,
    then=carrying_out.kept_as_it_is, bulk=True,
)  # fmt: skip
DECIDE = Action(
    "decide", "审核决定", "COUNTY", "DECIDED", by=COUNTY, within=Workdays(limit("decide")), fields=(DOCUMENT,),
    apart_from=("visit", "propose", "sign", "sign_adverse"), unless=proposing.changes_nothing, foreseen=True,
    then=carrying_out.carry_out,
)  # fmt: skip
SERVE = Action(
    "serve", "送达决定告知书", "DECIDED", "SERVED", by=CLERK, within=Workdays(limit("serve")), recusal=False,
    then=carrying_out.finished,
    fields=(Field("told_on", "送达日期", "date", required=True), Field("receipt", "送达回证", "photo")),
)  # fmt: skip
REOPEN = Action("reopen", "撤销原决定，重新审核", "SERVED", "COUNTY", by=SYSTEM, then=carrying_out.reopened)
UNDO = Action(
    "undo", "恢复原待遇", "COUNTY", "DECIDED", by=COUNTY, unless=carrying_out.nothing_to_undo, foreseen=True,
    then=carrying_out.undo, fields=(DOCUMENT,),
)  # fmt: skip
WITHDRAW = Action(
    "withdraw", "撤回登记", ("REPORTED", "LOOKING"), "WITHDRAWN", by=CLERK, needs_reason=True, grave=True,
    unless=proposing.not_withdrawable, foreseen=True, then=carrying_out.finished,
)  # fmt: skip

CHANGES = Flow(
    "dibao.changes",
    "低保动态管理",
    stages=(
        Stage("REPORTED", "待核查", "info"),
        Stage("LOOKING", "核查中", "warn"),
        Stage("PROPOSED", "待签批", "warn"),
        Stage("TELLING", "待事先告知", "warn"),
        Stage("HEARING", "听取陈述申辩", "info"),
        Stage("COUNTY", "县级审核", "warn"),
        Stage("DECIDED", "待送达", "warn"),
        Stage("SERVED", "已送达", "ok", final=True),
        Stage("KEPT", "维持不变", "ok", final=True),
        Stage("WITHDRAWN", "已撤回", final=True),
    ),
    start="REPORTED",
    actions=(
        START, START_PAPERS, VISIT, CHECK, CONTACT, ADMONISH, HOLD, PROPOSE, SIGN, SIGN_ADVERSE, SEND_BACK, TELL_FIRST,
        STATE, WAIVE, LAPSE, RETURN, KEEP, DECIDE, SERVE, REOPEN, UNDO, WITHDRAW,
    ),
    subjects_many=queries.subjects,
    prefix="变",
    road=("REPORTED", "LOOKING", "PROPOSED", "TELLING", "HEARING", "COUNTY", "DECIDED", "SERVED"),
    clocks=(
        Clock("total", "动态管理总时限", starts=("start", "start_papers"), ends=("keep", "decide", "withdraw"), within=Workdays(limit("total"))),
    ),
    appealable=open_to_appeal(served=(("serve", "told_on"),), reopen="reopen"),
    remedy=steps.REMEDY,
    facts=queries.facts,
)  # fmt: skip
