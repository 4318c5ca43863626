"""低保边缘家庭、刚性支出困难家庭的认定 (6.2): one procedure for both, as that of dibao: application, investigation and check, opinion, public
notice, county review, decision; with limits and grounds of their own."""

from __future__ import annotations

from doudi.base.documents import ASSISTANCE, DIBAO, LOW_INCOME, RIGID
from doudi.base.roles import Role
from doudi.mechanisms.casework.declare import Action, Clock, Field, Flow, Ground, SpotCheck, Stage, Workdays
from doudi.mechanisms.entitlement.applications import stages, steps, telling
from doudi.programmes.assistance.low_income import handling
from doudi.programmes.assistance.low_income.handling import CHECKS, HANDLING
from doudi.programmes.assistance.low_income.models import Application
from doudi.programmes.assistance.low_income.times import limit

CLERK, HEAD, OFFICER = Role.TOWNSHIP_CLERK, Role.TOWNSHIP_LEADER, Role.COUNTY_OFFICER
CENTRE = Role.VERIFICATION_CENTRE
FILERS, WORKERS = frozenset({Role.VILLAGE_WORKER, CLERK}), frozenset({CLERK, CENTRE})
COUNTY = frozenset({OFFICER, Role.BUREAU_LEADER})

_PROPERTY = Ground("PROPERTY", "家庭财产状况不符合规定", str(DIBAO["第十四条"]))
_FALSE = Ground("FALSE", "隐瞒、虚报家庭经济状况", str(ASSISTANCE["第六十八条"]))
MARGINAL_GROUNDS = (
    Ground("INCOME", "家庭人均收入不低于低保边缘标准", str(LOW_INCOME["低保边缘家庭"])),
    _PROPERTY,
    Ground("ALREADY", "已享受低保或特困供养", str(LOW_INCOME["低保边缘家庭"])),
    _FALSE,
)
RIGID_GROUNDS = (
    Ground("INCOME", "家庭人均收入不低于上年度人均可支配收入", str(RIGID["第二条"])),
    Ground("EXPENSES", "刚性支出占家庭收入的比例不符合规定", str(RIGID["第五条"])),
    _PROPERTY,
    Ground("ALREADY", "已享受低保、特困供养或已认定为低保边缘家庭", str(RIGID["第二条"])),
    _FALSE,
)
NOT_OURS = (Ground("PLACE", "不属于本地受理的申请", str(DIBAO["第四条"])),)
REASONS = (
    ("OBJECTION", "公示有异议"),
    ("APART", "户籍地与居住地不一致"),
    ("HARD", "调查核对确有困难"),
)
_SURVEYED = (
    Field("visited_on", "调查日期", "date", required=True),
    Field("way", "方式", "choice", required=True, choices=handling.WAYS),
    Field("emergency", "以电话、视频代替入户的突发事件"),
    Field("found", "调查情况", "long", required=True, hint="居住、生活、劳动、收入、财产、刚性支出情况"),
    Field("photo", "入户照片", "photo"),
)

SUBMIT = steps.submit(by=FILERS, fields=(Field("signed", "申请人已签字并授权核对", "yes", required=True),))
ACCEPT = steps.accept(by=CLERK, within=Workdays(limit("accept")))
SUPPLEMENT = Action("supplement", "一次性告知补正", "SUBMITTED", "SUPPLEMENT", by=CLERK, needs_reason=True)
RESUBMIT = Action("resubmit", "补正后提交", "SUPPLEMENT", "SUBMITTED", by=FILERS, recusal=False)
REFUSE_ACCEPT = steps.refuse_acceptance(by=CLERK, grounds=NOT_OURS)
SURVEY = Action(
    "survey", "入户调查", "INVESTIGATING", "INVESTIGATING", by=CLERK, within=Workdays(limit("survey")), awaited=True, pair=True,
    unless=handling.survey_without_visit, fields=_SURVEYED,
)  # fmt: skip
REPORT = CHECKS.report(by=CENTRE, within=Workdays(limit("check")))
NOT_MET = CHECKS.not_met(by=CLERK)
REBUT = CHECKS.rebut(by=CLERK, within=Workdays(limit("rebut")))
GIVE_UP = CHECKS.give_up(by=CLERK, within=Workdays(limit("rebut")), name="无申辩，提请不予认定")
OPINE = steps.opine(HANDLING, by=CLERK, needs=("survey", "report"), unless=CHECKS.wrong_opinion)
SIGN = steps.sign(
    by=HEAD, within=Workdays(limit("opinion")), apart_from=("survey", "opine"), unless=HANDLING.proposes_refusal, foreseen=True,
    bulk=True,
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
OPINE_AGAIN = steps.opine(
    HANDLING, "OBJECTED", code="opine_again", name="重新提出意见", by=CLERK, within=Workdays(limit("objection")), pair=True,
    unless=CHECKS.wrong_opinion, fields=(*_SURVEYED, *OPINE.fields),
)  # fmt: skip
FORWARD = Action("forward", "上报县民政局", "NOTICE_OVER", "COUNTY_REVIEW", by=CLERK, within=Workdays(limit("forward")))
VISIT = Action("visit", "县级入户抽查", "COUNTY_REVIEW", "COUNTY_REVIEW", by=OFFICER, pair=True, fields=steps.VISITED)
# A hard case is talked over by the county's coordinating body, with minutes (RIGID art. 9); it decides nothing by itself.
MEET = Action(
    "meet", "一事一议", "COUNTY_REVIEW", "COUNTY_REVIEW", by=OFFICER,
    fields=(
        Field("held_on", "会议日期", "date", required=True),
        Field("minutes", "会议纪要文号", required=True),
        Field("words", "研究意见", "long", required=True),
        Field("file", "会议纪要", "file"),
    ),
)  # fmt: skip
RETURN = Action(
    "return", "退回乡镇", "COUNTY_REVIEW", "INVESTIGATING", by=OFFICER, needs_reason=True, wakes=("survey",), grave=True
)
CONFIRM = steps.confirm(HANDLING, name="认定", by=COUNTY, within=Workdays(limit("county")))
TELL = steps.tell(by=CLERK, within=Workdays(limit("tell")))
# With a revoked decision falls the check that it rested on.
REOPEN = steps.reopen(HANDLING, ("TOLD", "NOT_ACCEPTED"), then=handling.reopened)
WITHDRAW = steps.withdraw(
    "DRAFT", "SUBMITTED", "SUPPLEMENT", "INVESTIGATING", "NOT_MET", "OPINION", "SIGNED", "NOTICE", "OBJECTED", by=FILERS
)


def refuse(grounds: tuple[Ground, ...]) -> Action:
    """不予认定, for the reasons that its regulation knows."""
    return steps.refuse(HANDLING, name="不予认定", by=COUNTY, within=Workdays(limit("county")), grounds=grounds)


def total(number: str, longer: str) -> Clock:
    """认定总时限, with the extension of difficult cases."""
    return Clock(
        "total", "认定总时限", starts=("accept",), ends=("confirm", "refuse", "withdraw"), within=Workdays(limit(number)),
        extended=Workdays(limit(longer)), reasons=REASONS, extended_by=frozenset({CLERK, HEAD, OFFICER}),
    )  # fmt: skip


def flow(code: str, name: str, prefix: str, grounds: tuple[Ground, ...], clock: Clock, *more: Action) -> Flow:
    """The procedure, with what is the recognition's own."""
    actions = (
        SUBMIT,
        ACCEPT,
        SUPPLEMENT,
        RESUBMIT,
        REFUSE_ACCEPT,
        SURVEY,
        REPORT,
        NOT_MET,
        REBUT,
        GIVE_UP,
        OPINE,
        SIGN,
        SIGN_REFUSAL,
        SEND_BACK,
        POST,
        OBJECT,
        OPINE_AGAIN,
        LAPSE,
        FORWARD,
        VISIT,
        *more,
        RETURN,
        CONFIRM,
        refuse(grounds),
        TELL,
        REOPEN,
        WITHDRAW,
    )
    return Flow(
        f"low_income.{code}",
        name,
        stages=(
            stages.DRAFT,
            stages.SUBMITTED,
            Stage("SUPPLEMENT", "待补正", "warn"),
            stages.INVESTIGATING,
            Stage("NOT_MET", "核对不符", "danger"),
            stages.OPINION,
            stages.SIGNED,
            stages.NOTICE,
            stages.OBJECTED,
            stages.NOTICE_OVER,
            stages.COUNTY_REVIEW,
            Stage("CONFIRMED", "已认定", "ok", final=True),
            *stages.refused("不予认定"),
            stages.NOT_ACCEPTED,
            stages.WITHDRAWN,
        ),
        start="DRAFT",
        actions=actions,
        subjects_many=HANDLING.subjects,
        prefix=prefix,
        road=("DRAFT", "SUBMITTED", "INVESTIGATING", "OPINION", "SIGNED", "NOTICE", "NOTICE_OVER", "COUNTY_REVIEW", "CONFIRMED"),
        clocks=(clock,),
        spot_check=SpotCheck("forward", limit("spot_check"), "visit", ("confirm", "refuse"), always=HANDLING.must_be_visited),
        notice=steps.NOTICE_STEPS,
        remedy=steps.REMEDY,
        appealable=steps.appealable(("refuse_accept", "")),
        reads=HANDLING.reads,
    facts=HANDLING.facts,
        tells=telling.tells(actions),
        phones=HANDLING.phones,
    )  # fmt: skip


MARGINAL_FLOW = flow("marginal", "低保边缘家庭认定", "边", MARGINAL_GROUNDS, total("total", "total_long"))
RIGID_FLOW = flow("rigid", "刚性支出困难家庭认定", "刚", RIGID_GROUNDS, total("rigid_total", "rigid_total_long"), MEET)
FLOWS = {Application.Kind.MARGINAL: MARGINAL_FLOW, Application.Kind.RIGID: RIGID_FLOW}
