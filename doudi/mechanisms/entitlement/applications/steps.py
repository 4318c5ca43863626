"""Actions that the regulations of several benefits share, made with what is a programme's own: stages, limits, grounds.

Each has one code and one name wherever it occurs, so that lists, letters and people meet the same word. `more` goes to the `Action`
as it is (`bulk`, `apart_from`, further `fields`) and goes before what stands here.
"""

from __future__ import annotations

from typing import Any

from doudi.base.roles import Role
from doudi.mechanisms.casework.declare import (
    SYSTEM,
    Action,
    Appealable,
    Days,
    Field,
    Ground,
    NoticeSteps,
    Term,
    Within,
)
from doudi.mechanisms.entitlement.applications.handling import REOPEN, Handling
from doudi.mechanisms.entitlement.remedies import open_to_appeal

By = Role | frozenset[Role]
REMEDY = (
    "对本决定不服的，可以自收到本决定书之日起六十日内向县人民政府申请行政复议，或者六个月内依法向人民法院提起行政诉讼。"
)
DOCUMENT = Field("document", "决定文号", required=True)
RECEIVED = Field("received_on", "收到申请日期", "date", required=True, hint="外地窗口代收的，填代收日期")
VISITED = (
    Field("visited_on", "调查日期", "date", required=True),
    Field("found", "调查情况", "long", required=True),
    Field("photo", "入户照片", "photo"),
)
POSTED = (
    Field("posted_on", "张贴日期", "date", required=True),
    Field("photo", "公示栏照片", "photo", required=True),
)
NOTICE_STEPS = NoticeSteps("post", "object", "lapse")


def submit(source: str = "DRAFT", target: str = "SUBMITTED", *, by: By, **more: Any) -> Action:
    """提交."""
    return Action("submit", "提交", source, target, **{"by": by, "recusal": False, **more})


def supplement(source: str = "SUBMITTED", target: str = "DRAFT", *, by: By, **more: Any) -> Action:
    """一次性告知补正: all that is missing at once; the application goes back and is submitted again."""
    fields = (
        Field("missing", "需要补正的材料", "long", required=True, hint="一次说全；可以查得到、比对得到的不能要求提供"),
    )
    return Action("supplement", "一次性告知补正", source, target, **{"by": by, "grave": True, "fields": fields, **more})


def accept(source: str = "SUBMITTED", target: str = "INVESTIGATING", *, by: By, within: Within, **more: Any) -> Action:
    """受理."""
    return Action("accept", "受理", source, target, **{"by": by, "within": within, **more})


def deemed_accepted(source: str = "SUBMITTED", target: str = "INVESTIGATING", *, within: Within, **more: Any) -> Action:
    """视为受理: nobody has said in time what is missing (R-PRC-03). It happens by itself on the day after the limit."""
    return Action(
        "deem", "逾期未告知，视为受理", source, target, **{"by": SYSTEM, "within": within, "lapses": True, **more}
    )


def refuse_acceptance(
    source: str = "SUBMITTED", target: str = "NOT_ACCEPTED", *, by: By, grounds: tuple[Ground, ...], **more: Any
) -> Action:
    """不予受理."""
    said = {"by": by, "grounds": grounds, "grave": True, **more}
    return Action("refuse_accept", "不予受理", source, target, **said)


def withdraw(*sources: str, by: By, target: str = "WITHDRAWN", **more: Any) -> Action:
    """撤回申请: from any stage before the decision, with the applicant's reason."""
    said = {"by": by, "needs_reason": True, "recusal": False, "grave": True, **more}
    return Action("withdraw", "撤回申请", sources, target, **said)


def check(
    code: str, name: str, stage: str, *, by: By, within: Within, results: tuple[tuple[str, str], ...], **more: Any
) -> Action:
    """A check by another office while the stage goes on (核对中心、残联核证): number of the report and its result."""
    fields = (
        Field("number", "报告编号", required=True),
        Field("result", "核对结论", "choice", required=True, choices=results),
    )
    return Action(code, name, stage, stage, **{"by": by, "within": within, "awaited": True, "fields": fields, **more})


def opine(
    handling: Handling[Any], source: str = "INVESTIGATING", target: str = "OPINION", *, by: By, **more: Any
) -> Action:
    """提出初审意见: not against the rules."""
    said = {
        "by": by,
        "unless": handling.wrong_proposal,
        "then": handling.keep_proposal,
        "fields": (proposal(handling),),
        **more,
    }
    return Action(said.pop("code", "opine"), said.pop("name", "提出初审意见"), source, target, **said)


def proposal(handling: Handling[Any]) -> Field:
    """The field of an opinion."""
    return Field("proposal", "意见", "choice", required=True, choices=handling.proposals)


def sign(source: str = "OPINION", target: str = "SIGNED", *, by: By, within: Within, **more: Any) -> Action:
    """签批初审意见."""
    return Action("sign", "签批初审意见", source, target, **{"by": by, "within": within, **more})


def sign_refusal(
    handling: Handling[Any],
    source: str = "OPINION",
    target: str = "NOTICE_OVER",
    *,
    by: By,
    within: Within,
    **more: Any,
) -> Action:
    """A proposal to refuse goes up without public notice."""
    said = {"by": by, "within": within, "unless": handling.proposes_admission, "foreseen": True, **more}
    return Action("sign_refusal", f"签批{handling.refusal}", source, target, **said)


def post(source: str = "SIGNED", target: str = "NOTICE", *, by: By, within: Within, **more: Any) -> Action:
    """张贴公示: the days count from the one on which it was hung."""
    said = {"by": by, "within": within, "counts_from": "posted_on", "recusal": False, "fields": POSTED, **more}
    return Action("post", "张贴公示", source, target, **said)


def objection(
    handling: Handling[Any], source: str | tuple[str, ...] = "NOTICE", target: str = "OBJECTED", *, by: By, **more: Any
) -> Action:
    """登记异议."""
    fields = (
        Field("words", "异议内容", "long", required=True),
        Field("real_name", "实名举报", "yes"),
    )
    said = {"by": by, "recusal": False, "then": handling.keep_complaint, "grave": True, "fields": fields, **more}
    return Action("object", "登记异议", source, target, **said)


def notice_over(source: str = "NOTICE", target: str = "NOTICE_OVER", *, days: Term | int) -> Action:
    """公示期满: by itself."""
    return Action("lapse", "公示期满", source, target, by=SYSTEM, within=Days(days), lapses=True)


def confirm(
    handling: Handling[Any],
    source: str = "COUNTY_REVIEW",
    target: str = "CONFIRMED",
    *,
    by: By,
    within: Within,
    **more: Any,
) -> Action:
    """确认同意: not against rules and opinion; leads to the award or the recognition."""
    said = {
        "by": by,
        "within": within,
        "fields": (DOCUMENT,),
        "unless": handling.not_entitled,
        "then": handling.confirm,
        **more,
    }
    return Action(said.pop("code", "confirm"), said.pop("name", "确认同意"), source, target, **said)


def refuse(
    handling: Handling[Any],
    source: str = "COUNTY_REVIEW",
    target: str = "REFUSED",
    *,
    by: By,
    within: Within,
    grounds: tuple[Ground, ...],
    **more: Any,
) -> Action:
    """不予确认: with reason, article and remedy (R-DIBAO-15)."""
    said = {
        "by": by,
        "within": within,
        "grounds": grounds,
        "then": handling.keep_refusal,
        "grave": True,
        "fields": (Field("words", "具体情况", "long", required=True), DOCUMENT),
        **more,
    }
    return Action(said.pop("code", "refuse"), said.pop("name", "不予确认"), source, target, **said)


def tell(source: str = "REFUSED", target: str = "TOLD", *, by: By, within: Within, **more: Any) -> Action:
    """书面告知: a refusal is served in writing within its days."""
    fields = (
        Field("told_on", "送达日期", "date", required=True),
        Field("receipt", "送达回证", "photo"),
    )
    return Action(
        "tell", "书面告知", source, target, **{"by": by, "within": within, "recusal": False, "fields": fields, **more}
    )


def reopen(
    handling: Handling[Any], source: str | tuple[str, ...] = "TOLD", target: str = "COUNTY_REVIEW", **more: Any
) -> Action:
    """撤销原决定，重新审核: by the system, when an appeal has succeeded."""
    return Action(REOPEN, "撤销原决定，重新审核", source, target, **{"by": SYSTEM, "then": handling.reopened, **more})


def appealable(*served: tuple[str, str]) -> Appealable:
    """What the decisions of an application are open to; `served`: actions beside 书面告知 that hand one over, each with its day."""
    return open_to_appeal(served=(("tell", "told_on"), *served), reopen=REOPEN)
