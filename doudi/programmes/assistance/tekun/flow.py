"""特困人员认定 (R-TK-03): fifteen days for the township, seven of notice, fifteen for the county; after an objection a new opinion and a new
notice. And the reassessment of somebody's ability to care for himself (R-TK-04)."""

from __future__ import annotations

from doudi.base.documents import TEKUN
from doudi.base.roles import Role
from doudi.mechanisms.casework.declare import Action, Field, Flow, Ground, SpotCheck, Stage, Workdays
from doudi.mechanisms.entitlement.applications import stages, steps, telling
from doudi.programmes.assistance.tekun import handling
from doudi.programmes.assistance.tekun.handling import HANDLING
from doudi.programmes.assistance.tekun.rules import SIX_ITEMS
from doudi.programmes.assistance.tekun.times import limit

CLERK, HEAD, OFFICER = Role.TOWNSHIP_CLERK, Role.TOWNSHIP_LEADER, Role.COUNTY_OFFICER
FILERS = frozenset({Role.VILLAGE_WORKER, CLERK})
COUNTY = frozenset({OFFICER, Role.BUREAU_LEADER})
GROUNDS = (
    Ground("ABILITY", "具有劳动能力", str(TEKUN["第五条"])),
    Ground("INCOME", "有生活来源", str(TEKUN["第六条"])),
    Ground("SUPPORT", "法定义务人有履行义务能力", str(TEKUN["第八条"])),
)
VISIT_FIELDS = (
    Field("visited_on", "调查日期", "date", required=True),
    Field("found", "调查情况", "long", required=True, hint="劳动能力、生活来源、义务人和六项自理能力"),
    Field("photo", "入户照片", "photo"),
)

SUBMIT = steps.submit(by=FILERS, unless=HANDLING.incomplete)
ACCEPT = steps.accept(by=CLERK, within=Workdays(limit("accept")))
SURVEY = Action(
    "survey", "入户调查和自理能力评估", "INVESTIGATING", "INVESTIGATING", by=CLERK, pair=True, awaited=True,
    within=Workdays(limit("town")), fields=VISIT_FIELDS,
)  # fmt: skip
OPINE = steps.opine(HANDLING, by=CLERK, within=Workdays(limit("town")), needs=("survey",))
SIGN = steps.sign(
    by=HEAD, within=Workdays(limit("post")), apart_from=("survey", "opine"), unless=HANDLING.proposes_refusal, foreseen=True
)  # fmt: skip
SIGN_REFUSAL = steps.sign_refusal(
    HANDLING, by=HEAD, within=Workdays(limit("post")), apart_from=("survey", "opine", "opine_again")
)
POST = steps.post(by=FILERS, within=Workdays(limit("post")))
OBJECT = steps.objection(HANDLING, by=FILERS)
OPINE_AGAIN = steps.opine(
    HANDLING, "OBJECTED", code="opine_again", name="重新提出意见", by=CLERK, within=Workdays(limit("again")), pair=True,
    fields=(*VISIT_FIELDS, *OPINE.fields),
)  # fmt: skip
LAPSE = steps.notice_over(days=limit("notice"))
FORWARD = Action("forward", "上报县民政局", "NOTICE_OVER", "COUNTY_REVIEW", by=CLERK, within=Workdays(limit("forward")), counts_from="received_on",
                 fields=(Field("received_on", "县级收到日期", "date", required=True),))  # fmt: skip
VISIT = Action("visit", "县级入户抽查", "COUNTY_REVIEW", "COUNTY_REVIEW", by=OFFICER, pair=True, fields=VISIT_FIELDS)
CONFIRM = steps.confirm(HANDLING, by=COUNTY, within=Workdays(limit("county")))
REFUSE = steps.refuse(HANDLING, name="不予同意", by=COUNTY, within=Workdays(limit("county")), grounds=GROUNDS)
TELL = steps.tell(by=CLERK, within=Workdays(limit("tell")))
REOPEN = steps.reopen(HANDLING)
WITHDRAW = steps.withdraw("DRAFT", "SUBMITTED", "INVESTIGATING", "OPINION", "SIGNED", "NOTICE", "OBJECTED", by=FILERS)

ACTIONS = (SUBMIT, ACCEPT, SURVEY, OPINE, SIGN, SIGN_REFUSAL, POST, OBJECT, OPINE_AGAIN, LAPSE, FORWARD, VISIT, CONFIRM, REFUSE, TELL, REOPEN, WITHDRAW)  # fmt: skip

APPLICATIONS = Flow(
    "tekun.applications",
    "特困人员认定",
    stages=(
        stages.DRAFT,
        stages.SUBMITTED,
        stages.INVESTIGATING,
        stages.OPINION,
        stages.SIGNED,
        stages.NOTICE,
        stages.OBJECTED,
        stages.NOTICE_OVER,
        stages.COUNTY_REVIEW,
        stages.CONFIRMED,
        *stages.refused("不予同意"),
        stages.WITHDRAWN,
    ),
    start="DRAFT",
    actions=ACTIONS,
    subjects_many=HANDLING.subjects,
    prefix="困",
    road=("DRAFT", "SUBMITTED", "INVESTIGATING", "OPINION", "SIGNED", "NOTICE", "NOTICE_OVER", "COUNTY_REVIEW", "CONFIRMED"),
    spot_check=SpotCheck("forward", limit("spot_check"), "visit", ("confirm", "refuse"), always=HANDLING.must_be_visited),
    notice=steps.NOTICE_STEPS,
    remedy=steps.REMEDY,
    appealable=steps.appealable(),
    reads=HANDLING.reads,
    facts=HANDLING.facts,
    tells=telling.tells(ACTIONS),
    phones=HANDLING.phones,
)  # fmt: skip

ASSESS = Action(
    "assess", "重新评估自理能力", "REPORTED", "ASSESSED", by=CLERK, within=Workdays(limit("reassess")), pair=True,
    then=handling.keep_assessment,
    fields=(Field("visited_on", "评估日期", "date", required=True), *(Field(code, label, "yes") for code, label in SIX_ITEMS.items())),
)  # fmt: skip
REASSESSMENTS = Flow(
    "tekun.reassessments",
    "特困自理能力重新评估",
    stages=(Stage("REPORTED", "待评估", "warn"), Stage("ASSESSED", "已评估", "ok", final=True)),
    start="REPORTED",
    actions=(ASSESS,),
    subjects_many=handling.subjects_of_reassessments,
    prefix="评",
    road=("REPORTED", "ASSESSED"),
)
