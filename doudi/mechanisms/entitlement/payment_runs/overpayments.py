"""What was paid and was not due becomes a proposed debt; the person is told and heard before anything is owed (ledger.debts)."""

from __future__ import annotations

import datetime as dt
from collections import defaultdict
from collections.abc import Sequence

import numpy as np
from django.db import transaction
from django.utils import timezone

from doudi.base.models import User
from doudi.base.money import yuan
from doudi.base.months import chinese_month
from doudi.mechanisms.entitlement.awards import register as registers
from doudi.mechanisms.entitlement.awards.models import Award, AwardChange
from doudi.mechanisms.entitlement.declare import benefit_of
from doudi.mechanisms.entitlement.payment_runs import computing
from doudi.mechanisms.entitlement.payment_runs.models import SIGNED, Correction, PaymentRun
from doudi.mechanisms.ledger.debts import services as debts
from doudi.mechanisms.ledger.debts.models import Cause, Debt

DEATH, FRAUD = "DEATH", "FRAUD"
_CAUSES = {DEATH: Cause.DEATH, FRAUD: Cause.FRAUD}


def propose(run: PaymentRun, *, by: User | None, at: dt.datetime) -> list[Debt]:
    """拟追缴: for each award that a signed run found overpaid, one proposed debt over its months."""
    found: dict[int, list[Correction]] = defaultdict(list)
    rows = Correction.objects.filter(run=run, payment=None, debt=None).select_related("award__party")
    for each in rows.order_by("award_id", "month"):
        found[each.award_id].append(each)
    key = f"run:{run.pk}"
    return [owed(corrections[0].award, corrections, key=key, by=by, at=at) for corrections in found.values()]


def settle_now(award: Award, *, on: dt.date, by: User, at: dt.datetime) -> Debt | None:
    """After a decision on past months: if the award was settled too much, a debt is proposed at once; what it lacks comes with the next
    run. A run that is not signed yet is not looked at: it is to be computed anew."""
    benefit = benefit_of(award.benefit)
    first = PaymentRun.objects.filter(benefit=award.benefit).order_by("month").values_list("month", flat=True).first()
    through = last_signed(award.benefit)
    if first is None or through is None:
        return None
    months = range(first, through + 1)
    register = registers.load(benefit, known=at, pk=award.pk)
    before = computing.settled(register, months, np.array([0]))[:, 0].tolist()
    due = [int(register.due(month)[0]) for month in months]
    found = [
        Correction(benefit=award.benefit, award=award, month=month, before=was, due=is_due, amount=is_due - was)
        for month, was, is_due in zip(months, before, due, strict=True)
        if was != is_due
    ]
    if sum(each.amount for each in found) >= 0:
        return None
    with transaction.atomic():
        made = Correction.objects.bulk_create(found)
        return owed(award, made, key=f"at:{at:%Y%m%d%H%M%S}", by=by, at=at)


def last_signed(benefit: str) -> int | None:
    """The last month whose run was signed: what is behind it is money that has gone out."""
    runs = PaymentRun.objects.filter(benefit=benefit, state__in=SIGNED).order_by("-month")
    return runs.values_list("month", flat=True).first()


def owed(award: Award, corrections: Sequence[Correction], *, key: str, by: User | None, at: dt.datetime) -> Debt:
    """One proposed debt for what an award's months were paid too much, with the months told."""
    benefit = benefit_of(award.benefit)
    amount = -sum(each.amount for each in corrections)
    first, last = chinese_month(corrections[0].month), chinese_month(corrections[-1].month)
    when = first if first == last else f"{first}至{last}"
    why = AwardChange.objects.filter(award=award).exclude(kind=AwardChange.Kind.ACCOUNT).order_by("-pk").first()
    debt = debts.propose(
        benefit.accounts.recovery,
        award.party,
        amount=amount,
        cause=_cause(why),
        basis=f"{benefit.name}{when}多发{yuan(amount)}元" + (f";{why.because}" if why is not None else ""),
        area_code=award.area_code,
        key=f"overpaid:{award.pk}:{key}",
        by=by,
        at=at,
    )
    Correction.objects.filter(pk__in=[each.pk for each in corrections]).update(debt=debt)
    return debt


def _end_of(day: dt.date) -> dt.datetime:
    return timezone.make_aware(dt.datetime.combine(day, dt.time.max))


def _cause(change: AwardChange | None) -> Cause:
    if change is None:
        return Cause.OTHER
    if change.reason in _CAUSES:
        return _CAUSES[change.reason]
    return Cause.LATE_STOP if change.kind == AwardChange.Kind.STOP else Cause.OFFICE_ERROR
