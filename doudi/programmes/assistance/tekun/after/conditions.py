"""What is tekun's own in looking after an award: an intended termination hangs for seven days before anybody decides it (R-TK-07)."""

from __future__ import annotations

from doudi.mechanisms.casework.declare import Said
from doudi.mechanisms.casework.models import Case
from doudi.mechanisms.casework.notices.cases import open_objection
from doudi.mechanisms.entitlement.amendments import proposing, queries
from doudi.mechanisms.entitlement.amendments.models import Outcome


def not_a_reduction(case: Case, said: Said) -> str | None:
    """A reduction is told first; a termination is posted before that."""
    if queries.of(case).outcome == Outcome.STOP:
        return "拟终止供养的须先公示，请办理“签批，拟终止公示”。"
    return proposing.not_adverse(case, said)


def not_a_termination(case: Case, said: Said) -> str | None:
    return None if queries.of(case).outcome == Outcome.STOP else "不是终止供养，不需要公示。"


def not_to_be_decided(case: Case, said: Said) -> str | None:
    """Nobody decides while an objection on the board is unanswered."""
    return open_objection(case) or proposing.changes_nothing(case, said)
