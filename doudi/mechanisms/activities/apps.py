"""The room of activities as a Django app."""

from __future__ import annotations

from django.apps import AppConfig

from doudi.base import guards
from doudi.mechanisms.activities.guards import GUARDS


class ActivitiesConfig(AppConfig):
    name = "doudi.mechanisms.activities"

    def ready(self) -> None:
        # The one import inside a function: models have to be there before a box can be declared.
        from doudi.mechanisms.activities import box  # noqa: F401

        guards.register(*GUARDS)
