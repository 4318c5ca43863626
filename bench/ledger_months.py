"""Three months of paying a county's roll through a bank, each step timed; the quickest of each counts."""

from __future__ import annotations

import csv
import io
import time
from collections import defaultdict
from collections.abc import Callable
from typing import TypeVar

from django.db import connection

from doudi.base.areas import AreaRow, load_areas
from doudi.base.models import Area
from doudi.mechanisms.ledger import services as ledger
from doudi.mechanisms.ledger.bank import queries
from doudi.mechanisms.ledger.bank.answers import take_return
from doudi.mechanisms.ledger.bank.models import BankFile, Outcome
from doudi.mechanisms.ledger.bank.sending import Claim, decide, send
from doudi.mechanisms.ledger.bank.testing import HEADINGS, PAY_DAY, TEST
from doudi.mechanisms.ledger.models import Book
from doudi.mechanisms.ledger.periods import faults
from doudi.mechanisms.ledger.testing import moment
from doudi.mechanisms.registry.models import Party

TOWNS = 20
AT = moment(PAY_DAY)
FAILS_EVERY = 100  # one line in a hundred comes back
Result = TypeVar("Result")


def measure(lines: int) -> dict[str, float]:
    """Seconds of each step, checked at the end: not one fen unaccounted for."""
    took: dict[str, list[float]] = defaultdict(list)

    def timed(what: str, call: Callable[[], Result]) -> Result:
        begun = time.perf_counter()
        result = call()
        took[what].append(time.perf_counter() - begun)
        return result

    county, parties = _county(lines)
    with connection.cursor() as cursor:
        cursor.execute("PRAGMA synchronous")
        assert cursor.fetchone() == (2,), "commits are not durable"
    for month in range(3):
        roll = _roll(month, parties)
        key = f"2024-{month}"

        def decided(roll: list[Claim] = roll, key: str = key) -> None:
            decide(TEST, roll, county=county, key=f"decide:{key}", because="", by=None, at=AT)

        def sent(roll: list[Claim] = roll, key: str = key) -> BankFile:
            return send(TEST, roll, key=key, form="card", by=None, at=AT)

        timed("batch", decided)
        timed("batch_again", decided)
        file = timed("sent", sent)
        timed("sent_again", sent)
        data = _answer(file)

        def answered(file: BankFile = file, data: bytes = data) -> None:
            take_return(file, "回盘.csv", data, by=None, at=AT)

        timed("returned", answered)
        timed("returned_again", answered)
        assert queries.classes(file)[Outcome.RETURNED][0] == lines // FAILS_EVERY
    assert timed("reconciled", lambda: queries.reconcile(TEST)) == []
    assert faults(Book.MONEY) == []
    return {what: min(each) for what, each in took.items()}


def _county(lines: int) -> tuple[Area, list[int]]:
    towns = [AreaRow(f"3699991{number:02d}000", f"第{number}镇", "镇") for number in range(TOWNS)]
    villages = [AreaRow(f"{town.code[:9]}201", "村", "村") for town in towns]
    load_areas([AreaRow("369999000000", "某县", "县"), *towns, *villages])
    Party.objects.bulk_create([Party(kind=Party.Kind.HOUSEHOLD, name="户") for _ in range(lines)], batch_size=5000)
    ledger.accounts(TEST.fund, [Area.objects.get(code="369999000000")])
    return Area.objects.get(code="369999000000"), list(Party.objects.values_list("pk", flat=True))


def _roll(month: int, parties: list[int]) -> list[Claim]:
    return [
        Claim(
            f"test:{month}:{number}", f"3699991{number % TOWNS:02d}201", f"户主{number}", f"62170000{number:011d}",
            71_500 + number % 60_000, party,
        )
        for number, party in enumerate(parties)
    ]  # fmt: skip


def _answer(file: BankFile) -> bytes:
    out = io.StringIO()
    writer = csv.writer(out, lineterminator="\r\n")
    writer.writerow(HEADINGS)
    for line in file.lines.order_by("number"):
        failed = line.number % FAILS_EVERY == 0
        result = ("失败", "账号不存在") if failed else ("成功", "")
        amount = f"{line.amount // 100}.{line.amount % 100:02d}"
        writer.writerow((file.key, line.number, line.name, line.account, amount, *result))
    return out.getvalue().encode("gb18030")
