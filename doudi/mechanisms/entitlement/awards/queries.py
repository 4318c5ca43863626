"""What is read of awards: lists within the user's area, the history and worksheet of one, what is due for review or near its end."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from django.db.models import Count, F, Q, QuerySet, Sum, TextChoices

from doudi.base.access import scope
from doudi.base.months import chinese_month, month_of
from doudi.base.refused import Refused
from doudi.mechanisms.entitlement.awards.frozen import thaw
from doudi.mechanisms.entitlement.awards.models import Award, AwardChange, Covered
from doudi.mechanisms.entitlement.awards.policy import AwardPolicy
from doudi.mechanisms.entitlement.declare import BENEFITS, Benefit, benefit_of, parts_paid_apart
from doudi.mechanisms.entitlement.explain import Worksheet, explain
from doudi.mechanisms.entitlement.family import Family
from doudi.mechanisms.entitlement.parameters_entered import queries as parameters
from doudi.mechanisms.registry.models import Category, Membership, Party, Person

Kind = AwardChange.Kind


def awards(user: Any, benefit: Benefit | None = None) -> QuerySet[Award]:
    """Awards in the user's area, current and ended, of one benefit or of all."""
    rows = Award.objects.select_related("party").order_by("area_code", "pk")
    return scope(user).filter(rows.filter(benefit=benefit.code) if benefit is not None else rows)


def in_force(rows: QuerySet[Award], month: int) -> QuerySet[Award]:
    """Those whose time a month lies in; held ones too."""
    return rows.filter(Q(until_month=None) | Q(until_month__gte=month), from_month__lte=month)


class Standing(TextChoices):
    """状态: where an award stands in a month; each award in exactly one."""

    PAID = "PAID", "在发"
    HELD = "HELD", "暂缓"
    DEFERRED = "DEFERRED", "渐退"
    TO_COME = "TO_COME", "待发"
    STOPPED = "STOPPED", "停发"


def standing_of(award: Award, month: int) -> Standing:
    """Where one award stands; the same as `standing` finds."""
    if award.until_month is not None and award.until_month < month:
        return Standing.STOPPED
    if award.held_until is not None and award.held_until >= month:
        return Standing.HELD
    if award.grace_until is not None and award.grace_until >= month:
        return Standing.DEFERRED
    return Standing.TO_COME if award.from_month > month else Standing.PAID


def standing(rows: QuerySet[Award], wanted: Standing, month: int) -> QuerySet[Award]:
    """Those of some awards that stand so in a month."""
    stopped, held, graced = Q(until_month__lt=month), Q(held_until__gte=month), Q(grace_until__gte=month)
    if wanted is Standing.STOPPED:
        return rows.filter(stopped)
    rows = rows.filter(Q(until_month=None) | ~stopped)
    if wanted is Standing.HELD:
        return rows.filter(held)
    rows = rows.filter(Q(held_until=None) | ~held)
    if wanted is Standing.DEFERRED:
        return rows.filter(graced)
    rows = rows.filter(Q(grace_until=None) | ~graced)
    return rows.filter(from_month__gt=month) if wanted is Standing.TO_COME else rows.filter(from_month__lte=month)


@dataclass(frozen=True)
class Totals:
    """What is in force in a month within somebody's area; `amount`: fen a month."""

    awards: int
    people: int
    amount: int
    deferred: int
    review_due: int  # by the end of the day asked for


def totals(rows: QuerySet[Award], month: int, by_day: dt.date) -> Totals:
    """The sums of some awards that are in force in a month; one query. Those held are among them: what is due stays due."""
    sums = (
        in_force(rows, month)
        .order_by()
        .aggregate(
            awards=Count("pk"),
            covered=Sum("people"),
            due=Sum("amount"),
            deferred=Count("pk", Q(grace_until__gte=month)),
            review=Count("pk", Q(until_month=None, review_due_on__lte=by_day)),
        )
    )
    return Totals(sums["awards"], sums["covered"] or 0, sums["due"] or 0, sums["deferred"], sums["review"])


def award_of(user: Any, award_id: int) -> Award:
    """One award in the user's area; Refused if there is none he may see."""
    found = awards(user).filter(pk=award_id).first()
    if found is None:
        raise Refused("没有这项待遇,或不在您的辖区内。")
    return found


def of_party(user: Any, party_id: int) -> QuerySet[Award]:
    """All awards of a household or person, and of a household's people, newest first: for the file of either."""
    people = Membership.objects.filter(household=party_id).values("person")
    return awards(user).filter(Q(party=party_id) | Q(party__in=people)).order_by("-from_month", "pk")


def of_person(user: Any, person_id: int) -> QuerySet[Award]:
    """All awards that are a person's own or cover him, newest first: for his file."""
    covered = Covered.objects.filter(person=person_id)
    return awards(user).filter(Q(party=person_id) | Q(pk__in=covered.values("award"))).order_by("-from_month", "pk")


def paid_apart(award: Award) -> list[Award]:
    """The awards that follow this one (`Benefit.follows`): a part of the same right, paid to somebody else; ended ones too, oldest first. No
    query where nothing can follow it."""
    codes = parts_paid_apart(award.benefit)
    if not codes:
        return []
    rows = Award.objects.filter(benefit__in=codes, party=award.party_id).order_by("pk")
    return list(rows.select_related("party"))


def history(award: Award) -> QuerySet[AwardChange]:
    """Every decision on an award, oldest first."""
    return award.changes.select_related("by").order_by("pk")


def family_of(award: Award, month: int, *, known: dt.datetime | None = None) -> tuple[AwardChange, Family]:
    """The facts in force for a month as known at a moment, with where they come from; and the change that froze them."""
    rows = AwardChange.objects.filter(award=award, figures__isnull=False, from_month__lte=month)
    if known is not None:
        rows = rows.filter(at__lte=known)
    change = rows.order_by("-from_month", "-pk").first()
    if change is None or change.figures is None:
        raise Refused(f"{chinese_month(month)}还没有这项待遇。")
    names = dict(
        Party.objects.filter(pk__in=[each.person_id for each in award.covered.all()]).values_list("pk", "name")
    )

    def name(key: str) -> str:
        if int(key) not in names:
            names.update(Party.objects.filter(pk=int(key)).values_list("pk", "name"))
        return names.get(int(key), "")

    return change, thaw(award.party.name, change.figures, change.evidence, name)


def worksheet(award: Award, month: int, *, known: dt.datetime | None = None, with_turns: bool = True) -> Worksheet:
    """核算说明 of one award for a month: the same rules, facts and parameters as the roll has them."""
    benefit = benefit_of(award.benefit)
    _, family = family_of(award, month, known=known)
    day = known.astimezone().date() if known is not None else dt.date.max
    terms = parameters.terms(benefit.book, month, known=day, area=award.area_code[:6].ljust(12, "0"))
    return explain(benefit.book, family, terms, with_turns=with_turns)


def covered_now(benefit: Benefit, people: Iterable[int]) -> list[Covered]:
    """Which of some people the benefit covers, or covered last."""
    wanted, found = list(people), []
    for start in range(0, len(wanted), 500):
        rows = Covered.objects.filter(benefit=benefit.code, person__in=wanted[start : start + 500])
        found += list(rows.select_related("award__party", "person__party"))
    return found


def name_of_person(person_id: int) -> str:
    return str(Person.objects.select_related("party").get(pk=person_id).party.name)


@dataclass(frozen=True)
class NearEnd:
    """An award whose deferred exit runs out: a stop is to be decided; it neither lapses nor goes on by itself (R-EXIT-02)."""

    award: Award
    until_month: int
    over: bool


def grace_ending(user: Any, on: dt.date) -> list[NearEnd]:
    """Deferred exits whose last day comes within the days of notice, and those that ended without a decision."""
    days = parameters.terms_in_force(AwardPolicy, on)["grace_alert"]
    after = month_of(on + dt.timedelta(days=days + 1))  # a month ends on its last day
    rows = awards(user).filter(grace_until__lt=after, until_month=None).order_by("grace_until", "pk")
    return [NearEnd(each, each.grace_until, each.grace_until < month_of(on)) for each in rows if each.grace_until]


def deferred(rows: QuerySet[Award], month: int) -> QuerySet[Award]:
    """Awards in deferred exit in a month."""
    return in_force(rows, month).filter(grace_until__gte=month)


def review_soon(on: dt.date) -> dt.date:
    """The last day of what falls due for review within the days of notice."""
    return on + dt.timedelta(days=parameters.terms_in_force(AwardPolicy, on)["review_alert"])


def holds_ending(user: Any, month: int) -> QuerySet[Award]:
    """Awards whose hold ends with a month or ended before: payment goes on by itself, unless something is decided (R-DYN-06)."""
    return awards(user).filter(held_until__lte=month, until_month=None).order_by("held_until", "pk")


def people_of(award: Award) -> QuerySet[Covered]:
    """保障对象: whom an award covers and covered, those still covered first."""
    rows = Covered.objects.filter(award=award).select_related("person__party")
    return rows.order_by(F("until_month").desc(nulls_first=True), "pk")


def review_due(user: Any, by_day: dt.date) -> QuerySet[Award]:
    """Awards whose periodic review is due by a day, the oldest first."""
    return awards(user).filter(until_month=None, review_due_on__lte=by_day).order_by("review_due_on", "pk")


def kinds_awarded(people: Iterable[int], on: dt.date) -> frozenset[Category.Kind]:
    """The categories that some people are in on a day by the awards that cover them, and by the rolls that were taken in. Urban and
    rural dibao are not told apart where no facts are at hand. Two queries."""
    wanted, month = list(people), month_of(on)
    rows = Covered.objects.filter(person__in=wanted, from_month__lte=month)
    codes = rows.filter(Q(until_month=None) | Q(until_month__gte=month)).values_list("benefit", flat=True).distinct()
    benefits = [BENEFITS[code] for code in codes if code in BENEFITS]
    awarded = {each.category({}) for each in benefits if each.category is not None}
    homes = Membership.objects.filter(person__in=wanted, to_on=None).values("household")
    listed = Category.objects.filter(Q(party__in=wanted) | Q(party__in=homes), from_on__lte=on)
    kinds = listed.filter(Q(to_on=None) | Q(to_on__gte=on)).values_list("kind", flat=True)
    return frozenset(awarded | {Category.Kind(kind) for kind in kinds})


def people_awarded(people: Iterable[int], kind: Category.Kind, on: dt.date) -> frozenset[int]:
    """Who of some people is himself in a category on a day, by an award that covers him or by a roll that was taken in. Two queries."""
    wanted, month = list(people), month_of(on)
    codes = [code for code, each in BENEFITS.items() if each.category is not None and each.category({}) == kind]
    rows = Covered.objects.filter(person__in=wanted, benefit__in=codes, from_month__lte=month)
    covered = rows.filter(Q(until_month=None) | Q(until_month__gte=month)).values_list("person", flat=True)
    listed = Category.objects.filter(Q(to_on=None) | Q(to_on__gte=on), party__in=wanted, kind=kind, from_on__lte=on)
    return frozenset({*covered, *listed.values_list("party", flat=True)})
