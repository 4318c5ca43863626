"""支付: what is owed to contractors goes to the bank once, under the claim of each home; what the bank answers, the cases follow."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable

from django.db import transaction
from django.utils import timezone

from doudi.base.access import require
from doudi.base.areas import county_of, township_of
from doudi.base.models import Area, User
from doudi.base.records import record
from doudi.base.refused import Refused
from doudi.base.roles import Role
from doudi.mechanisms.casework.models import Case
from doudi.mechanisms.casework.services import take_each_by_system
from doudi.mechanisms.ledger import services as ledger
from doudi.mechanisms.ledger.bank import answers, sending
from doudi.mechanisms.ledger.bank import queries as bank
from doudi.mechanisms.ledger.bank import services as bank_services
from doudi.mechanisms.ledger.bank.answers import Taken
from doudi.mechanisms.ledger.bank.models import BankFile, Outcome
from doudi.mechanisms.registry.models import Party
from doudi.programmes.elderly.home_adaptation import accounts, queries
from doudi.programmes.elderly.home_adaptation.flow import PAY, TAKE_BACK
from doudi.programmes.elderly.home_adaptation.models import AdaptationPayment
from doudi.programmes.elderly.home_adaptation.owing import claim_of

SENDERS = frozenset({Role.FINANCE})
FORM = "card"


def send_to_bank(*, by: User, at: dt.datetime) -> BankFile:
    """送银行: everything that is owed and was never sent, as one file. Refused if there is nothing."""
    return _send(list(queries.never_sent()), by, at)


def send_again(payment: AdaptationPayment, *, account: str, by: User, at: dt.datetime) -> BankFile:
    """退票重发: what came back is sent again under its own claim, to the contractor's account as it is now."""
    require(by, SENDERS, on=timezone.localdate(at))
    if payment.claim not in bank.came_back(accounts.BANK):
        raise Refused("这笔补助没有退票，不能重发。")
    with transaction.atomic():
        payment.account = account
        payment.save(update_fields=["account"])
        return _send([payment], by, at)


def _send(payments: list[AdaptationPayment], by: User, at: dt.datetime) -> BankFile:
    day = timezone.localdate(at)
    require(by, SENDERS, on=day)
    if not payments:
        raise Refused("没有待送银行的改造补助。")
    number = BankFile.objects.filter(channel=accounts.BANK.code, on=day).count() + 1
    with transaction.atomic():
        file = sending.send(
            accounts.BANK, [claim_of(each) for each in payments], key=f"home_adaptation:{day}:{number}", form=FORM, by=by, at=at
        )  # fmt: skip
        record(
            "home_adaptation.send", f"bankfile:{file.pk}", by=by, at=at, because=f"送银行{file.lines_number}笔",
            data={"file": file.key, "lines": file.lines_number, "amount": file.amount},
        )  # fmt: skip
    return file


def take_answer(file: BankFile, name: str, data: bytes, *, by: User, at: dt.datetime) -> Taken:
    """回盘: what the bank says of a file; the homes whose money has arrived go on to the visits afterwards."""
    require(by, SENDERS, on=timezone.localdate(at))
    if file.channel != accounts.BANK.code:
        raise Refused("这不是居家适老化改造补助的代发文件。")
    with transaction.atomic():
        taken = answers.take_return(file, name, data, by=by, at=at)
        arrived = _cases(file.lines.filter(outcome=Outcome.PAID).values_list("claim", flat=True))
        take_each_by_system(PAY, [(case, at) for case in arrived if case.stage in PAY.sources], because="银行回盘到账")
    return taken


def take_back(payment: AdaptationPayment, *, because: str, by: User, at: dt.datetime) -> None:
    """收回: what is owed and not sent, or what came back, is not to be paid any more. The case goes back to the audit."""
    day = timezone.localdate(at)
    require(by, SENDERS, on=day)
    if not because.strip():
        raise Refused("请写明收回的事由。")
    if payment.taken_back_on is not None:
        raise Refused("这笔补助已经收回。")
    claim = claim_of(payment)
    case = payment.adaptation.case
    with transaction.atomic():
        line = bank.tries(claim.reference).last()
        if line is None:
            township, county = (
                Area.objects.get(code=code) for code in (township_of(case.area_code), county_of(case.area_code))
            )
            ledger.post(
                accounts.BANK.cancel, source=township, target=county, amount=payment.amount,
                key=f"home_adaptation.take_back:{claim.reference}", because=because, by=by, at=at,
                party=_party(payment), area_code=case.area_code, reference=claim.reference,
            )  # fmt: skip
        else:
            bank_services.cancel(line, because=because, by=by, at=at)
        payment.taken_back_on = day
        payment.save(update_fields=["taken_back_on"])
        if case.stage in TAKE_BACK.sources:
            take_each_by_system(TAKE_BACK, [(case, at)], because=because)
        record(
            "home_adaptation.take_back", f"case:{case.pk}", by=by, at=at, because=because, area_code=case.area_code,
            data={"amount": payment.amount},
        )  # fmt: skip


def _party(payment: AdaptationPayment) -> Party:
    assert payment.adaptation.contractor is not None, "who is paid has built"
    return payment.adaptation.contractor.organisation.party


def _cases(claims: Iterable[str]) -> list[Case]:
    rows = AdaptationPayment.objects.filter(claim__in=list(claims)).values("adaptation")
    return list(Case.objects.filter(pk__in=rows).order_by("pk"))
