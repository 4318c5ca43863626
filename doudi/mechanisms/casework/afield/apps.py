"""The room of steps taken away from the desk as a Django app."""

from __future__ import annotations

from django.apps import AppConfig

from doudi.base import guards
from doudi.mechanisms.casework.afield.guards import GUARDS


class AfieldConfig(AppConfig):
    name = "doudi.mechanisms.casework.afield"

    def ready(self) -> None:
        # The one import inside a function: models have to be there before a box can be declared.
        from doudi.mechanisms.casework.afield import box  # noqa: F401

        guards.register(*GUARDS)
