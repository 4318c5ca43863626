"""骨灰跟踪 as a Django app: its guards are looked after from the start."""

from __future__ import annotations

from doudi.base import guarded


class AshesConfig(guarded.App):
    name = "doudi.programmes.funeral.ashes"
