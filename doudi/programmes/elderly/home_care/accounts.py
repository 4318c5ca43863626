"""The money of home care: from the county's funds to what is owed to a provider, and paid to it. One line of money, met by no other."""

from __future__ import annotations

from doudi.base.models import Area
from doudi.mechanisms.ledger.declare import AccountKind, TransferKind
from doudi.mechanisms.ledger.models import Book
from doudi.mechanisms.registry.models import Party

FUND = AccountKind("home_care.fund", "居家养老服务补贴县级资金", Book.MONEY, Area, may_be_overdrawn=True)
OWED = AccountKind("home_care.owed", "居家养老服务补贴应付", Book.MONEY, Party)
PAID = AccountKind("home_care.paid", "居家养老服务补贴已拨付", Book.MONEY, Party)

DECIDE = TransferKind("home_care.decide", "核定应付", FUND, OWED)
PAY = TransferKind("home_care.pay", "拨付服务机构", OWED, PAID)
