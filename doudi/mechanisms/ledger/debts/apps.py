"""The debts' room as a Django app."""

from __future__ import annotations

from doudi.base import guarded


class DebtsConfig(guarded.App):
    name = "doudi.mechanisms.ledger.debts"
