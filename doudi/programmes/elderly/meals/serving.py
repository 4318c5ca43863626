"""A portion is served: checked, priced and kept, one or thousands in one transaction. One subsidised portion a meal and person, county-wide.

What has no right at the public price is no failure: the counter says why and what is to be paid. Refused is only what must not be served
at all: by whom may not, at a point that is not open, to somebody who has died.
"""

from __future__ import annotations

import datetime as dt
from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from django.db import IntegrityError, connection, transaction
from django.utils import timezone

from doudi.base import bulk
from doudi.base.access import may
from doudi.base.models import User
from doudi.base.records import record
from doudi.base.refused import Refused
from doudi.base.roles import Role
from doudi.mechanisms.registry.models import Person
from doudi.programmes.elderly.meals.diners import Diners
from doudi.programmes.elderly.meals.models import (
    Meal,
    MealPeriod,
    MealPoint,
    OperatingModel,
    Operation,
    PointState,
    Price,
    StateChange,
)
from doudi.programmes.elderly.meals.policy import MealsPolicy, Tier, policy_on
from doudi.programmes.elderly.meals.pricing import Parts, at_public_price, compose, tier_of
from doudi.programmes.elderly.meals.register import IN_USE

_OPERATING, _VILLAGE = frozenset({Role.PROVIDER}), frozenset({Role.VILLAGE_WORKER})
_BY_VILLAGERS = (OperatingModel.VILLAGE_RUN, OperatingModel.NEIGHBOURS)
_AHEAD = dt.timedelta(minutes=5)  # a terminal's clock may be fast by so much
_COLUMNS = (
    "key", "point_id", "operator_id", "person_id", "area_code", "on", "period", "served_at", "received_at", "way", "known", "reason",
    "terminal", "tier", "subsidised", "price", "enterprise", "government", "collective", "donated", "personal", "state", "by_id",
)  # fmt: skip


@dataclass(frozen=True)
class Serving:
    """One portion handed over. `key` is made at the counter and the same however often it is sent; `at` is the counter's time."""

    key: str
    point: MealPoint
    person: Person
    at: dt.datetime
    known: Meal.Known
    by: User
    way: Meal.Way = Meal.Way.DINE_IN
    reason: str = ""  # why it was known by hand
    terminal: str = ""


@dataclass(frozen=True)
class Served:
    """What came of it: the portion, and a sentence for the counter (why there is no subsidy, if there is none)."""

    meal: Meal
    words: str
    again: bool = False  # it was there already under its key


@dataclass(frozen=True)
class _Place:
    """A point as its days went: states, operators and prices, the oldest first."""

    states: tuple[StateChange, ...]
    operations: tuple[Operation, ...]
    prices: tuple[Price, ...]

    def state(self, on: dt.date) -> str | None:
        found = _latest(self.states, on)
        return found.state if found is not None else None


def serve(serving: Serving, *, received: dt.datetime) -> Served:
    """Hand over one portion."""
    return serve_each([serving], received=received)[0]


def serve_each(servings: Sequence[Serving], *, received: dt.datetime) -> list[Served]:
    """Hand over portions in the order given: all of them, or none and Refused with the first reason. Those whose key is known are answered
    as they were. Two counters at the same moment: the second portion is sold at the public price."""
    try:
        with transaction.atomic():
            return _served(servings, received)
    except IntegrityError:  # somebody else served the same person, or the same key, between our look and our writing
        with transaction.atomic():
            return _served(servings, received)


def _served(servings: Sequence[Serving], received: dt.datetime) -> list[Served]:
    known = _known([each.key for each in servings])
    fresh = [each for each in servings if each.key not in known]
    made = dict(zip((each.key for each in fresh), _make(fresh, received), strict=True)) if fresh else {}
    for each in servings:
        before = known.get(each.key)
        if before is not None and (before.person_id, before.point_id) != (each.person.pk, each.point.pk):
            raise Refused("发送码已被另一份餐使用，没有重复登记，请刷新页面后重试。")
    return [
        made[each.key] if each.key in made else Served(known[each.key], "这一份已经登记过，没有重复。", again=True)
        for each in servings
    ]


def _make(servings: Sequence[Serving], received: dt.datetime) -> list[Served]:
    people = {each.person.pk: each.person for each in servings}
    diners, places = Diners(list(people.values())), _places(servings)
    taken = _taken(people, servings)
    policies: dict[dt.date, MealsPolicy] = {}
    may_serve: set[tuple[int, int, int]] = set()
    found: list[Served] = []
    for each in servings:
        on = timezone.localdate(each.at)
        policy = policies.get(on) or policies.setdefault(on, policy_on(on))
        place = places[each.point.pk]
        running, price = _check(each, place, on, received, policy, may_serve)
        refusal = diners.why_not(each.person.pk, on)
        if refusal:
            raise Refused(refusal)
        period = period_at(each.point, each.at, policy)
        words, tier, parts = _priced(each, diners, price, on, period, taken, policy)
        meal = Meal(
            key=each.key, point=each.point, operator=running.operator, person=each.person, area_code=each.point.area_code,
            on=on, period=period, served_at=each.at, received_at=received, way=each.way, known=each.known,
            reason=each.reason[:60], terminal=each.terminal[:20], tier=tier, subsidised=tier is not None, price=parts.price,
            enterprise=parts.enterprise, government=parts.government, collective=parts.collective, donated=parts.donated,
            personal=parts.personal, by=each.by,
        )  # fmt: skip
        if tier is not None:
            taken[each.person.pk, on].add(period)
        found.append(Served(meal, words))
    _keep([each.meal for each in found])
    first = found[0].meal
    record(
        "meals.serve", f"mealpoint:{first.point_id}", by=first.by, at=received, area_code=first.area_code,
        data={"meals": len(found), "first": first.key, "last": found[-1].meal.key},
    )  # fmt: skip
    return found


def _priced(
    serving: Serving, diners: Diners, price: Price, on: dt.date, period: MealPeriod,
    taken: Mapping[tuple[int, dt.date], set[str]], policy: MealsPolicy,
) -> tuple[str, Tier | None, Parts]:  # fmt: skip
    """What is told, the tier (None: at the public price) and the parts."""
    person, name = serving.person.pk, serving.person.party.name
    tier = tier_of(diners.age(person, on), diners.hardships(person, on), policy)
    had = taken[person, on]
    if tier is None:
        reason = f"{name}未满{policy.least_age}周岁，不享受补贴，按公众价收费。"
    elif period in had:
        reason = f"{name}当天{period.label}已享受过一份补贴（全县每人每餐一份），本份按公众价收费。"
    elif len(had) >= policy.most_a_day:
        reason = f"{name}当天已享受{len(had)}份补贴，达到每天上限，本份按公众价收费。"
    elif serving.way == Meal.Way.DELIVERY and not diners.may_have_it_brought(person, on):
        raise Refused(f"{name}没有登记送餐资格，请改为堂食或自取，或请村（社区）先登记送餐资格。")
    else:
        parts = compose(
            price.listed, enterprise=price.enterprise, government=int(policy.subsidy[tier]), collective=price.collective,
            donated=price.donated, floor=policy.personal_floor,
        )  # fmt: skip
        return f"{name}，{tier.label}：{parts.words}", tier, parts
    return reason, None, at_public_price(price.public)


def _check(
    serving: Serving, place: _Place, on: dt.date, received: dt.datetime, policy: MealsPolicy, may_serve: set[tuple[int, int, int]]
) -> tuple[Operation, Price]:  # fmt: skip
    """Whether anything may be served there and then, and by whom; who runs the point and what a meal costs."""
    point = serving.point
    if serving.at > received + _AHEAD:
        raise Refused("终端时间比服务器快，请校准终端时间后再核销。")
    if received - serving.at > dt.timedelta(hours=policy.late_hours):
        raise Refused(f"这份餐是{policy.late_hours}小时以前的，超过补传期限，不能再计入补贴。")
    state, running, price = place.state(on), _latest(place.operations, on), _latest(place.prices, on)
    if state not in IN_USE or running is None:
        words = PointState(state).label if state else "未登记"
        raise Refused(f"{point.name}在{on:%Y-%m-%d}的状态是“{words}”，不能供餐；如已恢复，请县民政局先更新台账。")
    if price is None:
        raise Refused(f"{point.name}还没有登记餐价，请县民政局先登记餐价。")
    asked = (serving.by.pk, point.pk, running.pk)
    if asked not in may_serve:
        operating = bool(running.organisation) and may(serving.by, _OPERATING, organisation=running.organisation, on=on)
        villagers = running.model in _BY_VILLAGERS and may(serving.by, _VILLAGE, area_code=point.area_code, on=on)
        if not (operating or villagers):
            raise Refused(f"您没有在{point.name}核销的权限，请由该点运营方的账号办理。")
        may_serve.add(asked)
    if serving.known == Meal.Known.MANUAL and not serving.reason.strip():
        raise Refused("人工核对须选择原因（忘带卡、卡损坏等）。")
    if str(on.isoweekday()) not in point.weekdays:
        raise Refused(f"{on:%Y-%m-%d}不是{point.name}的开餐日，不能核销。")
    return running, price


def period_at(point: MealPoint, at: dt.datetime, policy: MealsPolicy) -> MealPeriod:
    """Which meal a moment belongs to; some minutes before and after the hours of the point still count. Refused between meals."""
    hour, grace = timezone.localtime(at), dt.timedelta(minutes=policy.grace_minutes)
    hours = (
        (MealPeriod.LUNCH, point.lunch_from, point.lunch_to),
        (MealPeriod.SUPPER, point.supper_from, point.supper_to),
    )
    for period, begins, ends in hours:
        if begins is None or ends is None:
            continue
        day = hour.date()
        opens = timezone.make_aware(dt.datetime.combine(day, begins)) - grace
        closes = timezone.make_aware(dt.datetime.combine(day, ends)) + grace
        if opens <= hour <= closes:
            return period
    raise Refused(
        f"{hour:%H:%M}不在{point.name}的供餐时间内（{point.lunch_from:%H:%M}至{point.lunch_to:%H:%M}），不能核销。"
    )


def _known(keys: Sequence[str]) -> dict[str, Meal]:
    found: dict[str, Meal] = {}
    for part in bulk.parts(keys):
        found.update({each.key: each for each in Meal.objects.filter(key__in=part).select_related("person__party")})
    return found


def _taken(people: Iterable[int], servings: Sequence[Serving]) -> dict[tuple[int, dt.date], set[str]]:
    """(person, day) → the meals of the day that were subsidised already, anywhere in the county."""
    days = [timezone.localdate(each.at) for each in servings]
    found: dict[tuple[int, dt.date], set[str]] = defaultdict(set)
    for part in bulk.parts(people):
        rows = Meal.objects.filter(person__in=part, on__range=(min(days), max(days)), subsidised=True)
        for person, on, period in rows.exclude(state=Meal.State.REVERSED).values_list("person", "on", "period"):
            found[person, on].add(period)
    return found


def _places(servings: Sequence[Serving]) -> dict[int, _Place]:
    ids = {each.point.pk for each in servings}

    def by_point(rows: Any) -> dict[int, list[Any]]:
        found: dict[int, list[Any]] = defaultdict(list)
        for row in rows.filter(point__in=ids).order_by("from_on", "pk"):
            found[row.point_id].append(row)
        return found

    states, prices = by_point(StateChange.objects.all()), by_point(Price.objects.all())
    operations = by_point(Operation.objects.select_related("operator"))
    return {pk: _Place(tuple(states[pk]), tuple(operations[pk]), tuple(prices[pk])) for pk in ids}


def _latest(rows: Sequence[Any], on: dt.date) -> Any:
    """What holds on a day, of rows with the oldest first."""
    return next((row for row in reversed(rows) if row.from_on <= on), None)


def _keep(meals: list[Meal]) -> None:
    """One by itself gets its key; of many the rows are written as the database takes them, and read anew where a key is needed."""
    if len(meals) == 1:
        meals[0].save(force_insert=True)
        return
    moments = connection.ops.adapt_datetimefield_value
    bulk.insert_rows(
        Meal,
        _COLUMNS,
        [
            (
                each.key, each.point_id, each.operator_id, each.person_id, each.area_code, each.on.isoformat(), each.period,
                str(moments(each.served_at)), str(moments(each.received_at)), each.way, each.known, each.reason, each.terminal,
                None if each.tier is None else int(each.tier), int(each.subsidised), each.price, each.enterprise, each.government,
                each.collective, each.donated, each.personal, each.state, each.by_id,
            )
            for each in meals
        ],
    )  # fmt: skip
