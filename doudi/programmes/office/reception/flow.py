"""The roads of what people send in: an application from the web until its cases are opened, a grievance until it is answered."""

from __future__ import annotations

from doudi.base.roles import Role
from doudi.mechanisms.casework.declare import Action, Clock, Days, Field, Flow, Stage, Workdays
from doudi.mechanisms.casework.texts import declare as texts
from doudi.programmes.office.reception import handling
from doudi.programmes.office.reception.policy import limit

HELPER, CLERK, HEAD = Role.VILLAGE_WORKER, Role.TOWNSHIP_CLERK, Role.TOWNSHIP_LEADER
OFFICER = Role.COUNTY_OFFICER
RECEIVERS = frozenset({HELPER, CLERK})
COUNTY_ONLY = frozenset({OFFICER, Role.BUREAU_LEADER})
# Nobody is turned away by word of mouth: whoever insists applies, and gets a decision in writing with the remedy (R-DIBAO-15).
WHY_NOT = (
    ("OWN_WISH", "申请人本人不再申请"),
    ("NOT_FOUND", "多次联系、上门均找不到申请人"),
    ("ELSEWHERE", "应由外县受理，已告知向何处申请"),
)

CONTACT = Action(
    "contact", "联系申请人", "RECEIVED", "RECEIVED", by=RECEIVERS, recusal=False,
    fields=(
        Field("contacted_on", "联系日期", "date", required=True),
        Field("words", "联系情况", "long", required=True),
    ),
)  # fmt: skip
OPEN = Action(
    "open", "转为办件", "RECEIVED", "OPENED", by=RECEIVERS, within=Workdays(limit("read_within")), recusal=False,
    fields=(Field("cases", "已登记的办件编号", required=True),), unless=handling.no_such_cases, then=handling.bind_cases,
)  # fmt: skip
MERGE = Action(
    "merge",
    "并入前一次申请",
    "RECEIVED",
    "MERGED",
    by=RECEIVERS,
    recusal=False,
    unless=handling.not_repeated,
    foreseen=True,
)
CLOSE = Action(
    "close", "不再办理", "RECEIVED", "CLOSED", by=CLERK, needs_reason=True, grave=True, recusal=False,
    fields=(Field("why", "原因", "choice", required=True, choices=WHY_NOT),),
)  # fmt: skip

SUBMISSIONS = Flow(
    "reception.submissions",
    "网上申请",
    stages=(
        Stage("RECEIVED", "待处理", "warn"),
        Stage("OPENED", "已转为办件", "ok", final=True),
        Stage("MERGED", "重复提交，已合并", final=True),
        Stage("CLOSED", "不再办理", final=True),
    ),
    start="RECEIVED",
    actions=(CONTACT, OPEN, MERGE, CLOSE),
    prefix="网",
    road=("RECEIVED", "OPENED"),
    tells={"open": texts.TURNED},
    phones=handling.phones_of_submissions,
)  # fmt: skip

ASSIGN = Action(
    "assign", "转乡镇核实", "RECEIVED", "TOWNSHIP", by=OFFICER, within=Workdays(limit("assign_within")),
    unless=handling.against_those_who_would_examine, foreseen=True,
)  # fmt: skip
TAKE_UP = Action("take_up", "县级核实", "RECEIVED", "COUNTY", by=OFFICER, within=Workdays(limit("assign_within")))
REDIRECT = Action(
    "redirect", "告知向有权机关反映", "RECEIVED", "REDIRECTED", by=OFFICER, within=Workdays(limit("assign_within")), grave=True,
    fields=(Field("organ", "有权处理的机关", required=True), Field("told_on", "告知日期", "date", required=True)),
)  # fmt: skip
_FINDING = (
    Field("result", "核实结果", "choice", required=True, choices=handling.RESULTS),
    Field("found", "核实情况", "long", required=True),
)
REPORT = Action(
    "report", "报告核实情况", "TOWNSHIP", "REPORTED", by=HEAD, within=Workdays(limit("examine_within")), fields=_FINDING
)
AGAIN = Action("again", "退回重新核实", "REPORTED", "TOWNSHIP", by=OFFICER, needs_reason=True, grave=True)
EXAMINE = Action(
    "examine",
    "记录核实情况",
    "COUNTY",
    "REPORTED",
    by=OFFICER,
    within=Workdays(limit("examine_within")),
    fields=_FINDING,
)
ANSWER = Action(
    "answer", "答复并办结", "REPORTED", "ANSWERED", by=OFFICER, apart_from=("report",),
    fields=(
        Field("answer", "答复内容", "long", required=True),
        Field("told_on", "答复日期", "date", required=True),
        Field("way", "答复方式", "choice", required=True, choices=handling.WAYS),
    ),
    unless=handling.named_but_not_told,
)  # fmt: skip

GRIEVANCES = Flow(
    "reception.grievances",
    "投诉举报",
    stages=(
        Stage("RECEIVED", "已收到", "warn", seen_by=COUNTY_ONLY, told="已收到"),
        Stage("TOWNSHIP", "乡镇核实中", "warn", told="核实中"),
        Stage("COUNTY", "县级核实中", "warn", seen_by=COUNTY_ONLY, told="核实中"),
        Stage("REPORTED", "待答复", "info", seen_by=COUNTY_ONLY, told="核实中"),
        Stage("ANSWERED", "已答复", "ok", final=True, seen_by=COUNTY_ONLY, told="已答复"),
        Stage(
            "REDIRECTED",
            "已告知向有权机关反映",
            final=True,
            seen_by=COUNTY_ONLY,
            told="已告知向有权机关反映",
        ),
    ),
    start="RECEIVED",
    actions=(ASSIGN, TAKE_UP, REDIRECT, REPORT, AGAIN, EXAMINE, ANSWER),
    prefix="诉",
    road=("RECEIVED", "REPORTED", "ANSWERED"),
    clocks=(
        Clock(
            "total", "答复总时限", starts=("assign", "take_up"), ends=("answer",), within=Days(limit("answer_within"))
        ),
    ),
    tells={"answer": texts.ANSWERED},
    phones=handling.phones_of_grievances,
)  # fmt: skip
