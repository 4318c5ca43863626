"""The ledger as a Django app: its guards are looked after from the start."""

from __future__ import annotations

from django.apps import AppConfig

from doudi.base import guards
from doudi.mechanisms.ledger.guards import GUARDS


class LedgerConfig(AppConfig):
    name = "doudi.mechanisms.ledger"

    def ready(self) -> None:
        guards.register(*GUARDS)
