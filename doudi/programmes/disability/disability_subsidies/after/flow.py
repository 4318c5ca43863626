"""两项补贴的定期复核 (R-DIS-07): at least once a year somebody has seen him, at the window, by video or at his home. Who does not come is
reminded, then his payment is held, then a stop may be proposed, told first and decided: never straight to a stop."""

from __future__ import annotations

from doudi.base.roles import Role
from doudi.mechanisms.casework.declare import Action, Field, Flow, Said, Workdays
from doudi.mechanisms.casework.models import Case
from doudi.mechanisms.entitlement.amendments import proposing, queries, steps
from doudi.mechanisms.entitlement.amendments.models import Outcome
from doudi.mechanisms.entitlement.applications.steps import REMEDY
from doudi.mechanisms.entitlement.awards.reasons import StopReason
from doudi.mechanisms.entitlement.declare import Benefit
from doudi.mechanisms.entitlement.remedies import open_to_appeal
from doudi.programmes.disability.disability_subsidies.after.reasons import REASONS
from doudi.programmes.disability.disability_subsidies.after.times import limit
from doudi.programmes.disability.disability_subsidies.benefit import LIVING_SUBSIDY, NURSING_SUBSIDY

CLERK, HEAD, OFFICER = Role.TOWNSHIP_CLERK, Role.TOWNSHIP_LEADER, Role.COUNTY_OFFICER
HELPER = Role.VILLAGE_WORKER
COUNTY = frozenset({OFFICER, Role.BUREAU_LEADER})
REPORTERS = frozenset({HELPER, CLERK, OFFICER})
CHECKERS = frozenset({CLERK})
_UNSEEN = (StopReason.NOT_REVIEWED, StopReason.WITHDRAWN, StopReason.MOVED)


def not_seen(case: Case, said: Said) -> str | None:
    """Nobody is kept, adjusted or stopped on paper alone; who cannot be found has a road of his own (R-DIS-07)."""
    unseen = said.get("outcome") == Outcome.STOP and said.get("reason") in _UNSEEN
    if not unseen and not case.actions.filter(action="look").exists():
        return "复核须见到本人：请先登记当面、视频或入户核查的情况；未按期参加复核的，先通知，再暂缓发放。"
    return proposing.wrong_proposal(case, said)


START = steps.start(by=CLERK, within=Workdays(limit("start")))
CONTACT = steps.contact(by=frozenset({HELPER, CLERK}))
LOOK = Action(
    "look", "登记复核情况", "LOOKING", "LOOKING", by=CLERK,
    fields=(
        Field("seen_on", "复核日期", "date", required=True),
        Field("way", "方式", "choice", required=True, choices=(("FACE", "当面"), ("VIDEO", "视频"), ("VISIT", "入户"))),
        Field("found", "复核情况", "long", required=True, hint="本人在世、居住地、残疾人证、照护情况、其他待遇、银行卡由谁保管"),
        Field("photo", "复核照片", "photo"),
    ),
)  # fmt: skip
HOLD = steps.hold(by=COUNTY)
PROPOSE = steps.propose(by=CLERK, within=Workdays(limit("propose")), reasons=REASONS, unless=not_seen)
SIGN = steps.sign(by=HEAD, within=Workdays(limit("sign")), apart_from=("look", "propose"))
SIGN_ADVERSE = steps.sign_adverse(by=HEAD, within=Workdays(limit("sign")), apart_from=("look", "propose"))
SEND_BACK = steps.send_back(by=HEAD)
TELL_FIRST = steps.tell_first(by=CLERK, within=Workdays(limit("tell")))
STATE = steps.state(by=CLERK)
WAIVE = steps.waive(by=CLERK)
LAPSE = steps.heard(within=Workdays(limit("answer")))
RETURN = steps.return_(by=OFFICER)
KEEP = steps.keep(by=COUNTY, within=Workdays(limit("decide")), apart_from=("look", "propose", "sign"))
DECIDE = steps.decide(
    by=COUNTY, within=Workdays(limit("decide")), apart_from=("look", "propose", "sign", "sign_adverse")
)
HAND_OVER = steps.hand_over(by=frozenset({CLERK, OFFICER}))
SERVE = steps.serve(by=CLERK, within=Workdays(limit("serve")))
REOPEN = steps.reopen()
UNDO = steps.undo(by=COUNTY)
WITHDRAW = steps.withdraw(by=CLERK)


def _reviews(benefit: Benefit, code: str, prefix: str) -> Flow:
    return Flow(
        f"disability_subsidies.{code}",
        f"{benefit.name}复核",
        stages=steps.STAGES,
        start="REPORTED",
        actions=(
            START, CONTACT, LOOK, HOLD, PROPOSE, SIGN, SIGN_ADVERSE, SEND_BACK, TELL_FIRST, STATE, WAIVE, LAPSE, RETURN, KEEP,
            DECIDE, HAND_OVER, SERVE, REOPEN, UNDO, WITHDRAW,
        ),
        subjects_many=queries.subjects,
        prefix=prefix,
        road=steps.ROAD,
        appealable=open_to_appeal(served=(("serve", "told_on"),), reopen="reopen"),
        remedy=REMEDY,
        reads=queries.READS,
    facts=queries.facts,
    )  # fmt: skip


LIVING_REVIEWS = _reviews(LIVING_SUBSIDY, "living_reviews", "生")
NURSING_REVIEWS = _reviews(NURSING_SUBSIDY, "nursing_reviews", "护")
REVIEWS = (LIVING_REVIEWS, NURSING_REVIEWS)
