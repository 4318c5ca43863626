"""The bank's room as a Django app."""

from __future__ import annotations

from django.apps import AppConfig

from doudi.base import guards
from doudi.mechanisms.ledger.bank.guards import GUARDS


class BankConfig(AppConfig):
    name = "doudi.mechanisms.ledger.bank"

    def ready(self) -> None:
        guards.register(*GUARDS)
