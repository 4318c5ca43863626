"""What goes to the bank: what is owed is decided, then sent, once under its claim. Each moves its money in the same transaction."""

from __future__ import annotations

import datetime as dt
import hashlib
from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from django.db import IntegrityError, transaction
from django.utils import timezone

from doudi.base import bulk
from doudi.base.areas import township_of
from doudi.base.ciphers import blind_index, blind_indexes, encrypt
from doudi.base.models import Area, User
from doudi.base.money import yuan
from doudi.base.refused import Refused
from doudi.mechanisms.ledger import services as ledger
from doudi.mechanisms.ledger.bank import formats, queries
from doudi.mechanisms.ledger.bank.declare import Channel, format_on
from doudi.mechanisms.ledger.bank.models import (
    BankFile,
    BankLine,
    Outcome,
)
from doudi.mechanisms.ledger.bank.townships import accounts
from doudi.mechanisms.ledger.services import Line


@dataclass(frozen=True, slots=True)
class Claim:
    """What is owed to somebody, under a reference that stays the same each time it is tried: "dibao:2024-06:household:17"."""

    reference: str
    area_code: str
    name: str
    account: str
    amount: int  # fen
    party_id: int | None = None


def decide(
    channel: Channel,
    claims: Sequence[Claim],
    *,
    county: Area,
    key: str,
    because: str,
    by: User | None,
    at: dt.datetime,
    on: dt.date | None = None,
) -> None:
    """核定应付: what was signed becomes owed, one transfer a claim with whom it is for."""
    fund = ledger.account(channel.fund, county)
    places = {each.area_code for each in claims}
    payable = accounts(channel.payable, places)
    of_place = {code: payable[township_of(code)] for code in places}
    lines = [
        Line(
            channel.decide,
            fund,
            of_place[each.area_code],
            each.amount,
            each.party_id,
            each.area_code,
            each.reference,
        )
        for each in claims
    ]
    ledger.post_lines(lines, key=key, because=because, by=by, at=at, on=on)


def send(
    channel: Channel,
    claims: Sequence[Claim],
    *,
    key: str,
    form: str,
    by: User | None,
    at: dt.datetime,
    on: dt.date | None = None,
) -> BankFile:
    """送银行: one file of lines, once under this key. A claim that came back is sent again under itself; one on its way or paid is refused."""
    day = on or timezone.localdate(at)
    _check_claims(claims)
    digest = _digest(channel, claims, form, day)
    known = BankFile.objects.filter(key=key).first()
    if known is not None:
        return _same(known, digest)
    try:
        with transaction.atomic():
            return _send(channel, claims, key, form, digest, by, at, day)
    except IntegrityError:
        known = BankFile.objects.filter(key=key).first()
        if known is not None:
            return _same(known, digest)
        twice = queries.on_the_way_or_paid(each.reference for each in claims)
        if twice is None:
            raise
        raise Refused(_twice(twice)) from None


def file_bytes(file: BankFile) -> bytes:
    """The file for the bank, made anew from its lines; raises Refused if it is not the one whose hash was kept."""
    lines = [
        formats.Sent(each.number, each.claim, each.name, each.account, each.amount)
        for each in file.lines.order_by("number")
    ]
    data = formats.write(lines, format_on(file.format, file.on), batch=file.key)
    if hashlib.sha256(data).hexdigest() != file.sha256:
        raise Refused(f"批次“{file.key}”的明细与送出时的文件不一致,不能重新生成,请联系管理员查明。")
    return data


_UNANSWERED = Outcome.UNANSWERED.value
_COLUMNS = (
    "file_id", "number", "claim", "party_id", "area_code", "name", "account", "account_mark", "amount", "outcome", "live", "paid", "words",
)  # fmt: skip


def _send(
    channel: Channel,
    claims: Sequence[Claim],
    key: str,
    form: str,
    digest: str,
    by: User | None,
    at: dt.datetime,
    day: dt.date,
) -> BankFile:
    again = queries.came_back(channel)
    for each in claims:
        before = again.get(each.reference)
        if before is not None and before.amount - before.paid != each.amount:
            raise Refused(
                f"“{each.reference}”退回{yuan(before.amount - before.paid)}元,重发{yuan(each.amount)}元,金额不一致;"
                "退票只能按原金额重发。"
            )
    sent = [
        formats.Sent(number, each.reference, each.name, each.account, each.amount)
        for number, each in enumerate(claims, 1)
    ]
    data = formats.write(sent, format_on(form, day), batch=key)
    file = BankFile.objects.create(
        key=key,
        digest=digest,
        channel=channel.code,
        format=form,
        on=day,
        at=at,
        by=by,
        lines_number=len(claims),
        amount=sum(each.amount for each in claims),
        sha256=hashlib.sha256(data).hexdigest(),
    )
    marks = blind_indexes([each.account for each in claims])
    bulk.insert_rows(
        BankLine,
        _COLUMNS,
        [
            (
                file.pk,
                number,
                each.reference,
                each.party_id,
                each.area_code,
                each.name,
                encrypt(each.account),
                mark,
                each.amount,
                _UNANSWERED,
                True,
                0,
                "",
            )
            for number, (each, mark) in enumerate(zip(claims, marks, strict=True), 1)
        ],
    )
    tried = [claim for claim in (each.reference for each in claims) if claim in again]
    for line in file.lines.filter(claim__in=tried):
        BankLine.objects.filter(pk=again[line.claim].pk).update(retried_by=line)
    _post_sent(channel, file, claims, again, by=by, at=at)
    return file


def _post_sent(
    channel: Channel,
    file: BankFile,
    claims: Sequence[Claim],
    again: Mapping[str, BankLine],
    *,
    by: User | None,
    at: dt.datetime,
) -> None:
    """Money that only changes pockets moves by township, with the file's lines behind it; what is sent again, line by line."""
    transit = accounts(channel.in_transit, (each.area_code for each in claims))
    payable = accounts(channel.payable, (each.area_code for each in claims))
    first: dict[str, int] = defaultdict(int)
    lines = []
    for each in claims:
        town = township_of(each.area_code)
        if each.reference not in again:
            first[town] += each.amount
            continue
        returned = accounts(channel.returned, [town])[town]
        lines.append(
            Line(
                channel.send_again, returned, transit[town], each.amount, each.party_id, each.area_code, each.reference
            )
        )
    lines += [Line(channel.send, payable[town], transit[town], sum_) for town, sum_ in sorted(first.items())]
    ledger.post_lines(
        lines,
        key=f"bank:send:{file.key}",
        because=f"{channel.name}代发批次{file.key}",
        by=by,
        at=at,
        on=file.on,
        subject=f"bankfile:{file.pk}",
    )


def _check_claims(claims: Sequence[Claim]) -> None:
    if not claims:
        raise Refused("没有要发放的明细。")
    seen: set[str] = set()
    for number, each in enumerate(claims, 1):
        if each.reference in seen:
            raise Refused(f"“{each.reference}”在名单中出现两次,一人一月一项只能发一次,没有送出。")
        seen.add(each.reference)
        if each.amount <= 0:
            raise Refused(f"第{number}行的金额不大于零,没有送出。")
        if not (8 <= len(each.account) <= 32 and each.account.isascii() and each.account.isdigit()):
            raise Refused(f"第{number}行({each.name})的银行账号不是8至32位数字,没有送出,请先补正账号。")


def _digest(channel: Channel, claims: Iterable[Claim], form: str, day: dt.date) -> str:
    content = [f"{channel.code}|{form}|{day}"]
    content += [f"{each.reference}|{each.area_code}|{each.name}|{each.account}|{each.amount}" for each in claims]
    return blind_index("\n".join(content))  # keyed: the account numbers in it must not be guessable from it


def _same(known: BankFile, digest: str) -> BankFile:
    if known.digest != digest:
        raise Refused(f"批次“{known.key}”已于{known.on}送出,内容不同,没有重复送出;请另立批次号。")
    return known


def _twice(line: BankLine) -> str:
    state = Outcome(line.outcome).label
    return f"“{line.claim}”已在批次“{line.file.key}”第{line.number}行({state}),不能重复发放,整批没有送出。"
