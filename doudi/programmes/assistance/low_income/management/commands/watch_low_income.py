"""`manage.py watch_low_income`: once a night, what the register shows of low-income families is told to their townships. Idempotent."""

from __future__ import annotations

from typing import Any

from django.core.management.base import BaseCommand
from django.utils import timezone

from doudi.programmes.assistance.low_income.watching import watch


class Command(BaseCommand):
    help = "每日办理:低收入人口动态监测预警(可重复运行)"

    def handle(self, *args: Any, **options: Any) -> None:
        self.stdout.write(f"新增监测预警{watch(timezone.localdate(), at=timezone.now())}件。")
