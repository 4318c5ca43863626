"""What a death means for awards, as of now: nothing is stored until a person confirms, so a corrected death leaves nothing behind."""

from __future__ import annotations

import datetime as dt
from collections import defaultdict
from collections.abc import Sequence
from typing import Any

from django.db.models import Count, Min, QuerySet

from doudi.base.access import scope
from doudi.base.calendar import Due
from doudi.base.models import Record
from doudi.base.notices import calendar
from doudi.mechanisms.entitlement.awards import queries as awards
from doudi.mechanisms.entitlement.awards.models import Award, Covered
from doudi.mechanisms.entitlement.awards.policy import AwardPolicy
from doudi.mechanisms.entitlement.deaths.proposing import Proposal, Proposing
from doudi.mechanisms.entitlement.declare import BENEFITS, Benefit, benefit_of
from doudi.mechanisms.entitlement.family import Family
from doudi.mechanisms.entitlement.parameters_entered import queries as parameters
from doudi.mechanisms.registry.models import Person


def _still_covered(on: dt.date, **narrow: Any) -> QuerySet[Covered]:
    """Who has died and is still covered; what only follows another award is settled with that one."""
    rows = Covered.objects.filter(until_month=None, person__died_on__isnull=False, person__died_on__lte=on, **narrow)
    return rows.exclude(benefit__in=[code for code, each in BENEFITS.items() if each.follows])


def covered_dead(user: Any, on: dt.date) -> QuerySet[Covered]:
    """Those in the user's area who have died and whom an award still covers; the oldest death first."""
    rows = _still_covered(on)
    found = scope(user, on=on).filter(rows, "award__area_code")
    return found.select_related("award__party", "person__party").order_by("person__died_on", "award_id", "pk")


def of_award(award: Award, on: dt.date) -> list[Covered]:
    """The dead whom an award still covers."""
    rows = _still_covered(on, award=award)
    return list(rows.select_related("person__party").order_by("person__died_on", "pk"))


def proposals(user: Any, on: dt.date) -> list[Proposal]:
    """Every award in the user's area that still covers somebody who has died, with what should become of it; oldest death first. A
    handful of queries for each benefit, however many have died."""
    return _proposed(list(covered_dead(user, on)), on)


def of_person(person: Person, on: dt.date) -> list[Proposal]:
    """What one death means for the awards of that person and of his household."""
    awards_of = _still_covered(on, person=person).values("award")
    # Who else has died in the household is left out of the sums, too.
    rows = _still_covered(on, award__in=awards_of)
    found = rows.select_related("award__party", "person__party").order_by("person__died_on", "award_id", "pk")
    return [each for each in _proposed(list(found), on) if each.person.pk == person.pk]


def number_waiting(benefit: Benefit, on: dt.date) -> int:
    """How many dead a benefit still covers."""
    return _still_covered(on, benefit=benefit.code).count()


def due_on(died_on: dt.date, months: int) -> Due:
    """By when increase, reduction or stop is to be finished after a death (R-DYN-03)."""
    return calendar().due_in_months(died_on, months)


def months_allowed(on: dt.date) -> int:
    """How many months there are for it."""
    return int(parameters.terms_in_force(AwardPolicy, on)["death_months"])


def waiting_by_place(user: Any, on: dt.date) -> list[tuple[str, int, dt.date]]:
    """(area code, number of dead still covered, day of the oldest death) for each village in the user's area; one query."""
    rows = covered_dead(user, on).order_by()
    return list(rows.values_list("award__area_code").annotate(number=Count("pk"), first=Min("person__died_on")))


def _proposed(found: Sequence[Covered], on: dt.date) -> list[Proposal]:
    """Benefit by benefit, and in the order given."""
    if not found:
        return []
    of_benefit: dict[str, list[Covered]] = defaultdict(list)
    for each in found:
        of_benefit[each.benefit].append(each)
    sources, months = _sources(found), months_allowed(on)
    made: dict[int, Proposal] = {}
    for code, rows in of_benefit.items():
        for covered, proposal in Proposing(benefit_of(code), rows, on, sources, months).made():
            made[covered.pk] = proposal
    return [made[each.pk] for each in found if each.pk in made]


def _sources(found: Sequence[Covered]) -> dict[int, str]:
    """Person → what told of the death, by the records; one query."""
    subjects = {f"person:{each.person_id}": each.person_id for each in found}
    rows = Record.objects.filter(action="person.death", subject__in=subjects).order_by("number")
    return {subjects[subject]: because for subject, because in rows.values_list("subject", "because")}


def without(award: Award, month: int, dead: set[int]) -> Family | None:
    """The household without those who have died; None if the award was theirs alone."""
    _, family = awards.family_of(award, month)
    left = [each for each in family.people if int(each.key) not in dead]
    return Family(family.label, family.figures, left) if left else None
