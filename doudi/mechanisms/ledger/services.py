"""What is done in the ledger: posting, reversing. The only functions that write entries and change accounts.

Everything posted has a key. The same key with the same content gives the entry that is there already, so a job that was killed or a
button that was pressed twice may simply ask again; the same key with other content is refused.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from cryptography.hazmat.primitives import hashes
from django.db import IntegrityError, connection, transaction
from django.utils import timezone

from doudi.base import bulk
from doudi.base.areas import name_of
from doudi.base.models import Area, User
from doudi.base.money import yuan
from doudi.base.months import chinese_month, month_of
from doudi.base.records import record
from doudi.base.refused import Refused
from doudi.mechanisms.ledger.declare import (
    ACCOUNT_KINDS,
    TRANSFER_KINDS,
    AccountKind,
    H,
    S,
    T,
    TransferKind,
    holder_name,
)
from doudi.mechanisms.ledger.models import Account, Book, Entry, Period, Reason, Transfer
from doudi.mechanisms.registry.models import Party

_LARGEST = 2**53  # fen: ninety thousand billion 元; what spreadsheets and browsers still hold exactly


@dataclass(frozen=True, slots=True)
class Line:
    """One transfer to be posted, between accounts that are open; `amount` in fen or minutes."""

    kind: TransferKind[Any, Any]
    source: Account
    target: Account
    amount: int
    party_id: int | None = None  # whom it is for
    area_code: str = ""  # where it counts; that of the target account if left out
    reference: str = ""  # the claim, the same each time it is tried


def account(kind: AccountKind[H], holder: H) -> Account:
    """The account of a holder, opened if there is none yet."""
    return accounts(kind, [holder])[holder.pk]


def accounts(kind: AccountKind[H], holders: Iterable[H]) -> dict[Any, Account]:
    """The accounts of many holders by their keys (area code, id of the party), opened where there are none yet."""
    names = {holder_name(each): each for each in holders}
    for holder in names.values():
        assert isinstance(holder, kind.holder), f"{kind.code}: {holder!r} 不能持有此类账户"
    found = _open_accounts(kind, names)
    if len(found) < len(names):
        Account.objects.bulk_create(
            [
                Account(
                    kind=kind.code,
                    holder=name,
                    book=kind.book,
                    area_code=holder.code if isinstance(holder, Area) else holder.area_id or "",
                    party=holder if isinstance(holder, Party) else None,
                    floor=kind.floor,
                )
                for name, holder in names.items()
                if name not in found
            ],
            ignore_conflicts=True,  # somebody else may open it at the same moment
        )
        found = _open_accounts(kind, names)
    return {holder.pk: found[name] for name, holder in names.items()}


def post(
    kind: TransferKind[S, T],
    *,
    source: S,
    target: T,
    amount: int,
    key: str,
    because: str,
    by: User | None,
    at: dt.datetime,
    on: dt.date | None = None,
    subject: str = "",
    party: Party | None = None,
    area_code: str = "",
    reference: str = "",
) -> Entry:
    """Move one amount (fen, minutes) from holder to holder, once under this key. Raises Refused; then nothing has moved."""
    line = Line(
        kind,
        account(kind.source, source),
        account(kind.target, target),
        amount,
        party.pk if party is not None else None,
        area_code,
        reference,
    )
    return post_lines([line], key=key, because=because, by=by, at=at, on=on, subject=subject)


def post_lines(
    lines: Sequence[Line],
    *,
    key: str,
    because: str,
    by: User | None,
    at: dt.datetime,
    on: dt.date | None = None,
    subject: str = "",
) -> Entry:
    """Move many amounts as one entry: all of them or none. `on` is the accounting day, that of `at` if left out."""
    day = on or timezone.localdate(at)
    digest = digest_of(lines, day, subject)
    known = Entry.objects.filter(key=key).first()
    if known is not None:  # what is there already was checked when it was posted
        return _same(known, digest)
    _check(lines, key)
    draft = Entry(key=key, digest=digest, on=day, at=at, by=by, because=because[:400], subject=subject)
    return _write(draft, lines, [])


def reverse(
    entry: Entry,
    *,
    reason: Reason,
    because: str,
    by: User,
    at: dt.datetime,
    on: dt.date | None = None,
    only: Collection[int] | None = None,
    key: str = "",
) -> Entry:
    """冲销: take back an entry, or `only` some of its transfers (by id), by transfers the other way. A thing is reversed once."""
    day = on or timezone.localdate(at)
    if not because.strip():
        raise Refused("冲销须写明事由。")
    if entry.reverses_id is not None:
        raise Refused("冲销的分录不能再冲销,请重新登记。")
    if day < entry.on:
        raise Refused(f"冲销日期不能早于原登记日期{entry.on:%Y-%m-%d}。")
    wanted = Transfer.objects.filter(entry=entry).select_related("source", "target").order_by("id")
    originals = list(wanted if only is None else wanted.filter(pk__in=only))
    if not originals or (only is not None and len(originals) != len(set(only))):
        raise Refused("要冲销的转账不在这笔分录中,请刷新后重选。")
    key = key or f"reverse:{entry.pk}:{','.join(str(each.pk) for each in originals) if only is not None else 'all'}"
    lines = [_mirrored(each) for each in originals]
    digest = digest_of(lines, day, f"entry:{entry.pk}:{reason}")
    known = Entry.objects.filter(key=key).first()
    if known is not None:
        return _same(known, digest)
    if Transfer.objects.filter(reverses__in=originals).exists():
        raise Refused("其中有转账已经冲销过,不能重复冲销。")
    draft = Entry(
        key=key,
        digest=digest,
        on=day,
        at=at,
        by=by,
        because=because[:400],
        subject=f"entry:{entry.pk}",
        reverses=entry,
        reason=reason,
    )
    with transaction.atomic():
        written = _write(draft, lines, [each.pk for each in originals])
        record(
            "ledger.reverse",
            f"entry:{entry.pk}",
            by=by,
            at=at,
            because=because,
            area_code=originals[0].area_code,
            data={"entry": written.pk, "reason": reason, "amount": written.amount},
        )
    return written


def digest_of(lines: Iterable[Line], on: dt.date, subject: str) -> str:
    """What is asked for, as one number: who asks and at what moment is no part of it, or asking again could not be told."""
    content = [f"{on.isoformat()}|{subject}"]
    content += [
        f"{each.kind.code}|{each.source.holder}|{each.target.holder}|{each.amount}|{each.party_id or ''}|{each.reference}"
        for each in lines
    ]
    digest = hashes.Hash(hashes.SM3())
    digest.update("\n".join(content).encode())
    return digest.finalize().hex()


def amount_words(book: str, amount: int) -> str:
    """48,200.00元 or 90分钟."""
    return f"{yuan(amount)}元" if book == Book.MONEY else f"{amount:,}分钟"


# --- what is checked before anything is written ---------------------------------------------------------------------------


def _check(lines: Sequence[Line], key: str) -> None:
    if not lines:
        raise Refused("没有要登记的金额。")
    if not 0 < len(key) <= 120:
        raise Refused("登记缺少唯一编号或编号过长,请联系管理员。")
    book = lines[0].kind.book
    for each in lines:
        if type(each.amount) is not int or not 0 < each.amount < _LARGEST:
            raise Refused(f"金额{each.amount}不对,应为大于零的整数{'分' if book == Book.MONEY else '分钟'}。")
        kind = each.kind
        if kind.source.code != each.source.kind or kind.target.code != each.target.kind:
            raise Refused(f"“{kind.name}”只能从“{kind.source.name}”转到“{kind.target.name}”。")
        if kind.book != book:
            raise Refused("资金与时间不能记在同一笔分录中。")
        if each.source.id == each.target.id:
            raise Refused(f"“{kind.name}”的转出户和转入户相同。")


def _same(known: Entry, digest: str) -> Entry:
    if known.digest != digest:
        raise Refused(f"编号“{known.key}”已于{known.on:%Y-%m-%d}登记过,内容不同,没有重复登记;如需更正,请先冲销原登记。")
    return known


def _mirrored(done: Transfer) -> Line:
    return Line(
        TRANSFER_KINDS[done.kind], done.target, done.source, done.amount, done.party_id, done.area_code, done.reference
    )


# --- writing: entry, totals, transfers -----------------------------------------------------------------------------------


def _write(entry: Entry, lines: Sequence[Line], reverses: Sequence[int]) -> Entry:
    """The same order for everybody (period, entry, accounts by their ids), so that nobody waits in a circle."""
    entry.book = lines[0].source.book
    entry.transfers_number = len(lines)
    entry.amount = sum(each.amount for each in lines)
    try:
        with transaction.atomic():
            entry.period = _open_period(entry.book, month_of(entry.on))
            entry.save(force_insert=True)
            _move(lines)
            _insert(entry, lines, reverses)
    except IntegrityError:
        entry.pk = None
        known = Entry.objects.filter(key=entry.key).first()  # of two at once, the other was first
        if known is None:
            raise
        return _same(known, entry.digest)
    return entry


def _open_period(book: str, month: int) -> Period:
    """The month to post into, held against being closed until the transaction ends."""
    period, _ = Period.objects.get_or_create(book=book, month=month)
    closed = period.closed
    if connection.vendor == "postgresql":
        with connection.cursor() as cursor:
            cursor.execute("SELECT closed FROM ledger_period WHERE id = %s FOR SHARE", [period.pk])
            closed = bool(cursor.fetchone()[0])
    if closed:
        raise Refused(f"{chinese_month(month)}已结账,不能再记账;请记入当前月份,或按程序反结账。")
    return period


def _move(lines: Sequence[Line]) -> None:
    """Change the running totals, account by account in the order of their ids; refuse before a floor is broken."""
    moved: dict[int, list[int]] = {}
    for each in lines:
        moved.setdefault(each.target.id, [0, 0])[0] += each.amount
        moved.setdefault(each.source.id, [0, 0])[1] += each.amount
    ids = sorted(moved)
    held = {each.pk: each for each in Account.objects.select_for_update().filter(pk__in=ids).order_by("pk")}
    for pk in ids:
        incoming, outgoing = moved[pk]
        account = held[pk]
        if account.floor is not None and account.balance + incoming - outgoing < account.floor:
            raise Refused(_too_low(account, outgoing))
    with connection.cursor() as cursor:
        cursor.executemany(
            "UPDATE ledger_account SET incoming = incoming + %s, outgoing = outgoing + %s WHERE id = %s",
            [(*moved[pk], pk) for pk in ids],
        )


def _too_low(account: Account, wanted: int) -> str:
    kind = ACCOUNT_KINDS[account.kind]
    whose = name_of(account.area_code) if account.party_id is None else "该对象"
    return (
        f"{whose}“{kind.name}”余额{amount_words(account.book, account.balance)},"
        f"不足{amount_words(account.book, wanted)},没有登记。"
    )


_COLUMNS = (
    "entry_id", "kind", "source_id", "target_id", "amount", "sign", "party_id", "area_code", "reference", "reverses_id",
)  # fmt: skip


def _insert(entry: Entry, lines: Sequence[Line], reverses: Sequence[int]) -> None:
    """Rows as plain tuples: twenty thousand model objects would cost more than the database does."""
    key, sign = entry.pk, -1 if reverses else 1
    originals: Sequence[int | None] = reverses or [None] * len(lines)
    rows = [
        (
            key,
            each.kind.code,
            each.source.id,
            each.target.id,
            each.amount,
            sign,
            each.party_id,
            each.area_code or each.target.area_code,
            each.reference,
            original,
        )
        for each, original in zip(lines, originals, strict=True)
    ]
    bulk.insert_rows(Transfer, _COLUMNS, rows)


def _open_accounts(kind: AccountKind[Any], names: Mapping[str, Any]) -> dict[str, Account]:
    found: dict[str, Account] = {}
    wanted = list(names)
    for start in range(0, len(wanted), 500):
        part = Account.objects.filter(kind=kind.code, holder__in=wanted[start : start + 500])
        found.update({each.holder: each for each in part})
    return found
