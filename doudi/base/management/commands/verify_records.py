"""`manage.py verify_records`: walks the chain of records and names the first broken link."""

from __future__ import annotations

from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.db import connection

from doudi.base import guards
from doudi.base.models import Record
from doudi.base.records import verify_chain


class Command(BaseCommand):
    help = "核验记录链:逐条核对链值,指出第一处断裂"

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument(
            "--known", metavar="序号:链值", help="以前抄存的某条链值(可只写开头),用来发现末尾被整段删去"
        )

    def handle(self, *args: Any, **options: Any) -> None:
        broken = verify_chain()
        if broken is not None:
            raise CommandError(f"记录链断裂:{broken.what}请保护现场,并与备份比对。")
        _check_known(options["known"])
        if guards.missing(connection):
            raise CommandError("记录链完好,但数据库中防止修改的触发器被移除了,请查明原因。")
        last = Record.objects.order_by("-number").first()
        ending = f",末条链值 {last.seal[:16]}…" if last else ""
        self.stdout.write(f"记录链完好,共 {last.number if last else 0} 条{ending}。")


def _check_known(known: str | None) -> None:
    """A chain whose end was cut off is whole in itself: only a seal kept elsewhere shows it."""
    if known is None:
        return
    number, _, seal = known.partition(":")
    if not number.isdigit() or not seal:
        raise CommandError("--known 请写成“序号:链值”的样子。")
    if not Record.objects.filter(number=int(number), seal__startswith=seal.rstrip("…")).exists():
        raise CommandError(f"第 {number} 条与抄存的链值不符:记录链曾被截断或重做。请保护现场,并与备份比对。")
