"""三条救济途径的流程。申诉由本局另行派人核查、由没有经手的局领导决定；复议、诉讼由本局答复，结论由复议机关、法院作出，本局登记并执行。"""

from __future__ import annotations

from doudi.base.roles import Role
from doudi.mechanisms.casework.appeals import handling, queries
from doudi.mechanisms.casework.appeals.declare import by_road
from doudi.mechanisms.casework.appeals.models import AppealRoad
from doudi.mechanisms.casework.declare import Action, Consequence, Days, Field, Flow, Stage, Within, Workdays
from doudi.programmes.office.remedies.times import limit

OFFICER, LEADER = Role.COUNTY_OFFICER, Role.BUREAU_LEADER
BUREAU = frozenset({OFFICER, LEADER})
_CONCLUSION = (
    Field("decided_on", "结论日期", "date", required=True),
    Field("document", "结论文书文号", required=True),
    Field("words", "结论和理由", "long", required=True),
    Field("file", "文书扫描件", "file"),
)

# 申诉：本局自行核查
LOOK = Action(
    "look", "核查并提出意见", "RECEIVED", "LOOKED", by=OFFICER, within=Workdays(limit("look")), apart_from_original=True,
    fields=(Field("words", "核查情况和意见", "long", required=True), Field("file", "核查材料", "file")),
)  # fmt: skip
UPHOLD, REVOKE, CHANGE = (
    Action(
        code, name, "LOOKED", "DECIDED", by=LEADER, within=Workdays(limit("decide")), apart_from=("look",),
        apart_from_original=True, unless=handling.not_in_order, then=then, fields=_CONCLUSION, grave=grave,
    )
    for code, name, then, grave in (
        ("uphold", "维持原决定", handling.upheld, False),
        ("revoke", "撤销原决定", handling.revoked, True),
        ("change", "变更原决定", handling.changed, True),
    )
)  # fmt: skip
TELL = Action(
    "tell", "答复申诉人", "DECIDED", "CLOSED", by=OFFICER, within=Workdays(limit("tell")), recusal=False,
    fields=(Field("told_on", "答复日期", "date", required=True), Field("receipt", "送达回证", "photo")),
)  # fmt: skip

COMPLAINTS = by_road(
    AppealRoad.COMPLAINT,
    Flow(
        "remedies.complaints",
        "申诉",
        stages=(
            Stage("RECEIVED", "已登记", "info"),
            Stage("LOOKED", "待决定", "warn"),
            Stage("DECIDED", "待答复", "warn"),
            Stage("CLOSED", "已答复", "ok", final=True),
            Stage("WITHDRAWN", "已撤回", final=True),
        ),
        start="RECEIVED",
        actions=(
            LOOK, UPHOLD, REVOKE, CHANGE, TELL,
            Action("withdraw", "撤回申诉", ("RECEIVED", "LOOKED"), "WITHDRAWN", by=BUREAU, needs_reason=True, grave=True),
        ),
        subjects_many=queries.subjects,
        prefix="申",
        road=("RECEIVED", "LOOKED", "DECIDED", "CLOSED"),
        facts=handling.facts,
    ),
)  # fmt: skip


def _other_body(road: AppealRoad, code: str, prefix: str, answer: str, within: Within, body: str) -> Flow:
    """复议、诉讼: the bureau answers, the body decides, the bureau writes down the conclusion and carries it out."""

    def conclusion(action: str, name: str, then: Consequence, *, grave: bool = False) -> Action:
        return Action(
            action, name, "ANSWERED", "CLOSED", by=BUREAU, unless=handling.not_in_order, then=then, grave=grave,
            fields=_CONCLUSION,
        )  # fmt: skip

    return by_road(
        road,
        Flow(
            f"remedies.{code}",
            road.label,
            stages=(
                Stage("RECEIVED", f"待{answer}", "warn"),
                Stage("ANSWERED", f"待{body}结论", "info"),
                Stage("ORDERED", "责令限期履行", "danger"),
                Stage("CLOSED", "已办结", "ok", final=True),
                Stage("WITHDRAWN", "已撤回", final=True),
            ),
            start="RECEIVED",
            actions=(
                Action(
                    "answer", answer, "RECEIVED", "ANSWERED", by=BUREAU, within=within,
                    fields=(
                        Field("document", "答复文号"),
                        Field("words", "答复要点", "long", required=True),
                        Field("file", "答复材料", "file"),
                    ),
                ),
                conclusion("uphold", "登记维持（驳回）", handling.upheld),
                conclusion("revoke", "登记撤销", handling.revoked, grave=True),
                conclusion("change", "登记变更", handling.changed, grave=True),
                Action(
                    "order", "登记责令限期履行", "ANSWERED", "ORDERED", by=BUREAU, unless=handling.nothing_to_order,
                    then=handling.ordered, grave=True,
                    fields=(*_CONCLUSION, Field("act_by", "履行期限", "date", required=True)),
                ),
                Action("carry_out", "登记已履行", "ORDERED", "CLOSED", by=BUREAU, unless=handling.not_decided_yet),
                Action(
                    "withdraw", "登记撤回", ("RECEIVED", "ANSWERED"), "WITHDRAWN", by=BUREAU, needs_reason=True, grave=True
                ),
            ),
            subjects_many=queries.subjects,
            prefix=prefix,
            road=("RECEIVED", "ANSWERED", "CLOSED"),
            facts=handling.facts,
        ),
    )  # fmt: skip


RECONSIDERATIONS = _other_body(
    AppealRoad.RECONSIDERATION, "reconsiderations", "复", "提出书面答复", Workdays(limit("answer")), "复议机关"
)
LAWSUITS = _other_body(AppealRoad.LITIGATION, "lawsuits", "诉", "提交答辩状", Days(limit("defend")), "法院")
