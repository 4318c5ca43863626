"""`manage.py advance_cases`: once a day, what lapses by itself lapses and what is late is told to those above. Idempotent."""

from __future__ import annotations

from typing import Any

from django.core.management.base import BaseCommand
from django.utils import timezone

from doudi.mechanisms.casework.declare import FLOWS
from doudi.mechanisms.casework.escalations import escalate
from doudi.mechanisms.casework.lapses import lapse


class Command(BaseCommand):
    help = "每日办理:公示期满等到期自动办理的办件,以及超过时限的督办(可重复运行)"

    def handle(self, *args: Any, **options: Any) -> None:
        today, now = timezone.localdate(), timezone.now()
        lapsed = lapse(list(FLOWS.values()), today=today, at=now)
        told = escalate(list(FLOWS.values()), today=today, at=now)
        self.stdout.write(f"到期自动办理{lapsed}件,新增督办{told}条。")
