"""Actions and stages that the looking-after of several benefits shares, made with what is a programme's own: roles, limits, further fields.

As in `applications.steps`: one code and one name wherever an action occurs, and `more` goes to the `Action` as it is and goes before what
stands here.
"""

from __future__ import annotations

from typing import Any

from doudi.base.roles import Role
from doudi.mechanisms.casework.declare import SYSTEM, Action, Field, Stage, Within
from doudi.mechanisms.entitlement.amendments import carrying_out, proposing, queries
from doudi.mechanisms.entitlement.amendments.models import Outcome
from doudi.mechanisms.entitlement.applications.steps import DOCUMENT
from doudi.mechanisms.entitlement.awards.models import ReviewClass
from doudi.mechanisms.entitlement.awards.reasons import HoldReason, StopReason

By = Role | frozenset[Role]
SERVED = (Field("told_on", "送达日期", "date", required=True), Field("receipt", "送达回证", "photo"))
WAYS = (("VISIT", "上门"), ("PHONE", "电话"), ("PAPER", "书面"))

REPORTED = Stage("REPORTED", "待核查", "info")
LOOKING = Stage("LOOKING", "核查中", "warn")
PROPOSED = Stage("PROPOSED", "待签批", "warn")
TELLING = Stage("TELLING", "待事先告知", "warn")
HEARING = Stage("HEARING", "听取陈述申辩", "info")
COUNTY = Stage("COUNTY", "县级审核", "warn")
TO_DECIDE = Stage("COUNTY", "待审核决定", "warn")  # where it may be delegated to the township
DECIDED = Stage("DECIDED", "待送达", "warn")
OVER = (
    Stage("SERVED", "已送达", "ok", final=True),
    Stage("KEPT", "维持不变", "ok", final=True),
    Stage("WITHDRAWN", "已撤回", final=True),
)
STAGES = (REPORTED, LOOKING, PROPOSED, TELLING, HEARING, COUNTY, DECIDED, *OVER)
ROAD = ("REPORTED", "LOOKING", "PROPOSED", "TELLING", "HEARING", "COUNTY", "DECIDED", "SERVED")


def start(*, by: By, within: Within, **more: Any) -> Action:
    """开始核查."""
    return Action("start", "开始核查", "REPORTED", "LOOKING", **{"by": by, "within": within, **more})


def contact(*, by: By, ways: tuple[tuple[str, str], ...] = WAYS, **more: Any) -> Action:
    """通知本人: somebody is told of his review, or looked for; it counts before a missed review takes anything away."""
    fields = (
        Field("told_on", "通知日期", "date", required=True),
        Field("way", "方式", "choice", required=True, choices=ways),
        Field("answer", "结果", "long", required=True),
    )
    return Action(queries.CONTACT, "通知本人", "LOOKING", "LOOKING", **{"by": by, "fields": fields, **more})


def hold(*, by: By, **more: Any) -> Action:
    """暂缓发放: with a reason and an end, and of a missed review not before it was reminded of (R-DYN-06)."""
    fields = (
        Field("reason", "暂缓原因", "choice", required=True, choices=tuple(HoldReason.choices)),
        Field("words", "事由", "long", required=True),
    )
    said = {
        "by": by, "unless": proposing.held_too_soon, "then": carrying_out.hold, "grave": True, "fields": fields, **more,
    }  # fmt: skip
    return Action("hold", "暂缓发放", "LOOKING", "LOOKING", **said)


def propose(
    source: str = "LOOKING",
    *,
    by: By,
    within: Within,
    outcomes: tuple[Outcome, ...] = (Outcome.KEEP, Outcome.ADJUST, Outcome.STOP),
    reasons: tuple[tuple[str, str], ...] = tuple(StopReason.choices),
    further: tuple[Field, ...] = (),
    **more: Any,
) -> Action:
    """提出处理意见: not what the rules do not say. `reasons`: of a stop; `further`: fields after them."""
    fields = (
        Field("outcome", "处理意见", "choice", required=True, choices=tuple((each.value, each.label) for each in outcomes)),
        Field("review_class", "今后的复核类别", "choice", required=True, choices=tuple(ReviewClass.choices)),
        Field("reason", "停发原因", "choice", choices=reasons, hint="停发的选择"),
        *further,
        Field("words", "理由", "long", required=True, hint="会写入告知书"),
    )  # fmt: skip
    said = {
        "by": by, "within": within, "unless": proposing.wrong_proposal, "then": proposing.keep_proposal, "fields": fields, **more,
    }  # fmt: skip
    return Action(said.pop("code", "propose"), said.pop("name", "提出处理意见"), source, "PROPOSED", **said)


def sign(*, by: By, within: Within, **more: Any) -> Action:
    """签批上报: what takes nothing away goes up."""
    said = {"by": by, "within": within, "unless": proposing.adverse, "foreseen": True, **more}
    return Action("sign", "签批上报", "PROPOSED", "COUNTY", **said)


def sign_adverse(*, by: By, within: Within, **more: Any) -> Action:
    """签批，事先告知: a reduction or a stop is told first (R-DYN-02)."""
    said = {"by": by, "within": within, "unless": proposing.not_adverse, "foreseen": True, **more}
    return Action("sign_adverse", "签批，事先告知", "PROPOSED", "TELLING", **said)


def send_back(*, by: By, **more: Any) -> Action:
    """退回重新核查, by the leader."""
    said = {"by": by, "needs_reason": True, "wakes": (), "grave": True, **more}
    return Action("send_back", "退回重新核查", "PROPOSED", "LOOKING", **said)


def tell_first(*, by: By, within: Within, **more: Any) -> Action:
    """送达事先告知书: the days for an answer count from then."""
    said = {"by": by, "within": within, "counts_from": "told_on", "recusal": False, "fields": SERVED, **more}
    return Action("tell_first", "送达事先告知书", "TELLING", "HEARING", **said)


def state(*, by: By, **more: Any) -> Action:
    """登记陈述申辩: it is looked at again."""
    fields = (Field("words", "陈述申辩的内容", "long", required=True), Field("proof", "提交的证明", "file"))
    return Action("state", "登记陈述申辩", "HEARING", "LOOKING", **{"by": by, "wakes": (), "fields": fields, **more})


def waive(*, by: By, **more: Any) -> Action:
    """本人放弃陈述, in writing."""
    fields = (Field("statement", "本人签字的书面材料", "photo", required=True),)
    return Action("waive", "本人放弃陈述", "HEARING", "COUNTY", **{"by": by, "fields": fields, **more})


def heard(*, within: Within, **more: Any) -> Action:
    """陈述期满: by itself."""
    said = {"by": SYSTEM, "within": within, "lapses": True, **more}
    return Action(said.pop("code", "lapse"), "陈述期满", "HEARING", "COUNTY", **said)


def return_(*, by: By, **more: Any) -> Action:
    """退回重新核查, by the county."""
    said = {"by": by, "needs_reason": True, "wakes": (), "grave": True, **more}
    return Action("return", "退回重新核查", "COUNTY", "LOOKING", **said)


def keep(*, by: By, within: Within, **more: Any) -> Action:
    """确认维持不变: looked at, and the next review counts from now."""
    said = {
        "by": by, "within": within, "fields": (DOCUMENT,), "unless": proposing.changes_something, "foreseen": True,
        "then": carrying_out.kept_as_it_is, "bulk": True, **more,
    }  # fmt: skip
    return Action(said.pop("code", "keep"), said.pop("name", "确认维持不变"), "COUNTY", "KEPT", **said)


def decide(*, by: By, within: Within, **more: Any) -> Action:
    """审核决定, with what follows from it."""
    said = {
        "by": by, "within": within, "fields": (DOCUMENT,), "unless": proposing.changes_nothing, "foreseen": True,
        "then": carrying_out.carry_out, **more,
    }  # fmt: skip
    return Action(said.pop("code", "decide"), said.pop("name", "审核决定"), "COUNTY", "DECIDED", **said)


def hand_over(*, by: By, **more: Any) -> Action:
    """移交档案 to the county that somebody has moved to: by the transfer letter, with the archive."""
    fields = (
        Field("handed_on", "移交日期", "date", required=True),
        Field("receiver", "接收人及电话", required=True),
        Field("ends_on", "约定的衔接月份", hint="例如：2024年10月起由迁入地保障"),
        Field("receipt", "接收回执", "photo"),
    )
    said = {
        "by": by, "recusal": False, "unless": carrying_out.leaves_nowhere, "foreseen": True, "fields": fields, **more,
    }  # fmt: skip
    return Action(queries.HAND_OVER, "向迁入地移交档案", "DECIDED", "DECIDED", **said)


def serve(*, by: By, within: Within, **more: Any) -> Action:
    """送达决定告知书."""
    said = {
        "by": by, "within": within, "recusal": False, "unless": carrying_out.file_not_handed_over, "foreseen": True,
        "then": carrying_out.finished, "fields": SERVED, **more,
    }  # fmt: skip
    return Action("serve", "送达决定告知书", "DECIDED", "SERVED", **said)


def reopen(**more: Any) -> Action:
    """撤销原决定，重新审核: by the system, when an appeal has succeeded."""
    said = {"by": SYSTEM, "then": carrying_out.reopened, **more}
    return Action("reopen", "撤销原决定，重新审核", "SERVED", "COUNTY", **said)


def undo(*, by: By, **more: Any) -> Action:
    """恢复原待遇."""
    said = {
        "by": by, "unless": carrying_out.nothing_to_undo, "foreseen": True, "then": carrying_out.undo, "fields": (DOCUMENT,), **more,
    }  # fmt: skip
    return Action("undo", "恢复原待遇", "COUNTY", "DECIDED", **said)


def withdraw(*, by: By, **more: Any) -> Action:
    """撤回登记: never of a review that fell due."""
    said = {
        "by": by, "needs_reason": True, "grave": True, "unless": proposing.not_withdrawable, "foreseen": True,
        "then": carrying_out.finished, **more,
    }  # fmt: skip
    return Action("withdraw", "撤回登记", ("REPORTED", "LOOKING"), "WITHDRAWN", **said)
