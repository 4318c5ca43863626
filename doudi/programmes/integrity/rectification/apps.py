"""The register as a Django app: it follows what comparisons find."""

from __future__ import annotations

from django.apps import AppConfig


class RectificationConfig(AppConfig):
    name = "doudi.programmes.integrity.rectification"

    def ready(self) -> None:
        from doudi.mechanisms.matching.followers import Follower
        from doudi.programmes.integrity.rectification.services import follow

        Follower("rectification", follow)
