"""公墓 as a Django app: its guards are looked after from the start."""

from __future__ import annotations

from django.apps import AppConfig

from doudi.base import guards
from doudi.programmes.funeral.cemeteries.guards import GUARDS


class CemeteriesConfig(AppConfig):
    name = "doudi.programmes.funeral.cemeteries"

    def ready(self) -> None:
        guards.register(*GUARDS)
