"""The accounts of what the county pays for funerals: one channel, 应付 to 已领, whether for waivers or for awards."""

from __future__ import annotations

from doudi.mechanisms.ledger.bank.declare import channel

BANK = channel("funeral", "惠民殡葬")
