"""What the money does afterwards, the case follows: arrived at the bank, taken back, reversed. A grant without an application has no case."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable
from typing import Any

from django.db import transaction

from doudi.base.models import User
from doudi.mechanisms.casework.models import Case
from doudi.mechanisms.casework.services import take_by_system, take_each_by_system
from doudi.mechanisms.ledger.bank.answers import Taken
from doudi.mechanisms.ledger.bank.models import BankFile, Outcome
from doudi.programmes.assistance.temporary import payments, reserves
from doudi.programmes.assistance.temporary.flow import PAY, REVERSE
from doudi.programmes.assistance.temporary.models import GrantPayment, ReserveUse


def take_answer(file: BankFile, name: str, data: bytes, *, by: User, at: dt.datetime) -> Taken:
    """回盘: what the bank says of a file; the cases whose money has arrived go on."""
    with transaction.atomic():
        taken = payments.take_answer(file, name, data, by=by, at=at)
        claims = file.lines.filter(outcome=Outcome.PAID).values("claim")
        arrived = _cases(GrantPayment.objects.filter(claim__in=claims), PAY.sources)
        take_each_by_system(PAY, [(case, at) for case in arrived], because="银行回盘到账")
    return taken


def take_back(payment: GrantPayment, *, because: str, by: User, at: dt.datetime) -> GrantPayment:
    """收回: as `payments.take_back`; of a case nothing of whose money stands any more the case is over, else it goes on with the rest."""
    with transaction.atomic():
        done = payments.take_back(payment, because=because, by=by, at=at)
        _after_return(GrantPayment.objects.filter(pk=payment.pk), because, at)
    return done


def reverse_use(use: ReserveUse, *, because: str, at: dt.datetime, **more: Any) -> ReserveUse:
    """冲销: as `reserves.reverse_use`; the case of a use that was all there was is over."""
    with transaction.atomic():
        done = reserves.reverse_use(use, because=because, at=at, **more)
        _after_return(GrantPayment.objects.filter(use=use), because, at)
    return done


def _after_return(returned: Any, because: str, at: dt.datetime) -> None:
    for case in _cases(returned, REVERSE.sources):
        standing = GrantPayment.objects.filter(grant__application__case=case, taken_back_on=None).exists()
        if not standing:
            take_by_system(case, REVERSE, at=at, because=because)
        elif case.stage in PAY.sources:
            take_by_system(case, PAY, at=at, because=because)


def _cases(payments_: Any, stages: Iterable[str]) -> list[Case]:
    grants = payments_.values("grant")
    return list(Case.objects.filter(temporary_application__grant__in=grants, stage__in=list(stages)).order_by("pk"))
