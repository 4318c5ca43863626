"""`manage.py take_down_notices`: one of the jobs of `doudi nightly`, by itself. Idempotent."""

from __future__ import annotations

from typing import Any

from django.core.management.base import BaseCommand
from django.utils import timezone

from doudi.mechanisms.casework.notices.jobs import take_down


class Command(BaseCommand):
    help = "撤下公示期满的公示（可重复执行）"

    def handle(self, *args: Any, **options: Any) -> None:
        now = timezone.localtime()
        self.stdout.write(take_down(now.date(), now))
