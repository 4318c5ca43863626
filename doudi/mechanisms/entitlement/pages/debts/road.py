"""The road of a debt as its page offers it: which steps lie ahead, for whom, and why not yet."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass
from typing import Any

from doudi.base.access import may
from doudi.base.roles import Role
from doudi.mechanisms.ledger.debts.models import Debt
from doudi.mechanisms.ledger.debts.services import DECIDERS, PLANNERS, RECEIVERS, TELLERS

State = Debt.State


@dataclass(frozen=True)
class Leg:
    """One step of a debt."""

    code: str
    name: str
    source: State
    by: frozenset[Role]


NOTIFY = Leg("notify", "告知", State.PROPOSED, TELLERS)
DECIDE = Leg("decide", "作出决定", State.NOTIFIED, DECIDERS)
HEAR = Leg("hear", "记录申辩", State.NOTIFIED, TELLERS)
RECEIVE = Leg("receive", "登记追回", State.OWED, RECEIVERS)
PLAN = Leg("plan", "约定分期", State.OWED, PLANNERS)
ASK_WAIVER = Leg("waive", "申请核销", State.OWED, PLANNERS)
ROAD = (NOTIFY, DECIDE, HEAR, RECEIVE, PLAN, ASK_WAIVER)


def legs(debt: Debt, user: Any, on: dt.date) -> list[Leg]:
    """The steps that a user's role allows now, the one that leads on first."""
    return [each for each in ROAD if debt.state == each.source and may(user, each.by, area_code=debt.area_code, on=on)]


def refusal(debt: Debt, leg: Leg, user: Any, on: dt.date) -> str:
    """Why this user may not take it yet; empty if he may."""
    if leg is not DECIDE:
        return ""
    if debt.proposed_by_id == user.pk:
        return "追缴由您提出，须他人决定。"
    early = debt.hear_until is not None and on <= debt.hear_until
    if early and not debt.hearings.exists():
        return f"陈述申辩期限到{debt.hear_until}，期满或本人申辩后才能决定。"
    return ""
