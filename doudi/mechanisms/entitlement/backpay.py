"""What past months should have brought: under what was known then and under what is known now. The difference is back-pay
(补发) where it is positive, overpayment (多发) where it is negative."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from typing import Any

import numpy as np

from doudi.base.refused import Refused
from doudi.mechanisms.entitlement.columns import Column, Facts
from doudi.mechanisms.entitlement.policy import Terms
from doudi.mechanisms.entitlement.rules import Rules

FactsOfMonth = Callable[[int], Facts]
LAST = dt.date.max


@dataclass(frozen=True)
class Differences:
    """Fen by month (down) and by household or person (across)."""

    months: tuple[int, ...]
    before: Column
    after: Column

    @property
    def by_row(self) -> Column:
        """What each is owed (or owes, below nought) over all months."""
        figures: Column = (self.after - self.before).sum(axis=0)
        return figures

    @property
    def back_pay(self) -> int:
        return int(np.maximum(self.after - self.before, 0).sum())

    @property
    def overpaid(self) -> int:
        return int(np.maximum(self.before - self.after, 0).sum())


def back_pay(
    book: Rules,
    facts: Facts | FactsOfMonth,
    months: Iterable[int],
    *,
    known_then: dt.date | Callable[[int], dt.date],
    known_now: dt.date = LAST,
    **more: Any,
) -> Differences:
    """The same facts under two states of knowledge. `facts`: one register for all months, or one for each month with the same
    rows; `known_then`: a day, or for each month the day it was computed on. Months whose terms are the same are run once."""
    months = tuple(months)
    before: list[Column] = []
    after: list[Column] = []
    for month in months:
        of_month = facts if isinstance(facts, Facts) else facts(month)
        then = book.terms(month, known=known_then(month) if callable(known_then) else known_then, **more)
        now = book.terms(month, known=known_now, **more)
        after.append(book.run(of_month, now)[book.result])
        before.append(after[-1] if same_values(then, now) else book.run(of_month, then)[book.result])
        if len(after[-1]) != len(after[0]):
            raise Refused("各月名册的户数不一致,无法逐户比较,请按同一名册核算。")
    return Differences(months, np.array(before), np.array(after))


def settle(months: Iterable[int], paid: Column, due: Column) -> Differences:
    """Payments against what was due, fen by month and row: a death or fraud shows as overpaid, a late start as back-pay."""
    if paid.shape != due.shape:
        raise Refused("已发与应发的月份或户数不一致,请按同一名册核对。")
    return Differences(tuple(months), paid, due)


def same_values(one: Terms, other: Terms) -> bool:
    """Whether two sets of terms say the same, so that no amount can differ."""
    return one.lacking.keys() == other.lacking.keys() and all(
        np.array_equal(value, other.values[name]) for name, value in one.values.items()
    )
