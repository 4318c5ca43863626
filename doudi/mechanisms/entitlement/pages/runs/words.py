"""What steps, answers and lines are in words."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from doudi.base.money import yuan
from doudi.mechanisms.entitlement.payment_runs.models import RunStep
from doudi.mechanisms.ledger.bank.models import Outcome, StrayLine
from doudi.pages.cells import Tag

# What the counts of an answer are called: the outcomes of lines, rows that fit nothing, rows said again.
CLASSES = {
    **{each.value: str(each.label) for each in Outcome},
    **{each.value: str(each.label) for each in StrayLine.Kind},
    "REPEATED": "已入账的重复行",
}
TINTS = {
    Outcome.PAID: "ok",
    Outcome.RETURNED: "warn",
    Outcome.PARTLY: "warn",
    Outcome.UNANSWERED: "info",
    Outcome.CANCELLED: "",
}


def by_how_much(fen: int) -> str:
    """增加1,360.00元 or 减少1,360.00元."""
    return f"{'增加' if fen >= 0 else '减少'}{yuan(abs(fen))}元"


def outcome_tag(outcome: str) -> Tag:
    """已到账, with its tint; what waits for a person is the strongest."""
    return Tag(str(Outcome(outcome).label), TINTS.get(Outcome(outcome), "danger"))


def counts_in_words(counts: Mapping[str, Any]) -> str:
    """已到账3笔，退票1笔 — of the counts kept with an answer."""
    return "，".join(f"{CLASSES[code]}{number:,}笔" for code, number in counts.items() if code in CLASSES and number)


def words_of(taken: RunStep) -> str:
    """What a step did, from what was kept with it."""
    data = taken.data
    if taken.step == RunStep.Step.ANSWER:
        return counts_in_words(data)
    if taken.step == RunStep.Step.CLOSE:
        named = (("签批", "signed"), ("到账", "paid"), ("退票", "came_back"), ("收回", "cancelled"))
        return "，".join(f"{name}{yuan(data[code])}元" for name, code in named)
    if "lines" in data and "amount" in data:
        return f"{data['lines']:,}笔，{yuan(data['amount'])}元"
    return ""
