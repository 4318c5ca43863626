"""`manage.py find_entitled`: every night, whoever may be entitled and receives nothing is found (政策找人). Idempotent."""

from __future__ import annotations

import datetime as dt
from typing import Any

from django.core.management.base import BaseCommand, CommandParser
from django.utils import timezone

from doudi.programmes.office.reception.finding import find
from doudi.programmes.office.reception.policy import quiet_months


class Command(BaseCommand):
    help = "政策找人:对已知的困难群众逐人核算,应享未享的列入走访名单(可重复运行)"

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--on", type=dt.date.fromisoformat, default=None, help="按哪一天的情况,例如 2024-12-15")

    def handle(self, *args: Any, **options: Any) -> None:
        now = timezone.now()
        on = options["on"] or timezone.localdate(now)
        done = find(on=on, at=now, quiet_months=quiet_months(on))
        self.stdout.write(
            f"核算{done.people:,}人,新发现{done.new}人(户),已纳入{done.admitted}人,其他办结{done.closed}人。"
        )
