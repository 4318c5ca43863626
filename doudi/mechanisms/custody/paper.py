"""交接回执 as it is printed: from whom to whom, shown what, signed by whom, the link of the chain before and its own, and the code by which
anybody can ask whether it is genuine."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass

from django.utils import timezone

from doudi.mechanisms.custody.declare import chain_of
from doudi.mechanisms.custody.models import Custodian, Receipt
from doudi.mechanisms.custody.queries import written
from doudi.mechanisms.papers.blocks import Column, Grid, Listing, Paper, Text, Title, fields, whole


@dataclass(frozen=True)
class Line:
    """A party with its name (and room to sign), or what was shown."""

    label: str
    words: str


@dataclass(frozen=True)
class ReceiptSheet:
    """One receipt; `at` in words of the county's clock, `address` where its code is asked about."""

    chain: str
    item: str
    key: str
    number: int
    handover: str
    at: str
    source: str
    target: str
    seal: str
    because: str
    by: str
    shown: tuple[Line, ...]
    signed: tuple[Line, ...]
    code: str
    before: str
    hash: str
    address: str
    printed_on: dt.date


RECEIPT = Paper(
    "custody-receipt",
    "交接回执",
    (
        Title("交接回执", "{{ chain }} 第{{ number }}张"),
        Grid(
            (
                *fields(
                    ("交接物", "{{ item }}"), ("登记编号", "{{ key }}"), ("交接", "{{ handover }}"), ("时间", "{{ at }}"), ("交出方", "{{ source }}"),
                    ("接收方", "{{ target }}"), ("封签号", "{{ seal }}"), ("办理人", "{{ by }}"),
                ),
                whole("事由", "{{ because }}"),
            )
        ),
        Listing("shown", (Column("凭据", "{{ each.label }}"), Column("内容", "{{ each.words }}", 3))),
        Listing("signed", (Column("签字方", "{{ each.label }}"), Column("姓名", "{{ each.words }}"), Column("签字", "", 2))),
        Text("前张链值：{{ before }}"),
        Text("本张链值：{{ hash }}"),
        Text("核验码：{{ code }}（本张链值的前16位）。在{{ address }}输入核验码，可以核验回执是否真实、前后是否连贯。"),
        Text("打印日期：{{ printed_on|day }}"),
    ),
)  # fmt: skip


def sheet_of(receipt: Receipt, *, address: str, on: dt.date) -> ReceiptSheet:
    """What the paper of a receipt says; `address` of the page that verifies codes, `on` the day on which it is printed."""
    item = receipt.item
    chain = chain_of(item.chain)

    def end(kind: str, custodian: Custodian | None, holder: str, place: str) -> str:
        if not kind:
            return "—"
        name = custodian.name if custodian is not None else holder or chain.kind(kind).name
        return f"{name} {place}".strip()

    return ReceiptSheet(
        chain=chain.name,
        item=item.label,
        key=item.key,
        number=receipt.number,
        handover=receipt.label,
        at=f"{timezone.localtime(receipt.at):%Y-%m-%d %H:%M}",
        source=end(receipt.source, receipt.source_custodian, receipt.source_holder, receipt.source_place) if receipt.number > 1 else "—",
        target=end(receipt.target, receipt.target_custodian, receipt.target_holder, receipt.target_place),
        seal=receipt.seal or "—",
        because=receipt.because or "—",
        by=receipt.by.name if receipt.by is not None else "系统",
        shown=tuple(Line(label, str(words)) for label, words in receipt.evidence.items()),
        signed=tuple(Line(party, str(name)) for party, name in receipt.signatures.items()),
        code=written(receipt.code),
        before=receipt.before,
        hash=receipt.hash,
        address=address,
        printed_on=on,
    )  # fmt: skip
