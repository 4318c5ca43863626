"""How orders come into being: requested one by one or by the thousand, and drawn up for a month from plans."""

from __future__ import annotations

import calendar as months
import datetime as dt
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from decimal import Decimal
from typing import Any

from django.db import IntegrityError, transaction
from django.db.models import Q
from django.utils import timezone

from doudi.base import bulk
from doudi.base.access import may
from doudi.base.limits import Within, last_moment, within_on
from doudi.base.models import User
from doudi.base.months import first_day, last_day
from doudi.base.notices import calendar
from doudi.base.numbers import next_numbers
from doudi.base.records import record
from doudi.base.refused import Refused
from doudi.mechanisms.orders import declare
from doudi.mechanisms.orders.batch import Batch, absences, day_of, died_on, why_not_served
from doudi.mechanisms.orders.declare import Doing, Item, OrderKind
from doudi.mechanisms.orders.models import Absence, Order, OrderEvent, Plan, State, Team
from doudi.mechanisms.orders.rosters import known_clients
from doudi.mechanisms.registry.models import Party, Person

_GOLDEN = 0.618034  # multiples of it, without their whole parts, lie evenly between nought and one


@dataclass(frozen=True)
class NewOrder:
    """Something that is needed. `minutes` and `people` are the item's if left out; the place that of the client's home. `by` and `at` where
    it was somebody else at another moment; `key` made by whoever sends it."""

    title: str
    area_code: str
    item: str
    starts_at: dt.datetime
    client: Party | None = None
    minutes: int | None = None
    people: int | None = None
    detail: str = ""
    channel: str = ""
    urgent: bool = False
    organisation: str = ""
    team: Team | None = None
    latitude: Decimal | None = None
    longitude: Decimal | None = None
    plan: Plan | None = None
    plan_key: str | None = None
    by: User | None = None
    at: dt.datetime | None = None
    key: str | None = None
    data: Mapping[str, Any] = field(default_factory=dict)


def request(kind: OrderKind, new: NewOrder, *, by: User | None, at: dt.datetime) -> Order:
    """下单: one order. Sent twice under one key it is there once."""
    return request_many(kind, [new], by=by, at=at)[0]


def request_many(kind: OrderKind, news: Iterable[NewOrder], *, by: User | None, at: dt.datetime) -> list[Order]:
    """Request many orders of one kind, in the order given, numbered in the series of the month of `at`: all of them or none, a few queries
    for thousands. Raises Refused for an unknown item, a client who has died or is away, a place out of reach."""
    wanted = list(news)
    try:
        return _request(kind, wanted, by, at)
    except IntegrityError:  # the same was sent twice at the same moment: the other one was first
        known = _known(wanted)
        if len(known) < len(wanted):
            raise
        return [known[each.key or ""] for each in wanted]


def _request(kind: OrderKind, wanted: Sequence[NewOrder], by: User | None, at: dt.datetime) -> list[Order]:
    known = _known(wanted)
    fresh = [each for each in wanted if each.key is None or each.key not in known]
    _check(kind, fresh, by, at)
    doings = _doings(kind, fresh, by, at)
    if declare.REQUEST.code in kind.refuses:
        for place, sentence in sorted(kind.refuses[declare.REQUEST.code](doings).items()):
            raise Refused(sentence if len(fresh) == 1 else f"{fresh[place].title}：{sentence}")
    with transaction.atomic():
        _number(kind, doings, at)
        batch = Batch(doings)
        bulk.insert([each.order for each in doings])
        dones = []
        for each in doings:
            event = OrderEvent(
                order=each.order, step=each.step.code, target=each.order.state, at=each.at, by=each.by, data=dict(each.data),
                key=each.key,
            )  # fmt: skip
            batch.events.append(event)
            dones.append(declare.Done(each, each.order, event))
        batch.write(at)
        if declare.REQUEST.code in kind.then and dones:
            kind.then[declare.REQUEST.code](dones)
        batch.record(at)
    made = {id(each): doing.order for each, doing in zip(fresh, doings, strict=True)}
    return [made.get(id(each)) or known[each.key or ""] for each in wanted]


def _known(wanted: Sequence[NewOrder]) -> dict[str, Order]:
    keys = [each.key for each in wanted if each.key is not None]
    found: dict[str, Order] = {}
    for part in bulk.parts(keys):
        rows = OrderEvent.objects.filter(key__in=part).select_related("order")
        found.update({row.key: row.order for row in rows})
    return found


def _check(kind: OrderKind, news: Sequence[NewOrder], by: User | None, at: dt.datetime) -> None:
    parties = {each.client.pk for each in news if each.client is not None}
    died, away = died_on(parties), absences(parties)
    allowed: set[tuple[int, str, str]] = set()
    known: set[tuple[str, dt.date]] = set()  # items as they stand on a day
    for each in news:
        who, when = each.by or by, each.at or at
        asked = (who.pk if who is not None else 0, each.area_code, each.organisation)
        if who is not None and asked not in allowed:
            _check_may(kind, who, each, when)
            allowed.add(asked)
        if (each.item, day_of(when)) not in known and kind.item(each.item, day_of(when)) is None:
            raise Refused(f"“{kind.name}”没有“{each.item}”这一项目，请从项目清单中选择。")
        known.add((each.item, day_of(when)))
        if each.minutes is not None and not 1 <= each.minutes <= 24 * 60:
            raise Refused("计划时长须在1分钟至24小时之间，请核对。")
        reason = why_not_served(each.client.pk if each.client else None, timezone.localdate(each.starts_at), died, away)
        if reason is not None:
            raise Refused(reason)


def _check_may(kind: OrderKind, who: User, new: NewOrder, when: dt.datetime) -> None:
    roles, on = kind.hands.request, day_of(when)
    if may(who, roles, area_code=new.area_code, on=on):
        return
    if new.organisation and may(who, roles, organisation=new.organisation, on=on):
        return
    names = "、".join(sorted(role.label for role in roles))
    raise Refused(f"您没有权限在此地下单，须由本地的{names}登记。")


def _doings(kind: OrderKind, news: Sequence[NewOrder], by: User | None, at: dt.datetime) -> list[Doing]:
    clients = known_clients({each.client.pk for each in news if each.client is not None})
    state = State.REQUESTED if kind.hands.check else State.CHECKED
    days = calendar()
    limits: dict[tuple[dt.date, bool], Within | None] = {}  # with the numbers of a day
    items: dict[tuple[str, dt.date], Item | None] = {}
    found = []
    for each in news:
        when = each.at or at
        on = day_of(when)
        if (each.item, on) not in items:
            items[each.item, on] = kind.item(each.item, on)
        item = items[each.item, on]
        assert item is not None  # asked in _check
        client = clients.get(each.client.pk) if each.client is not None else None
        if (on, each.urgent) not in limits:
            limit = kind.limit(state, urgent=each.urgent)
            limits[on, each.urgent] = within_on(limit, on) if limit is not None else None
        limit = limits[on, each.urgent]
        at_home = each.latitude is None and client is not None
        order = Order(
            kind=kind.code,
            state=state,
            title=each.title,
            client=each.client,
            area_code=each.area_code,
            organisation=each.organisation,
            item=each.item,
            detail=each.detail,
            channel=each.channel,
            urgent=each.urgent,
            starts_at=each.starts_at,
            minutes=each.minutes or item.minutes,
            people=each.people or item.people,
            team=each.team,
            latitude=client.latitude if at_home and client else each.latitude,
            longitude=client.longitude if at_home and client else each.longitude,
            plan=each.plan,
            plan_key=each.plan_key,
            requested_at=when,
            requested_by=each.by or by,
            due_at=last_moment(limit, when, days) if limit is not None else None,
        )
        found.append(Doing(declare.REQUEST, order, each.by or by, when, data=each.data, key=each.key))
    return found


def _number(kind: OrderKind, doings: Sequence[Doing], at: dt.datetime) -> None:
    numbers = next_numbers(Order, kind.prefix, at=at, many=len(doings))
    for each, number, key in zip(doings, numbers, bulk.reserve_keys(Order, len(doings)), strict=True):
        each.order.number, each.order.pk = number, key


@dataclass(frozen=True)
class DrawnUp:
    """What came of a month's plans: the orders made now, and how many days were left out as the client is away or has died."""

    orders: tuple[Order, ...]
    left_out: int


def draw_up(kind: OrderKind, month: int, *, by: User | None, at: dt.datetime) -> DrawnUp:
    """The month's orders from all plans of a kind (R-HOME-04), each once however often this runs; `month` is year * 12 + month - 1."""
    first, last = first_day(month), last_day(month)
    plans = list(
        Plan.objects.filter(Q(until=None) | Q(until__gte=first), kind=kind.code, since__lte=last).select_related(
            "client"
        )
    )
    there = set(
        Order.objects.filter(kind=kind.code, plan_key__isnull=False, starts_at__gte=_moment(first, dt.time()))
        .values_list("plan_key", flat=True)
    )  # fmt: skip
    parties = {plan.client_id for plan in plans}
    died, away = died_on(parties), absences(parties)
    news, left_out = [], 0
    for plan in plans:
        for day in days_of(plan, first, last):
            key = f"{plan.pk}:{day}"
            if key in there:
                continue
            if why_not_served(plan.client_id, day, died, away) is not None:
                left_out += 1
                continue
            news.append(
                NewOrder(
                    title=plan.client.name,
                    area_code=plan.area_code,
                    item=plan.item,
                    starts_at=_moment(day, plan.starts_at),
                    client=plan.client,
                    minutes=plan.minutes,
                    people=plan.people,
                    channel="服务计划",
                    organisation=plan.organisation,
                    plan=plan,
                    plan_key=key,
                )
            )
    return DrawnUp(tuple(request_many(kind, news, by=by, at=at)) if news else (), left_out)


def days_of(plan: Plan, first: dt.date, last: dt.date) -> list[dt.date]:
    """The days of a month on which a plan has an order: its weekdays, or so many days spread evenly, beginning with each plan on another day,
    so that a thousand plans of two visits a month do not all fall on the same two days."""
    first_of_plan = max(first, plan.since)
    last_of_plan = min(last, plan.until) if plan.until is not None else last
    if plan.weekdays:
        days: Iterator[dt.date] = (first + dt.timedelta(days=n) for n in range((last - first).days + 1))
        found = [day for day in days if day.weekday() in plan.weekdays]
    else:
        length = months.monthrange(first.year, first.month)[1]
        found = [
            first + dt.timedelta(days=int((n + plan.pk * _GOLDEN % 1) * length / plan.times))
            for n in range(min(plan.times, length))
        ]
    return [day for day in found if first_of_plan <= day <= last_of_plan]


def make_plans(plans: Sequence[Plan], *, by: User, at: dt.datetime, because: str) -> list[Plan]:
    """服务计划: several at once, each with an item of its kind; unsaved rows come in, saved ones go out."""
    for plan in plans:
        kind = declare.KINDS[plan.kind]
        if not may(by, kind.hands.request, area_code=plan.area_code, on=day_of(at)):
            raise Refused("您没有权限在此地安排服务计划。")
        if kind.item(plan.item, plan.since) is None:
            raise Refused(f"“{kind.name}”没有“{plan.item}”这一项目，请从项目清单中选择。")
        if not plan.weekdays and not plan.times:
            raise Refused("服务计划须写明每周几或每月几次。")
    with transaction.atomic():
        for plan, key in zip(plans, bulk.reserve_keys(Plan, len(plans)), strict=True):
            plan.pk = key
        bulk.insert(list(plans))
        if plans:
            record("order.plan", f"orders:{plans[0].kind}", by=by, at=at, because=because, data={"plans": len(plans)})
    return list(plans)


def end_plan(plan: Plan, *, until: dt.date, by: User, at: dt.datetime, because: str) -> Plan:
    """The plan makes no orders after a day; those drawn up already are cancelled by hand."""
    with transaction.atomic():
        plan.until = until
        plan.save(update_fields=["until"])
        record("order.plan_end", f"plan:{plan.pk}", by=by, at=at, because=because, area_code=plan.area_code)
    return plan


def note_absence(
    client: Person, *, because: str, since: dt.date, by: User, at: dt.datetime, until: dt.date | None = None
) -> Absence:
    """住院、入住机构、外出: no orders meanwhile (R-HOME-13)."""
    if until is not None and until < since:
        raise Refused("终止日期早于起始日期，请核对。")
    with transaction.atomic():
        made = Absence.objects.create(client_id=client.pk, because=because, since=since, until=until)
        record(
            "order.absence", f"person:{client.pk}", by=by, at=at, because=because, area_code=client.party.area_id or ""
        )
    return made


def end_absence(client: Person, *, on: dt.date, by: User, at: dt.datetime, because: str) -> int:
    """恢复: from a day on the client is there again; how many absences end the day before. Refused if one of them began no earlier."""
    rows = list(Absence.objects.filter(Q(until=None) | Q(until__gte=on), client=client.pk))
    if any(each.since >= on for each in rows):
        raise Refused("恢复日期须晚于暂停服务的起始日期，请核对。")
    with transaction.atomic():
        for each in rows:
            each.until = on - dt.timedelta(days=1)
            each.save(update_fields=["until"])
        record(
            "order.absence_over",
            f"person:{client.pk}",
            by=by,
            at=at,
            because=because,
            area_code=client.party.area_id or "",
        )
    return len(rows)


def _moment(day: dt.date, time: dt.time) -> dt.datetime:
    return timezone.make_aware(dt.datetime.combine(day, time))
