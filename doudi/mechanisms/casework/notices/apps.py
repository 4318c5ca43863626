"""The room of public notices as a Django app."""

from __future__ import annotations

from django.apps import AppConfig

from doudi.base import guards
from doudi.mechanisms.casework.notices.guards import GUARDS


class NoticesConfig(AppConfig):
    name = "doudi.mechanisms.casework.notices"

    def ready(self) -> None:
        guards.register(*GUARDS)
