"""The road of a run as a page offers it: which steps lie ahead, for whom, and why somebody may not take one."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from doudi.base.access import may
from doudi.base.roles import Role
from doudi.mechanisms.entitlement.payment_runs import services
from doudi.mechanisms.entitlement.payment_runs.drafting import DRAFTERS
from doudi.mechanisms.entitlement.payment_runs.models import PaymentRun, RunStep
from doudi.mechanisms.entitlement.payment_runs.services import CHECKERS, SENDERS, SIGNERS

State, Step = PaymentRun.State, RunStep.Step


@dataclass(frozen=True)
class Leg:
    """One step that may be taken from some states."""

    step: RunStep.Step
    name: str
    source: tuple[PaymentRun.State, ...]
    by: frozenset[Role]
    grave: bool = False  # turns back, and must say why

    @property
    def code(self) -> str:
        """send-back, as an address writes it."""
        return self.step.value.lower().replace("_", "-")


# What a run asks for first; in a state the first leg is the one that leads on.
ROAD = (
    Leg(Step.FREEZE, "冻结名单", (State.DRAFT,), DRAFTERS),
    Leg(Step.DRAFT, "重新核算", (State.DRAFT,), DRAFTERS),
    Leg(Step.CHECK, "复核通过", (State.FROZEN,), CHECKERS),
    Leg(Step.SIGN, "签批", (State.CHECKED,), SIGNERS),
    Leg(Step.SEND_BACK, "退回", (State.FROZEN, State.CHECKED), CHECKERS | SIGNERS, grave=True),
    Leg(Step.SEND, "送银行", (State.SIGNED,), SENDERS),
    Leg(Step.CLOSE, "结清", (State.SENT,), SENDERS),
)
EMPTY = Leg(Step.CLOSE, "结清", (State.SIGNED,), SENDERS)  # a month in which nothing is paid


@dataclass(frozen=True)
class Offer:
    """A step that the user's role allows; `refusal` is the sentence if he himself may not take it."""

    leg: Leg
    refusal: str = ""


def legs(run: PaymentRun) -> list[Leg]:
    """The steps that lie ahead, the one that leads on first."""
    if run.state == State.SIGNED and not run.lines_number:
        return [EMPTY]
    return [each for each in ROAD if run.state in each.source]


def offers(run: PaymentRun, user: Any, on: dt.date) -> list[Offer]:
    """The steps ahead that the user's role allows in the county of the run."""
    allowed = [each for each in legs(run) if may(user, each.by, area_code=run.county_code, on=on)]
    return [Offer(each, services.stands_apart(run, user, each.step)) for each in allowed]


def waits_for(user: Any, runs: Sequence[PaymentRun], on: dt.date) -> list[PaymentRun]:
    """Those of some runs whose next step this user may take; one query for the steps of all of them."""
    rounds: dict[int, list[RunStep]] = {each.pk: [] for each in runs}
    for taken in RunStep.objects.filter(run__in=rounds).order_by("pk"):
        if rounds[taken.run_id] and rounds[taken.run_id][0].round != taken.round:
            rounds[taken.run_id].clear()
        rounds[taken.run_id].append(taken)
    found = []
    for run in runs:
        ahead = legs(run)
        if not ahead or not may(user, ahead[0].by, area_code=run.county_code, on=on):
            continue
        if not services.apart(rounds[run.pk], user, ahead[0].step):
            found.append(run)
    return found


def who_is_next(run: PaymentRun) -> str:
    """财务 — the roles that the step waits for."""
    ahead = legs(run)
    return "、".join(sorted(role.label for role in ahead[0].by)) if ahead else ""
