"""The bank's room as a Django app."""

from __future__ import annotations

from doudi.base import guarded


class BankConfig(guarded.App):
    name = "doudi.mechanisms.ledger.bank"
