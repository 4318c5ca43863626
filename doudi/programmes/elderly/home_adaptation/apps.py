"""The app of home adaptation: its photos are guarded, and it follows deaths."""

from __future__ import annotations

from django.apps import AppConfig


class HomeAdaptationConfig(AppConfig):
    name = "doudi.programmes.elderly.home_adaptation"

    def ready(self) -> None:
        from doudi.base import guards
        from doudi.programmes.elderly.home_adaptation import following  # noqa: F401  # declares what follows a death
        from doudi.programmes.elderly.home_adaptation.guards import GUARDS

        guards.register(*GUARDS)
