"""`manage.py verify_records`: walks the chain of records and names the first broken link."""

from __future__ import annotations

from typing import Any

from django.core.management.base import BaseCommand, CommandError
from django.db import connection

from doudi.base import guards
from doudi.base.models import Record
from doudi.base.records import verify_chain


class Command(BaseCommand):
    help = "核验记录链:逐条核对链值,指出第一处断裂"

    def handle(self, *args: Any, **options: Any) -> None:
        broken = verify_chain()
        if broken is not None:
            raise CommandError(f"记录链断裂:{broken.what}请保护现场,并与备份比对。")
        if guards.missing(connection):
            raise CommandError("记录链完好,但数据库中防止修改的触发器被移除了,请查明原因。")
        last = Record.objects.order_by("-number").first()
        ending = f",末条链值 {last.seal[:16]}…" if last else ""
        self.stdout.write(f"记录链完好,共 {last.number if last else 0} 条{ending}。")
