"""The chain of receipts: how one is sealed, and the first that does not hold."""

from __future__ import annotations

import datetime as dt
import json
from collections.abc import Iterator
from dataclasses import dataclass
from itertools import groupby

from cryptography.hazmat.primitives import hashes
from django.db.models import QuerySet

from doudi.base.models import Record
from doudi.mechanisms.custody.models import Receipt, TrackedItem

_BATCH = 2000
CODE_LENGTH = 16
MOVED = "custody.hand_over"  # the action under which the chain of records keeps each receipt's hash


def genesis(item: TrackedItem) -> str:
    """What stands before the first receipt of an item: its own name, so that receipts cannot be hung on another one."""
    return _digest(f"{item.chain}|{item.key}")


def sealed(receipt: Receipt, before: str) -> str:
    """SM3 over the hash before and everything that stands on the receipt, as canonical JSON."""
    content = json.dumps(
        [
            receipt.number,
            receipt.handover,
            receipt.label,
            receipt.source,
            receipt.source_custodian_id,
            receipt.source_holder,
            receipt.source_place,
            receipt.target,
            receipt.target_custodian_id,
            receipt.target_holder,
            receipt.target_place,
            receipt.seal,
            receipt.at.astimezone(dt.UTC).isoformat(timespec="microseconds"),
            receipt.by_id,
            receipt.signatures,
            receipt.evidence,
            receipt.because,
        ],
        ensure_ascii=False,
        sort_keys=True,
        separators=(",", ":"),
    )
    return _digest(before + content)


@dataclass(frozen=True)
class BrokenReceipt:
    """The first receipt of an item that does not hold."""

    item: TrackedItem
    number: int
    what: str


def first_broken(items: QuerySet[TrackedItem] | None = None) -> BrokenReceipt | None:
    """Walk the receipts of these items (of all): the first that was changed, is missing, or leads elsewhere than the item stands; and
    with all of them, the first that the chain of records knows and nobody finds. None if everything holds."""
    rows = TrackedItem.objects.order_by("pk") if items is None else items.order_by("pk")
    found = Receipt.objects.order_by("item", "number")
    if items is not None:
        found = found.filter(item__in=items)
    grouped = groupby(found.iterator(chunk_size=_BATCH), key=lambda receipt: receipt.item_id)
    walked = _next(grouped)
    for item in rows.iterator(chunk_size=_BATCH):
        receipts: list[Receipt] = []
        if walked is not None and walked[0] == item.pk:
            receipts, walked = walked[1], _next(grouped)
        broken = _broken(item, receipts)
        if broken is not None:
            return broken
    return _forgotten() if items is None else None


def _next(grouped: Iterator[tuple[int, Iterator[Receipt]]]) -> tuple[int, list[Receipt]] | None:
    found = next(grouped, None)
    return None if found is None else (found[0], list(found[1]))


def _broken(item: TrackedItem, receipts: list[Receipt]) -> BrokenReceipt | None:
    before, last = genesis(item), None
    for number, receipt in enumerate(receipts, 1):
        place = f"{item.label}第{number}张回执"
        if receipt.number != number:
            return BrokenReceipt(item, number, f"{place}缺失。")
        hash_ = sealed(receipt, before)
        if (receipt.before, receipt.hash, receipt.code) != (before, hash_, hash_[:CODE_LENGTH]):
            return BrokenReceipt(item, number, f"{place}（{receipt.label}）与链值不符，内容被改动过。")
        if last is not None and _whereto(last) != _wherefrom(receipt):
            return BrokenReceipt(item, number, f"{place}（{receipt.label}）的交出方不是上一张的接收方。")
        if last is not None and receipt.at < last.at:
            return BrokenReceipt(item, number, f"{place}（{receipt.label}）的时间早于上一张。")
        before, last = hash_, receipt
    stands = (item.kind, item.custodian_id, item.holder, item.place)
    if last is None or item.receipts_number != len(receipts) or item.last_hash != before or _whereto(last) != stands:
        return BrokenReceipt(item, len(receipts), f"{item.label}现在的保管方与末张回执不符，或末尾的回执被删去。")
    return None


def _whereto(receipt: Receipt) -> tuple[str, int | None, str, str]:
    return (receipt.target, receipt.target_custodian_id, receipt.target_holder, receipt.target_place)


def _wherefrom(receipt: Receipt) -> tuple[str, int | None, str, str]:
    return (receipt.source, receipt.source_custodian_id, receipt.source_holder, receipt.source_place)


def _forgotten() -> BrokenReceipt | None:
    """A receipt that the chain of records knows, and that was taken away together with the state of its item."""
    kept = dict(Receipt.objects.values_list("code", "hash"))
    for subject, data in Record.objects.filter(action=MOVED).order_by("number").values_list("subject", "data"):
        if kept.get(str(data["code"])) != data["hash"]:
            item = TrackedItem.objects.filter(pk=int(subject.rpartition(":")[2])).first()
            shown = item or TrackedItem(label=subject)
            return BrokenReceipt(
                shown, int(data["number"]), f"{shown.label}第{data['number']}张回执与记录链不符，被删去或重做。"
            )
    return None


def _digest(text: str) -> str:
    digest = hashes.Hash(hashes.SM3())
    digest.update(text.encode())
    return digest.finalize().hex()
