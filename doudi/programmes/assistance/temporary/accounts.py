"""The accounts of temporary assistance and the moves between them.

From a township's reserve money goes to those who are helped, or back to the county: there is no other move, so office costs, other
benefits and loans between townships cannot be booked (R-RES-02).
"""

from __future__ import annotations

from doudi.base.models import Area
from doudi.mechanisms.ledger.bank.declare import channel
from doudi.mechanisms.ledger.declare import AccountKind, TransferKind
from doudi.mechanisms.ledger.models import Book

# 县级资金:核定 → 应付 → 在途 → 已领
BANK = channel("temporary", "临时救助")
COUNTY_FUND, RECEIVED = BANK.fund, BANK.received

# 乡镇备用金
RESERVE = AccountKind("temporary.reserve", "乡镇临时救助备用金", Book.MONEY, Area)
ALLOT = TransferKind("temporary.allot", "下拨备用金", COUNTY_FUND, RESERVE)
REPLENISH = TransferKind("temporary.replenish", "补充备用金", COUNTY_FUND, RESERVE)
GRANT_FROM_RESERVE = TransferKind("temporary.grant_from_reserve", "备用金发放", RESERVE, RECEIVED)
GIVE_BACK = TransferKind("temporary.give_back", "收回备用金", RESERVE, COUNTY_FUND)
