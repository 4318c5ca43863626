"""The room of the phone as a Django app."""

from __future__ import annotations

from django.apps import AppConfig

from doudi.base import guards
from doudi.mechanisms.phone.guards import GUARDS


class PhoneConfig(AppConfig):
    name = "doudi.mechanisms.phone"

    def ready(self) -> None:
        guards.register(*GUARDS)
