"""What is done with tracked items: taken under supervision, handed over. The only functions that write; whole or not at all."""

from __future__ import annotations

import datetime as dt
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field

from django.db import transaction
from django.utils import timezone

from doudi.base import bulk
from doudi.base.access import may
from doudi.base.models import User
from doudi.base.notices import calendar
from doudi.base.records import Happening, record, record_many
from doudi.base.refused import Refused
from doudi.mechanisms.custody.declare import Chain, Handover, Sealing, chain_of, doorkeepers_of
from doudi.mechanisms.custody.models import Custodian, Receipt, TrackedItem
from doudi.mechanisms.custody.queries import due_on
from doudi.mechanisms.custody.sealing import CODE_LENGTH, MOVED, genesis, sealed

TRACK, TRACKED = "track", "纳入跟踪"
_STATE = ("kind", "custodian", "holder", "place", "seal", "since", "due_on", "receipts_number", "last_hash")


@dataclass(frozen=True)
class Whereabouts:
    """With whom something is: a registered custodian, or somebody named; and at what place of his."""

    custodian: Custodian | None = None
    holder: str = ""
    place: str = ""


@dataclass(frozen=True)
class NewItem:
    """Something to be tracked from now on. `key` is unique within its chain."""

    key: str
    label: str
    area_code: str
    kind: str
    at: Whereabouts = field(default_factory=Whereabouts)
    by: User | None = None
    when: dt.datetime | None = None


@dataclass(frozen=True)
class Handing:
    """One handover of one item as it is done: to whom, by whom and when, signed by whom (party → name), shown what (label → words, or the
    hash of a file). `partner`: the key of an item with which it may share a place (husband and wife)."""

    item: TrackedItem
    to: Whereabouts
    by: User | None
    at: dt.datetime
    signatures: Mapping[str, str] = field(default_factory=dict)
    evidence: Mapping[str, str] = field(default_factory=dict)
    seal: str = ""
    because: str = ""
    partner: str = ""


def register_custodian(new: Custodian, *, by: User | None, at: dt.datetime) -> Custodian:
    """Enter somebody who may hold things into the register."""
    with transaction.atomic():
        if Custodian.objects.filter(code=new.code).exists():
            raise Refused(f"编码{new.code}已经登记过，请核对。")
        new.save()
        record("custodian.register", new, by=by, at=at, area_code=new.area_code, data={"code": new.code})
    return new


def close_custodian(custodian: Custodian, *, on: dt.date, by: User, at: dt.datetime, because: str) -> None:
    """From a day on it takes nothing in; what it holds stays with it."""
    if not because.strip():
        raise Refused("请填写停用的事由。")
    with transaction.atomic():
        Custodian.objects.filter(pk=custodian.pk).update(closed_on=on)
        custodian.closed_on = on
        record("custodian.close", custodian, by=by, at=at, because=because, area_code=custodian.area_code)


def set_capacity(custodian: Custodian, number: int | None, *, by: User | None, at: dt.datetime, because: str) -> None:
    """How many places a custodian has from now on (None: they are not counted); refused below what it holds."""
    with transaction.atomic():
        held = TrackedItem.objects.filter(custodian=custodian).count()
        if number is not None and number < held:
            raise Refused(f"{custodian.name}已经存放{held}件，容量不能少于这个数。")
        Custodian.objects.filter(pk=custodian.pk).update(capacity=number)
        custodian.capacity = number
        data = {"capacity": number}
        record("custodian.capacity", custodian, by=by, at=at, because=because, area_code=custodian.area_code, data=data)


def track(chain: Chain, new: NewItem, *, by: User | None, at: dt.datetime) -> TrackedItem:
    """Take one thing under supervision where it is now; its first receipt says so."""
    return track_each(chain, [new], by=by, at=at)[0]


def track_each(chain: Chain, new: Iterable[NewItem], *, by: User | None, at: dt.datetime) -> list[TrackedItem]:
    """The same for many, in the order given."""
    wanted = list(new)
    _check_new(chain, wanted)
    with transaction.atomic():
        days = calendar()
        items = []
        for each, key in zip(wanted, bulk.reserve_keys(TrackedItem, len(wanted)), strict=True):
            item = TrackedItem(pk=key, chain=chain.code, key=each.key, label=each.label[:80], area_code=each.area_code)
            item.since = each.when or at
            items.append(item)
        receipts = [
            _receipt(item, TRACK, TRACKED, each.kind, each.at, Handing(item, each.at, each.by or by, each.when or at))
            for item, each in zip(items, wanted, strict=True)
        ]
        for item in items:
            item.due_on = due_on(chain, item.kind, item.since, days)
        bulk.insert(items)
        _keep(receipts)
    return items


def hand_over(handing: Handing, handover: Handover) -> Receipt:
    """Move one item from its custodian to the next, as declared; raises Refused with the sentence for the page. The item given is brought
    up to date."""
    return hand_over_each(handover, [handing])[0]


def hand_over_each(handover: Handover, handings: Iterable[Handing]) -> list[Receipt]:
    """The same handover of many items of one chain: all of them or none, in the order given."""
    wanted = list(handings)
    if not wanted:
        return []
    chain = chain_of(wanted[0].item.chain)
    if handover not in chain.handovers:
        raise Refused(f"“{handover.name}”不是“{chain.name}”的交接。")
    was = [{name: getattr(each.item, name) for name in ("last_hash", "receipts_number")} for each in wanted]
    before = [dict(each.item.__dict__) for each in wanted]
    try:
        with transaction.atomic():
            for each in wanted:
                _check(chain, handover, each)
            _check_room(chain, handover, wanted)
            for keeper in doorkeepers_of(chain.code):
                if (sentence := keeper.refuses(handover, wanted)) is not None:
                    raise Refused(sentence)
            days = calendar()
            receipts = []
            for each in wanted:
                receipts.append(_receipt(each.item, handover.code, handover.name, handover.target, each.to, each))
                each.item.due_on = due_on(chain, each.item.kind, each.item.since, days)
            held = {name: [row[name] for row in was] for name in was[0]}
            if bulk.update([each.item for each in wanted], _STATE, was=held) < len(wanted):
                raise Refused(f"{wanted[0].item.label}刚刚由他人办理过交接，请刷新后查看最新情况。")
            _keep(receipts)
    except BaseException:
        for each, attributes in zip(wanted, before, strict=True):
            each.item.__dict__.update(attributes)
        raise
    return receipts


def _check_new(chain: Chain, wanted: Sequence[NewItem]) -> None:
    keys = [each.key for each in wanted]
    known = TrackedItem.objects.filter(chain=chain.code, key__in=keys).values_list("label", flat=True).first()
    if known is not None or len(set(keys)) < len(keys):
        raise Refused(f"{known or '所列的标识有重复的'}，已经纳入“{chain.name}”，不能重复登记。")
    for each in wanted:
        if each.kind not in chain.start:
            raise Refused(f"“{chain.name}”不能从“{chain.kind(each.kind).name}”开始。")
        _check_target(chain, each.kind, each.at, timezone.localdate(each.when))


def _check(chain: Chain, handover: Handover, each: Handing) -> None:
    """Everything that can be said of one handing by itself."""
    item, name = each.item, handover.name
    if item.kind not in handover.sources:
        raise Refused(f"{item.label}现由{where(item)}保管，不能办理“{name}”。")
    if each.at < item.since:
        raise Refused(f"“{name}”的时间早于上一次交接（{timezone.localtime(item.since):%Y-%m-%d %H:%M}），请核对。")
    if handover.roles and each.by is None:
        raise Refused(f"“{name}”须由{'、'.join(sorted(role.label for role in handover.roles))}办理。")
    if each.by is not None and handover.roles and not _may(handover, each, timezone.localdate(each.at)):
        raise Refused(f"您没有权限办理“{name}”，需要{'、'.join(sorted(role.label for role in handover.roles))}的授权。")
    missing = [label for label in handover.evidence if not str(each.evidence.get(label, "")).strip()]
    if missing:
        raise Refused(f"“{name}”还缺少：{'、'.join(missing)}。")
    unsigned = [party for party in handover.signed_by if not each.signatures.get(party, "").strip()]
    if unsigned:
        raise Refused(f"“{name}”须由{'、'.join(handover.signed_by)}各方签字，还缺{'、'.join(unsigned)}。")
    signers = [each.signatures[party].strip() for party in handover.signed_by]
    if len(set(signers)) < len(signers):
        raise Refused(f"“{name}”的各方签字须是不同的人。")
    if handover.seal == Sealing.NEW and not each.seal.strip():
        raise Refused(f"“{name}”须记录封签号。")
    if handover.seal == Sealing.COMPARED and each.seal.strip() != item.seal:
        raise Refused(f"封签号与上一次交接记录的不符，不能办理“{name}”，请当场查明并报告。")
    if handover.needs_reason and not each.because.strip():
        raise Refused("请填写事由。")
    if handover.needs_place and not each.to.place.strip():
        raise Refused(f"“{name}”须写明穴位或者格位。")
    _check_target(chain, handover.target, each.to, timezone.localdate(each.at))


def _may(handover: Handover, each: Handing, on: dt.date) -> bool:
    """In the place of the item, or in that of whoever takes or gives it."""
    places = {each.item.area_code}
    places |= {custodian.area_code for custodian in (each.to.custodian, each.item.custodian) if custodian is not None}
    return any(may(each.by, handover.roles, area_code=place, on=on) for place in places)


def _check_target(chain: Chain, code: str, to: Whereabouts, on: dt.date) -> None:
    kind, custodian = chain.kind(code), to.custodian
    if not kind.registered:
        if custodian is not None:
            raise Refused(f"“{kind.name}”不是登记的保管机构，请写明保管人。")
        return
    if custodian is None:
        raise Refused(f"请选择登记在册的{kind.name}。")
    if custodian.kind != kind.registered_as:
        raise Refused(f"{custodian.name}不是{kind.name}，请重新选择。")
    if custodian.closed_on is not None and custodian.closed_on <= on:
        raise Refused(f"{custodian.name}已于{custodian.closed_on:%Y-%m-%d}停用，不能再接收。")
    if custodian.opened_on is not None and custodian.opened_on > on:
        raise Refused(f"{custodian.name}于{custodian.opened_on:%Y-%m-%d}启用，还不能接收。")


def _check_room(chain: Chain, handover: Handover, wanted: Sequence[Handing]) -> None:
    """Whether the custodians have room, and the places are free; looked up for all of them at once."""
    if not chain.kind(handover.target).registered:
        return
    limited = {
        each.to.custodian.pk: each.to.custodian
        for each in wanted
        if each.to.custodian and each.to.custodian.capacity is not None
    }
    coming = Counter(
        each.to.custodian.pk for each in wanted if each.to.custodian and each.item.custodian_id != each.to.custodian.pk
    )
    # One at a time puts something into the last place.
    list(Custodian.objects.select_for_update().filter(pk__in=limited))
    held = Counter(TrackedItem.objects.filter(custodian__in=limited).values_list("custodian", flat=True))
    for pk, custodian in limited.items():
        if held[pk] + coming[pk] > (custodian.capacity or 0):
            raise Refused(f"{custodian.name}已满（{custodian.capacity}个位置），请另选。")
    asked = [each for each in wanted if each.to.place and each.to.custodian]
    places = {each.to.place for each in asked}
    rows = TrackedItem.objects.filter(custodian__in={each.to.custodian for each in asked}, place__in=places)
    taken: dict[tuple[int | None, str], list[str]] = {}
    for custodian_id, place, key in rows.values_list("custodian", "place", "key"):
        taken.setdefault((custodian_id, place), []).append(key)
    for each in asked:
        assert each.to.custodian is not None
        there = taken.setdefault((each.to.custodian.pk, each.to.place), [])
        others = [key for key in there if key not in (each.item.key, each.partner)]
        if others or len(set(there) - {each.item.key}) > 1:
            raise Refused(f"{each.to.custodian.name}的{each.to.place}已经安放他人，请核对位置。")
        there.append(each.item.key)


def _receipt(item: TrackedItem, code: str, label: str, kind: str, to: Whereabouts, each: Handing) -> Receipt:
    """The receipt of one move, and the item as it stands after it; nothing is written yet."""
    receipt = Receipt(
        item=item,
        number=item.receipts_number + 1,
        handover=code,
        label=label,
        source=item.kind,
        source_custodian_id=item.custodian_id,
        source_holder=item.holder,
        source_place=item.place,
        target=kind,
        target_custodian=to.custodian,
        target_holder=to.holder[:80],
        target_place=to.place[:40],
        seal=each.seal.strip()[:40],
        at=each.at,
        by=each.by,
        signatures=dict(each.signatures),
        evidence={label: str(value) for label, value in each.evidence.items()},
        because=each.because.strip()[:200],
        before=item.last_hash or genesis(item),
    )
    receipt.hash = sealed(receipt, receipt.before)
    receipt.code = receipt.hash[:CODE_LENGTH]
    item.kind, item.custodian, item.holder, item.place = kind, to.custodian, receipt.target_holder, receipt.target_place
    item.since, item.receipts_number, item.last_hash = each.at, receipt.number, receipt.hash
    item.seal = receipt.seal or item.seal
    return receipt


def _keep(receipts: Sequence[Receipt]) -> None:
    """The hash of each receipt goes into the chain of records, too: who takes one away has to break both."""
    bulk.insert(receipts)
    happenings = [
        Happening(
            MOVED,
            f"trackeditem:{each.item_id}",
            each.because,
            each.item.area_code,
            {"number": each.number, "handover": each.handover, "code": each.code, "hash": each.hash},
            each.by,
            each.at,
        )
        for each in receipts
    ]
    record_many(happenings, by=None, at=receipts[0].at)


def where(item: TrackedItem) -> str:
    """With whom it is, in words: 县殡仪馆, 家属, 古城公墓 A-3-12."""
    kind = chain_of(item.chain).kind(item.kind)
    return (item.custodian.name if item.custodian is not None else item.holder or kind.name) + (
        f" {item.place}" if item.place else ""
    )
