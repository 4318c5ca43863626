"""The money of home adaptation: from the county's fund to the contractor, and back where what was billed is not there."""

from __future__ import annotations

from doudi.mechanisms.ledger.bank.declare import channel
from doudi.mechanisms.ledger.debts.declare import recovery

BANK = channel("home_adaptation", "居家适老化改造补助")
RECOVERY = recovery(BANK)
