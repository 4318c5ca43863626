"""`manage.py send_texts`: every few minutes, what is due in the outbox goes. Idempotent; outside of the hours of policy it only waits."""

from __future__ import annotations

from typing import Any

from django.core.management.base import BaseCommand
from django.utils import timezone

from doudi.mechanisms.casework.texts.services import send_due
from doudi.programmes.office.text_messages.policy import text_terms


class Command(BaseCommand):
    help = "发送到期的短信(可重复运行)"

    def handle(self, *args: Any, **options: Any) -> None:
        now = timezone.now()
        done = send_due(at=now, terms=text_terms(timezone.localdate(now)))
        self.stdout.write(f"已发送{done.sent}条,失败{done.failed}条,待重发{done.later}条。")
