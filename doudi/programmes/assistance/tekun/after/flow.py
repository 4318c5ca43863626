"""特困供养的动态管理 (R-TK-06, R-TK-07): what has changed is looked at by two and proposed; an intended termination is posted for seven
days, after an objection looked at and posted anew; then told first, decided by the county, in effect from the next month."""

from __future__ import annotations

from doudi.base.roles import Role
from doudi.mechanisms.casework.declare import Action, Field, Flow, NoticeSteps, Stage, Workdays
from doudi.mechanisms.entitlement.amendments import queries, steps
from doudi.mechanisms.entitlement.applications import stages
from doudi.mechanisms.entitlement.applications import steps as applying
from doudi.mechanisms.entitlement.remedies import open_to_appeal
from doudi.programmes.assistance.tekun.after import conditions
from doudi.programmes.assistance.tekun.after.reasons import REASONS
from doudi.programmes.assistance.tekun.after.times import limit

HELPER, CLERK, HEAD, OFFICER = Role.VILLAGE_WORKER, Role.TOWNSHIP_CLERK, Role.TOWNSHIP_LEADER, Role.COUNTY_OFFICER
FILERS = frozenset({HELPER, CLERK})
COUNTY = frozenset({OFFICER, Role.BUREAU_LEADER})
REPORTERS = frozenset({HELPER, CLERK, OFFICER})
CHECKERS = frozenset({CLERK})
_LOOKED = ("visit", "visit_again", "propose", "propose_again")
VISITED = (
    Field("visited_on", "核查日期", "date", required=True),
    Field("found", "核查情况", "long", required=True, hint="劳动能力、生活来源、财产、义务人和自理能力"),
    Field("photo", "入户照片", "photo"),
)
AFTERWARDS = Field(
    "afterwards", "终止后的救助", "choice", required=True, hint="终止供养的，须按低保和临时救助条件再看一次",
    choices=(
        ("DIBAO", "符合低保条件，已告知申请"),
        ("TEMPORARY", "符合临时救助条件，已告知申请"),
        ("NEITHER", "都不符合，已说明"),
        ("NONE", "没有终止供养"),
    ),
)  # fmt: skip

START = steps.start(by=CLERK, within=Workdays(limit("start")))
VISIT = Action(
    "visit", "入户核查", "LOOKING", "LOOKING", by=CLERK, within=Workdays(limit("propose")), awaited=True, pair=True, fields=VISITED
)  # fmt: skip
CONTACT = steps.contact(by=FILERS)
HOLD = steps.hold(by=COUNTY)
PROPOSE = steps.propose(by=CLERK, within=Workdays(limit("propose")), needs=("visit",), reasons=REASONS)
SIGN = steps.sign(by=HEAD, within=Workdays(limit("sign")), apart_from=_LOOKED)
SIGN_ADVERSE = steps.sign_adverse(
    by=HEAD, within=Workdays(limit("sign")), apart_from=_LOOKED, unless=conditions.not_a_reduction
)
SIGN_STOP = Action(
    "sign_stop", "签批，拟终止公示", "PROPOSED", "SIGNED", by=HEAD, within=Workdays(limit("sign")), apart_from=_LOOKED,
    unless=conditions.not_a_termination, foreseen=True,
)  # fmt: skip
SEND_BACK = steps.send_back(by=HEAD)
POST = applying.post(by=FILERS, within=Workdays(limit("post")))
OBJECT = Action(
    "object", "登记异议", "NOTICE", "OBJECTED", by=FILERS, recusal=False, grave=True,
    fields=(Field("words", "异议内容", "long", required=True), Field("real_name", "实名举报", "yes")),
)  # fmt: skip
VISIT_AGAIN = Action(
    "visit_again", "重新核查", "OBJECTED", "OBJECTED", by=CLERK, within=Workdays(limit("again")), awaited=True, pair=True,
    fields=VISITED,
)  # fmt: skip
PROPOSE_AGAIN = steps.propose(
    "OBJECTED", code="propose_again", name="重新提出意见", by=CLERK, within=Workdays(limit("again")), needs=("visit_again",),
    reasons=REASONS,
)  # fmt: skip
NOTICE_OVER = applying.notice_over(target="TELLING", days=limit("notice"))
TELL_FIRST = steps.tell_first(by=CLERK, within=Workdays(limit("tell")))
STATE = steps.state(by=CLERK)
WAIVE = steps.waive(by=CLERK)
HEARD = steps.heard(code="heard", within=Workdays(limit("answer")))
RETURN = steps.return_(by=OFFICER)
KEEP = steps.keep(by=COUNTY, within=Workdays(limit("decide")), apart_from=(*_LOOKED, "sign"))
DECIDE = steps.decide(
    by=COUNTY, within=Workdays(limit("decide")), apart_from=(*_LOOKED, "sign", "sign_adverse", "sign_stop"),
    unless=conditions.not_to_be_decided,
)  # fmt: skip
HAND_OVER = steps.hand_over(by=frozenset({CLERK, OFFICER}))
SERVE = steps.serve(by=CLERK, within=Workdays(limit("serve")), fields=(*steps.SERVED, AFTERWARDS))
REOPEN = steps.reopen()
UNDO = steps.undo(by=COUNTY)
WITHDRAW = steps.withdraw(by=CLERK)

CHANGES = Flow(
    "tekun.changes",
    "特困供养动态管理",
    stages=(
        steps.REPORTED,
        steps.LOOKING,
        steps.PROPOSED,
        Stage("SIGNED", "拟终止待公示", "warn"),
        Stage("NOTICE", "拟终止公示中", "info"),
        stages.OBJECTED,
        steps.TELLING,
        steps.HEARING,
        steps.COUNTY,
        steps.DECIDED,
        *steps.OVER,
    ),
    start="REPORTED",
    actions=(
        START, VISIT, CONTACT, HOLD, PROPOSE, SIGN, SIGN_ADVERSE, SIGN_STOP, SEND_BACK, POST, OBJECT, VISIT_AGAIN, PROPOSE_AGAIN,
        NOTICE_OVER, TELL_FIRST, STATE, WAIVE, HEARD, RETURN, KEEP, DECIDE, HAND_OVER, SERVE, REOPEN, UNDO, WITHDRAW,
    ),
    subjects_many=queries.subjects,
    prefix="终",
    road=("REPORTED", "LOOKING", "PROPOSED", "SIGNED", "NOTICE", "TELLING", "HEARING", "COUNTY", "DECIDED", "SERVED"),
    notice=NoticeSteps("post", "object", "lapse"),
    appealable=open_to_appeal(served=(("serve", "told_on"),), reopen="reopen"),
    remedy=applying.REMEDY,
    reads=queries.READS,
    facts=queries.facts,
)  # fmt: skip
