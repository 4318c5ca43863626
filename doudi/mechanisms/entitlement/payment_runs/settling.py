"""差错处理: finance says how much of an unclear line has arrived, a second person agrees with his own sign-in; only then money moves."""

from __future__ import annotations

import datetime as dt

from django.utils import timezone

from doudi.base.access import require
from doudi.base.models import User
from doudi.mechanisms.entitlement.payment_runs.services import CHECKERS, SENDERS
from doudi.mechanisms.ledger.bank import services as bank_services
from doudi.mechanisms.ledger.bank.models import BankLine, SettlementRequest


def ask(line: BankLine, *, paid: int, because: str, by: User, at: dt.datetime) -> SettlementRequest:
    """提交差错处理: `paid` fen have reached the right account, as the bank says when asked."""
    require(by, SENDERS, area_code=line.area_code, on=timezone.localdate(at))
    return bank_services.ask_settlement(line, paid=paid, because=because, by=by, at=at)


def answer(asked: SettlementRequest, *, approve: bool, words: str, by: User, at: dt.datetime) -> SettlementRequest:
    """复核: agreed, the line is settled; not agreed, it goes back to finance with the reason."""
    require(by, CHECKERS, area_code=asked.line.area_code, on=timezone.localdate(at))
    return bank_services.answer_settlement(asked, approve=approve, words=words, by=by, at=at)
