"""Orders that are stepped on together: read once with what the steps look at, written once, or not at all."""

from __future__ import annotations

import datetime as dt
import json
import uuid
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from functools import cached_property

from cryptography.hazmat.primitives import hashes
from django.core.serializers.json import DjangoJSONEncoder
from django.utils import timezone

from doudi.base import bulk
from doudi.base.limits import last_moment
from doudi.base.models import Area
from doudi.base.notices import calendar
from doudi.base.records import Happening, record_many
from doudi.base.refused import Refused
from doudi.mechanisms.orders.declare import KINDS, Doing, OrderKind, kind_of
from doudi.mechanisms.orders.models import (
    Absence,
    Assignment,
    Client,
    Credential,
    Order,
    OrderEvent,
    Photo,
    State,
    Worker,
)
from doudi.mechanisms.orders.presence import Measures
from doudi.mechanisms.orders.rosters import known_clients
from doudi.mechanisms.registry.models import Person

SOMEBODY_ELSE = "{}刚刚由他人办理过，请刷新后查看最新情况。"
_ORDER = (
    "state", "published_at", "accepted_at", "ended_at", "confirmed_at", "closed_at", "way", "rating", "comment", "minutes_served",
    "card_challenge", "due_at", "told_up_at", "held", "version",
)  # fmt: skip
_ASSIGNMENT = (
    "state", "in_at", "in_phone_at", "in_latitude", "in_longitude", "in_accuracy", "in_metres", "out_at", "out_phone_at", "out_latitude",
    "out_longitude", "out_accuracy", "out_metres", "shown", "flags", "device", "minutes",
)  # fmt: skip


class Batch:
    """The orders of some doings with their assignments, clients, workers' credentials: each kind of row asked for once, when first needed."""

    def __init__(self, doings: Sequence[Doing]) -> None:
        self.doings = doings
        self.orders = {each.order.pk: each.order for each in doings}
        self.since: dict[int, dt.datetime] = {}  # order → when it came to the state it is in, if that was now
        self.events: list[OrderEvent] = []
        self.photos: list[Photo] = []
        self.changed: set[int] = set()
        self.versions = {pk: order.version for pk, order in self.orders.items()}
        self._new: list[Assignment] = []
        self._touched: dict[int, Assignment] = {}
        self._cards: dict[int, Client] = {}
        self._measures: dict[tuple[str, dt.date], Measures] = {}

    # --- what is read ---

    @cached_property
    def assignments(self) -> dict[int, dict[int, Assignment]]:
        """Order → worker → assignment."""
        found: dict[int, dict[int, Assignment]] = {pk: {} for pk in self.orders}
        for part in bulk.parts(self.orders):
            for row in Assignment.objects.filter(order__in=part).select_related("worker"):
                found[row.order_id][row.worker_id] = row
        return found

    @cached_property
    def clients(self) -> dict[int, Client]:
        """Party → what is known of the client."""
        return known_clients({order.client_id for order in self.orders.values() if order.client_id is not None})

    @cached_property
    def died_on(self) -> dict[int, dt.date]:
        """Client → the day he died."""
        return died_on({order.client_id for order in self.orders.values() if order.client_id is not None})

    @cached_property
    def absences(self) -> dict[int, list[Absence]]:
        return absences({order.client_id for order in self.orders.values() if order.client_id is not None})

    @cached_property
    def credentials(self) -> dict[int, list[Credential]]:
        """Worker → his credentials, of all workers whom the doings name."""
        workers = {worker.pk for each in self.doings for worker in (*each.to, *([each.worker] if each.worker else []))}
        found: dict[int, list[Credential]] = {}
        for part in bulk.parts(workers):
            for row in Credential.objects.filter(worker__in=part):
                found.setdefault(row.worker_id, []).append(row)
        return found

    @cached_property
    def persons(self) -> dict[int, str]:
        """Worker → the blind index of his identity number: nobody acts twice under two accounts (R-X-03)."""
        workers = {worker for of_order in self.assignments.values() for worker in of_order}
        workers |= {each.worker.pk for each in self.doings if each.worker is not None}
        found: dict[int, str] = {}
        for part in bulk.parts(workers):
            found.update(Worker.objects.filter(pk__in=part).values_list("pk", "person__id_index"))
        return found

    @cached_property
    def urban(self) -> frozenset[str]:
        return frozenset(Area.objects.filter(urban=True).values_list("code", flat=True))

    def measures(self, kind: OrderKind, on: dt.date) -> Measures:
        """What a kind asks of presence on a day, looked up once a day."""
        key = (kind.code, on)
        if key not in self._measures:
            self._measures[key] = Measures.of(kind, on)
        return self._measures[key]

    # --- what is changed ---

    def come_to(self, order: Order, state: State, at: dt.datetime) -> None:
        """The order is in a state from now on, and its limit runs from here."""
        if order.state != state:
            self.since[order.pk] = at
        order.state = state
        self.changed.add(order.pk)

    def change(self, order: Order) -> None:
        """Something else of the order was changed."""
        self.changed.add(order.pk)

    def assign(self, order: Order, assignment: Assignment) -> None:
        """A worker is on the order from now on."""
        self.assignments[order.pk][assignment.worker_id] = assignment
        self._new.append(assignment)
        self.changed.add(order.pk)

    def touch(self, assignment: Assignment) -> None:
        """An assignment was changed."""
        self.changed.add(assignment.order_id)
        if assignment.pk is not None:
            self._touched[assignment.pk] = assignment

    def used_card(self, client: Client) -> None:
        self._cards[client.pk] = client

    @contextmanager
    def unchanged_on_failure(self) -> Iterator[None]:
        """What is rolled back in the database is rolled back in the objects at hand, too."""
        before = [(order, dict(order.__dict__)) for order in self.orders.values()]
        try:
            yield
        except BaseException:
            for order, attributes in before:
                order.__dict__.clear()
                order.__dict__.update(attributes)
            raise

    def write(self, at: dt.datetime) -> None:
        """Orders, assignments, pictures, steps, and one record that seals them all. An order that somebody moved since it was read is not
        found, and nothing happens."""
        self._write_orders()
        for row, key in zip(self._new, bulk.reserve_keys(Assignment, len(self._new)), strict=True):
            row.pk = key
        bulk.insert(self._new)
        bulk.update(list(self._touched.values()), _ASSIGNMENT)
        bulk.update(list(self._cards.values()), ["card_used"])
        for picture in self.photos:
            picture.assignment_id = picture.assignment.pk
        bulk.insert(self.photos)
        batch = uuid.uuid4().hex
        for event, key in zip(self.events, bulk.reserve_keys(OrderEvent, len(self.events)), strict=True):
            event.pk, event.batch = key, batch
        bulk.insert(self.events)

    def record(self, at: dt.datetime) -> None:
        """One record in the chain for what was done together; its digest is over every step, so that none can be changed unnoticed."""
        if not self.events:
            return
        first = self.events[0]
        order = self.orders[first.order_id]
        alone = len(self.orders) == 1
        happening = Happening(
            f"{order.kind}.{first.step if len({each.step for each in self.events}) == 1 else 'steps'}",
            f"order:{order.pk}" if alone else f"orders:{order.kind}",
            first.because if alone else "",
            order.area_code if alone else "",
            {"batch": first.batch, "events": len(self.events), "digest": digest_of(self.events)}
            | ({"number": order.number, "to": order.state} if alone else {}),
            first.by if alone else None,
        )
        record_many([happening], by=None, at=at)

    def _write_orders(self) -> None:
        days = calendar()
        rows = [self.orders[pk] for pk in self.orders if pk in self.changed]
        for order in rows:
            order.version += 1
            if order.pk in self.since:
                limit = kind_of(order).limit(State(order.state), urgent=order.urgent)
                order.due_at = last_moment(limit, self.since[order.pk], days) if limit is not None else None
        found = bulk.update(rows, _ORDER, was={"version": [self.versions[order.pk] for order in rows]})
        if found < len(rows):
            raise Refused(SOMEBODY_ELSE.format(rows[0].number if len(rows) == 1 else "选中的服务单中有的"))


def digest_of(events: Sequence[OrderEvent]) -> str:
    """SM3 over every field of some steps, in the order in which they were written."""
    digest = hashes.Hash(hashes.SM3())
    for each in events:
        content = [
            each.pk, each.order_id, each.step, each.source, each.target, each.worker_id,
            each.at.astimezone(dt.UTC).isoformat(timespec="microseconds"), each.by_id, each.because, each.data, each.key,
        ]  # fmt: skip
        digest.update(json.dumps(content, ensure_ascii=False, sort_keys=True, cls=DjangoJSONEncoder).encode())
    return digest.finalize().hex()


def died_on(parties: set[int]) -> dict[int, dt.date]:
    """Party → the day he died, of those who have."""
    found: dict[int, dt.date] = {}
    for part in bulk.parts(parties):
        rows = Person.objects.filter(pk__in=part, died_on__isnull=False).values_list("pk", "died_on")
        found.update((pk, day) for pk, day in rows if day is not None)
    return found


def absences(parties: set[int]) -> dict[int, list[Absence]]:
    """Party → when he is not at home."""
    found: dict[int, list[Absence]] = {}
    for part in bulk.parts(parties):
        for row in Absence.objects.filter(client__in=part):
            found.setdefault(row.client_id, []).append(row)
    return found


def why_not_served(
    client_id: int | None, on: dt.date, died: dict[int, dt.date], away: dict[int, list[Absence]]
) -> str | None:
    """Why somebody is not served on a day: he has died, is in hospital or away; or None."""
    if client_id is None:
        return None
    if client_id in died and died[client_id] < on:
        return f"服务对象已于{died[client_id]}去世，不能下单、派单或签到；请取消本单。"
    for each in away.get(client_id, ()):
        if each.since <= on and (each.until is None or on <= each.until):
            return f"服务对象自{each.since}起{each.because}，期间不安排服务。"
    return None


def kinds_of(doings: Sequence[Doing]) -> list[OrderKind]:
    """The kinds that the orders of some doings are of."""
    return [KINDS[code] for code in dict.fromkeys(each.order.kind for each in doings)]


def day_of(at: dt.datetime) -> dt.date:
    """The county's day of a moment: thousands of times for thousands of orders, so without asking which zone is active."""
    return at.astimezone(timezone.get_default_timezone()).date()
