"""What a month's run pays: each award's sum for the month, and what past months still lack or had too much. Reads, and writes nothing.

Past months are looked at only where something became known since the run before: a change of an award, a line that was not paid, a
parameter with an earlier day. There, what is due now is held against what was settled by runs; nothing is inferred from old sums.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from typing import Any

import numpy as np
from django.db import connection
from django.utils import timezone

from doudi.mechanisms.entitlement.awards import register as registers
from doudi.mechanisms.entitlement.awards.models import AwardChange
from doudi.mechanisms.entitlement.awards.register import Register
from doudi.mechanisms.entitlement.backpay import same_values
from doudi.mechanisms.entitlement.columns import Column, Flags
from doudi.mechanisms.entitlement.declare import Benefit
from doudi.mechanisms.entitlement.payment_runs.models import Omitted, Payment, PaymentRun
from doudi.mechanisms.entitlement.policy import Terms


@dataclass(frozen=True)
class Corrected:
    """One past month of one award: `row` in the register, fen settled so far, fen due as known now."""

    row: int
    month: int
    before: int
    due: int

    @property
    def amount(self) -> int:
        return self.due - self.before


@dataclass(frozen=True)
class Computed:
    """A run before it is written. `omitted`: row → why its line is not paid. `corrections` of rows with a positive `net` are paid."""

    register: Register
    month: int
    terms: Terms
    due: Column
    omitted: dict[int, Omitted]
    corrections: tuple[Corrected, ...]
    net: Column = field(repr=False)

    @property
    def arrears(self) -> Column:
        """Fen back-paid with this run to each award that is paid."""
        return np.maximum(self.net, 0)

    @property
    def lines(self) -> Sequence[int]:
        """Rows that get a line."""
        found: list[int] = np.flatnonzero((self.due > 0) | (self.net > 0)).tolist()
        return found


def compute(benefit: Benefit, month: int, *, known_at: dt.datetime) -> Computed:
    """The run of a month from everything recorded by a moment."""
    register = registers.load(benefit, known=known_at)
    terms = register.terms(month)
    due = register.due(month, terms)
    omitted = _omitted(register, month, due)
    corrections = _corrections(register, month, known_at)
    net = np.zeros(len(register), np.int64)
    for each in corrections:
        net[each.row] += each.amount
    for row in np.flatnonzero((net > 0) & (due == 0)).tolist():  # paid for the past alone, as after an end
        if not register.marks[row]:
            omitted.setdefault(row, Omitted.NO_ACCOUNT)
    net[list(omitted)] = 0
    kept = tuple(each for each in corrections if net[each.row])
    return Computed(register, month, terms, due, omitted, kept, net)


def _omitted(register: Register, month: int, due: Column) -> dict[int, Omitted]:
    found: dict[int, Omitted] = {}
    held = register.held(month)
    for row in np.flatnonzero(held).tolist():
        found[row] = Omitted.HELD
    without = np.fromiter((not mark for mark in register.marks), np.bool_, len(register))
    for row in np.flatnonzero(without & (due > 0) & ~held).tolist():
        found[row] = Omitted.NO_ACCOUNT
    for row in _covered_twice(register, month, (due > 0) & ~held):
        found.setdefault(row, Omitted.TWICE)
    return found


def _covered_twice(register: Register, month: int, paid: Flags) -> Iterable[int]:
    """Of two awards that cover the same person, the one granted later."""
    award, person = register.covered(month, np.flatnonzero(paid))
    order = np.lexsort((award, person))
    again = np.flatnonzero(person[order][1:] == person[order][:-1]) + 1
    found: list[int] = np.unique(award[order][again]).tolist()
    return found


# --- past months -----------------------------------------------------------------------------------------------------------


def _corrections(register: Register, month: int, known_at: dt.datetime) -> list[Corrected]:
    runs = list(PaymentRun.objects.filter(benefit=register.benefit.code, month__lt=month).order_by("month"))
    if not runs:
        return []  # what was paid before the first run is not known here
    first, last = runs[0].month, runs[-1]
    touched = _touched(register, last, known_at)
    reopened = _reopened(register, first, month, last)
    held = register.held(month)
    touched &= ~held
    if reopened:
        rows = np.flatnonzero(~held)
        months: Sequence[int] = range(min(reopened), month)
        if touched.any():
            months = range(first, month)
    else:
        rows, months = np.flatnonzero(touched), range(first, month)
    if not len(rows):
        return []
    due = np.array([register.due(each)[rows] for each in months])
    before = settled(register, months, rows)
    found = np.argwhere(due != before)
    return [
        Corrected(int(rows[across]), months[down], int(before[down, across]), int(due[down, across]))
        for down, across in found.tolist()
    ]


def _touched(register: Register, last: PaymentRun, known_at: dt.datetime) -> Flags:
    """Awards that something was decided on since the last run, and those with a line that was not paid."""
    code = register.benefit.code
    changes = AwardChange.objects.filter(award__benefit=code, at__gte=last.known_at, at__lte=known_at)
    changes = changes.exclude(kind=AwardChange.Kind.REVIEW, figures=None)  # reviewed, and nothing has changed
    ids = set(changes.order_by().values_list("award_id", flat=True))
    ids |= set(Payment.objects.filter(benefit=code).exclude(omitted="").values_list("award_id", flat=True))
    ids |= set(Payment.objects.filter(benefit=code, cancelled__gt=0).values_list("award_id", flat=True))
    found = np.zeros(len(register), np.bool_)
    found[[register.row_of[each] for each in ids if each in register.row_of]] = True
    return found


def _reopened(register: Register, first: int, month: int, last: PaymentRun) -> list[int]:
    """Past months whose parameters read otherwise than when the last run was computed, and months that had no run at all. A value that
    became known on the very day of the last run is looked at once more: it may have come after."""
    then = timezone.localdate(last.known_at) - dt.timedelta(days=1)
    found = [
        each
        for each in range(first, last.month + 1)
        if not same_values(register.terms(each, known=then), register.terms(each))
    ]
    return found + list(range(last.month + 1, month))


def settled(register: Register, months: Sequence[int], rows: Any) -> Column:
    """Fen that earlier runs have settled for each month (down) and award (across): paid or on the way, corrections added. `months` go
    up to the month before the run that asks; what that run itself corrects does not count."""
    code = register.benefit.code
    place = np.full(len(register), -1, np.int64)
    place[rows] = np.arange(len(rows))
    total = np.zeros((len(months), len(rows)), np.int64)
    lowest, highest = min(months), max(months)
    with connection.cursor() as cursor:
        for statement in (_OF_PAYMENTS, _OF_CORRECTIONS):
            few = (
                "" if len(rows) > 200 else f" AND award_id IN ({','.join(str(int(register.ids[row])) for row in rows)})"
            )
            cursor.execute(statement + few, [code, lowest, highest, highest])
            for award, month, amount in cursor.fetchall():
                across = place[register.row_of[award]] if award in register.row_of else -1
                if across >= 0:
                    total[month - lowest, across] += amount
    return total


_OF_PAYMENTS = """
    SELECT award_id, month, CASE WHEN cancelled > regular THEN 0 ELSE regular - cancelled END
    FROM entitlement_payment WHERE benefit = %s AND month BETWEEN %s AND %s AND month <= %s AND omitted = ''"""
_OF_CORRECTIONS = """
    SELECT award_id, month, amount FROM entitlement_correction
    WHERE benefit = %s AND month BETWEEN %s AND %s
    AND (run_id IS NULL OR run_id IN (SELECT id FROM entitlement_paymentrun WHERE month <= %s))
    AND (payment_id IS NULL OR payment_id NOT IN (SELECT id FROM entitlement_payment WHERE cancelled = amount))"""
