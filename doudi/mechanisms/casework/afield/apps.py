"""The room of steps taken away from the desk as a Django app."""

from __future__ import annotations

from doudi.base import guarded


class AfieldConfig(guarded.App):
    name = "doudi.mechanisms.casework.afield"

    def ready(self) -> None:
        super().ready()
        # The one import inside a function: models have to be there before a box can be declared.
        from doudi.mechanisms.casework.afield import box  # noqa: F401
