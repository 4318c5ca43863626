"""What is read of tracked items: where each is and since when, what is late, the line of one item, the receipt of a code."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from django.db.models import Count, Min, Q, QuerySet
from django.utils import timezone

from doudi.base.access import Roles, scope
from doudi.base.calendar import Calendar
from doudi.base.limits import due_of
from doudi.base.notices import calendar
from doudi.mechanisms.custody.declare import Chain, chain_of
from doudi.mechanisms.custody.models import Custodian, Receipt, TrackedItem
from doudi.mechanisms.custody.sealing import BrokenReceipt, first_broken


def items(user: Any, chain: Chain, roles: Roles) -> QuerySet[TrackedItem]:
    """The items of a chain in the user's area."""
    rows = scope(user, roles).filter(TrackedItem.objects.filter(chain=chain.code))
    return rows.select_related("custodian")


def due_on(chain: Chain, kind: str, since: dt.datetime, days: Calendar) -> dt.date | None:
    """The last day on which something may stay with a kind of custodian: the nearest of the limits of what may follow; None if nothing
    limits it."""
    limits = [each.within for each in chain.handovers_from(kind) if each.within is not None]
    return min((due_of(limit, since=since, calendar=days).legal for limit in limits), default=None)


def overdue(rows: QuerySet[TrackedItem], on: dt.date) -> QuerySet[TrackedItem]:
    """Those that should have gone on before a day, the longest overdue first."""
    return rows.filter(due_on__lt=on).order_by("due_on", "pk")


@dataclass(frozen=True)
class Holding:
    """How many items a kind of custodian holds in a place, since when the oldest, how many of them late."""

    area_code: str
    kind: str
    number: int
    late: int
    first: dt.datetime


def holdings(rows: QuerySet[TrackedItem], on: dt.date) -> list[Holding]:
    """Who has what, since when, how late: by village and kind of custodian; one query."""
    found = rows.order_by().values_list("area_code", "kind")
    counted = found.annotate(number=Count("pk"), late=Count("pk", filter=Q(due_on__lt=on)), first=Min("since"))
    return [Holding(*row) for row in counted]


@dataclass(frozen=True)
class Stay:
    """How long an item was (or is) with one custodian: the receipt by which it came and the one by which it went on."""

    came: Receipt
    went: Receipt | None
    kind: str  # in words
    name: str
    until: dt.datetime  # now, if it is still there
    due: dt.date | None  # its last day there, if there is a limit

    @property
    def hours(self) -> int:
        """Whole hours."""
        return int((self.until - self.came.at).total_seconds() // 3600)

    @property
    def late(self) -> bool:
        return self.due is not None and timezone.localdate(self.until) > self.due


def stays(item: TrackedItem, now: dt.datetime) -> list[Stay]:
    """The custodians of an item in their order, with the time at each."""
    chain, days = chain_of(item.chain), calendar()
    receipts = list(
        Receipt.objects.filter(item=item)
        .select_related("target_custodian", "source_custodian", "by")
        .order_by("number")
    )
    found = []
    for came, went in zip(receipts, [*receipts[1:], None], strict=True):
        name = came.target_custodian.name if came.target_custodian is not None else came.target_holder
        kind = chain.kind(came.target).name
        until = went.at if went is not None else max(now, came.at)
        found.append(Stay(came, went, kind, name or kind, until, due_on(chain, came.target, came.at, days)))
    return found


@dataclass(frozen=True)
class Verified:
    """What a code printed on a paper says: the receipt, and the first broken one of its item, if any."""

    receipt: Receipt
    broken: BrokenReceipt | None

    @property
    def on(self) -> dt.date:
        return timezone.localdate(self.receipt.at)


def verified(code: str) -> Verified | None:
    """The receipt of a code (spaces and dashes do not matter), checked together with all receipts of its item; None if there is none."""
    plain = "".join(code.lower().split()).replace("-", "")
    rows = Receipt.objects.select_related("item", "source_custodian", "target_custodian")
    receipt = rows.filter(code=plain).first() if plain else None
    if receipt is None:
        return None
    return Verified(receipt, first_broken(TrackedItem.objects.filter(pk=receipt.item_id)))


def written(code: str) -> str:
    """A code as it is printed: 1A2B-3C4D-5E6F-7A8B."""
    return "-".join(code[start : start + 4].upper() for start in range(0, len(code), 4))


@dataclass(frozen=True)
class Room:
    """A custodian with how many places are taken."""

    custodian: Custodian
    taken: int

    @property
    def free(self) -> int | None:
        """None: its places are not counted."""
        return None if self.custodian.capacity is None else self.custodian.capacity - self.taken


def rooms(rows: QuerySet[Custodian]) -> list[Room]:
    """Custodians with their room; one query."""
    return [Room(each, each.taken) for each in rows.annotate(taken=Count("items"))]


def takers(kinds: Sequence[str], on: dt.date) -> QuerySet[Custodian]:
    """Those in the register that may take something in on a day."""
    open_then = Q(opened_on=None) | Q(opened_on__lte=on)
    return Custodian.objects.filter(open_then, Q(closed_on=None) | Q(closed_on__gt=on), kind__in=kinds)
