"""The room of meals as a Django app."""

from __future__ import annotations

from django.apps import AppConfig

from doudi.base import guards
from doudi.programmes.elderly.meals.guards import GUARDS


class MealsConfig(AppConfig):
    name = "doudi.programmes.elderly.meals"

    def ready(self) -> None:
        guards.register(*GUARDS)
