"""What people decide on what the bank left unclear: settle, take a late return, cancel, clear. Each moves its money in the same transaction."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping, Sequence

from django.db import IntegrityError, transaction

from doudi.base.areas import township_of
from doudi.base.models import Area, User
from doudi.base.money import yuan
from doudi.base.records import record
from doudi.base.refused import Refused
from doudi.mechanisms.ledger import services as ledger
from doudi.mechanisms.ledger.bank.declare import CHANNELS, Move
from doudi.mechanisms.ledger.bank.models import (
    BACK,
    FOR_A_PERSON,
    LIVE,
    BankLine,
    Outcome,
    SettlementRequest,
    StrayLine,
)
from doudi.mechanisms.ledger.bank.townships import accounts
from doudi.mechanisms.ledger.services import Line


def settle(line: BankLine, *, paid: int, because: str, by: User, together_with: User, at: dt.datetime) -> BankLine:
    """A person decides what the bank left unclear: `paid` fen have reached the right account, the rest has come back. Two persons sign."""
    if by.pk == together_with.pk:
        raise Refused("差错处理须两人办理,第二人不能是本人。")
    _check_settlement(line, paid, because)
    outcome = Outcome.PAID if paid == line.amount else Outcome.PARTLY if paid else Outcome.RETURNED
    with transaction.atomic():
        _change(line, FOR_A_PERSON, outcome=outcome, paid=paid)
        channel = CHANNELS[line.file.channel]
        moves = [(channel.arrive, paid), (channel.come_back, line.amount - paid)]
        _post_parts(line, moves, key=f"bank:settle:{line.pk}", because=because, by=by, at=at)
        _record("bank.settle", line, because, by, at, {"paid": paid, "together_with": together_with.pk})
    return line


def ask_settlement(line: BankLine, *, paid: int, because: str, by: User, at: dt.datetime) -> SettlementRequest:
    """差错处理申请: what was found out about a line that the bank left unclear, for a second person; one request at a time."""
    _check_settlement(line, paid, because)
    if line.outcome not in FOR_A_PERSON or line.retried_by_id is not None:
        raise Refused("这一笔的状态已经变化,请刷新后查看。")
    try:
        with transaction.atomic():
            asked = SettlementRequest.objects.create(
                line=line, paid=paid, because=because.strip()[:400], asked_by=by, asked_at=at
            )
            _record("bank.ask_settlement", line, because, by, at, {"paid": paid})
    except IntegrityError as error:
        raise Refused("这一笔的差错处理已经提交,正等待第二人复核。") from error
    return asked


def answer_settlement(
    asked: SettlementRequest, *, approve: bool, words: str, by: User, at: dt.datetime
) -> SettlementRequest:
    """复核 by a second person: agreed, the line is settled at once; not agreed, it waits for a new request."""
    if by.pk == asked.asked_by_id:
        raise Refused("差错处理须两人办理,第二人不能是本人。")
    if not approve and not words.strip():
        raise Refused("不同意的,请写明意见。")
    with transaction.atomic():
        rows = SettlementRequest.objects.filter(pk=asked.pk, answered_at=None)
        if not rows.update(answered_by=by, answered_at=at, approved=approve, answer=words.strip()[:400]):
            raise Refused("这一笔的差错处理已经复核过,请刷新后查看。")
        if approve:
            settle(asked.line, paid=asked.paid, because=asked.because, by=asked.asked_by, together_with=by, at=at)
        else:
            _record("bank.decline_settlement", asked.line, words, by, at, {"paid": asked.paid})
    asked.refresh_from_db()
    return asked


def bounce(line: BankLine, *, because: str, by: User, at: dt.datetime) -> BankLine:
    """到账后退汇: what was booked as paid has come back after all, and may be sent again."""
    with transaction.atomic():
        _change(line, (Outcome.PAID,), outcome=Outcome.RETURNED, paid=0)
        channel = CHANNELS[line.file.channel]
        _post_parts(line, [(channel.bounce, line.amount)], key=f"bank:bounce:{line.pk}", because=because, by=by, at=at)
        _record("bank.bounce", line, because, by, at, {"amount": line.amount})
    return line


def cancel(line: BankLine, *, because: str, by: User, at: dt.datetime) -> BankLine:
    """退票收回: what came back is not to be paid any more (the person has died) and returns to the county's funds."""
    if not because.strip():
        raise Refused("撤销发放须写明事由。")
    with transaction.atomic():
        rest = line.amount - line.paid
        _change(line, BACK, outcome=Outcome.CANCELLED)
        channel = CHANNELS[line.file.channel]
        county = Area.objects.get(code=line.area_code[:6].ljust(12, "0"))
        source = accounts(channel.returned, [line.area_code])[township_of(line.area_code)]
        back = Line(
            channel.cancel_returned,
            source,
            ledger.account(channel.fund, county),
            rest,
            line.party_id,
            line.area_code,
            line.claim,
        )
        ledger.post_lines(
            [back], key=f"bank:cancel:{line.pk}", because=because, by=by, at=at, subject=f"bankline:{line.pk}"
        )
        _record("bank.cancel", line, because, by, at, {"amount": rest})
    return line


def clear(stray: StrayLine, *, because: str, by: User, at: dt.datetime) -> StrayLine:
    """A stray row has been looked into; what was found out is kept with it."""
    if not because.strip():
        raise Refused("请写明查证的情况。")
    with transaction.atomic():
        done = StrayLine.objects.filter(pk=stray.pk, cleared_at=None)
        if not done.update(cleared_at=at, cleared_by=by, cleared_because=because[:400]):
            raise Refused("这一行已经处理过,请刷新后查看。")
        record("bank.clear", stray, by=by, at=at, because=because)
    stray.refresh_from_db()
    return stray


def _check_settlement(line: BankLine, paid: int, because: str) -> None:
    if not because.strip():
        raise Refused("请写明向银行查证的情况。")
    if not 0 <= paid <= line.amount:
        raise Refused(f"实付金额应在0与{yuan(line.amount)}元之间。")


def _change(line: BankLine, before: Sequence[Outcome], *, outcome: Outcome, paid: int | None = None) -> None:
    """Of two who decide at once the second is told; a line sent again is decided on in its new file."""
    columns = {"outcome": outcome, "live": outcome in LIVE} | ({"paid": paid} if paid is not None else {})
    rows = BankLine.objects.filter(pk=line.pk, outcome__in=before, retried_by=None)
    if not rows.update(**columns):
        raise Refused("这一笔的状态已经变化,请刷新后查看。")
    line.__dict__.update(columns)


def _post_parts(
    line: BankLine, moves: Sequence[tuple[Move, int]], *, key: str, because: str, by: User, at: dt.datetime
) -> None:
    town = township_of(line.area_code)
    parts = [
        Line(
            move,
            accounts(move.source, [town])[town],
            accounts(move.target, [town])[town],
            amount,
            line.party_id,
            line.area_code,
            line.claim,
        )
        for move, amount in moves
        if amount
    ]
    ledger.post_lines(parts, key=key, because=because, by=by, at=at, subject=f"bankline:{line.pk}")


def _record(action: str, line: BankLine, because: str, by: User, at: dt.datetime, data: Mapping[str, int]) -> None:
    record(action, line, by=by, at=at, because=because, area_code=line.area_code, data={"claim": line.claim, **data})
