"""`manage.py verify_custody`: walks the receipts of every tracked item and names the first broken one; with `--code`, the one receipt that a paper
shows."""

from __future__ import annotations

from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.db import connection

from doudi.base import guards
from doudi.mechanisms.custody.guards import GUARDS
from doudi.mechanisms.custody.models import Receipt, TrackedItem
from doudi.mechanisms.custody.queries import verified, written
from doudi.mechanisms.custody.sealing import first_broken


class Command(BaseCommand):
    help = "核验交接回执：逐件核对回执的链值和去向，指出第一张断裂的回执"

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--code", help="印在回执上的核验码：只核验这一张和它所在的交接链")

    def handle(self, *args: Any, **options: Any) -> None:
        if options["code"]:
            self._one(str(options["code"]))
            return
        broken = first_broken()
        if broken is not None:
            raise CommandError(f"交接回执断裂：{broken.what}请保护现场，并与备份比对。")
        if guards.missing(connection, *GUARDS):
            raise CommandError("交接回执完好，但数据库中防止修改的触发器被移除了，请查明原因。")
        items, receipts = TrackedItem.objects.count(), Receipt.objects.count()
        self.stdout.write(f"交接回执完好，共{items}件、{receipts}张。")

    def _one(self, code: str) -> None:
        found = verified(code)
        if found is None:
            raise CommandError("没有这个核验码的交接回执，请核对后再查。")
        if found.broken is not None:
            raise CommandError(f"交接回执断裂：{found.broken.what}请保护现场，并与备份比对。")
        row = found.receipt
        self.stdout.write(f"{written(row.code)}：第{row.number}张，{row.label}，{found.on}，回执真实，交接链完整。")
