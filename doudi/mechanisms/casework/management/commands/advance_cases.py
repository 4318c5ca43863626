"""`manage.py advance_cases`: one of the jobs of `doudi nightly`, by itself. Idempotent."""

from __future__ import annotations

from typing import Any

from django.core.management.base import BaseCommand
from django.utils import timezone

from doudi.mechanisms.casework.jobs import advance


class Command(BaseCommand):
    help = "每日办理:公示期满等到期自动办理的办件,以及超过时限的督办(可重复运行)"

    def handle(self, *args: Any, **options: Any) -> None:
        now = timezone.localtime()
        self.stdout.write(advance(now.date(), now))
