"""县级资金支付: what the county owes goes to the bank, is answered, tried again, or taken back. Always under the same claim."""

from __future__ import annotations

import datetime as dt

from django.db import transaction
from django.utils import timezone

from doudi.base.access import require
from doudi.base.areas import county_of, township_of
from doudi.base.models import Area, User
from doudi.base.records import record
from doudi.base.refused import Refused
from doudi.base.roles import Role
from doudi.mechanisms.ledger import services as ledger
from doudi.mechanisms.ledger.bank import answers, sending
from doudi.mechanisms.ledger.bank import queries as bank
from doudi.mechanisms.ledger.bank import services as bank_services
from doudi.mechanisms.ledger.bank.models import BankFile
from doudi.programmes.assistance.temporary import accounts
from doudi.programmes.assistance.temporary import grant_queries as queries
from doudi.programmes.assistance.temporary.models import GrantPayment
from doudi.programmes.assistance.temporary.paying import claim_of

SENDERS = frozenset({Role.FINANCE})
ANSWERERS = SENDERS
FORM = "card"


def send_to_bank(*, by: User, at: dt.datetime, form: str = FORM) -> BankFile:
    """送银行: everything that is owed and was never sent, as one file. Refused if there is nothing."""
    return _send(list(queries.never_sent()), by, at, form)


def send_again(payment: GrantPayment, *, payee: str, account: str, by: User, at: dt.datetime) -> BankFile:
    """退票重发: what came back is sent again under its own claim, to the account as it is now."""
    require(by, SENDERS, on=timezone.localdate(at))
    if payment.claim not in bank.came_back(accounts.BANK):
        raise Refused("这笔救助金没有退票,不能重发。")
    with transaction.atomic():
        payment.payee, payment.account = payee.strip(), account
        payment.save(update_fields=["payee", "account"])
        return _send([payment], by, at, FORM)


def take_answer(file: BankFile, name: str, data: bytes, *, by: User, at: dt.datetime) -> answers.Taken:
    """回盘: what the bank says of a file; the same file of answers a second time changes nothing."""
    require(by, ANSWERERS, on=timezone.localdate(at))
    if file.channel != accounts.BANK.code:
        raise Refused("这不是临时救助的代发文件。")
    return answers.take_return(file, name, data, by=by, at=at)


def take_back(payment: GrantPayment, *, because: str, by: User, at: dt.datetime) -> GrantPayment:
    """收回: what is owed and not sent, or what came back, is not to be paid any more; it returns to the county's fund."""
    day = timezone.localdate(at)
    require(by, SENDERS, on=day)
    if not because.strip():
        raise Refused("请写明收回的事由。")
    if payment.channel != GrantPayment.Channel.COUNTY or payment.taken_back_on is not None:
        raise Refused("只有县级资金支付、尚未收回的救助金可以收回;备用金支付的请冲销。")
    claim = claim_of(payment)
    with transaction.atomic():
        line = bank.tries(claim.reference).last()
        if line is None:
            township, county = (
                Area.objects.get(code=code) for code in (township_of(claim.area_code), county_of(claim.area_code))
            )
            ledger.post(
                accounts.BANK.cancel,
                source=township,
                target=county,
                amount=payment.amount,
                key=f"temporary.take_back:{claim.reference}",
                because=because,
                by=by,
                at=at,
                party=payment.grant.applicant,
                area_code=claim.area_code,
                reference=claim.reference,
            )
        else:
            bank_services.cancel(line, because=because, by=by, at=at)
        GrantPayment.objects.filter(pk=payment.pk).update(taken_back_on=day)
        payment.taken_back_on = day
        record(
            "temporary.take_back",
            payment.grant,
            by=by,
            at=at,
            because=because,
            area_code=claim.area_code,
            data={"case": payment.grant.case_number, "number": payment.number, "amount": payment.amount},
        )
    return payment


def _send(payments: list[GrantPayment], by: User, at: dt.datetime, form: str) -> BankFile:
    day = timezone.localdate(at)
    require(by, SENDERS, on=day)
    if not payments:
        raise Refused("没有待送银行的临时救助金。")
    number = BankFile.objects.filter(channel=accounts.BANK.code, on=day).count() + 1
    with transaction.atomic():
        file = sending.send(
            accounts.BANK,
            [claim_of(each) for each in payments],
            key=f"temporary:{day}:{number}",
            form=form,
            by=by,
            at=at,
        )
        record(
            "temporary.send",
            f"bankfile:{file.pk}",
            by=by,
            at=at,
            because=f"送银行{file.lines_number}笔",
            data={"file": file.key, "lines": file.lines_number, "amount": file.amount},
        )
    return file
