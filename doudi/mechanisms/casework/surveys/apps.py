"""The room of household surveys as a Django app."""

from __future__ import annotations

from django.apps import AppConfig

from doudi.base import guards
from doudi.mechanisms.casework.surveys.guards import GUARDS


class SurveysConfig(AppConfig):
    name = "doudi.mechanisms.casework.surveys"

    def ready(self) -> None:
        # The one import inside a function: models have to be there before a box can be declared.
        from doudi.mechanisms.casework.surveys import box  # noqa: F401

        guards.register(*GUARDS)
