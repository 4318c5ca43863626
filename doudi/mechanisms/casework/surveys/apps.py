"""The room of household surveys as a Django app."""

from __future__ import annotations

from doudi.base import guarded


class SurveysConfig(guarded.App):
    name = "doudi.mechanisms.casework.surveys"

    def ready(self) -> None:
        super().ready()
        # The one import inside a function: models have to be there before a box can be declared.
        from doudi.mechanisms.casework.surveys import box  # noqa: F401
