"""The app of home care: its beds follow deaths, its assessments are taken along on the phone, and what comes back is guarded."""

from __future__ import annotations

from doudi.base import guarded


class HomeCareConfig(guarded.App):
    name = "doudi.programmes.elderly.home_care"

    def ready(self) -> None:
        super().ready()
        from doudi.programmes.elderly.home_care import box  # noqa: F401  # declares what is taken along
        from doudi.programmes.elderly.home_care.beds import following  # noqa: F401  # declares what follows a death
