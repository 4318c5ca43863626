"""The rows that addresses name, for whoever may see them: else there is no such page."""

from __future__ import annotations

from typing import Any

from django.http import Http404, HttpRequest

from doudi.base.models import User
from doudi.mechanisms.entitlement.payment_runs import queries
from doudi.mechanisms.entitlement.payment_runs.models import PaymentFile, PaymentRun
from doudi.mechanisms.ledger.bank.models import BankFile


def run_of(request: HttpRequest, pk: int) -> PaymentRun:
    found = queries.runs(request.user).filter(pk=pk).first()
    if found is None:
        raise Http404
    return found


def file_of(pk: int) -> tuple[BankFile, PaymentRun | None]:
    """A file of payments and the run whose it is; None for one of lines that came back."""
    sent = PaymentFile.objects.select_related("file", "run").filter(file=pk).first()
    if sent is None:
        raise Http404
    return sent.file, sent.run


def signed_in(request: HttpRequest) -> User:
    """Whoever asks: pages are opened by users only."""
    user: Any = request.user
    assert isinstance(user, User)
    return user
