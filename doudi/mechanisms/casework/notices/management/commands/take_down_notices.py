"""`manage.py take_down_notices`: takes down what has hung for its time; for cron, any number of times a day."""

from __future__ import annotations

import datetime as dt
from typing import Any

from django.core.management.base import BaseCommand
from django.utils import timezone

from doudi.mechanisms.casework.notices.progress import forget_tries
from doudi.mechanisms.casework.notices.services import take_down_expired


class Command(BaseCommand):
    help = "撤下公示期满的公示（可重复执行）"

    def handle(self, *args: Any, **options: Any) -> None:
        now = timezone.now()
        done = take_down_expired(on=timezone.localdate(now), at=now)
        forget_tries(before=now - dt.timedelta(days=1))
        for notice in done:
            self.stdout.write(f"{notice.number} 公示期满，已撤下。")
        self.stdout.write(f"共撤下 {len(done)} 件。")
