"""The months of all benefits side by side: where each run stands and what it waits for. A handful of queries, however many there are."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import Any

from django.db.models import Count, Q

from doudi.mechanisms.entitlement.declare import BENEFITS, Benefit
from doudi.mechanisms.entitlement.payment_runs import queries
from doudi.mechanisms.entitlement.payment_runs.models import PaymentFile, PaymentRun, RunStep
from doudi.mechanisms.ledger.bank.models import BACK, FOR_A_PERSON, BankLine, Outcome, StrayLine

State, Step = PaymentRun.State, RunStep.Step
TINTS = {State.DRAFT: "", State.FROZEN: "info", State.CHECKED: "info", State.SIGNED: "warn", State.SENT: "warn", State.CLOSED: "ok"}  # fmt: skip


@dataclass(frozen=True)
class Standing:
    """What the bank has said of a run that was sent: lines not answered, for a person to decide, come back."""

    unanswered: int = 0
    for_a_person: int = 0
    came_back: int = 0


@dataclass(frozen=True)
class Cell:
    """One benefit in one month."""

    benefit: Benefit
    month: int
    run: PaymentRun | None
    waits: str = ""

    @property
    def tint(self) -> str:
        return TINTS[State(self.run.state)] if self.run is not None else ""


def matrix(user: Any, months: Sequence[int]) -> list[tuple[Benefit, list[Cell]]]:
    """Benefit → its cells, in the order of the months."""
    found = {(each.benefit, each.month): each for each in queries.runs(user).filter(month__in=months)}
    told = waits(list(found.values()))
    lines = []
    for benefit in BENEFITS.values():
        cells = []
        for month in months:
            run = found.get((benefit.code, month))
            cells.append(Cell(benefit, month, run, told[run.pk] if run is not None else ""))
        lines.append((benefit, cells))
    return lines


def waits(runs: Sequence[PaymentRun]) -> dict[int, str]:
    """Run → what it waits for, in a few words; empty if for nothing."""
    signed, bank = _signatures(runs), standings(runs)
    return {each.pk: _words(each, signed.get(each.pk, 0), bank.get(each.pk, Standing())) for each in runs}


def standings(runs: Sequence[PaymentRun]) -> dict[int, Standing]:
    """Run → what its own files still wait for; of those that were sent."""
    sent = [each.pk for each in runs if each.state in (State.SENT, State.CLOSED)]
    files = dict(PaymentFile.objects.filter(run__in=sent).values_list("file", "run"))
    found: dict[int, Standing] = {}
    waiting = BankLine.objects.filter(file__in=list(files), retried_by=None).exclude(
        outcome__in=(Outcome.PAID, Outcome.CANCELLED)
    )
    rows = waiting.order_by().values_list("file").annotate(
        unanswered=Count("pk", Q(outcome=Outcome.UNANSWERED)),
        for_a_person=Count("pk", Q(outcome__in=FOR_A_PERSON)),
        back=Count("pk", Q(outcome__in=BACK)),
    )  # fmt: skip
    for file, unanswered, unclear, back in rows:
        found[files[file]] = Standing(unanswered, unclear, back)
    strays = StrayLine.objects.filter(answer__file__in=list(files), cleared_at=None).order_by()
    for file, number in strays.values_list("answer__file").annotate(Count("pk")):
        before = found.get(files[file], Standing())
        found[files[file]] = replace(before, for_a_person=before.for_a_person + number)
    return found


def _signatures(runs: Sequence[PaymentRun]) -> dict[int, int]:
    """Run → how many have signed in its present round, of those that are checked."""
    checked = [each.pk for each in runs if each.state == State.CHECKED]
    if not checked:
        return {}
    steps = list(RunStep.objects.filter(run__in=checked).values_list("run", "step", "round").order_by("pk"))
    rounds = {run: number for run, _, number in steps}  # the last one wins
    found = dict.fromkeys(checked, 0)
    for run, step, number in steps:
        found[run] += step == Step.SIGN and number == rounds[run]
    return found


def _words(run: PaymentRun, signed: int, bank: Standing) -> str:
    if run.state == State.CHECKED and run.signatures_needed > 1:
        return f"待签批（{signed}/{run.signatures_needed}）"
    plain = {State.DRAFT: "待冻结", State.FROZEN: "待复核", State.CHECKED: "待签批"}
    if run.state in plain:
        return plain[State(run.state)]
    if run.state == State.SIGNED:
        return "待送银行" if run.lines_number else "待结清"
    told = [
        f"{words}{number:,}笔"
        for words, number in (("待回盘", bank.unanswered), ("待查", bank.for_a_person), ("退票", bank.came_back))
        if number
    ]
    if run.state == State.SENT and not bank.unanswered and not bank.for_a_person:
        told.append("待结清")
    return "、".join(told)
