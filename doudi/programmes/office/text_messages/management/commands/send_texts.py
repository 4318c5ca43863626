"""`manage.py send_texts`: one of the jobs of `doudi nightly`, by itself. Idempotent."""

from __future__ import annotations

from typing import Any

from django.core.management.base import BaseCommand
from django.utils import timezone

from doudi.programmes.office.text_messages.jobs import send


class Command(BaseCommand):
    help = "发送到期的短信(可重复运行)"

    def handle(self, *args: Any, **options: Any) -> None:
        now = timezone.localtime()
        self.stdout.write(send(now.date(), now))
