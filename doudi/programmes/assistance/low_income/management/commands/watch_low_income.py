"""`manage.py watch_low_income`: one of the jobs of `doudi nightly`, by itself. Idempotent."""

from __future__ import annotations

from typing import Any

from django.core.management.base import BaseCommand
from django.utils import timezone

from doudi.programmes.assistance.low_income.jobs import warn


class Command(BaseCommand):
    help = "每日办理:低收入人口动态监测预警(可重复运行)"

    def handle(self, *args: Any, **options: Any) -> None:
        now = timezone.localtime()
        self.stdout.write(warn(now.date(), now))
