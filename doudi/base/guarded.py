"""A room whose tables are guarded by the database itself: what stands in its `guards.GUARDS` is looked after from the start."""

from __future__ import annotations

from importlib import import_module

from django.apps import AppConfig

from doudi.base import guards


class App(AppConfig):
    """Derived in the `apps` of a room as `guarded.App`; Django takes the one class that it finds there."""

    def ready(self) -> None:
        guards.register(*import_module(f"{self.name}.guards").GUARDS)
