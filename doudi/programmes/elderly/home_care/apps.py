"""The app of home care: its beds follow deaths."""

from __future__ import annotations

from django.apps import AppConfig


class HomeCareConfig(AppConfig):
    name = "doudi.programmes.elderly.home_care"

    def ready(self) -> None:
        from doudi.programmes.elderly.home_care.beds import following  # noqa: F401  # declares what follows a death
