"""The money of meals: from the county's funds to what is owed to an operator, and paid to it. One line of money, met by no other."""

from __future__ import annotations

from doudi.base.models import Area
from doudi.mechanisms.ledger.declare import AccountKind, TransferKind
from doudi.mechanisms.ledger.models import Book
from doudi.mechanisms.registry.models import Party

FUND = AccountKind("meals.fund", "老年助餐补贴县级资金", Book.MONEY, Area, may_be_overdrawn=True)
OWED = AccountKind("meals.owed", "老年助餐补贴应付", Book.MONEY, Party)
PAID = AccountKind("meals.paid", "老年助餐补贴已付", Book.MONEY, Party)

DECIDE = TransferKind("meals.decide", "核定应付", FUND, OWED)
PAY = TransferKind("meals.pay", "支付", OWED, PAID)
