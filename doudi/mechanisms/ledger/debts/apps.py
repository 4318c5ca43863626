"""The debts' room as a Django app."""

from __future__ import annotations

from django.apps import AppConfig

from doudi.base import guards
from doudi.mechanisms.ledger.debts.guards import GUARDS


class DebtsConfig(AppConfig):
    name = "doudi.mechanisms.ledger.debts"

    def ready(self) -> None:
        guards.register(*GUARDS)
