"""回盘: what the bank answers, booked line by line, the whole file or nothing of it."""

from __future__ import annotations

import datetime as dt
import hashlib
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

import polars as pl
from django.db import connection, transaction
from django.utils import timezone

from doudi.base import files
from doudi.base.areas import township_of
from doudi.base.ciphers import blind_indexes
from doudi.base.models import User
from doudi.base.records import record
from doudi.base.refused import Refused
from doudi.mechanisms.ledger import services as ledger
from doudi.mechanisms.ledger.bank import formats, queries
from doudi.mechanisms.ledger.bank.classify import Classified, classify
from doudi.mechanisms.ledger.bank.declare import CHANNELS, format_on
from doudi.mechanisms.ledger.bank.models import (
    LIVE,
    BankFile,
    BankReturn,
    Outcome,
    StrayLine,
)
from doudi.mechanisms.ledger.bank.townships import accounts
from doudi.mechanisms.ledger.services import Line

_PURPOSE = "银行回盘"


@dataclass(frozen=True)
class Taken:
    """An answer taken in: what it did; `fresh` is False if the same file was taken in before and nothing changed."""

    answer: BankReturn
    fresh: bool
    counts: Mapping[str, int]


def take_return(file: BankFile, name: str, data: bytes, *, by: User | None, at: dt.datetime) -> Taken:
    """回盘: book what the bank answered, line by line; the whole file or, with one sentence, nothing of it."""
    sha256 = hashlib.sha256(data).hexdigest()
    known = _known(file, sha256)
    if known is not None:
        return known
    said = formats.read(name, data, format_on(file.format, file.on))
    if said.batch and said.batch != file.key:
        raise Refused(f"文件中的批次号是“{said.batch[:40]}”,不是“{file.key}”,没有入账,请核对是否选错文件。")
    rows = said.rows.with_columns(mark=pl.Series(blind_indexes(said.rows["account"].to_list()), dtype=pl.String))
    with transaction.atomic():
        BankFile.objects.select_for_update().get(pk=file.pk)  # one answer to a file after the other
        known = _known(file, sha256)
        if known is not None:
            return known
        sent = queries.sent_lines(file)
        _check_fits(file, name, rows, sent)
        found = classify(sent, rows)
        original = files.keep(data, name=_with_suffix(name), purpose=_PURPOSE, by=by, at=at)
        counts = {**Counter(found.lines["outcome"].to_list()), **Counter(found.strays["kind"].to_list())}
        answer = BankReturn.objects.create(
            file=file,
            sha256=sha256,
            name=name[-200:],
            original=original,
            at=at,
            by=by,
            rows_number=rows.height,
            amount=int(rows["amount"].sum()),
            counts=counts | ({"REPEATED": found.repeated} if found.repeated else {}),
        )
        _book(file, answer, found, sent, by=by, at=at)
        record(
            "bank.take_return",
            answer,
            by=by,
            at=at,
            because=f"批次{file.key}",
            data={"file": file.pk, "sha256": sha256, **answer.counts},
        )
    return Taken(answer, True, answer.counts)


def _known(file: BankFile, sha256: str) -> Taken | None:
    """What the same file did when it was taken in before."""
    known = BankReturn.objects.filter(sha256=sha256).select_related("file").first()
    if known is None:
        return None
    if known.file_id != file.pk:
        raise Refused(
            f"这个回盘文件已于{timezone.localdate(known.at)}记入批次“{known.file.key}”,不能再记入“{file.key}”。"
        )
    return Taken(known, False, known.counts)


def _check_fits(file: BankFile, name: str, rows: pl.DataFrame, sent: pl.DataFrame) -> None:
    """Most rows of an answer must be of this file, by number and account: else it is another file's."""
    fits = rows.join(sent, on=["number", "mark"], how="semi").height
    if rows.height >= 3 and fits * 2 < rows.height:
        raise Refused(f"“{name}”的{rows.height}行中只有{fits}行与批次“{file.key}”相符,可能是别的批次的回盘,没有入账。")


def _book(
    file: BankFile,
    answer: BankReturn,
    found: Classified,
    sent: pl.DataFrame,
    *,
    by: User | None,
    at: dt.datetime,
) -> None:
    """Write the outcomes on the lines and move the money: what arrived by township, what came back line by line."""
    _write_outcomes(file, answer, found)
    numbers = found.strays["number"].to_list()
    lines = {each.number: each for each in file.lines.filter(number__in=numbers)} if numbers else {}
    StrayLine.objects.bulk_create(
        [
            StrayLine(
                answer=answer,
                row=row["row"],
                kind=row["kind"],
                line=lines.get(row["number"]) if row["kind"] == StrayLine.Kind.CONTRADICTS else None,
                amount=row["amount"],
                said=row["said"][:200],
            )
            for row in found.strays.iter_rows(named=True)
        ]
    )
    channel = CHANNELS[file.channel]
    arrived = found.lines.filter(pl.col("outcome") == Outcome.PAID.value).join(
        sent.select("number", "town", pl.col("amount").alias("booked")), on="number"
    )
    sums = dict(arrived.group_by("town").agg(pl.col("booked").sum()).sort("town").iter_rows())
    back = list(file.lines.filter(answer=answer, outcome=Outcome.RETURNED).defer("account").order_by("number"))
    towns = {*sums, *(each.area_code for each in back)}
    transit, received = accounts(channel.in_transit, towns), accounts(channel.received, towns)
    returned = accounts(channel.returned, [each.area_code for each in back])
    moves = [Line(channel.arrive, transit[town], received[town], amount) for town, amount in sums.items()]
    moves += [
        Line(
            channel.come_back,
            transit[township_of(each.area_code)],
            returned[township_of(each.area_code)],
            each.amount,
            each.party_id,
            each.area_code,
            each.claim,
        )
        for each in back
    ]
    if moves:
        ledger.post_lines(
            moves,
            key=f"bank:return:{answer.sha256}",
            because=f"{channel.name}代发批次{file.key}回盘",
            by=by,
            at=at,
            subject=f"bankreturn:{answer.pk}",
        )


def _write_outcomes(file: BankFile, answer: BankReturn, found: Classified) -> None:
    """Nearly all lines are paid: those in one statement, the others one by one."""
    plain = found.lines.filter((pl.col("outcome") == Outcome.PAID.value) & (pl.col("words") == ""))["number"]
    others = found.lines.filter((pl.col("outcome") != Outcome.PAID.value) | (pl.col("words") != ""))
    with connection.cursor() as cursor:
        for first, last in _runs(plain.sort().to_list()):
            cursor.execute(
                "UPDATE bank_bankline SET outcome = %s, paid = amount, answer_id = %s "
                "WHERE file_id = %s AND number BETWEEN %s AND %s",
                [Outcome.PAID.value, answer.pk, file.pk, first, last],
            )
        cursor.executemany(
            "UPDATE bank_bankline SET outcome = %s, live = %s, paid = CASE WHEN %s = 'PAID' THEN amount ELSE 0 END, "
            "words = %s, answer_id = %s WHERE file_id = %s AND number = %s",
            [
                (outcome, outcome in LIVE, outcome, words[:200], answer.pk, file.pk, number)
                for number, outcome, words in others.select("number", "outcome", "words").iter_rows()
            ],
        )


def _runs(numbers: Sequence[int]) -> Iterable[tuple[int, int]]:
    """Stretches of numbers without a gap: 1–4999, 5001–20000."""
    start = previous = None
    for number in numbers:
        if start is None:
            start = number
        elif previous is not None and number != previous + 1:
            yield start, previous
            start = number
        previous = number
    if start is not None and previous is not None:
        yield start, previous


def _with_suffix(name: str) -> str:
    return name if Path(name).suffix.lower() in files.ACCEPTED else f"{name}.txt"
