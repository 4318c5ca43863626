"""Meals in doubt: looked at once a night, held, and released, rejected or taken back by a person. What is held is not settled (R-MEAL-08)."""

from __future__ import annotations

import datetime as dt
from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Any

import polars as pl
from django.db import transaction
from django.db.models import Max
from django.utils import timezone

from doudi.base import bulk
from doudi.base.access import may
from doudi.base.models import User
from doudi.base.months import first_day, last_day, month_of
from doudi.base.records import Happening, record_many
from doudi.base.refused import Refused
from doudi.base.roles import Role
from doudi.mechanisms.orders.models import Absence
from doudi.mechanisms.registry.models import Person
from doudi.programmes.elderly.meals.models import CallBack, Meal, MealPoint, MealStep, PointFlag
from doudi.programmes.elderly.meals.policy import policy_on
from doudi.programmes.elderly.meals.register import operation_on
from doudi.programmes.elderly.meals.signals import TABLES, Found, look

LOOKING = frozenset({Role.COUNTY_OFFICER, Role.TOWNSHIP_CLERK})
TAKING_BACK = frozenset({Role.COUNTY_OFFICER})
_OPERATING = frozenset({Role.PROVIDER})
_LIVE = (Meal.State.SERVED, Meal.State.HELD, Meal.State.SETTLED)
_STEP = MealStep.Step
_AFTER = {
    _STEP.HOLD: Meal.State.HELD, _STEP.RELEASE: Meal.State.SERVED, _STEP.REJECT: Meal.State.REJECTED, _STEP.REVERSE: Meal.State.REVERSED,
}  # fmt: skip


@dataclass(frozen=True)
class Looked:
    """How many meals of a month were looked at, how many are held now that were not, and how many points were flagged."""

    meals: int
    held: int
    flagged: int


def look_at_month(month: int, *, at: dt.datetime) -> Looked:
    """Put all signals to a month and hold what is found. May run again at any time: what a person released stays released, unless a signal
    has come up that he did not know of. What is settled already is not held: it shows in the list until it is taken back."""
    tables = gather(month)
    found = look(tables, policy_on(first_day(month)))
    by_meal: dict[int, list[Found]] = defaultdict(list)
    for each in found:
        if each.meal is not None:
            by_meal[each.meal].append(each)
    with transaction.atomic():
        held = _hold(by_meal, at)
        flagged = _flag([each for each in found if each.point is not None], at)
    return Looked(tables["meals"].filter(pl.col("judged")).height, held, flagged)


def gather(month: int) -> dict[str, pl.DataFrame]:
    """The tables that the signals look at, for the meals of a month: six queries."""
    first, last = first_day(month), last_day(month)
    back = first_day(month - policy_on(first).every_day_months + 1)
    rows = Meal.objects.filter(on__range=(min(back, first - dt.timedelta(days=1)), last), state__in=_LIVE).values_list(
        "pk", "point", "person", "person__party__name", "on", "period", "served_at", "known", "way", "terminal"
    )
    county = timezone.get_default_timezone()  # asked once: a month has thousands of meals
    meals = [
        (
            pk,
            point,
            person,
            name,
            on,
            period,
            served.astimezone(county).replace(tzinfo=None),
            known,
            way,
            terminal,
            on >= first,
        )
        for pk, point, person, name, on, period, served, known, way, terminal in rows
    ]
    people = {each[2] for each in meals if each[-1]}
    places = MealPoint.objects.values_list(
        "pk", "name", "seats", "capacity", "weekdays", "latitude", "longitude", "lunch_from", "lunch_to", "supper_from", "supper_to"
    )  # fmt: skip
    points = [(*row[:5], _degrees(row[5]), _degrees(row[6]), *row[7:]) for row in places]
    deaths: list[Any] = []
    absences: list[Any] = []
    for part in bulk.parts(people):
        deaths += Person.objects.filter(pk__in=part, died_on__lt=last).values_list("pk", "died_on")
        absences += Absence.objects.filter(client__in=part, since__lt=last).values_list(
            "client", "because", "since", "until"
        )
    said_no = CallBack.objects.filter(month=month, answer=CallBack.Answer.NO).values_list("point", "person")
    given: dict[str, Sequence[Any]] = {
        "meals": meals, "points": points, "deaths": deaths, "absences": absences, "denials": list(said_no),
    }  # fmt: skip
    return {name: pl.DataFrame(rows, schema=TABLES[name], orient="row") for name, rows in given.items()}


def _degrees(value: Any) -> float | None:
    return None if value is None else float(value)


def _hold(by_meal: dict[int, list[Found]], at: dt.datetime) -> int:
    waiting: list[Meal] = []
    released: dict[int, set[str]] = defaultdict(set)
    for part in bulk.parts(by_meal):
        waiting += Meal.objects.filter(pk__in=part, state=Meal.State.SERVED)
        for pk, signals in MealStep.objects.filter(meal__in=part, step=_STEP.HOLD).values_list("meal", "signals"):
            released[pk] |= set(signals)  # it is SERVED again: somebody has released what it was held for
    fresh = [each for each in waiting if not {one.signal for one in by_meal[each.pk]} <= released[each.pk]]
    _step_each(
        fresh, _STEP.HOLD, by=None, at=at,
        words={each.pk: "".join(one.reason for one in by_meal[each.pk]) for each in fresh},
        signals={each.pk: list(dict.fromkeys(one.signal for one in by_meal[each.pk])) for each in fresh},
    )  # fmt: skip
    return len(fresh)


def _flag(found: Iterable[Found], at: dt.datetime) -> int:
    rows = {(each.point, each.signal, each.on): each for each in found}
    known = set(
        PointFlag.objects.filter(point__in={point for point, _, _ in rows}).values_list("point", "signal", "on")
    )
    fresh = [each for key, each in rows.items() if key not in known]
    PointFlag.objects.bulk_create(
        [
            PointFlag(point_id=each.point, signal=each.signal, on=each.on, words=each.reason[:300], found_at=at)
            for each in fresh
            if each.point is not None and each.on is not None
        ]
    )  # fmt: skip
    return len(fresh)


def _step_each(
    meals: Sequence[Meal], step: MealStep.Step, *, by: User | None, at: dt.datetime, words: dict[int, str],
    signals: dict[int, list[str]] | None = None,
) -> None:  # fmt: skip
    """Write one step on many meals, with a record of each; refused by nobody here."""
    if not meals:
        return
    was = [each.state for each in meals]
    for each in meals:
        each.state = _AFTER[step]
    written = bulk.update(meals, ["state"], was={"state": was})
    if written != len(meals):
        raise Refused("有的餐次刚刚由他人处理，请刷新后再办。")
    MealStep.objects.bulk_create(
        [
            MealStep(meal=each, step=step, at=at, by=by, because=words[each.pk][:400], signals=(signals or {}).get(each.pk, []))
            for each in meals
        ],
        batch_size=1000,
    )  # fmt: skip
    record_many(
        [Happening(f"meals.{step.lower()}", f"meal:{each.pk}", words[each.pk], each.area_code) for each in meals],
        by=by,
        at=at,
    )


def release(meals: Sequence[Meal], *, because: str, by: User, at: dt.datetime) -> None:
    """核实放行: by a person who has looked, with what he found. The money comes into the next settlement."""
    _decide(meals, _STEP.RELEASE, because, by, at)


def reject(meals: Sequence[Meal], *, because: str, by: User, at: dt.datetime) -> None:
    """不予补贴: the operator is not paid for them."""
    _decide(meals, _STEP.REJECT, because, by, at)


def _decide(meals: Sequence[Meal], step: MealStep.Step, because: str, by: User, at: dt.datetime) -> None:
    _found_out(because)
    for each in meals:
        if not may(by, LOOKING, area_code=each.area_code, on=at.date()):
            raise Refused("存疑餐次须由本地乡镇或县级经办人核实。")
        if each.by_id == by.pk:
            raise Refused("核销人不能核实自己核销的餐次，请由他人核实。")
        if each.state != Meal.State.HELD:
            raise Refused("只有存疑暂缓的餐次可以核实，请刷新后查看。")
    with transaction.atomic():
        _step_each(meals, step, by=by, at=at, words={each.pk: because.strip() for each in meals})


def reverse(meal: Meal, *, because: str, by: User, at: dt.datetime) -> None:
    """撤销: by the operator on the day itself (the wrong card), later by the county. What was settled is deducted in the next month."""
    _found_out(because)
    if meal.state in (Meal.State.REVERSED, Meal.State.REJECTED):
        raise Refused("这一份已经撤销或拒付，不能再撤销。")
    running = operation_on(meal.point, meal.on)
    its_office = running is not None and may(by, _OPERATING, organisation=running.organisation, on=at.date())
    same_day = timezone.localdate(at) == meal.on and meal.state == Meal.State.SERVED
    if not (its_office and same_day) and not may(by, TAKING_BACK, area_code=meal.area_code, on=at.date()):
        raise Refused("当天的误核销由运营方撤销，以后的须由县级经办人撤销。")
    with transaction.atomic():
        _step_each([meal], _STEP.REVERSE, by=by, at=at, words={meal.pk: because.strip()})


def lapse(on: dt.date, *, at: dt.datetime) -> int:
    """What was held and nobody decided within its days is not paid (R-MEAL-08); how many."""
    days = policy_on(on).decide_days
    before = on - dt.timedelta(days=days)
    held = Meal.objects.filter(state=Meal.State.HELD, on__lt=before)
    late = list(held.annotate(since=Max("steps__at")).filter(since__date__lt=before).order_by("pk"))
    with transaction.atomic():
        _step_each(
            late, _STEP.REJECT, by=None, at=at, words={each.pk: f"存疑超过{days}天未核实，不予补贴。" for each in late}
        )
    return len(late)


def call_back(
    point: MealPoint, person: Person, month: int, answer: CallBack.Answer, *, by: User, at: dt.datetime, words: str = ""
) -> CallBack:
    """回访 of somebody who ate there in a month; whoever says no makes all his meals there wait (F-MEAL-10)."""
    return call_back_each(point, month, [(person.pk, answer, words)], by=by, at=at)[0]


def call_back_each(
    point: MealPoint, month: int, answers: Sequence[tuple[int, CallBack.Answer, str]], *, by: User, at: dt.datetime
) -> list[CallBack]:
    """回访 of several at one point: (person, answer, what was said). All of them, or none and Refused."""
    if not may(by, LOOKING | {Role.VILLAGE_WORKER}, area_code=point.area_code, on=at.date()):
        raise Refused("回访须由本地村（社区）、乡镇或县级经办人登记。")
    people = [person for person, _, _ in answers]
    ate = Meal.objects.filter(point=point, person__in=people, on__range=(first_day(month), last_day(month)))
    if set(people) - set(ate.values_list("person", flat=True).distinct()):
        raise Refused("此人这个月没有在该点就餐，不用回访。")
    with transaction.atomic():
        made = CallBack.objects.bulk_create(
            CallBack(point=point, person_id=person, month=month, answer=answer, words=words.strip()[:200], by=by, at=at)
            for person, answer, words in answers
        )
        record_many(
            [
                Happening(
                    "meals.call_back",
                    f"person:{person}",
                    area_code=point.area_code,
                    data={"answer": answer, "month": month},
                )
                for person, answer, _ in answers
            ],
            by=by,
            at=at,
        )
    if any(answer == CallBack.Answer.NO for _, answer, _ in answers):
        look_at_month(month, at=at)
    return made


def answer_flag(flag: PointFlag, *, answer: str, by: User, at: dt.datetime) -> None:
    """What was found when somebody looked at a point."""
    _found_out(answer)
    if not may(by, LOOKING, area_code=flag.point.area_code, on=at.date()):
        raise Refused("预警须由本地乡镇或县级经办人核实。")
    with transaction.atomic():
        flag.answer, flag.answered_by, flag.answered_at = answer.strip()[:300], by, at
        flag.save(update_fields=["answer", "answered_by", "answered_at"])
        record_many([Happening("meals.flag", f"mealpoint:{flag.point_id}", answer, flag.point.area_code)], by=by, at=at)


def unsettled_months(on: dt.date) -> range:
    """This month and the two before it: deaths and denials become known late."""
    return range(month_of(on) - 2, month_of(on) + 1)


def _found_out(because: str) -> None:
    if len(because.strip()) < 4:
        raise Refused("请写明核实情况（不少于四个字）。")
