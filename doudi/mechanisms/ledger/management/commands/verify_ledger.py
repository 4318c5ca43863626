"""`manage.py verify_ledger`: proves both books from their first entry, and names what does not hold."""

from __future__ import annotations

from typing import Any

from django.core.management.base import BaseCommand, CommandError
from django.db import connection

from doudi.base import guards
from doudi.mechanisms.ledger.bank import queries as bank
from doudi.mechanisms.ledger.bank.declare import CHANNELS
from doudi.mechanisms.ledger.debts import queries as debts
from doudi.mechanisms.ledger.debts.declare import RECOVERIES
from doudi.mechanisms.ledger.models import Book, Entry
from doudi.mechanisms.ledger.periods import faults
from doudi.mechanisms.ledger.queries import closings_in_force


class Command(BaseCommand):
    help = "核验账本:逐笔重算分录摘要、账户累计、月结链值,并核对在途、退票和追缴"

    def handle(self, *args: Any, **options: Any) -> None:
        if guards.missing(connection):
            raise CommandError("数据库中防止改账的触发器不全,请先查明是谁、何时去掉的,再执行 manage.py migrate。")
        wrong = [sentence for book in Book for sentence in faults(book)]
        for channel in CHANNELS.values():
            wrong += [
                f"{channel.name}{each.what}账户({each.area_code})与明细相差{each.amount}分。"
                for each in bank.reconcile(channel)
            ]
        for recovery in RECOVERIES.values():
            wrong += [f"{recovery.name}应追缴账户与追缴明细不符(对象{party})。" for party in debts.reconcile(recovery)]
        if wrong:
            raise CommandError("\n".join(wrong))
        for book in Book:
            last = closings_in_force(book).last()
            sealed = f",末次月结链值 {last.seal[:16]}" if last is not None else ""
            self.stdout.write(f"{book.label}账完好,共 {Entry.objects.filter(book=book).count()} 笔分录{sealed}。")
