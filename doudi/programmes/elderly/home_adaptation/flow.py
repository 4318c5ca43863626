"""居家适老化改造的流程: from the application over person and home, the plan, its approval and its notice to the works, the acceptance with
photos, the money, and the visits afterwards. What a contractor does he does for his own jobs (`given_to`)."""

from __future__ import annotations

from dataclasses import replace

from doudi.base.documents import BASIC_SERVICES, COUNTY, HOME_ADAPTATION
from doudi.base.roles import Role
from doudi.mechanisms.casework.declare import (
    SYSTEM,
    Action,
    Clock,
    Days,
    Field,
    Flow,
    Ground,
    SpotCheck,
    Stage,
    Workdays,
)
from doudi.mechanisms.entitlement.applications import stages, steps
from doudi.mechanisms.entitlement.applications.steps import DOCUMENT, NOTICE_STEPS, REMEDY, VISITED
from doudi.mechanisms.entitlement.remedies import open_to_appeal
from doudi.programmes.elderly.home_adaptation import handling, telling
from doudi.programmes.elderly.home_adaptation.policy import limit, share
from doudi.programmes.elderly.home_adaptation.queries import STAFF

HELPER, CLERK = Role.VILLAGE_WORKER, Role.TOWNSHIP_CLERK
OFFICER, LEADER, BUILDER = Role.COUNTY_OFFICER, Role.BUREAU_LEADER, Role.PROVIDER
FILERS = frozenset({HELPER, CLERK})
HANDLERS = frozenset({CLERK, OFFICER})
GROUNDS = (
    Ground("NOT_IN_NEED", "不属于资助对象，本人不愿自费改造", str(HOME_ADAPTATION["改造对象"])),
    Ground("TOO_YOUNG", "不满六十周岁", str(HOME_ADAPTATION["改造对象"])),
    Ground("HOUSE", "住房不符合改造条件", str(COUNTY["住房条件(R-MOD-04)"])),
    Ground("ONCE", "该户已经资助改造过", str(COUNTY["一户一次(R-MOD-03)"])),
    Ground("INSTITUTION", "已入住养老机构", str(BASIC_SERVICES["家庭适老化改造"])),
)
NOT_OURS = (Ground("PLACE", "不属于本地受理的申请", str(HOME_ADAPTATION["改造对象"])),)
LEVELS = (("0", "能力完好"), ("1", "轻度失能"), ("2", "中度失能"), ("3", "重度失能"), ("4", "完全失能"))
CAUSES = (("DIED", "老年人去世"), ("MOVED", "入住养老机构、迁出"), ("OTHER", "其他原因"))
CAUSE = Field("cause", "原因", "choice", required=True, choices=CAUSES)
WORDS = Field("words", "具体情况", "long", required=True)
SCORES = tuple((str(score), f"{score}分") for score in (5, 4, 3, 2, 1))
VISIT_FIELDS = (
    Field("visited_on", "回访日期", "date", required=True),
    Field("score", "满意度", "choice", required=True, choices=SCORES),
    Field("found", "使用情况", "long", required=True, hint="逐项看是否在、是否好用；有缺失、损坏的另行登记"),
    Field("photo", "回访照片", "photo"),
)

# 申请、核查、认定
SUBMIT = steps.submit(by=FILERS, fields=(Field("signed", "申请书已由老年人（代办人）签字", "yes", required=True), Field("papers", "申请材料", "file")))  # fmt: skip
SUPPLEMENT = steps.supplement(by=CLERK)
CHECK = Action(
    "check", "核查，报县民政局", "SUBMITTED", "TOWN_CHECKED", by=CLERK, within=Workdays(limit("check")),
    fields=(Field("found", "核查情况", "long", required=True, hint="身份、居住、是否改造过"),), bulk=True,
)  # fmt: skip
REFUSE_ACCEPT = steps.refuse_acceptance(by=CLERK, grounds=NOT_OURS)
ELIGIBLE = Action(
    "eligible", "认定改造对象", "TOWN_CHECKED", "ELIGIBLE", by=OFFICER, within=Workdays(limit("eligible")),
    unless=handling.not_eligible, then=handling.keep_eligible, bulk=True,
)  # fmt: skip
REFUSE = Action(
    "refuse", "不予资助", ("TOWN_CHECKED", "SURVEYED", "ELDER_SIGNED"), "REFUSED", by=OFFICER, grounds=GROUNDS, grave=True,
    then=handling.keep_document, fields=(WORDS, DOCUMENT),
)  # fmt: skip
TELL = steps.tell(by=CLERK, within=Workdays(limit("tell")))
REOPEN = Action("reopen", "撤销原决定，重新审核", ("TOLD", "NOT_ACCEPTED"), "TOWN_CHECKED", by=SYSTEM)

# 评估、方案、审批、公示
SURVEY = Action(
    "survey", "入户评估", "ELIGIBLE", "SURVEYED", by=CLERK, pair=True, within=Workdays(limit("survey")),
    then=handling.keep_survey,
    fields=(
        VISITED[0],
        Field("level", "能力等级", "choice", required=True, choices=LEVELS, hint="有能力评估结论的按结论，没有的现场评估"),
        Field("certificate", "持有残疾人证", "yes"),
        *(Field(code, label, "yes") for code, label, _ in handling.HOUSE),
        Field("found", "逐室风险点", "long", required=True, hint="地面、门、卧室、如厕洗浴、厨房、照明"),
        VISITED[2],
    ),
)  # fmt: skip
NOT_NEEDED = Action("not_needed", "评估后无需改造", "SURVEYED", "NOT_NEEDED", by=CLERK, needs_reason=True, grave=True)
PLAN = Action(
    "plan", "方案定稿，交老年人签字", ("SURVEYED", "CHANGE"), "PLANNED", by=HANDLERS, within=Workdays(limit("plan")),
    unless=handling.wrong_plan,
)  # fmt: skip
REPLAN = Action("replan", "修改方案", "PLANNED", "SURVEYED", by=HANDLERS, needs_reason=True, grave=True,
                unless=handling.not_the_first, foreseen=True)  # fmt: skip
ELDER_SIGN = Action(
    "elder_sign", "老年人签字确认", "PLANNED", "ELDER_SIGNED", by=FILERS, within=Workdays(limit("sign")), recusal=False,
    fields=(
        Field("signed", "老年人（家属）同意方案和自付金额，已签字", "yes", required=True),
        Field("signer", "签字人", required=True),
        Field("photo", "签字页照片", "photo"),
    ),
)  # fmt: skip
APPROVE = Action(
    "approve", "同意改造", "ELDER_SIGNED", "APPROVED", by=LEADER, within=Workdays(limit("approve")),
    apart_from=("check", "eligible", "plan"), unless=handling.not_first_or_wrong, then=handling.keep_approval,
    fields=(DOCUMENT,),
)  # fmt: skip
APPROVE_CHANGE = Action(
    "approve_change", "同意变更", "ELDER_SIGNED", "BUILDING", by=LEADER, within=Workdays(limit("approve")),
    apart_from=("check", "eligible", "plan"), unless=handling.no_change_or_wrong, then=handling.keep_approval,
    fields=(DOCUMENT,),
)  # fmt: skip
RETURN = Action(
    "return", "退回修改方案", "ELDER_SIGNED", "SURVEYED", by=LEADER, needs_reason=True, grave=True,
    unless=handling.not_the_first, foreseen=True,
)  # fmt: skip
RETURN_CHANGE = Action(
    "return_change", "退回变更", ("PLANNED", "ELDER_SIGNED"), "CHANGE", by=HANDLERS | {LEADER}, needs_reason=True, grave=True,
    unless=handling.not_a_change, foreseen=True,
)  # fmt: skip
POST = steps.post("APPROVED", by=FILERS, within=Workdays(limit("post")), unless=handling.paid_by_family, foreseen=True)
HAND_OVER = Action(
    "hand_over", "交付施工（自费）", "APPROVED", "TO_BUILD", by=CLERK, within=Workdays(limit("post")),
    unless=handling.paid_by_government, foreseen=True,
)  # fmt: skip
OBJECT = Action(
    "object", "登记异议", "NOTICE", "OBJECTED", by=FILERS, recusal=False, grave=True, then=handling.keep_complaint,
    fields=(Field("words", "异议内容", "long", required=True), Field("real_name", "实名举报", "yes")),
)  # fmt: skip
DISMISS = Action(
    "dismiss",
    "异议不成立，交付施工",
    "OBJECTED",
    "TO_BUILD",
    by=OFFICER,
    within=Workdays(limit("objection")),
    fields=(WORDS,),
)
UPHOLD = Action(
    "uphold", "异议成立，重新审核", "OBJECTED", "TOWN_CHECKED", by=OFFICER, within=Workdays(limit("objection")), fields=(WORDS,),
    grave=True,
)  # fmt: skip
LAPSE = Action(
    "lapse", "公示期满，交付施工", "NOTICE", "TO_BUILD", by=SYSTEM, within=Days(limit("notice")), lapses=True
)

# 施工、变更、停工
START = Action(
    "start", "开工", "TO_BUILD", "BUILDING", by=BUILDER, within=Workdays(limit("start")), unless=handling.no_photos_before,
    then=handling.keep_start,
)  # fmt: skip
REPORT = Action(
    "report", "完工申报", ("BUILDING", "REWORK"), "BUILT", by=BUILDER, within=Days(limit("build")),
    unless=handling.not_finished, then=handling.keep_finish,
)  # fmt: skip
CHANGE = Action("change", "申请变更", "BUILDING", "CHANGE", by=BUILDER, needs_reason=True)
DROP_CHANGE = Action(
    "drop_change", "不同意变更", "CHANGE", "BUILDING", by=HANDLERS, needs_reason=True, grave=True, then=handling.drop_change
)  # fmt: skip
STOP = Action(
    "stop", "停工，验收已完成部分", ("BUILDING", "REWORK"), "BUILT", by=HANDLERS, grave=True,
    unless=handling.nothing_built, foreseen=True, then=handling.keep_stop, fields=(CAUSE, WORDS),
)  # fmt: skip
END = Action(
    "end", "终止", ("ELIGIBLE", "SURVEYED", "PLANNED", "ELDER_SIGNED", "APPROVED", "NOTICE", "TO_BUILD", "BUILDING", "CHANGE", "REWORK"),
    "ENDED", by=HANDLERS, grave=True, unless=handling.something_built, foreseen=True, fields=(CAUSE, WORDS),
)  # fmt: skip
DIED = Action(
    "died", "老年人去世，终止",
    ("DRAFT", "SUBMITTED", "TOWN_CHECKED", "ELIGIBLE", "SURVEYED", "PLANNED", "ELDER_SIGNED", "APPROVED", "NOTICE", "TO_BUILD"), "ENDED",
    by=SYSTEM,
)  # fmt: skip
WITHDRAW = steps.withdraw(
    "DRAFT", "SUBMITTED", "TOWN_CHECKED", "ELIGIBLE", "SURVEYED", "PLANNED", "ELDER_SIGNED", "APPROVED", "NOTICE", "TO_BUILD", by=FILERS,
    unless=handling.not_the_first, foreseen=True, fields=(Field("statement", "撤回申请的书面材料", "photo"),),
)  # fmt: skip

# 验收、审核、支付
ACCEPT = Action(
    "accept", "验收合格", "BUILT", "ACCEPTED", by=HANDLERS, within=Workdays(limit("accept")), unless=handling.not_acceptable,
    then=handling.keep_acceptance,
    fields=(
        Field("elder", "老年人（家属）签字认可", "yes", required=True),
        Field("village", "村（居）委会签字认可", "yes", required=True),
        Field("third_party", "第三方验收单位", required=True),
        Field("found", "验收情况", "long", required=True),
        Field("photo", "验收单照片", "photo"),
    ),
)  # fmt: skip
REWORK = Action("rework", "退回整改", "BUILT", "REWORK", by=HANDLERS, needs_reason=True, grave=True)
INSPECT = Action("inspect", "民政局现场抽查", "ACCEPTED", "ACCEPTED", by=OFFICER, pair=True, fields=VISITED)
UNACCEPT = Action(
    "unaccept", "抽查不符，退回验收", "ACCEPTED", "BUILT", by=OFFICER, needs_reason=True, grave=True,
    then=handling.take_acceptance_back,
)  # fmt: skip
AUDIT = Action(
    "audit", "审核价款", "ACCEPTED", "AUDITED", by=OFFICER, within=Workdays(limit("audit")), apart_from=("accept",),
    unless=handling.wrong_invoice, then_many=handling.keep_invoices,
    fields=(Field("invoice", "发票号码", required=True), Field("amount", "发票金额（元）", "money", required=True)),
)  # fmt: skip
SETTLE_SELF = Action(
    "settle_self", "自费结清", "ACCEPTED", "FOLLOW_UP", by=OFFICER, within=Workdays(limit("audit")), apart_from=("accept",),
    unless=handling.pays_something, foreseen=True, fields=(Field("receipt", "家庭付款凭证", required=True),),
)  # fmt: skip
PAY = Action("pay", "补助到账", "AUDITED", "FOLLOW_UP", by=SYSTEM)
TAKE_BACK = Action("take_back", "补助收回，重新审核", "AUDITED", "ACCEPTED", by=SYSTEM)

# 回访
FIRST_VISIT = Action(
    "first_visit",
    "三个月回访",
    "FOLLOW_UP",
    "WARRANTY",
    by=FILERS,
    within=Days(limit("first_visit")),
    fields=VISIT_FIELDS,
)
SECOND_VISIT = Action(
    "second_visit", "十二个月回访，归档", "WARRANTY", "ARCHIVED", by=FILERS, within=Days(limit("second_visit")),
    unless=handling.still_broken, fields=VISIT_FIELDS,
)  # fmt: skip

BUILD = Clock(
    "build", "审批到完工", starts=("approve",), ends=("report", "stop", "end", "died", "withdraw", "uphold"),
    within=Days(limit("build")),
)  # fmt: skip
ACTIONS = (
    SUBMIT, SUPPLEMENT, CHECK, REFUSE_ACCEPT, ELIGIBLE, REFUSE, TELL, REOPEN, SURVEY, NOT_NEEDED, PLAN, REPLAN, ELDER_SIGN,
    APPROVE, APPROVE_CHANGE, RETURN, RETURN_CHANGE, POST, HAND_OVER, OBJECT, DISMISS, UPHOLD, LAPSE, START, REPORT, CHANGE, DROP_CHANGE,
    STOP, END, DIED, WITHDRAW, ACCEPT, REWORK, INSPECT, UNACCEPT, AUDIT, SETTLE_SELF, PAY, TAKE_BACK, FIRST_VISIT, SECOND_VISIT,
)  # fmt: skip


def _inside(stage: Stage) -> Stage:
    """Nobody outside sees a home before it is handed over to be built; its people are told all the same."""
    return replace(stage, seen_by=STAFF, told=stage.told or stage.name)


ADAPTATIONS = Flow(
    "home_adaptation.adaptations",
    "居家适老化改造",
    stages=(
        *(
            _inside(each)
            for each in (
                stages.DRAFT,
                stages.SUBMITTED,
                Stage("TOWN_CHECKED", "待县认定", "warn"),
                Stage("ELIGIBLE", "待入户评估", "warn"),
                Stage("SURVEYED", "待定方案", "warn"),
                Stage("PLANNED", "待老年人签字", "warn"),
                Stage("ELDER_SIGNED", "待审批", "warn"),
                Stage("APPROVED", "已审批，待公示", "info"),
                stages.NOTICE,
                stages.OBJECTED,
            )
        ),
        Stage("TO_BUILD", "待开工", "info"),
        Stage("BUILDING", "施工中", "info"),
        Stage("CHANGE", "变更待审", "warn"),
        Stage("BUILT", "待验收", "warn"),
        Stage("REWORK", "整改中", "danger"),
        Stage("ACCEPTED", "已验收，待审核价款", "info"),
        Stage("AUDITED", "待支付", "info"),
        Stage("FOLLOW_UP", "待三个月回访", "ok"),
        Stage("WARRANTY", "待十二个月回访", "ok"),
        Stage("ARCHIVED", "归档", "ok", final=True),
        *(_inside(each) for each in stages.refused("不予资助")),
        _inside(stages.NOT_ACCEPTED),
        _inside(stages.WITHDRAWN),
        _inside(Stage("NOT_NEEDED", "无需改造", final=True)),
        Stage("ENDED", "终止", "danger", final=True),
    ),
    start="DRAFT",
    actions=ACTIONS,
    subjects_many=handling.subjects,
    prefix="适",
    road=("DRAFT", "TOWN_CHECKED", "SURVEYED", "ELDER_SIGNED", "NOTICE", "BUILDING", "BUILT", "AUDITED", "FOLLOW_UP", "ARCHIVED"),
    clocks=(BUILD,),
    spot_check=SpotCheck("accept", share("site_check"), "inspect", ("audit", "settle_self"), always=handling.must_be_visited),
    notice=NOTICE_STEPS,
    remedy=REMEDY,
    appealable=open_to_appeal(served=(("tell", "told_on"), ("refuse_accept", "")), reopen="reopen"),
    reads={"home_adaptation": ()},
    facts=handling.facts,
    given_to="home_adaptation__contractor_id",
    tells=telling.tells(ACTIONS),
    phones=handling.phones,
)  # fmt: skip
