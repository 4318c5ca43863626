"""The app of home adaptation: its photos are guarded, and it follows deaths."""

from __future__ import annotations

from doudi.base import guarded


class HomeAdaptationConfig(guarded.App):
    name = "doudi.programmes.elderly.home_adaptation"

    def ready(self) -> None:
        super().ready()
        from doudi.programmes.elderly.home_adaptation import following  # noqa: F401  # declares what follows a death
