"""特困人员认定 (R-TK-03): fifteen days for the township, seven of notice, fifteen for the county; after an objection a new opinion and a new
notice. And the reassessment of somebody's ability to care for himself (R-TK-04)."""

from __future__ import annotations

from doudi.base.documents import TEKUN
from doudi.base.roles import Role
from doudi.mechanisms.casework.declare import (
    SYSTEM,
    Action,
    Days,
    Field,
    Flow,
    Ground,
    NoticeSteps,
    SpotCheck,
    Stage,
    Workdays,
)
from doudi.programmes.assistance.tekun import handling, telling
from doudi.programmes.assistance.tekun.rules import SIX_ITEMS
from doudi.programmes.assistance.tekun.times import limit

CLERK, HEAD, OFFICER = Role.TOWNSHIP_CLERK, Role.TOWNSHIP_LEADER, Role.COUNTY_OFFICER
FILERS = frozenset({Role.VILLAGE_WORKER, CLERK})
COUNTY = frozenset({OFFICER, Role.BUREAU_LEADER})
REMEDY = (
    "对本决定不服的，可以自收到本决定书之日起六十日内向县人民政府申请行政复议，或者六个月内依法向人民法院提起行政诉讼。"
)
GROUNDS = (
    Ground("ABILITY", "具有劳动能力", str(TEKUN["第五条"])),
    Ground("INCOME", "有生活来源", str(TEKUN["第六条"])),
    Ground("SUPPORT", "法定义务人有履行义务能力", str(TEKUN["第八条"])),
)
DOCUMENT = Field("document", "决定文号", required=True)
PROPOSALS = ((handling.ADMIT, "拟同意"), (handling.REFUSE, "拟不同意"))
VISIT_FIELDS = (
    Field("visited_on", "调查日期", "date", required=True),
    Field("found", "调查情况", "long", required=True, hint="劳动能力、生活来源、义务人和六项自理能力"),
    Field("photo", "入户照片", "photo"),
)

SUBMIT = Action("submit", "提交", "DRAFT", "SUBMITTED", by=FILERS, recusal=False)
ACCEPT = Action("accept", "受理", "SUBMITTED", "INVESTIGATING", by=CLERK, within=Workdays(limit("accept")))
SURVEY = Action(
    "survey", "入户调查和自理能力评估", "INVESTIGATING", "INVESTIGATING", by=CLERK, pair=True, awaited=True,
    within=Workdays(limit("town")), fields=VISIT_FIELDS,
)  # fmt: skip
OPINE = Action(
    "opine", "提出初审意见", "INVESTIGATING", "OPINION", by=CLERK, within=Workdays(limit("town")), needs=("survey",),
    unless=handling.wrong_proposal, then=handling.keep_opinion,
    fields=(Field("proposal", "意见", "choice", required=True, choices=PROPOSALS),),
)  # fmt: skip
SIGN = Action(
    "sign", "签批初审意见", "OPINION", "SIGNED", by=HEAD, within=Workdays(limit("post")), apart_from=("survey", "opine")
)
POST = Action(
    "post", "张贴公示", "SIGNED", "NOTICE", by=FILERS, within=Workdays(limit("post")), counts_from="posted_on", recusal=False,
    fields=(Field("posted_on", "张贴日期", "date", required=True), Field("photo", "公示栏照片", "photo", required=True)),
)  # fmt: skip
OBJECT = Action(
    "object", "登记异议", "NOTICE", "OBJECTED", by=FILERS, recusal=False, then=handling.keep_complaint, grave=True,
    fields=(Field("words", "异议内容", "long", required=True), Field("real_name", "实名举报", "yes")),
)  # fmt: skip
OPINE_AGAIN = Action(
    "opine_again", "重新提出意见", "OBJECTED", "OPINION", by=CLERK, within=Workdays(limit("again")), pair=True,
    unless=handling.wrong_proposal, then=handling.keep_opinion, fields=(*VISIT_FIELDS, *OPINE.fields),
)  # fmt: skip
LAPSE = Action("lapse", "公示期满", "NOTICE", "NOTICE_OVER", by=SYSTEM, within=Days(limit("notice")), lapses=True)
FORWARD = Action("forward", "上报县民政局", "NOTICE_OVER", "COUNTY_REVIEW", by=CLERK, within=Workdays(limit("forward")), counts_from="received_on",
                 fields=(Field("received_on", "县级收到日期", "date", required=True),))  # fmt: skip
VISIT = Action("visit", "县级入户抽查", "COUNTY_REVIEW", "COUNTY_REVIEW", by=OFFICER, pair=True, fields=VISIT_FIELDS)
CONFIRM = Action(
    "confirm", "确认同意", "COUNTY_REVIEW", "CONFIRMED", by=COUNTY, within=Workdays(limit("county")), fields=(DOCUMENT,),
    unless=handling.not_entitled, then=handling.award,
)  # fmt: skip
REFUSE = Action(
    "refuse", "不予同意", "COUNTY_REVIEW", "REFUSED", by=COUNTY, within=Workdays(limit("county")), grounds=GROUNDS, grave=True,
    fields=(Field("words", "具体情况", "long", required=True), DOCUMENT),
)  # fmt: skip
TELL = Action(
    "tell", "书面告知", "REFUSED", "TOLD", by=CLERK, within=Workdays(limit("tell")), recusal=False,
    fields=(Field("told_on", "送达日期", "date", required=True),),
)  # fmt: skip
WITHDRAW = Action(
    "withdraw", "撤回申请", ("DRAFT", "SUBMITTED", "INVESTIGATING", "OPINION", "SIGNED", "NOTICE", "OBJECTED"), "WITHDRAWN",
    by=FILERS, needs_reason=True, recusal=False, grave=True,
)  # fmt: skip

APPLICATIONS = Flow(
    "tekun.applications",
    "特困人员认定",
    stages=(
        Stage("DRAFT", "暂存"),
        Stage("SUBMITTED", "已提交", "info"),
        Stage("INVESTIGATING", "调查核实中", "warn"),
        Stage("OPINION", "初审意见", "warn"),
        Stage("SIGNED", "待公示", "warn"),
        Stage("NOTICE", "公示中", "info"),
        Stage("OBJECTED", "有异议", "danger"),
        Stage("NOTICE_OVER", "公示期满", "info"),
        Stage("COUNTY_REVIEW", "县级审核", "warn"),
        Stage("CONFIRMED", "确认同意", "ok", final=True),
        Stage("REFUSED", "不予同意", "danger"),
        Stage("TOLD", "不予同意（已告知）", "danger", final=True),
        Stage("WITHDRAWN", "撤回", final=True),
    ),
    start="DRAFT",
    actions=(SUBMIT, ACCEPT, SURVEY, OPINE, SIGN, POST, OBJECT, OPINE_AGAIN, LAPSE, FORWARD, VISIT, CONFIRM, REFUSE, TELL, WITHDRAW),
    subjects_many=handling.subjects,
    prefix="困",
    road=("DRAFT", "SUBMITTED", "INVESTIGATING", "OPINION", "SIGNED", "NOTICE", "NOTICE_OVER", "COUNTY_REVIEW", "CONFIRMED"),
    spot_check=SpotCheck("forward", limit("spot_check"), "visit", ("confirm", "refuse"), always=handling.must_be_visited),
    notice=NoticeSteps("post", "object", "lapse"),
    remedy=REMEDY,
    facts=handling.facts,
    tells=telling.TELLS,
    phones=telling.phones,
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
