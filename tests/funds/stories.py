"""What the stories of the shared pages have in common: an office with awards, its people at their browsers, and a bank that answers."""

from __future__ import annotations

from typing import Any

from django.core.cache import cache
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.urls import reverse

from doudi.base.models import User
from doudi.base.stories import OTHER_VILLAGE
from doudi.desk.stories import signed_in
from doudi.mechanisms.entitlement.payment_runs.models import PaymentRun
from doudi.mechanisms.entitlement.testing_awards import Office
from doudi.mechanisms.entitlement.units import Residence
from doudi.mechanisms.ledger import periods
from doudi.mechanisms.ledger.bank import queries as bank
from doudi.mechanisms.ledger.bank.models import BankFile
from doudi.mechanisms.ledger.bank.testing import csv_of, rows_of
from doudi.mechanisms.ledger.models import Book
from doudi.programmes.assistance.dibao.programme import DIBAO_BENEFIT

URBAN, RURAL = Residence.URBAN, Residence.RURAL


def at(page: str, *args: object) -> str:
    return reverse(f"funds:{page}", args=args)


def an_office(households: int = 3, *, decided: str = "2024-06-25") -> Office:
    """A county in which so many single people get dibao, the last of them in the other township."""
    cache.clear()
    office = Office()
    for number in range(households):
        village = {"village": OTHER_VILLAGE} if number == households - 1 else {}
        office.grant(DIBAO_BENEFIT, office.household(1, **village), {"transfers": 100 * number}, decided=decided, residence=URBAN)  # fmt: skip
    return office


def as_(user: User) -> Client:
    return signed_in(user)


def said(response: Any) -> str:
    """The page as it is read."""
    return str(response.content.decode())


def act(user: User, run: PaymentRun, step: str, **fields: str) -> Any:
    """Take a step on its page, and see what comes next."""
    response = as_(user).post(at("run_act", run.pk, step), fields, follow=True)
    run.refresh_from_db()
    return response


def drafted(office: Office, month: str = "2024-07") -> PaymentRun:
    """A draft made on the page."""
    response = as_(office.officer).post(at("draft"), {"benefit": "dibao", "month": month}, follow=True)
    assert response.status_code == 200, said(response)
    run = PaymentRun.objects.order_by("-pk").first()
    assert run is not None
    return run


def sent(office: Office, month: str = "2024-07") -> PaymentRun:
    """Drafted, frozen, checked, signed and sent by its people, each at his own browser."""
    run = drafted(office, month)
    act(office.officer, run, "freeze")
    act(office.second, run, "check")
    act(office.leader, run, "sign")
    act(office.finance, run, "send", form="card")
    assert run.state == PaymentRun.State.SENT
    return run


def file_of(run: PaymentRun) -> BankFile:
    return BankFile.objects.get(pk=run.files.get().file_id)


def upload(user: User, file: BankFile, data: bytes, name: str = "回盘.csv") -> Any:
    """Give the page a file of answers."""
    return as_(user).post(at("take_answer", file.pk), {"file": SimpleUploadedFile(name, data)}, follow=True)


def answer(office: Office, file: BankFile, **words: str) -> Any:
    """The bank's answer of a file: everybody paid but for n3="账号不存在"."""
    return upload(office.finance, file, csv_of(rows_of(file, **words)))


def is_sound() -> None:
    """Both books hold, and every fen on its way or come back has its line."""
    assert periods.faults(Book.MONEY) == []
    assert bank.reconcile(DIBAO_BENEFIT.channel) == []
