"""A past month of one award run again: what was right for it under what was known then, what is right now, what has been settled."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass

import numpy as np
from django.utils import timezone

from doudi.base.months import last_day, month_of
from doudi.base.refused import Refused
from doudi.mechanisms.entitlement.awards import queries as awards
from doudi.mechanisms.entitlement.awards import register as registers
from doudi.mechanisms.entitlement.awards.models import Award, AwardChange
from doudi.mechanisms.entitlement.declare import benefit_of
from doudi.mechanisms.entitlement.explain import Worksheet
from doudi.mechanisms.entitlement.payment_runs import computing
from doudi.mechanisms.entitlement.payment_runs.models import PaymentRun


@dataclass(frozen=True)
class MonthLine:
    """One month: fen due as known now, and settled by runs and corrections so far. `held`: payment is held, what is due stays due."""

    month: int
    due: int
    settled: int
    held: bool
    has_run: bool

    @property
    def difference(self) -> int:
        """What is still to be back-paid (or, below nought, was paid too much); of months that no run has settled, nothing yet."""
        return self.due - self.settled if self.has_run else 0


@dataclass(frozen=True)
class Known:
    """A month as known at a moment: fen due, with the worksheet if there were facts by then."""

    at: dt.datetime
    due: int
    sheet: Worksheet | None


@dataclass(frozen=True)
class ThenAndNow:
    """`run`: the run whose time of computing is 'then'; without one it is the end of the month. `changes`: what was recorded since and
    reaches the month; `settled`: fen settled for it so far, by its own run and later corrections."""

    month: int
    then: Known
    now: Known
    run: PaymentRun | None
    changes: tuple[AwardChange, ...]
    settled: int


def months_of(award: Award, through: int, *, at: dt.datetime, back: int = 36) -> list[MonthLine]:
    """The months of an award up to one, the newest first; the register is read once."""
    months = range(max(award.from_month, through - back + 1), max(through, award.from_month) + 1)
    register = registers.load(benefit_of(award.benefit), known=at, pk=award.pk)
    if not len(register):
        return []
    settled = computing.settled(register, months, np.array([0]))[:, 0]
    signed = PaymentRun.objects.filter(benefit=award.benefit, month__in=months).exclude(state=PaymentRun.State.DRAFT)
    with_run = set(signed.values_list("month", flat=True))
    return [
        MonthLine(
            month,
            int(register.due(month)[0]),
            int(settled[place]),
            bool(register.held(month)[0]),
            month in with_run,
        )
        for place, month in reversed(list(enumerate(months)))
    ]


def then_and_now(award: Award, month: int, *, at: dt.datetime) -> ThenAndNow:
    """One month of an award as its run knew it and as it stands now; Refused if the award does not reach the month."""
    if month < award.from_month:
        raise Refused("所选月份早于待遇起始月,请重新选择。")
    run = PaymentRun.objects.filter(benefit=award.benefit, month=month).exclude(state=PaymentRun.State.DRAFT).first()
    then = run.known_at if run is not None else min(_end_of(month), at)
    rows = AwardChange.objects.filter(award=award, at__gt=then, at__lte=at, from_month__lte=month).exclude(
        kind=AwardChange.Kind.ACCOUNT
    )
    changes = tuple(rows.select_related("by").order_by("pk").defer("figures", "evidence", "worksheet"))
    register = registers.load(benefit_of(award.benefit), known=at, pk=award.pk)
    through = max(month, month_of(timezone.localdate(at)))  # corrections of later runs count
    months = range(month, through + 1)
    settled = int(computing.settled(register, months, np.array([0]))[0, 0]) if len(register) else 0
    return ThenAndNow(month, _known(award, month, then), _known(award, month, at), run, changes, settled)


def _known(award: Award, month: int, at: dt.datetime) -> Known:
    register = registers.load(benefit_of(award.benefit), known=at, pk=award.pk)
    due = int(register.due(month)[0]) if len(register) else 0
    try:
        return Known(at, due, awards.worksheet(award, month, known=at, with_turns=False))
    except Refused:  # nobody had decided anything for this month by then
        return Known(at, due, None)


def _end_of(month: int) -> dt.datetime:
    return timezone.make_aware(dt.datetime.combine(last_day(month), dt.time.max))
