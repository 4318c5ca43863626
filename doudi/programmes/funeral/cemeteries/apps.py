"""公墓 as a Django app: its guards are looked after from the start."""

from __future__ import annotations

from doudi.base import guarded


class CemeteriesConfig(guarded.App):
    name = "doudi.programmes.funeral.cemeteries"
