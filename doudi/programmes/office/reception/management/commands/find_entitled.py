"""`manage.py find_entitled`: one of the jobs of `doudi nightly`, by itself and as of another day if need be. Idempotent."""

from __future__ import annotations

import datetime as dt
from typing import Any

from django.core.management.base import BaseCommand, CommandParser
from django.utils import timezone

from doudi.programmes.office.reception.jobs import find_entitled


class Command(BaseCommand):
    help = "政策找人:对已知的困难群众逐人核算,应享未享的列入走访名单(可重复运行)"

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--on", type=dt.date.fromisoformat, default=None, help="按哪一天的情况,例如 2024-12-15")

    def handle(self, *args: Any, **options: Any) -> None:
        now = timezone.localtime()
        self.stdout.write(find_entitled(options["on"] or now.date(), now))
