"""`manage.py open_reviews`: one of the jobs of `doudi nightly`, by itself. Idempotent."""

from __future__ import annotations

from typing import Any

from django.core.management.base import BaseCommand
from django.utils import timezone

from doudi.mechanisms.entitlement.amendments.jobs import open_reviews


class Command(BaseCommand):
    help = "每日办理:为到期的定期复核建立办件(可重复运行)"

    def handle(self, *args: Any, **options: Any) -> None:
        now = timezone.localtime()
        self.stdout.write(open_reviews(now.date(), now))
