"""Defects sown into a copy of the ledger: each a change of one place that a careless hand might make. The simulated years must find them all."""

from __future__ import annotations

import inspect
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from types import FunctionType, ModuleType
from typing import Any

from doudi.mechanisms.ledger import periods, queries, services
from doudi.mechanisms.ledger.bank import answers, classify, formats, sending
from doudi.mechanisms.ledger.bank import queries as bank_queries
from doudi.mechanisms.ledger.bank import services as deciding
from doudi.mechanisms.ledger.debts import services as debts


@dataclass(frozen=True)
class Defect:
    name: str
    room: ModuleType
    right: str  # stands exactly once in the room
    wrong: str


DEFECTS = (
    # posting
    Defect("a key that is known is posted again", services, "if known is not None:  # what is there already was checked when it was posted\n        return _same(known, digest)\n    _check(lines, key)\n    draft = Entry(key=key, digest=digest, on=day, at=at, by=by, because=because[:400], subject=subject)", "_check(lines, key)\n    draft = Entry(key=key + str(at.timestamp()) + str(id(object())), digest=digest, on=day, at=at, by=by, because=because[:400], subject=subject)"),
    Defect("the same key takes other content", services, "if known.digest != digest:", "if False:"),
    Defect("the digest leaves out the amount", services, "|{each.target.holder}|{each.amount}|", "|{each.target.holder}|"),
    Defect("the source's total is forgotten", services, "moved.setdefault(each.source.id, [0, 0])[1] += each.amount", "moved.setdefault(each.source.id, [0, 0])"),
    Defect("incoming and outgoing are changed over", services, "SET incoming = incoming + %s, outgoing = outgoing + %s", "SET outgoing = outgoing + %s, incoming = incoming + %s"),
    Defect("totals change outside the transaction", services, "        with transaction.atomic():\n            entry.period", "        if True:\n            entry.period"),
    Defect("a closed month is open", services, "    if closed:\n", "    if False:\n"),
    Defect("a reversal runs the same way", services, "TRANSFER_KINDS[done.kind], done.target, done.source,", "TRANSFER_KINDS[done.kind], done.source, done.target,"),
    Defect("a reversal counts as a transfer", services, "-1 if reverses else 1", "1"),
    Defect("only the last of many transfers is kept", services, "bulk.insert_rows(Transfer, _COLUMNS, rows)", "bulk.insert_rows(Transfer, _COLUMNS, rows[-1:])"),
    # months
    Defect("the opening is forgotten", periods, "if before is not None else {}\n    totals", "if False else {}\n    totals"),
    Defect("a month closes with totals that do not hold", periods, "Period.objects.filter(pk=period.pk).update(closed=True)", "pass"),
    # sending
    Defect("what came back is sent again out of what is owed", sending, "if each.reference not in again:", "if True:"),
    Defect("what is sent again is not marked as such", sending, "update(retried_by=line)", "count()"),
    Defect("a file is sent as often as it is asked for", sending, "    known = BankFile.objects.filter(key=key).first()\n    if known is not None:\n        return _same(known, digest)\n    try:", "    key = key + str(id(object()))\n    try:"),
    Defect("only the last claim of a township is sent", sending, "first[town] += each.amount", "first[town] = each.amount"),
    Defect("lines are kept and no money moves", sending, "    _post_sent(channel, file, claims, again, by=by, at=at)", "    pass"),
    # answers
    Defect("the same file is booked twice", answers, "known = BankReturn.objects.filter(sha256=sha256).select_related(\"file\").first()", "known = None"),
    Defect("another day's file is taken", answers, "if known.file_id != file.pk:", "if False:"),
    Defect("what came back counts as arrived", answers, "arrived = found.lines.filter(pl.col(\"outcome\") == Outcome.PAID.value)", "arrived = found.lines.filter(pl.col(\"outcome\").is_in([\"PAID\", \"RETURNED\"]))"),
    Defect("a batch number is not looked at", answers, "if said.batch and said.batch != file.key:", "if False:"),
    Defect("what the bank says arrived is booked, not what was sent", answers, "pl.col(\"booked\").sum()", "pl.col(\"amount\").sum() + 1"),
    Defect("outcomes are written, money of returns is not", answers, "for each in back\n    ]\n    if moves", "for each in []\n    ]\n    if moves"),
    Defect("a run of numbers loses its last", answers, "yield start, previous\n            start = number", "yield start, previous - 1\n            start = number"),
    Defect("two answers to one line: the last counts", classify, "pl.when(pl.col(\"times\") > 1)", "pl.when(pl.col(\"times\") > 99)"),
    Defect("another account is not looked at", classify, ".when(pl.col(\"mark\") != pl.col(\"mark_sent\"))", ".when(pl.lit(False))"),
    Defect("another amount is not looked at", classify, "(pl.col(\"amount\") != pl.col(\"amount_sent\")) &", "pl.lit(False) &"),
    Defect("what is booked is booked again", classify, "fresh = known.filter(pl.col(\"outcome\") == _OPEN)", "fresh = known"),
    Defect("rows that were never sent are passed over", classify, "_strays(never, StrayLine.Kind.NEVER_SENT)", "_strays(never.head(0), StrayLine.Kind.NEVER_SENT)"),
    Defect("a total is not looked at", formats, "if stated != summed:", "if False:"),
    Defect("half a line is passed over", formats, "    for row in lines.filter(pl.col(\"wrong\").is_not_null()).head(1)", "    lines = lines.filter(pl.col(\"wrong\").is_null())\n    for row in lines.head(0)"),
    Defect("fen are read as yuan", formats, ".cast(pl.Int64) * 100 + places", ".cast(pl.Int64) * 100 + 0 * places"),
    # what people decide
    Defect("the rest of a part payment is forgotten", deciding, "(channel.come_back, line.amount - paid)", "(channel.come_back, 0)"),
    Defect("a late return leaves the money where it is", deciding, "[(channel.bounce, line.amount)]", "[(channel.bounce, 1)]"),
    Defect("a cancelled part payment returns all of it", deciding, "rest = line.amount - line.paid", "rest = line.amount"),
    Defect("a bounced line stays paid", deciding, "outcome=Outcome.RETURNED, paid=0)", "outcome=Outcome.PAID, paid=0)"),
    # what is read
    Defect("retried lines count as still come back", bank_queries, "return rows.annotate(again=Coalesce(\"retried_by_id\", 0)).filter(again=0)", "return rows"),
    Defect("reversals are not taken off", queries, "Sum(F(\"amount\") * F(\"sign\"))", "Sum(F(\"amount\"))"),
    # debts
    Defect("more is repaid than is owed", debts, "if amount > held.outstanding:", "if False:"),
    Defect("a waiver is booked as repaid", debts, "recovery.waive if waived else recovery.repay", "recovery.repay"),
    Defect("a receipt counts each time", debts, "    if known is not None and known.amount == amount:\n        return known", "    key = key + str(id(object()))"),
    Defect("a decision moves the proposed sum", debts, "                amount=amount,\n                key=f\"debt:{debt.pk}:claim\"", "                amount=debt.proposed,\n                key=f\"debt:{debt.pk}:claim\""),
)  # fmt: skip


@contextmanager
def sown(defect: Defect) -> Iterator[None]:
    """Let the room's functions run the code of a copy in which one place is wrong; everybody who imported them meets it."""
    text = inspect.getsource(defect.room)
    assert text.count(defect.right) == 1, f"“{defect.name}”: 原文出现{text.count(defect.right)}次"
    copy: dict[str, Any] = {"__name__": defect.room.__name__, "__file__": defect.room.__file__}
    exec(compile(text.replace(defect.right, defect.wrong), f"<{defect.name}>", "exec"), copy)
    mine = {
        name: function
        for name, function in vars(defect.room).items()
        if isinstance(function, FunctionType) and function.__module__ == defect.room.__name__
    }
    before = {name: function.__code__ for name, function in mine.items()}
    try:
        for name, function in mine.items():
            function.__code__ = copy[name].__code__
        yield
    finally:
        for name, function in mine.items():
            function.__code__ = before[name]
