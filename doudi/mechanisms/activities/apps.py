"""The room of activities as a Django app."""

from __future__ import annotations

from doudi.base import guarded


class ActivitiesConfig(guarded.App):
    name = "doudi.mechanisms.activities"

    def ready(self) -> None:
        super().ready()
        # The one import inside a function: models have to be there before a box can be declared.
        from doudi.mechanisms.activities import box  # noqa: F401
