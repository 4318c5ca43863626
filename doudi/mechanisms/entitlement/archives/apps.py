"""The room of electronic archives as a Django app."""

from __future__ import annotations

from django.apps import AppConfig

from doudi.base import guards
from doudi.mechanisms.entitlement.archives.guards import GUARDS


class ArchivesConfig(AppConfig):
    name = "doudi.mechanisms.entitlement.archives"

    def ready(self) -> None:
        guards.register(*GUARDS)
