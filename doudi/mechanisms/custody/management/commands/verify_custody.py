"""`manage.py verify_custody`: walks the receipts of every tracked item and names the first broken one."""

from __future__ import annotations

from typing import Any

from django.core.management.base import BaseCommand, CommandError
from django.db import connection

from doudi.base import guards
from doudi.mechanisms.custody.guards import GUARDS
from doudi.mechanisms.custody.models import Receipt, TrackedItem
from doudi.mechanisms.custody.sealing import first_broken


class Command(BaseCommand):
    help = "核验交接回执：逐件核对回执的链值和去向，指出第一张断裂的回执"

    def handle(self, *args: Any, **options: Any) -> None:
        broken = first_broken()
        if broken is not None:
            raise CommandError(f"交接回执断裂：{broken.what}请保护现场，并与备份比对。")
        if guards.missing(connection, *GUARDS):
            raise CommandError("交接回执完好，但数据库中防止修改的触发器被移除了，请查明原因。")
        items, receipts = TrackedItem.objects.count(), Receipt.objects.count()
        self.stdout.write(f"交接回执完好，共{items}件、{receipts}张。")
