"""Lasting rules as a Django app: they stand beside the items they answer."""

from __future__ import annotations

from django.apps import AppConfig

from doudi.base import guards
from doudi.programmes.integrity.regulations.guards import GUARDS


class RegulationsConfig(AppConfig):
    name = "doudi.programmes.integrity.regulations"

    def ready(self) -> None:
        guards.register(*GUARDS)
