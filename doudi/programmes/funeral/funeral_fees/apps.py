"""殡葬收费 as a Django app: its guards are looked after from the start."""

from __future__ import annotations

from django.apps import AppConfig

from doudi.base import guards
from doudi.programmes.funeral.funeral_fees.guards import GUARDS


class FuneralFeesConfig(AppConfig):
    name = "doudi.programmes.funeral.funeral_fees"

    def ready(self) -> None:
        guards.register(*GUARDS)
