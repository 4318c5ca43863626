"""低保审核确认的流程 (5.8): application, acceptance, investigation and check, opinion, public notice, county review, decision."""

from __future__ import annotations

from doudi.base.documents import ASSISTANCE, DIBAO
from doudi.base.roles import Role
from doudi.mechanisms.casework.declare import (
    Action,
    Clock,
    Field,
    Flow,
    Ground,
    SpotCheck,
    Stage,
    Workdays,
)
from doudi.mechanisms.entitlement.applications import stages, steps, telling
from doudi.programmes.assistance.dibao import handling
from doudi.programmes.assistance.dibao.handling import CHECKS, HANDLING
from doudi.programmes.assistance.dibao.times import limit

HELPER, CLERK, HEAD = Role.VILLAGE_WORKER, Role.TOWNSHIP_CLERK, Role.TOWNSHIP_LEADER
CENTRE = Role.VERIFICATION_CENTRE
FILERS, WORKERS = frozenset({HELPER, CLERK}), frozenset({CLERK, CENTRE})
COUNTY = frozenset({Role.COUNTY_OFFICER, Role.BUREAU_LEADER})
OFFICER = Role.COUNTY_OFFICER

GROUNDS = (
    Ground("INCOME", "共同生活的家庭成员人均收入不低于当地低保标准", str(ASSISTANCE["第九条"])),
    Ground("PROPERTY", "家庭财产状况不符合规定", str(DIBAO["第十四条"])),
    Ground("SUPPORT", "赡养、抚养、扶养义务人有履行能力", str(DIBAO["第十三条"])),
    Ground("FALSE", "隐瞒、虚报家庭经济状况", str(ASSISTANCE["第六十八条"])),
)
NOT_OURS = (
    Ground("PLACE", "不属于本地受理的申请", str(DIBAO["第四条"])),
    Ground("WITHDRAWN", "申请人不具备申请资格", str(DIBAO["第三条"])),
)
UNCOOPERATIVE = (Ground("UNCOOPERATIVE", "无正当理由不配合调查核对", str(DIBAO["第十八条"])),)
REASONS = (
    ("OBJECTION", "公示有异议"),
    ("APART", "户籍地与居住地不一致"),
    ("CROSS", "跨区域申请"),
    ("HARD", "调查核对确有困难"),
)

# 申请与受理
SUBMIT = steps.submit(by=FILERS, fields=(Field("signed", "申请人（代理人）已签字", "yes", required=True),))
ACCEPT = steps.accept(
    target="ACCEPTED", by=CLERK, within=Workdays(limit("accept")), unless=handling.incomplete, then=handling.register_near_kin
)  # fmt: skip
SUPPLEMENT = Action(
    "supplement", "一次性告知补正", "SUBMITTED", "SUPPLEMENT", by=CLERK,
    unless=handling.nothing_new_to_supply, foreseen=True, then=handling.tell_gaps,
)  # fmt: skip
RESUBMIT = Action("resubmit", "补正后提交", "SUPPLEMENT", "SUBMITTED", by=FILERS, recusal=False)
REFUSE_ACCEPT = steps.refuse_acceptance(by=CLERK, grounds=NOT_OURS)
WITHDRAW = steps.withdraw(
    "DRAFT", "SUBMITTED", "SUPPLEMENT", "ACCEPTED", "INVESTIGATING", "NOT_MET", "OPINION", "SIGNED", "NOTICE", "OBJECTED",
    by=FILERS, fields=(Field("statement", "申请人撤回申请的书面材料", "photo"),),
)  # fmt: skip

# 调查核对：入户两人，信息核对由县核对中心
START = Action("start", "启动调查", "ACCEPTED", "INVESTIGATING", by=CLERK, within=Workdays(limit("start_survey")))
SURVEY = Action(
    "survey", "入户调查", "INVESTIGATING", "INVESTIGATING", by=CLERK, within=Workdays(limit("survey")), awaited=True,
    pair=True, unless=handling.survey_without_visit,
    fields=(
        Field("visited_on", "调查日期", "date", required=True),
        Field("way", "方式", "choice", required=True, choices=handling.WAYS),
        Field("emergency", "以电话、视频代替入户的突发事件"),
        Field("signed_by", "在场并签字的家庭成员", required=True),
        Field("found", "调查情况", "long", required=True, hint="居住、生活、劳动、收入、财产、赡养情况"),
        Field("photo", "入户照片", "photo", hint="须拍到调查人员和住所"),
    ),
)  # fmt: skip
REQUEST = Action(
    "request_check", "提请信息核对", "INVESTIGATING", "INVESTIGATING", by=CLERK,
    within=Workdays(limit("request_check")), awaited=True,
)  # fmt: skip
START_CHECK = Action(
    "start_check", "启动信息核对", "INVESTIGATING", "INVESTIGATING", by=CENTRE,
    within=Workdays(limit("start_check")), awaited=True, after=("request_check",),
)  # fmt: skip
REPORT = CHECKS.report(by=CENTRE, within=Workdays(limit("check")), after=("request_check", "start_check"))
OPINE = steps.opine(
    HANDLING, by=CLERK, needs=("survey", "report"), unless=CHECKS.wrong_opinion,
    fields=(steps.proposal(HANDLING), Field("words", "说明", "long")),
)  # fmt: skip
NOT_MET = CHECKS.not_met(by=CLERK)
REBUT = CHECKS.rebut(by=CLERK, within=Workdays(limit("rebut")), wakes=("request_check", "start_check", "report"))
GIVE_UP = CHECKS.give_up(by=CLERK, within=Workdays(limit("rebut")))
TERMINATE = Action(
    "terminate", "终止审核", "INVESTIGATING", "TERMINATED", by=HEAD, grounds=UNCOOPERATIVE, grave=True,
    apart_from=("survey", "start"), fields=(Field("words", "不配合的情形", "long", required=True), steps.DOCUMENT),
)  # fmt: skip

# 初审意见与公示
SIGN = steps.sign(
    by=HEAD, within=Workdays(limit("opinion")), apart_from=("survey", "opine"), unless=HANDLING.proposes_refusal,
    foreseen=True, bulk=True,
)  # fmt: skip
SIGN_REFUSAL = steps.sign_refusal(
    HANDLING, by=HEAD, within=Workdays(limit("opinion")), apart_from=("survey", "opine", "give_up")
)
SEND_BACK = Action(
    "send_back", "退回重新调查", "OPINION", "INVESTIGATING", by=HEAD, needs_reason=True, wakes=("survey",), grave=True
)
POST = steps.post(by=FILERS, within=Workdays(limit("post")))
OBJECT = steps.objection(HANDLING, ("NOTICE", "NOTICE_OVER"), by=FILERS, extends=("total", "OBJECTION"))
LAPSE = steps.notice_over(days=limit("notice"))
RESURVEY = Action(
    "resurvey", "重新调查", "OBJECTED", "OBJECTED", by=CLERK, pair=True, apart_from=("survey",), within=Workdays(limit("objection")),
    awaited=True, unless=handling.survey_without_visit, fields=SURVEY.fields,
)  # fmt: skip
APPRAISE = Action(
    "appraise", "民主评议", "OBJECTED", "OBJECTED", by=CLERK,
    fields=(
        Field("held_on", "评议日期", "date", required=True),
        Field("present", "参加人数", required=True),
        Field("words", "评议意见", "long", required=True),
        Field("minutes", "评议记录", "photo"),
    ),
)  # fmt: skip
OPINE_AGAIN = steps.opine(
    HANDLING, "OBJECTED", "OPINION2", code="opine_again", name="提出复核意见", by=CLERK, within=Workdays(limit("objection")),
    needs=("resurvey",), fields=OPINE.fields,
)  # fmt: skip
SIGN_AGAIN = Action(
    "sign_again", "签批复核意见", "OPINION2", "NOTICE_OVER", by=HEAD, within=Workdays(limit("opinion")),
    apart_from=("resurvey", "opine_again"),
)  # fmt: skip

# 县级审核确认；权限下放的由乡镇审核确认
FORWARD = Action(
    "forward", "上报县民政局", "NOTICE_OVER", "FORWARDED", by=CLERK, within=Workdays(limit("forward")), delegated=False
)
RECEIVE = Action(
    "receive", "县级接收", "FORWARDED", "COUNTY_REVIEW", by=OFFICER, within=Workdays(limit("receive")), bulk=True
)
VISIT = Action(
    "visit", "县级入户抽查", "COUNTY_REVIEW", "COUNTY_REVIEW", by=OFFICER, pair=True,
    fields=(
        Field("visited_on", "入户日期", "date", required=True),
        Field("found", "入户情况", "long", required=True),
        Field("photo", "入户照片", "photo"),
    ),
)  # fmt: skip
RETURN = Action("return", "退回更正", "COUNTY_REVIEW", "RETURNED", by=OFFICER, needs_reason=True, grave=True)
CORRECT = Action(
    "correct", "更正后上报", "RETURNED", "FORWARDED", by=CLERK, within=Workdays(limit("correct")), needs_reason=True
)
CONFIRM = steps.confirm(HANDLING, by=COUNTY, within=Workdays(limit("county")))
REFUSE = steps.refuse(HANDLING, by=COUNTY, within=Workdays(limit("county")), grounds=GROUNDS)
CONFIRM_HERE = steps.confirm(
    HANDLING, "NOTICE_OVER", code="confirm_here", name="乡镇确认同意", by=HEAD, within=Workdays(limit("here")), delegated=True,
    apart_from=("survey", "opine"),
)  # fmt: skip
REFUSE_HERE = steps.refuse(
    HANDLING, "NOTICE_OVER", code="refuse_here", name="乡镇不予确认", by=HEAD, within=Workdays(limit("here")), delegated=True,
    apart_from=("survey", "opine"), grounds=GROUNDS,
)  # fmt: skip
TELL = steps.tell(by=CLERK, within=Workdays(limit("tell")))
REOPEN = steps.reopen(HANDLING, ("TOLD", "NOT_ACCEPTED", "TERMINATED"), then=handling.reopened)

TOTAL = Clock(
    "total", "审核确认总时限",
    starts=("accept",),
    ends=("confirm", "confirm_here", "refuse", "refuse_here", "withdraw", "terminate"),
    within=Workdays(limit("total")), delegated=Workdays(limit("total_here")), extended=Workdays(limit("total_long")),
    reasons=REASONS, extended_by=frozenset({CLERK, HEAD, OFFICER}),
)  # fmt: skip

ACTIONS = (
    SUBMIT, ACCEPT, SUPPLEMENT, RESUBMIT, REFUSE_ACCEPT, START, SURVEY, REQUEST, START_CHECK, REPORT, OPINE,
    NOT_MET, REBUT, GIVE_UP, SIGN, SIGN_REFUSAL, SEND_BACK, POST, OBJECT, LAPSE, RESURVEY, APPRAISE, OPINE_AGAIN,
    SIGN_AGAIN, FORWARD, RECEIVE, VISIT, RETURN, CORRECT, CONFIRM, REFUSE, CONFIRM_HERE, REFUSE_HERE, TELL, REOPEN,
    TERMINATE, WITHDRAW,
)  # fmt: skip

APPLICATIONS = Flow(
    "dibao.applications",
    "低保审核确认",
    stages=(
        stages.DRAFT,
        stages.SUBMITTED,
        Stage("SUPPLEMENT", "待补正", "warn"),
        Stage("ACCEPTED", "已受理", "info"),
        Stage("INVESTIGATING", "调查核对中", "warn"),
        Stage("NOT_MET", "核对不符", "danger"),
        stages.OPINION,
        stages.SIGNED,
        stages.NOTICE,
        stages.OBJECTED,
        Stage("OPINION2", "复核意见", "warn"),
        stages.NOTICE_OVER,
        Stage("FORWARDED", "已上报", "info"),
        stages.COUNTY_REVIEW,
        Stage("RETURNED", "退回更正", "warn"),
        stages.CONFIRMED,
        *stages.refused(),
        stages.NOT_ACCEPTED,
        stages.WITHDRAWN,
        Stage("TERMINATED", "终止", "danger", final=True),
    ),
    start="DRAFT",
    actions=ACTIONS,
    subjects_many=HANDLING.subjects,
    prefix="保",
    road=("DRAFT", "SUBMITTED", "ACCEPTED", "INVESTIGATING", "OPINION", "SIGNED", "NOTICE", "NOTICE_OVER", "FORWARDED", "COUNTY_REVIEW", "CONFIRMED"),
    clocks=(TOTAL,),
    spot_check=SpotCheck("receive", limit("spot_check"), "visit", ("confirm", "refuse"), always=handling.must_be_visited),
    notice=steps.NOTICE_STEPS,
    remedy=steps.REMEDY,
    appealable=steps.appealable(("refuse_accept", ""), ("terminate", "")),
    reads=HANDLING.reads,
    facts=HANDLING.facts,
    tells=telling.tells(ACTIONS),
    phones=HANDLING.phones,
)  # fmt: skip
