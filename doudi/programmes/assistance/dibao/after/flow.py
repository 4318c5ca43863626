"""低保动态管理的流程 (5.9): what has changed is reported, looked at by two, proposed, signed, told first if it takes something away, decided by
the county and served. Nobody decides what he proposed."""

from __future__ import annotations

from doudi.base.roles import Role
from doudi.mechanisms.casework.declare import Action, Clock, Field, Flow, Workdays
from doudi.mechanisms.entitlement.amendments import queries, steps
from doudi.mechanisms.entitlement.amendments.models import Outcome
from doudi.mechanisms.entitlement.applications.steps import REMEDY
from doudi.mechanisms.entitlement.remedies import open_to_appeal
from doudi.programmes.assistance.dibao.after import conditions
from doudi.programmes.assistance.dibao.after.deferring import DEFERRING
from doudi.programmes.assistance.dibao.after.times import limit

HELPER, CLERK, HEAD = Role.VILLAGE_WORKER, Role.TOWNSHIP_CLERK, Role.TOWNSHIP_LEADER
CENTRE, OFFICER = Role.VERIFICATION_CENTRE, Role.COUNTY_OFFICER
COUNTY = frozenset({OFFICER, Role.BUREAU_LEADER})
REPORTERS = frozenset({HELPER, CLERK, OFFICER})
CHECKERS = frozenset({CLERK, CENTRE})

START = steps.start(by=CLERK, within=Workdays(limit("start")))
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
CONTACT = steps.contact(by=CLERK)
ADMONISH = Action(
    "admonish", "批评教育", "LOOKING", "LOOKING", by=frozenset({HEAD, OFFICER}), unless=conditions.not_hidden_long,
    fields=(
        Field("hidden_since", "变化发生日期", "date", required=True),
        Field("words", "隐瞒的情况和批评教育的记录", "long", required=True),
    ),
)  # fmt: skip
HOLD = steps.hold(by=COUNTY)
PROPOSE = steps.propose(
    by=CLERK, within=Workdays(limit("propose")), needs=("visit", "check"), outcomes=tuple(Outcome),
    further=(
        Field("grace_group", "渐退对象类别", "choice", choices=DEFERRING.groups, hint="给予渐退期的选择"),
        Field("grace_months", "渐退期（个月）", hint="给予渐退期的填写"),
        Field("provincial_basis", "有省级文件依据（超过6个月须有）", "yes"),
    ),
)  # fmt: skip
SIGN = steps.sign(by=HEAD, within=Workdays(limit("sign")), apart_from=("visit", "propose"))
SIGN_ADVERSE = steps.sign_adverse(by=HEAD, within=Workdays(limit("sign")), apart_from=("visit", "propose"))
SEND_BACK = steps.send_back(by=HEAD)
TELL_FIRST = steps.tell_first(by=CLERK, within=Workdays(limit("tell")))
STATE = steps.state(by=CLERK)
WAIVE = steps.waive(by=CLERK)
LAPSE = steps.heard(within=Workdays(limit("answer")))
RETURN = steps.return_(by=OFFICER)
KEEP = steps.keep(by=COUNTY, within=Workdays(limit("decide")), apart_from=("visit", "propose", "sign"), delegated=False)
DECIDE = steps.decide(
    by=COUNTY,
    within=Workdays(limit("decide")),
    apart_from=("visit", "propose", "sign", "sign_adverse"),
    delegated=False,
)
# Where the township confirms applications it decides on what has changed as well (R-ORG-02).
KEEP_HERE = steps.keep(
    code="keep_here", name="乡镇确认维持不变", by=HEAD, within=Workdays(limit("decide")), apart_from=("visit", "propose"),
    delegated=True,
)  # fmt: skip
DECIDE_HERE = steps.decide(
    code="decide_here", name="乡镇审核决定", by=HEAD, within=Workdays(limit("decide")), apart_from=("visit", "propose"),
    delegated=True,
)  # fmt: skip
HAND_OVER = steps.hand_over(by=frozenset({CLERK, OFFICER}))
SERVE = steps.serve(by=CLERK, within=Workdays(limit("serve")))
REOPEN = steps.reopen()
UNDO = steps.undo(by=COUNTY)
WITHDRAW = steps.withdraw(by=CLERK)

CHANGES = Flow(
    "dibao.changes",
    "低保动态管理",
    stages=steps.STAGES,
    start="REPORTED",
    actions=(
        START, START_PAPERS, VISIT, CHECK, CONTACT, ADMONISH, HOLD, PROPOSE, SIGN, SIGN_ADVERSE, SEND_BACK, TELL_FIRST,
        STATE, WAIVE, LAPSE, RETURN, KEEP, DECIDE, KEEP_HERE, DECIDE_HERE, HAND_OVER, SERVE, REOPEN, UNDO, WITHDRAW,
    ),
    subjects_many=queries.subjects,
    prefix="变",
    road=steps.ROAD,
    clocks=(
        Clock("total", "动态管理总时限", starts=("start", "start_papers"), ends=("keep", "decide", "keep_here", "decide_here", "withdraw"), within=Workdays(limit("total"))),
    ),
    appealable=open_to_appeal(served=(("serve", "told_on"),), reopen="reopen"),
    remedy=REMEDY,
    reads=queries.READS,
    facts=queries.facts,
    delegated_with="dibao.applications",
)  # fmt: skip
