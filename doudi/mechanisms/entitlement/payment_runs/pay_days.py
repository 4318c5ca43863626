"""发放日: the day of a month by which a run is with the bank, and whether it is near."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable
from dataclasses import dataclass

from doudi.base.notices import calendar
from doudi.base.refused import Refused
from doudi.mechanisms.entitlement.parameters_entered import queries as parameters
from doudi.mechanisms.entitlement.payment_runs.policy import PaymentPolicy


@dataclass(frozen=True)
class PayDay:
    """The pay day of a month as seen from a day: workdays left (nought on the day itself or after it), near or past."""

    day: dt.date
    left: int
    near: bool
    past: bool


def pay_days(months: Iterable[int], on: dt.date) -> dict[int, dt.date | None]:
    """Month → the tenth or whatever policy says, or the last workday before it (R-PAY-02, EX-16). None for years whose holidays are not
    known."""
    number: int = parameters.terms_in_force(PaymentPolicy, on)["pay_day"]
    known = calendar()

    def day(month: int) -> dt.date | None:
        try:
            return known.pay_day(month, number)
        except Refused:
            return None

    return {month: day(month) for month in months}


def pay_day(month: int, on: dt.date) -> dt.date | None:
    """The pay day of one month."""
    return pay_days([month], on)[month]


def seen_from(month: int, today: dt.date) -> PayDay | None:
    """The pay day of a month and how near it is."""
    day = pay_day(month, today)
    if day is None:
        return None
    alert: int = parameters.terms_in_force(PaymentPolicy, today)["pay_alert"]
    left = calendar().workdays_between(today, day) if today < day else 0
    return PayDay(day, left, near=left <= alert, past=today > day)
