"""骨灰跟踪 as a Django app: its guards are looked after from the start."""

from __future__ import annotations

from django.apps import AppConfig

from doudi.base import guards
from doudi.programmes.funeral.ashes.guards import GUARDS


class AshesConfig(AppConfig):
    name = "doudi.programmes.funeral.ashes"

    def ready(self) -> None:
        guards.register(*GUARDS)
