"""Custody as a Django app: its guards are looked after from the start."""

from __future__ import annotations

from django.apps import AppConfig

from doudi.base import guards
from doudi.mechanisms.custody.guards import GUARDS


class CustodyConfig(AppConfig):
    name = "doudi.mechanisms.custody"

    def ready(self) -> None:
        guards.register(*GUARDS)
