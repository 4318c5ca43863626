"""低收入人口动态监测 (6.3): what the register itself knows of low-income families that somebody should look at. A warning decides nothing; the
township verifies it and says what came of it. What other departments know (bills, unemployment, schools) is compared in data matching."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator
from dataclasses import dataclass

from django.db.models import Exists, F, OuterRef, Q

from doudi.base.months import chinese_month, last_day, month_of
from doudi.mechanisms.entitlement.awards.models import Award, Covered
from doudi.mechanisms.entitlement.awards.reasons import StopReason
from doudi.mechanisms.entitlement.declare import BENEFITS
from doudi.mechanisms.entitlement.parameters_entered.queries import terms_in_force
from doudi.mechanisms.entitlement.recognitions.models import Recognised, RecognisedPerson
from doudi.mechanisms.entitlement.recognitions.qualifying import who_qualifies
from doudi.mechanisms.entitlement.recognitions.queries import figures_of_people, in_force
from doudi.programmes.assistance.low_income.models import LowIncomeWarning
from doudi.programmes.assistance.low_income.policy import LowIncomePolicy
from doudi.programmes.assistance.low_income.recognitions import BOTH

Indicator = LowIncomeWarning.Indicator
_NOT_ASKED = (StopReason.DEATH, StopReason.MOVED, StopReason.FRAUD)  # who ended for these is not looked for again
_LOOKED_BACK_DAYS = 365  # of recognitions that ran out and of deaths


@dataclass(frozen=True)
class Found:
    """One sign at one household. `key`: the row that it rests on, so that it is told once."""

    indicator: Indicator
    party_id: int
    name: str
    area_code: str
    key: str
    value: str
    threshold: str = ""


def signs(on: dt.date, *, removed_months: int) -> Iterator[Found]:
    """Every sign that the register shows on a day; a dozen queries, whatever the number of families. `removed_months`: for so long the
    families whose benefit has ended are looked at."""
    yield from _qualifying(on)
    yield from _receiving(on)
    yield from _severe(on)
    yield from _died(on)
    yield from _run_out(on)
    yield from _removed(on, removed_months)


def _valid(on: dt.date) -> dict[int, Recognised]:
    rows = in_force(Recognised.objects.filter(recognition__in=BOTH), on).select_related("party").order_by("pk")
    return {row.pk: row for row in rows}


def _found(indicator: Indicator, row: Recognised, value: str, threshold: str = "", *, key: str = "") -> Found:
    return Found(
        indicator, row.party_id, row.party.name, row.area_code, key or f"recognised:{row.pk}", value, threshold
    )


def _qualifying(on: dt.date) -> Iterator[Found]:
    """May qualify, not admitted: by the facts of their recognition they are within today's standard."""
    for benefit in BENEFITS.values():
        if benefit.candidates is None:
            continue
        there = {row.party_id: row for row in _valid(on).values()}
        for party, amount in who_qualifies(benefit, on).items():
            if party in there:
                value = f"按认定时的事实每月可享受{benefit.name}{amount / 100:,.2f}元"
                month = chinese_month(month_of(on))
                yield _found(Indicator.QUALIFIES, there[party], value, f"{month}标准")


def _need_codes() -> list[str]:
    """Benefits that are given for need: who has one is no family of these recognitions any more."""
    return [each.code for each in BENEFITS.values() if each.need is not None]


def _covered_now(on: dt.date) -> Q:
    month = month_of(on)
    return Q(benefit__in=_need_codes(), from_month__lte=month) & (Q(until_month=None) | Q(until_month__gte=month))


def _receiving(on: dt.date) -> Iterator[Found]:
    """Recognised, and all of it on the rolls of a benefit for need: the recognition has lost its ground."""
    rows = RecognisedPerson.objects.filter(recognised__in=_valid(on)).values_list("recognised", "person")
    covered = set(Covered.objects.filter(_covered_now(on)).values_list("person", flat=True))
    people: dict[int, list[int]] = {}
    for recognised, person in rows:
        people.setdefault(recognised, []).append(person)
    for pk, row in _valid(on).items():
        if people.get(pk) and covered.issuperset(people[pk]):
            yield _found(Indicator.RECEIVES, row, "全部家庭成员已享受低保等待遇")


def _severe(on: dt.date) -> Iterator[Found]:
    """A severely disabled or seriously ill member of an edge family whom no benefit for need covers (single-person cover)."""
    covered = set(Covered.objects.filter(_covered_now(on)).values_list("person", flat=True))
    valid = _valid(on)
    for pk, person, name, figures in figures_of_people(valid):
        grave = figures.get("disability_grade") in (1, 2) or bool(figures.get("seriously_ill"))
        if grave and person not in covered:
            what = "重特大疾病" if figures.get("seriously_ill") else f"残疾{figures['disability_grade']}级"
            yield _found(
                Indicator.SEVERE, valid[pk], f"{name}：{what}", "重残、重病可单人纳入低保", key=f"person:{person}"
            )


def _died(on: dt.date) -> Iterator[Found]:
    """Somebody who counted has died since the facts were frozen."""
    valid = _valid(on)
    since = on - dt.timedelta(days=_LOOKED_BACK_DAYS)
    rows = RecognisedPerson.objects.filter(recognised__in=valid, person__died_on__range=(since, on))
    dead = rows.filter(person__died_on__gte=F("recognised__from_on")).select_related("person__party")
    for each in dead:
        value = f"{each.person.party.name}于{each.person.died_on}死亡"
        yield _found(Indicator.DIED, valid[each.recognised_id], value, key=f"person:{each.person_id}")


def _run_out(on: dt.date) -> Iterator[Found]:
    """Ran out and nobody has asked anew or ended it."""
    since = on - dt.timedelta(days=_LOOKED_BACK_DAYS)
    rows = Recognised.objects.filter(recognition__in=BOTH, ended_on=None, until_on__lt=on, until_on__gte=since)
    for row in rows.select_related("party").order_by("pk"):
        yield _found(Indicator.RUN_OUT, row, f"{BOTH[row.recognition].name}认定{row.until_on}到期")


def _removed(on: dt.date, months: int) -> Iterator[Found]:
    """A benefit for need ended a short time ago, not for death, move or fraud, and nothing has come in its place."""
    month = month_of(on)
    current = Covered.objects.filter(_covered_now(on), person=OuterRef("person"))
    recognised = RecognisedPerson.objects.filter(
        recognised__from_on__lte=on, recognised__until_on__gte=on, person=OuterRef("person")
    )
    of_award = Covered.objects.filter(award=OuterRef("pk"))
    rows = Award.objects.filter(benefit__in=_need_codes(), until_month__range=(month - months, month - 1))
    rows = rows.exclude(changes__kind="STOP", changes__reason__in=_NOT_ASKED)
    rows = rows.exclude(Exists(of_award.filter(Exists(current)))).exclude(Exists(of_award.filter(Exists(recognised))))
    rows = rows.exclude(Exists(of_award.filter(person__died_on__isnull=False)))
    for row in rows.select_related("party").order_by("pk"):
        assert row.until_month is not None, "it has ended"
        value = f"{BENEFITS[row.benefit].name}于{last_day(row.until_month)}后停发"
        yield Found(
            Indicator.REMOVED,
            row.party_id,
            row.party.name,
            row.area_code,
            f"award:{row.pk}",
            value,
            f"停发不满{months}个月",
        )


def removed_months(on: dt.date) -> int:
    """For how many months a family whose benefit has ended is looked at."""
    return int(terms_in_force(LowIncomePolicy, on)["removed_months"])
