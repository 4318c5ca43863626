"""The accounts of the time bank and the moves between them, in minutes. The sum of all of them is nought at all times (R-TB-15).

New time comes from ISSUE only, with the order that made it. A gifted coin lies on an account of its own from which no gift leads on, so
that it cannot be given away again (R-TB-11). There is no move between time and money (R-TB-01).
"""

from __future__ import annotations

from doudi.base.models import Area
from doudi.mechanisms.ledger.declare import AccountKind, TransferKind
from doudi.mechanisms.ledger.models import Book
from doudi.mechanisms.registry.models import Party

ISSUE = AccountKind("time_bank.issue", "时间发行", Book.TIME, Area, may_be_overdrawn=True)
POOL = AccountKind("time_bank.pool", "公益时间池", Book.TIME, Area, may_be_overdrawn=True)  # the public promise
SINK = AccountKind("time_bank.sink", "时间核销", Book.TIME, Area)
SAVINGS = AccountKind("time_bank.savings", "时间存折", Book.TIME, Party)
GIFTED = AccountKind("time_bank.gifted", "受赠时间", Book.TIME, Party)
FROZEN = AccountKind("time_bank.frozen", "冻结时间", Book.TIME, Party)
HONOURS = AccountKind("time_bank.honours", "荣誉时长授予", Book.TIME, Area, may_be_overdrawn=True)
HONOUR = AccountKind("time_bank.honour", "荣誉时长", Book.TIME, Party)

EARN = TransferKind("time_bank.earn", "服务入账", ISSUE, SAVINGS)
EARN_TO_POOL = TransferKind("time_bank.earn_to_pool", "服务入公益池", ISSUE, POOL)
GIVE_HONOUR = TransferKind("time_bank.give_honour", "荣誉时长", HONOURS, HONOUR)
FREEZE = TransferKind("time_bank.freeze", "接单冻结", SAVINGS, FROZEN)
FREEZE_GIFTED = TransferKind("time_bank.freeze_gifted", "接单冻结(受赠)", GIFTED, FROZEN)
THAW = TransferKind("time_bank.thaw", "解冻", FROZEN, SAVINGS)
THAW_GIFTED = TransferKind("time_bank.thaw_gifted", "解冻(受赠)", FROZEN, GIFTED)
SPEND = TransferKind("time_bank.spend", "兑换服务", FROZEN, SINK)
SPEND_OF_POOL = TransferKind("time_bank.spend_of_pool", "公益时间兑付", POOL, SINK)
GIVE = TransferKind("time_bank.give", "转赠", SAVINGS, GIFTED)
DONATE = TransferKind("time_bank.donate", "捐赠", SAVINGS, POOL)
DONATE_GIFTED = TransferKind("time_bank.donate_gifted", "捐赠(受赠)", GIFTED, POOL)
GOODS = TransferKind("time_bank.goods", "兑换物品", SAVINGS, SINK)
INHERIT = TransferKind("time_bank.inherit", "继承", SAVINGS, SAVINGS)
VOID = TransferKind("time_bank.void", "作废", SAVINGS, SINK)
