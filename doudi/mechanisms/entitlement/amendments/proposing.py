"""What may be proposed of an award after what was found: nobody proposes what the rules do not say, and no stop goes straight ahead."""

from __future__ import annotations

import datetime as dt
from copy import copy
from typing import Any

from django.utils import timezone

from doudi.base.money import yuan
from doudi.base.refused import Refused
from doudi.mechanisms.casework.declare import Said
from doudi.mechanisms.casework.models import ActionTaken, Case
from doudi.mechanisms.entitlement.amendments import families, queries
from doudi.mechanisms.entitlement.amendments.families import BothWays
from doudi.mechanisms.entitlement.amendments.models import Amendment, Occasion, Outcome
from doudi.mechanisms.entitlement.awards.reasons import HoldReason, StopReason, reason_name

CONTACTS = 2  # times that somebody is told before he counts as not coming to his review
_BY_MEMBERS = (Occasion.JOIN, Occasion.LEAVE, Occasion.SPLIT, Occasion.MERGE)
_STOPPED = "这项待遇已经停发，不能再变更。"
_KEPT = ("outcome", "reason", "review_class", "grace_group", "grace_months", "provincial_basis")


def wrong_proposal(case: Case, said: Said) -> str | None:
    """The reason why this cannot be proposed, or None."""
    row = _with(queries.of(case), said)
    return _wrong(row, said.on)


def keep_proposal(case: Case, taken: ActionTaken) -> None:
    """Keep it, with the amounts before and after as they are reckoned now."""
    on = timezone.localdate(taken.at)
    row = _with(queries.of(case), Said(taken.data, on=on))
    row.proposal = str(taken.data.get("words", ""))[:400]
    row.before_fen, row.after_fen = families.both_ways(row, on).fen
    if row.outcome == Outcome.STOP:
        row.after_fen = 0
    elif row.outcome == Outcome.DEFER:
        row.after_fen = row.before_fen
    row.save(update_fields=[*_KEPT, "proposal", "before_fen", "after_fen"])


def adverse(case: Case, said: Said) -> str | None:
    """A reduction or a stop is told first (R-DYN-02)."""
    row = queries.of(case)
    return "减发、停发须先书面告知本人、听取陈述申辩，不能直接上报。" if queries.adverse(row) else None


def not_adverse(case: Case, said: Said) -> str | None:
    return None if queries.adverse(queries.of(case)) else "不是减发、停发，不需要事先告知。"


def changes_something(case: Case, said: Said) -> str | None:
    row = queries.of(case)
    return (
        "有调整、停发、渐退的须作出决定，不能按维持不变办理。" if row.outcome != Outcome.KEEP else _wrong_now(row, said)
    )


def changes_nothing(case: Case, said: Said) -> str | None:
    """Whether the decision may be taken as it was proposed: reckoned again on its day."""
    row = queries.of(case)
    if row.outcome == Outcome.KEEP:
        return "处理意见是维持不变，请办理“确认维持不变”。"
    return _wrong_now(row, said)


def not_withdrawable(case: Case, said: Said) -> str | None:
    return "定期复核不能撤回。" if queries.of(case).occasion == Occasion.REVIEW else None


def held_too_soon(case: Case, said: Said) -> str | None:
    """A missed review is reminded of before anything is held (R-DYN-06, R-DIS-07)."""
    if (
        said.get("reason") == HoldReason.REVIEW_MISSED
        and (told := queries.times_contacted(queries.of(case))) < CONTACTS
    ):
        return f"未按期参加复核的，须先通知本人{CONTACTS}次才能暂缓发放（已通知{told}次）。"
    return None


def _wrong_now(row: Amendment, said: Said) -> str | None:
    if row.change is not None:
        return "原决定已经执行；决定被撤销的请先办理“恢复原待遇”。"
    if row.award.until_month is not None:
        return f"{_STOPPED}请退回重新提出意见。"
    try:
        found = families.both_ways(row, said.on)
    except Refused as refused:
        return f"{refused.sentence}请退回重新提出意见。"
    if (reason := _wrong_of(row, found, said.on)) is not None:
        return f"{reason}请退回重新提出意见。"
    after = found.fen[1]
    if row.outcome == Outcome.ADJUST and after != row.after_fen:
        return f"按现行标准月金额为{yuan(after)}元，与意见{yuan(row.after_fen or 0)}元不一致，请退回重新提出意见。"
    return None


def _wrong(row: Amendment, on: dt.date) -> str | None:
    if row.award.until_month is not None:
        return _STOPPED
    try:
        found = families.both_ways(row, on)
    except Refused as refused:
        return refused.sentence
    return _wrong_of(row, found, on)


def _wrong_of(row: Amendment, found: BothWays, on: dt.date) -> str | None:
    """The same with what the rules give either way at hand."""
    if row.leaves_to and (row.outcome, row.reason) != (Outcome.STOP, StopReason.MOVED):
        return "迁往外县的，自决定次月起由迁入地保障，请按“户籍迁出或不再由本县保障”提出停发。"
    lacking = [str(each) for each in found.after.sheet.missing if each.matters]
    if lacking and row.outcome != Outcome.STOP:
        return f"{'；'.join(lacking)}，请先登记核查情况。"
    match row.outcome:
        case Outcome.KEEP:
            return _wrong_keeping(row, found)
        case Outcome.ADJUST:
            return _wrong_adjusting(row, found)
        case Outcome.STOP:
            return _wrong_stopping(row, found, on)
        case Outcome.DEFER:
            return _wrong_deferring(row, found, on)
    return "请选择处理意见。"


def _wrong_keeping(row: Amendment, found: BothWays) -> str | None:
    before, after = found.fen
    if row.members.exists():
        return "家庭成员有变动，不能按维持不变办理。"
    if before != after:
        return f"按核查后的情况，月金额由{yuan(before)}元变为{yuan(after)}元，不能按维持不变办理。"
    return None


def _wrong_adjusting(row: Amendment, found: BothWays) -> str | None:
    if row.occasion in _BY_MEMBERS and not row.members.exists():
        return "还没有登记家庭成员的变动。"
    if row.occasion == Occasion.SPLIT and not row.members.filter(joins=False).exists():
        return "分户须登记分出的成员。"
    if found.plain.sheet.result <= 0:
        if found.after.sheet.result > 0:
            return "收入仍不低于标准，渐退期内按原金额发放，不能调整。"
        return f"按核查后的情况不再符合条件，不能调整金额，请提出停发或者渐退：{_why(found)}"
    if found.fen[0] == found.plain.sheet.result and not row.members.exists():
        return "月金额没有变化，请按维持不变办理。"
    return None


def _wrong_stopping(row: Amendment, found: BothWays, on: dt.date) -> str | None:
    """Each reason has its proof: what the rules say, what was asked, how often somebody was told."""
    match row.reason:
        case "":
            return "请选择停发原因。"
        case StopReason.DEATH:
            return "死亡的请在“死亡办理”中确认。"
        case reason if reason in families.amending(row).by_rules and found.after.sheet.result > 0:
            name = reason_name(row.reason)
            return f"按核查后的情况每月仍可享受{yuan(found.after.sheet.result)}元，不能以“{name}”停发。"
        case StopReason.GRACE_ENDED if row.award.grace_until is None:
            return "这项待遇不在渐退期。"
        case StopReason.GRACE_ENDED if found.plain.sheet.result > 0:
            return "收入已经低于标准，应当恢复在保，请提出调整金额。"
        case StopReason.NOT_REVIEWED:
            return _wrong_missed_review(row)
        case StopReason.WITHDRAWN if row.occasion != Occasion.EXIT:
            return "自愿退出须由本人提出，按“自愿退出”登记。"
        case StopReason.MOVED if row.moves_to is not None:
            return "在本县内迁移的继续保障，不能停发。"
    return None


def _wrong_missed_review(row: Amendment) -> str | None:
    """Nobody is stopped straight on a missed review: he is told twice, and the payment is held first (R-DYN-06)."""
    told = queries.times_contacted(row)
    if told < CONTACTS:
        return f"不能因未参加复核直接停发：须先通知本人{CONTACTS}次（已通知{told}次）。"
    if not queries.was_held(row):
        return "不能因未参加复核直接停发：须先按“未按期参加复核”暂缓发放。"
    return None


def _wrong_deferring(row: Amendment, found: BothWays, on: dt.date) -> str | None:
    deferring = families.amending(row).deferring
    if deferring is None:
        return "这项待遇没有渐退期。"
    if row.grace_group is None or not row.grace_months:
        return "请选择渐退对象类别，填写期限。"
    if row.award.grace_until is not None and row.award.grace_until >= found.month:
        return "这一户正在渐退期，不能再次给予。"
    try:
        deferring.check(row, found.plain_family, on)
    except Refused as refused:
        return refused.sentence
    return None


def _with(row: Amendment, said: Said) -> Amendment:
    """The amendment with what the form says of the proposal; not written yet."""
    row = copy(row)  # the one at hand goes on saying what stands
    row.outcome = str(said.get("outcome") or "")
    row.reason = str(said.get("reason") or "") if row.outcome == Outcome.STOP else ""
    row.review_class = str(said.get("review_class") or "")
    deferred = row.outcome == Outcome.DEFER
    row.grace_group = _number(said.get("grace_group")) if deferred else None
    row.grace_months = _number(said.get("grace_months")) if deferred else None
    row.provincial_basis = bool(said.get("provincial_basis")) and deferred
    return row


def _number(typed: Any) -> int | None:
    text = str(typed if typed is not None else "").strip()
    return int(text) if text.isdigit() else None


def _why(found: BothWays) -> str:
    """The last reasons of the worksheet, as the household may read them."""
    return "；".join(line.public for line in found.plain.sheet.lines[-2:]) + "。"
