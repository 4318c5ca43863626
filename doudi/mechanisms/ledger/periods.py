"""会计期间: closing a month with its totals under a seal, taking a closing back by two persons, and proving that all of it holds.

Months close one after the other. The seal goes over the seal of the month before, every entry of the month and every account's
totals, so whoever changes anything in a closed month breaks the chain there.
"""

from __future__ import annotations

import datetime as dt
import json
from collections.abc import Iterable, Iterator

from cryptography.hazmat.primitives import hashes
from django.db import transaction
from django.utils import timezone

from doudi.base import bulk
from doudi.base.access import require
from doudi.base.models import User
from doudi.base.months import chinese_month, month_of
from doudi.base.records import FIRST_SEAL, record
from doudi.base.refused import Refused
from doudi.base.roles import Role
from doudi.mechanisms.ledger.declare import TRANSFER_KINDS
from doudi.mechanisms.ledger.models import Account, Closing, ClosingTotal, Entry, Period, Reopening, Transfer
from doudi.mechanisms.ledger.queries import closed_totals, closings_in_force, movements, numbers
from doudi.mechanisms.ledger.services import Line, digest_of

CLOSERS = frozenset({Role.FINANCE})
REOPENERS = frozenset({Role.FINANCE, Role.BUREAU_LEADER})


def close_period(book: str, month: int, *, by: User, at: dt.datetime) -> Closing:
    """月结: close a month that has ended, after all months before it. Raises Refused, also if the totals do not hold."""
    require(by, CLOSERS, on=timezone.localdate(at))
    if month >= month_of(timezone.localdate(at)):
        raise Refused(f"{chinese_month(month)}尚未结束,月末过后才能结账。")
    with transaction.atomic():
        Period.objects.get_or_create(book=book, month=month)
        period = Period.objects.select_for_update().get(book=book, month=month)
        if period.closed:
            raise Refused(f"{chinese_month(month)}已经结账。")
        before = closings_in_force(book).last()
        _check_order(book, month, before)
        wrong = next(_wrong_totals(book), None)
        if wrong is not None:
            raise Refused(f"{wrong}不能结账,请先查明。")
        closing, totals = _close(period, before, at, by)
        Period.objects.filter(pk=period.pk).update(closed=True)
        record(
            "ledger.close_period",
            closing,
            by=by,
            at=at,
            because=f"{chinese_month(month)}结账",
            data={"book": book, "month": month, "seal": closing.seal, "accounts": len(totals)},
        )
    return closing


def reopen_period(book: str, month: int, *, by: User, together_with: User, because: str, at: dt.datetime) -> Reopening:
    """反结账: take back the latest closing. Two persons, a reason, and a record of it."""
    day = timezone.localdate(at)
    if by.pk == together_with.pk:
        raise Refused("反结账须两人办理,第二人不能是本人。")
    require(by, REOPENERS, on=day)
    require(together_with, REOPENERS, on=day)
    if not because.strip():
        raise Refused("反结账须写明事由。")
    with transaction.atomic():
        period = Period.objects.select_for_update().filter(book=book, month=month).first()
        if period is None or not period.closed:
            raise Refused(f"{chinese_month(month)}没有结账。")
        last = closings_in_force(book).last()
        assert last is not None, "a closed period has a closing"
        if last.period_id != period.pk:
            raise Refused(f"只能反结最近结账的月份,请先反结{chinese_month(last.period.month)}。")
        taken = Reopening.objects.create(closing=last, at=at, by=by, together_with=together_with, because=because[:400])
        Period.objects.filter(pk=period.pk).update(closed=False)
        record(
            "ledger.reopen_period",
            last,
            by=by,
            at=at,
            because=because,
            data={"book": book, "month": month, "seal": last.seal, "together_with": together_with.pk},
        )
    return taken


def faults(book: str) -> list[str]:
    """Everything that does not hold, in sentences; none is what one wants. Reads the whole ledger."""
    return [
        *_broken_entries(book),
        *_wrong_totals(book, everything=True),
        *_broken_floors(book),
        *_broken_chain(book),
    ]


# --- the seal ------------------------------------------------------------------------------------------------------------


def _close(period: Period, before: Closing | None, at: dt.datetime, by: User) -> tuple[Closing, list[ClosingTotal]]:
    rows = Transfer.objects.filter(entry__period=period)
    moved = movements(rows)
    opening = {each.account_id: each.balance for each in before.totals.all()} if before is not None else {}
    totals = [
        ClosingTotal(
            account_id=pk,
            opening=opening.get(pk, 0),
            incoming=moved.get(pk, (0, 0))[0],
            outgoing=moved.get(pk, (0, 0))[1],
            balance=opening.get(pk, 0) + moved.get(pk, (0, 0))[0] - moved.get(pk, (0, 0))[1],
        )
        for pk in sorted({*opening, *moved})
    ]
    number, amount = numbers(rows)
    closing = Closing(
        period=period,
        at=at,
        by=by,
        entries_number=Entry.objects.filter(period=period).count(),
        transfers_number=number,
        amount=amount,
        before=before.seal if before is not None else FIRST_SEAL,
    )
    closing.seal = sealed(closing, totals)
    closing.save()
    for each in totals:
        each.closing = closing
    bulk.insert(totals)
    return closing, totals


def sealed(closing: Closing, totals: Iterable[ClosingTotal]) -> str:
    """SM3 over the seal before, the month's entries in their order, and the totals of every account."""
    digest = hashes.Hash(hashes.SM3())
    digest.update(closing.before.encode())
    head = [closing.period.book, closing.period.month, closing.entries_number, closing.transfers_number, closing.amount]
    digest.update(json.dumps(head).encode())
    entries = Entry.objects.filter(period=closing.period).order_by("pk")
    for pk, key, content, on, at, by, because, reverses, reason in entries.values_list(
        "pk", "key", "digest", "on", "at", "by", "because", "reverses", "reason"
    ).iterator(chunk_size=2000):
        moment = at.astimezone(dt.UTC).isoformat(timespec="microseconds")
        row = [pk, key, content, on.isoformat(), moment, by, because, reverses, reason]
        digest.update(json.dumps(row, ensure_ascii=False).encode())
    for each in sorted(totals, key=lambda total: total.account_id):
        row = [each.account_id, each.opening, each.incoming, each.outgoing, each.balance]
        digest.update(json.dumps(row).encode())
    return digest.finalize().hex()


# --- whether it holds ----------------------------------------------------------------------------------------------------


def _check_order(book: str, month: int, before: Closing | None) -> None:
    """A gap would leave a month that somebody can still post into, behind a closed one."""
    if before is not None:
        if before.period.month != month - 1:
            raise Refused(f"请按月份顺序结账,应先结{chinese_month(before.period.month + 1)}。")
        return
    first = Entry.objects.filter(book=book).order_by("on").values_list("on", flat=True).first()
    if first is not None and month_of(first) < month:
        raise Refused(f"请按月份顺序结账,应先结{chinese_month(month_of(first))}。")


def _wrong_totals(book: str, *, everything: bool = False) -> Iterator[str]:
    """Accounts whose running totals are not what their transfers add up to: closed months by their totals, unless asked for everything."""
    rows = Transfer.objects.filter(entry__book=book)
    closed = {} if everything else closed_totals(book)
    moved = movements(rows if everything else rows.filter(entry__period__closed=False))
    balance = 0
    for account in Account.objects.filter(book=book).order_by("pk"):
        incoming, outgoing = (
            one + other
            for one, other in zip(closed.get(account.pk, (0, 0)), moved.get(account.pk, (0, 0)), strict=True)
        )
        balance += account.balance
        if (incoming, outgoing) != (account.incoming, account.outgoing):
            yield f"账户“{account}”的累计数与明细不符。"
    if balance:
        yield "各账户余额之和不为零。"


def _broken_entries(book: str) -> Iterator[str]:
    """Entries whose transfers are not what their digest was made of."""
    entries = Entry.objects.filter(book=book).order_by("pk")
    for entry in entries.iterator(chunk_size=500):
        rows = list(entry.transfers.select_related("source", "target").order_by("pk"))
        lines = [
            Line(TRANSFER_KINDS[row.kind], row.source, row.target, row.amount, row.party_id, "", row.reference)
            for row in rows
        ]
        subject = f"{entry.subject}:{entry.reason}" if entry.reverses_id is not None else entry.subject
        right = (len(rows), sum(row.amount for row in rows)) == (entry.transfers_number, entry.amount)
        if not right or digest_of(lines, entry.on, subject) != entry.digest or month_of(entry.on) != entry.period.month:
            yield f"分录“{entry.key}”与其摘要不符,内容被改动过。"


def _broken_floors(book: str) -> Iterator[str]:
    for account in Account.objects.filter(book=book).exclude(floor=None):
        if account.floor is not None and account.balance < account.floor:
            yield f"账户“{account}”的余额低于最低余额。"


def _broken_chain(book: str) -> Iterator[str]:
    before: str = FIRST_SEAL
    balances: dict[int, int] = {}
    for closing in closings_in_force(book):
        totals = list(closing.totals.all())
        if closing.before != before or sealed(closing, totals) != closing.seal:
            yield f"{chinese_month(closing.period.month)}的月结与链值不符,内容被改动过。"
            return
        if any(each.opening != balances.get(each.account_id, 0) for each in totals):
            yield f"{chinese_month(closing.period.month)}的期初与上月期末不符。"
        before, balances = closing.seal, {each.account_id: each.balance for each in totals}
