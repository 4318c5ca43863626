"""殡葬收费 as a Django app: its guards are looked after from the start."""

from __future__ import annotations

from doudi.base import guarded


class FuneralFeesConfig(guarded.App):
    name = "doudi.programmes.funeral.funeral_fees"
