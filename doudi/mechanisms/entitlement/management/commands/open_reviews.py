"""`manage.py open_reviews`: once a day, a case is opened for every award whose periodic review falls due. Idempotent."""

from __future__ import annotations

from typing import Any

from django.core.management.base import BaseCommand
from django.utils import timezone

from doudi.mechanisms.entitlement.amendments.declare import AMENDINGS
from doudi.mechanisms.entitlement.amendments.reporting import open_due_reviews


class Command(BaseCommand):
    help = "每日办理:为到期的定期复核建立办件(可重复运行)"

    def handle(self, *args: Any, **options: Any) -> None:
        today, now = timezone.localdate(), timezone.now()
        for amending in AMENDINGS.values():
            opened = open_due_reviews(amending, on=today, at=now)
            self.stdout.write(f"{amending.benefit.name}:新建定期复核{opened}件。")
