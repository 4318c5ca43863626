"""临时救助审批的流程 (7.1): one application, three roads. A small need is met by the township out of its reserve, the clerk preparing and the
leader signing; a larger one is decided by the county; in an emergency the township helps first and the papers follow (R-TEMP-02, R-TEMP-05).
Each action's consequence is a service of grants and reserves."""

from __future__ import annotations

from doudi.base.documents import ASSISTANCE, COUNTY, TEMPORARY
from doudi.base.roles import Role
from doudi.mechanisms.casework.declare import (
    SYSTEM,
    Action,
    Clock,
    Days,
    Field,
    Flow,
    Ground,
    Hours,
    SpotCheck,
    Stage,
    Workdays,
)
from doudi.mechanisms.entitlement.applications import stages, steps
from doudi.mechanisms.entitlement.applications.steps import DOCUMENT, NOTICE_STEPS, POSTED, REMEDY, VISITED
from doudi.mechanisms.entitlement.remedies import open_to_appeal
from doudi.programmes.assistance.temporary import handling, telling
from doudi.programmes.assistance.temporary.models import Application
from doudi.programmes.assistance.temporary.paying import DECIDERS
from doudi.programmes.assistance.temporary.times import limit

HELPER, CLERK, HEAD = Role.VILLAGE_WORKER, Role.TOWNSHIP_CLERK, Role.TOWNSHIP_LEADER
OFFICER = Role.COUNTY_OFFICER
FILERS = frozenset({HELPER, CLERK})

GROUNDS = (
    Ground("NOT_SUDDEN", "困难情形不属于临时救助范围", str(ASSISTANCE["第四十七条"])),
    Ground("BEARABLE", "家庭有能力承担必需支出", str(TEMPORARY["救助对象"])),
    Ground("OTHER_AID", "困难已经由其他救助、保险、赔偿解决", str(TEMPORARY["救助对象"])),
    Ground("AGAIN", "同一原因本年度已经救助", str(COUNTY["同因不重复(R-TEMP-03)"])),
    Ground("FALSE", "隐瞒、虚报家庭情况", str(ASSISTANCE["第六十八条"])),
)
NOT_OURS = (
    Ground("PLACE", "不属于本地受理的申请", str(ASSISTANCE["第四十八条"])),
    Ground("NO_PERSON", "不是本人、家庭成员或其委托的人提出", str(ASSISTANCE["第四十八条"])),
)
PROPOSALS, WAYS = tuple(Application.Proposal.choices), tuple(Application.Way.choices)
AMOUNT = Field("amount", "救助金额（元）", "money", required=True)
RECEIPT = Field("receipt", "收据或转账凭证号", required=True)
WAY = Field("way", "支付方式", "choice", required=True, choices=WAYS)
WORDS = Field("words", "具体情况", "long", required=True)
SIGNED = Field("signed", "申请书已由申请人（代办人）签字", "yes", required=True)
COMPLETED = (SIGNED, Field("papers", "证明材料和领款凭据", "file", required=True))

# 申请与受理
SUBMIT = steps.submit(by=FILERS, fields=(SIGNED, Field("papers", "申请材料", "file")))
REPORT = Action(
    "report", "紧急上报", "DRAFT", "URGENT", by=FILERS, recusal=False, unless=handling.not_an_emergency, foreseen=True,
    fields=(Field("photo", "现场照片", "photo"),),
)  # fmt: skip
ACCEPT = steps.accept(by=CLERK, within=Workdays(limit("accept")), bulk=True)
SUPPLEMENT = Action(
    "supplement", "一次性告知补正", "SUBMITTED", "SUPPLEMENT", by=CLERK, unless=handling.told_before, foreseen=True,
    fields=(Field("missing", "缺少的材料", "long", required=True, hint="须一次写全"),),
)  # fmt: skip
RESUBMIT = Action(
    "resubmit", "补正后提交", "SUPPLEMENT", "SUBMITTED", by=FILERS, recusal=False,
    fields=(Field("papers", "补正的材料", "file"),),
)  # fmt: skip
REFUSE_ACCEPT = steps.refuse_acceptance(by=CLERK, grounds=NOT_OURS)
WITHDRAW = steps.withdraw(
    "DRAFT", "SUBMITTED", "SUPPLEMENT", "INVESTIGATING", "TO_SIGN", "OPINION", "SIGNED", "NOTICE", "OBJECTED", "OPINION2",
    "COUNTY_REVIEW", "RESERVE", "URGENT", "HELP_SIGN",
    by=FILERS, unless=handling.already_helped, foreseen=True,
    fields=(Field("statement", "申请人撤回申请的书面材料", "photo"),),
)  # fmt: skip

# 先行救助：先给钱，后补手续
HELP_FIRST = Action(
    "help_first", "先行救助", "URGENT", "HELP_SIGN", by=CLERK, within=Hours(limit("emergency_hours")),
    unless=handling.not_to_be_helped_first, then=handling.keep_prepared, fields=(AMOUNT, RECEIPT, WAY),
)  # fmt: skip
NOT_URGENT = Action("not_urgent", "转一般程序", "URGENT", "SUBMITTED", by=CLERK, needs_reason=True, grave=True)
SIGN_FIRST = Action(
    "sign_first", "签批先行救助", "HELP_SIGN", "HELPED", by=HEAD, within=Hours(limit("emergency_hours")),
    apart_from=("help_first",), unless=handling.papers_overdue, then=handling.pay_first,
)  # fmt: skip
RETURN_HELP = Action("return_help", "退回", "HELP_SIGN", "URGENT", by=HEAD, needs_reason=True, grave=True)
SURVEY_AFTER = Action(
    "survey_after", "补办入户调查", "HELPED", "HELPED", by=CLERK, pair=True, awaited=True,
    within=Workdays(limit("backfill")), fields=VISITED,
)  # fmt: skip
COMPLETE = Action(
    "complete", "补齐手续", "HELPED", "PAID_HERE", by=CLERK, within=Workdays(limit("backfill")), needs=("survey_after",),
    then=handling.complete, fields=COMPLETED,
)  # fmt: skip
COMPLETE_UP = Action(
    "complete_up", "补齐手续，余额报县", "HELPED", "OPINION", by=CLERK, needs=("survey_after",),
    unless=handling.nothing_more_to_give, then=handling.complete_and_propose,
    fields=(*COMPLETED, Field("amount", "建议救助总额（元）", "money", required=True, hint="含已先行救助的金额")),
)  # fmt: skip

# 调查，乡镇用备用金救助
SURVEY = Action(
    "survey", "入户调查", "INVESTIGATING", "INVESTIGATING", by=CLERK, pair=True, awaited=True,
    within=Workdays(limit("survey")), fields=VISITED,
)  # fmt: skip
PREPARE = Action(
    "prepare", "拟用备用金救助", ("INVESTIGATING", "RESERVE"), "TO_SIGN", by=CLERK, within=Workdays(limit("opinion")), needs=("survey",),
    unless=handling.not_from_the_reserve, then=handling.keep_prepared, fields=(AMOUNT, RECEIPT, WAY),
)  # fmt: skip
SIGN_HERE = Action(
    "sign_here", "签批备用金救助", "TO_SIGN", "PAID_HERE", by=HEAD, within=Workdays(limit("sign")),
    apart_from=("survey", "prepare"), then=handling.pay_here, bulk=True,
)  # fmt: skip
SEND_BACK = Action(
    "send_back", "退回经办人", ("TO_SIGN", "OPINION"), "INVESTIGATING", by=HEAD, needs_reason=True, wakes=(), grave=True
)
REFUSE_HERE = Action(
    "refuse_here", "不予救助（乡镇）", ("TO_SIGN", "OPINION"), "REFUSED", by=HEAD, grounds=GROUNDS, grave=True,
    apart_from=("survey", "prepare", "opine"), unless=handling.not_for_the_township, foreseen=True,
    then=handling.keep_refusal, fields=(WORDS, DOCUMENT),
)  # fmt: skip

# 报县：意见、签批、支出型先公示
OPINE = Action(
    "opine", "提出意见，报县审批", "INVESTIGATING", "OPINION", by=CLERK, within=Workdays(limit("opinion")), needs=("survey",),
    unless=handling.wrong_opinion, then=handling.keep_opinion,
    fields=(
        Field("proposal", "意见", "choice", required=True, choices=PROPOSALS),
        Field("amount", "建议金额（元）", "money"),
        Field("again", "同因再次救助的理由", hint="同一原因本年度已救助过的，写明须再次救助的理由"),
        Field("meeting", "超过上限，提请一事一议", "yes"),
        Field("words", "说明", "long"),
    ),
)  # fmt: skip
SIGN = Action(
    "sign", "签批，在村公示", "OPINION", "SIGNED", by=HEAD, within=Workdays(limit("sign")), apart_from=("survey", "opine"),
    unless=handling.not_posted_before, foreseen=True, bulk=True,
)  # fmt: skip
SIGN_UP = Action(
    "sign_up", "签批，上报县民政局", "OPINION", "COUNTY_REVIEW", by=HEAD, within=Workdays(limit("sign")),
    apart_from=("survey", "survey_after", "opine", "complete_up"), unless=handling.posted_before, foreseen=True, bulk=True,
)  # fmt: skip
POST = steps.post(by=FILERS, within=Workdays(limit("post")))
OBJECT = Action(
    "object", "登记异议", ("NOTICE", "COUNTY_REVIEW"), "OBJECTED", by=FILERS, recusal=False, grave=True,
    then=handling.keep_complaint, fields=(Field("words", "异议内容", "long", required=True), Field("real_name", "实名举报", "yes")),
)  # fmt: skip
LAPSE = Action(
    "lapse", "公示期满，上报县民政局", "NOTICE", "COUNTY_REVIEW", by=SYSTEM, within=Days(limit("notice")), lapses=True
)  # fmt: skip
RESURVEY = Action(
    "resurvey", "重新调查", "OBJECTED", "OBJECTED", by=CLERK, pair=True, awaited=True, apart_from=("survey",),
    within=Workdays(limit("objection")), fields=VISITED,
)  # fmt: skip
OPINE_AGAIN = Action(
    "opine_again", "提出复核意见", "OBJECTED", "OPINION2", by=CLERK, within=Workdays(limit("objection")), needs=("resurvey",),
    unless=handling.wrong_opinion, then=handling.keep_opinion, fields=OPINE.fields,
)  # fmt: skip
SIGN_AGAIN = Action(
    "sign_again", "签批复核意见", "OPINION2", "COUNTY_REVIEW", by=HEAD, within=Workdays(limit("sign")),
    apart_from=("resurvey", "opine_again"),
)  # fmt: skip

# 县级审批
APPROVE = Action(
    "approve", "同意，县级资金支付", "COUNTY_REVIEW", "APPROVED", by=DECIDERS, within=Workdays(limit("county")),
    unless=handling.not_to_be_approved, then=handling.pay_by_county,
    fields=(
        DOCUMENT,
        Field("amount", "救助总额（元）", "money", required=True, hint="含已先行救助的金额"),
        Field("county_decision", "再次救助决定文号", hint="同一原因本年度再次救助时填写"),
        Field("minutes", "一事一议纪要文号", hint="超过救助上限时填写"),
    ),
)  # fmt: skip
APPROVE_RESERVE = Action(
    "approve_reserve", "同意，由备用金支付", "COUNTY_REVIEW", "RESERVE", by=DECIDERS, within=Workdays(limit("county")),
    unless=handling.not_to_be_allowed, then=handling.keep_approval, fields=APPROVE.fields,
)  # fmt: skip
RETURN = Action(
    "return", "退回乡镇", "COUNTY_REVIEW", "INVESTIGATING", by=OFFICER, needs_reason=True, wakes=(), grave=True
)
REFUSE = Action(
    "refuse", "不予救助", "COUNTY_REVIEW", "REFUSED", by=DECIDERS, within=Workdays(limit("county")), grounds=GROUNDS,
    then=handling.keep_refusal, grave=True, fields=(WORDS, DOCUMENT),
)  # fmt: skip
TELL = steps.tell(by=CLERK, within=Workdays(limit("tell")))
REOPEN = Action("reopen", "撤销原决定，重新审核", ("TOLD", "NOT_ACCEPTED"), "COUNTY_REVIEW", by=SYSTEM)

# 发放以后：公布、县级核查；退回、冲销
PAY = Action("pay", "救助金到账", "APPROVED", "PAID", by=SYSTEM)
PUBLISH = Action(
    "publish",
    "在村公布",
    "PAID",
    "CLOSED",
    by=FILERS,
    within=Workdays(limit("publish")),
    recusal=False,
    fields=POSTED,
    bulk=True,
)
PUBLISH_HERE = Action(
    "publish_here", "在村公布", "PAID_HERE", "PUBLISHED", by=FILERS, within=Workdays(limit("publish")), recusal=False,
    fields=POSTED, bulk=True,
)  # fmt: skip
VISIT = Action("visit", "县级入户抽查", "PUBLISHED", "PUBLISHED", by=OFFICER, pair=True, fields=VISITED)
CHECK = Action(
    "check", "县级核查办结", "PUBLISHED", "CLOSED", by=OFFICER, within=Workdays(limit("check")), bulk=True,
    unless=handling.not_filed,
)  # fmt: skip
REVERSE = Action(
    "reverse", "冲销、收回", ("HELPED", "PAID_HERE", "PUBLISHED", "APPROVED", "PAID", "CLOSED"), "REVERSED", by=SYSTEM
)

HELPING = Clock(
    "helping", "先行救助时限", starts=("report",), ends=("sign_first", "not_urgent", "withdraw"),
    within=Hours(limit("emergency_hours")),
)  # fmt: skip

ACTIONS = (
    SUBMIT, REPORT, ACCEPT, SUPPLEMENT, RESUBMIT, REFUSE_ACCEPT, HELP_FIRST, NOT_URGENT, SIGN_FIRST, RETURN_HELP,
    SURVEY_AFTER, COMPLETE, COMPLETE_UP, SURVEY, PREPARE, SIGN_HERE, SEND_BACK, REFUSE_HERE, OPINE, SIGN, SIGN_UP,
    POST, OBJECT, LAPSE, RESURVEY, OPINE_AGAIN, SIGN_AGAIN, APPROVE, APPROVE_RESERVE, RETURN, REFUSE, TELL, REOPEN,
    PAY, PUBLISH, PUBLISH_HERE, VISIT, CHECK, REVERSE, WITHDRAW,
)  # fmt: skip

APPLICATIONS = Flow(
    "temporary.applications",
    "临时救助审批",
    stages=(
        stages.DRAFT,
        stages.SUBMITTED,
        Stage("SUPPLEMENT", "待补正", "warn"),
        Stage("URGENT", "紧急上报", "danger"),
        Stage("HELP_SIGN", "先行救助待签批", "danger"),
        Stage("HELPED", "已先行救助，待补手续", "warn"),
        stages.INVESTIGATING,
        Stage("TO_SIGN", "备用金待签批", "warn"),
        Stage("OPINION", "意见待签批", "warn"),
        stages.SIGNED,
        stages.NOTICE,
        stages.OBJECTED,
        Stage("OPINION2", "复核意见", "warn"),
        stages.COUNTY_REVIEW,
        Stage("RESERVE", "县级同意，待备用金支付", "info"),
        Stage("APPROVED", "县级同意，待到账", "info"),
        Stage("PAID_HERE", "已发放，待公布", "info"),
        Stage("PAID", "已到账，待公布", "info"),
        Stage("PUBLISHED", "已公布，待核查", "ok"),
        Stage("CLOSED", "办结", "ok", final=True),
        *stages.refused("不予救助"),
        stages.NOT_ACCEPTED,
        stages.WITHDRAWN,
        Stage("REVERSED", "已冲销、收回", "danger", final=True),
    ),
    start="DRAFT",
    actions=ACTIONS,
    subjects_many=handling.subjects,
    prefix="临",
    road=("DRAFT", "SUBMITTED", "INVESTIGATING", "OPINION", "COUNTY_REVIEW", "APPROVED", "PAID", "CLOSED"),
    clocks=(HELPING,),
    spot_check=SpotCheck("publish_here", limit("spot_check"), "visit", ("check",), always=handling.must_be_visited),
    notice=NOTICE_STEPS,
    remedy=REMEDY,
    appealable=open_to_appeal(served=(("tell", "told_on"), ("refuse_accept", "")), reopen="reopen"),
    reads={"temporary_application": ()},
    facts=handling.facts,
    tells=telling.tells(ACTIONS),
    phones=telling.phones,
)  # fmt: skip
