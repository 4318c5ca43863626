"""What is read of the bank's room: classes of a file's lines, what waits for a person, and whether the money in transit is accounted for."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

import polars as pl
from django.db import connection
from django.db.models import Count, F, QuerySet, Sum
from django.db.models.functions import Coalesce

from doudi.base.access import scope
from doudi.base.areas import township_of
from doudi.mechanisms.ledger.bank.declare import Channel
from doudi.mechanisms.ledger.bank.models import (
    BACK,
    FOR_A_PERSON,
    UNSETTLED,
    BankFile,
    BankLine,
    Outcome,
    SettlementRequest,
    StrayLine,
)
from doudi.mechanisms.ledger.queries import balances_by_area


@dataclass(frozen=True)
class Difference:
    """A township whose account does not equal the lines behind it."""

    area_code: str
    what: str  # 在途 · 退票
    book: int  # the balance of the account
    lines: int  # the sum of the lines

    @property
    def amount(self) -> int:
        return self.book - self.lines


def classes(file: BankFile) -> dict[Outcome, tuple[int, int]]:
    """Outcome → (lines, sum sent) of a file. They add up to the file: each line is in exactly one."""
    rows = file.lines.order_by().values_list("outcome").annotate(Count("pk"), Sum("amount"))
    return {Outcome(outcome): (number, amount) for outcome, number, amount in rows}


def for_a_person(channel: Channel) -> QuerySet[BankLine]:
    """Lines on which somebody must ask the bank and decide."""
    return BankLine.objects.filter(file__channel=channel.code, outcome__in=FOR_A_PERSON).select_related("file")


def strays(channel: Channel) -> QuerySet[StrayLine]:
    """Rows of the bank's that nobody has looked into yet."""
    return StrayLine.objects.filter(answer__file__channel=channel.code, cleared_at=None)


def settlements_asked(user: Any) -> QuerySet[SettlementRequest]:
    """Requests that no second person has answered, in the user's area."""
    rows = SettlementRequest.objects.filter(answered_at=None).select_related("line__file", "asked_by")
    return scope(user).filter(rows, "line__area_code")


def waiting(file: BankFile) -> int:
    """How many lines the bank has not answered."""
    return file.lines.filter(outcome=Outcome.UNANSWERED).count()


def came_back(channel: Channel) -> dict[str, BankLine]:
    """Claim → its line that came back, wholly or partly, and was neither sent again nor cancelled."""
    rows = _not_tried_again(channel).select_related("file").order_by("pk")
    return {line.claim: line for line in rows}


def _not_tried_again(channel: Channel) -> QuerySet[BankLine]:
    """What came back and waits. The few lines that came back have an index; SQLite would rather take the unique one on `retried_by`, and
    look through the many that were never tried again. A computed value keeps it from that."""
    rows = BankLine.objects.filter(file__channel=channel.code, live=False, outcome__in=BACK)
    return rows.annotate(again=Coalesce("retried_by_id", 0)).filter(again=0)


def tries(claim: str) -> QuerySet[BankLine]:
    """Every time a claim was sent, oldest first: it is retried, never re-created."""
    return BankLine.objects.filter(claim=claim).select_related("file").order_by("pk")


def on_the_way_or_paid(claims: Iterable[str]) -> BankLine | None:
    """The first of the claims that was sent already and has not come back."""
    live = BankLine.objects.filter(live=True).select_related("file")
    wanted = list(claims)
    for start in range(0, len(wanted), 500):
        found = live.filter(claim__in=wanted[start : start + 500]).first()
        if found is not None:
            return found
    return None


def reconcile(channel: Channel) -> list[Difference]:
    """对账: by township the balance in transit equals the lines not settled, and what came back equals the lines that did. None is right."""
    open_lines = BankLine.objects.filter(file__channel=channel.code)
    pairs = (
        ("在途", channel.in_transit, open_lines.filter(outcome__in=UNSETTLED)),
        ("退票", channel.returned, _not_tried_again(channel)),
    )
    found = []
    for what, kind, rows in pairs:
        book, lines = balances_by_area(kind), _by_township(rows)
        found += [
            Difference(town, what, book.get(town, 0), lines.get(town, 0))
            for town in sorted({*book, *lines})
            if book.get(town, 0) != lines.get(town, 0)
        ]
    return found


def sent_lines(file: BankFile) -> pl.DataFrame:
    """number, mark, amount, outcome, town of all lines of a file, as columns.

    The database hands over whole columns: twenty thousand small tuples would keep the garbage collector busy longer than all the rest.
    """
    join = "group_concat({}, ',')" if connection.vendor == "sqlite" else "string_agg({}::text, ',')"
    wanted = {
        "number": "number",
        "mark": "account_mark",
        "amount": "amount",
        "outcome": "outcome",
        "town": "substr(area_code, 1, 9) || '000'",
    }
    chosen = ", ".join(join.format(f"({each})") for each in wanted.values())
    with connection.cursor() as cursor:
        cursor.execute(f"SELECT {chosen} FROM bank_bankline WHERE file_id = %s", [file.pk])
        found: Any = cursor.fetchone()
    columns = {name: text.split(",") for name, text in zip(wanted, found, strict=True)}
    return pl.DataFrame(columns).with_columns(pl.col("number", "amount").cast(pl.Int64))


def _by_township(rows: QuerySet[BankLine]) -> dict[str, int]:
    found: dict[str, int] = defaultdict(int)
    sums = rows.order_by().values_list("area_code").annotate(rest=Sum(F("amount") - F("paid")))
    for code, rest in sums:
        found[township_of(code)] += rest
    return dict(found)
