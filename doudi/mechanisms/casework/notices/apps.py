"""The room of public notices as a Django app."""

from __future__ import annotations

from doudi.base import guarded


class NoticesConfig(guarded.App):
    name = "doudi.mechanisms.casework.notices"

    def ready(self) -> None:
        super().ready()
        # The one import inside a function: models have to be there before it can be declared who keeps days.
        from doudi.mechanisms.casework.notices import provisional  # noqa: F401
