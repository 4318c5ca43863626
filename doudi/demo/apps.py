"""In demo mode the clock stands a few days after the invented county's last month and runs on from there."""

from __future__ import annotations

import datetime as dt
import json
import sys
from pathlib import Path

from django.apps import AppConfig
from django.conf import settings
from django.utils import timezone


class DemoConfig(AppConfig):
    name = "doudi.demo"
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        """Set the clock if the data folder is a demo's: deadlines of 2024 would else all be years overdue."""
        try:
            marker = json.loads((Path(settings.VAR) / "demo.json").read_text(encoding="utf-8"))
            shift = dt.timedelta(seconds=marker["shift_seconds"])
        except (OSError, ValueError, KeyError):
            return
        real = timezone.now

        def shifted() -> dt.datetime:
            return real() + shift

        # also where the function was taken by its name: two clocks in one system, and nobody who mistypes his password is locked out
        for module in list(sys.modules.values()):
            if vars(module).get("now") is real:
                vars(module)["now"] = shifted
