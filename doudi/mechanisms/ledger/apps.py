"""The ledger as a Django app: its guards are looked after from the start."""

from __future__ import annotations

from doudi.base import guarded


class LedgerConfig(guarded.App):
    name = "doudi.mechanisms.ledger"
