"""The recovery that the simulated programme declares."""

from __future__ import annotations

from doudi.mechanisms.ledger.bank.testing import TEST
from doudi.mechanisms.ledger.debts.declare import recovery

BACK = recovery(TEST)
