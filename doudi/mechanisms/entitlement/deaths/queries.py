"""What a death means for awards, as of now: nothing is stored until a person confirms, so a corrected death leaves nothing behind."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from doudi.base.access import scope
from doudi.base.calendar import Due
from doudi.base.money import yuan
from doudi.base.months import chinese_month, month_of
from doudi.base.notices import calendar
from doudi.mechanisms.entitlement.awards import queries as awards
from doudi.mechanisms.entitlement.awards.decisions import assess
from doudi.mechanisms.entitlement.awards.models import Award, Covered
from doudi.mechanisms.entitlement.awards.policy import AwardPolicy
from doudi.mechanisms.entitlement.declare import Benefit, benefit_of
from doudi.mechanisms.entitlement.family import Family
from doudi.mechanisms.entitlement.parameters_entered import queries as parameters
from doudi.mechanisms.entitlement.payment_runs import overpayments
from doudi.mechanisms.registry.models import Person


@dataclass(frozen=True)
class Proposal:
    """What should become of one award: `family` is the household without the dead (None: nobody is left, or it was his alone).
    Amounts a month in fen; `overpaid` is what months after the death were settled too much."""

    award: Award
    person: Person
    died_on: dt.date
    from_month: int  # the first month without him (R-DYN-03)
    before: int
    after: int
    overpaid: int
    family: Family | None
    due: Due  # by when it is to be finished

    @property
    def stops(self) -> bool:
        return self.after == 0

    @property
    def words(self) -> str:
        """停发 or 调整, with the sums, as the worklist says it."""
        what = "停发" if self.stops else f"由{yuan(self.before)}元调整为{yuan(self.after)}元"
        told = f"{self.person.party.name}于{self.died_on:%Y-%m-%d}死亡,{benefit_of(self.award.benefit).name}"
        told += f"自{chinese_month(self.from_month)}起{what}"
        return told + (f",已多发{yuan(self.overpaid)}元" if self.overpaid else "")


def proposals(user: Any, on: dt.date) -> list[Proposal]:
    """Every award in the user's area that still covers somebody who has died, with what should become of it; oldest death first."""
    rows = Covered.objects.filter(until_month=None, person__died_on__isnull=False, person__died_on__lte=on)
    return list(_proposed(scope(user, on=on).filter(rows, "award__area_code"), on))


def of_person(person: Person, on: dt.date) -> list[Proposal]:
    """What one death means for the awards of that person and of his household."""
    return list(_proposed(Covered.objects.filter(until_month=None, person=person, person__died_on__lte=on), on))


def number_waiting(benefit: Benefit, on: dt.date) -> int:
    """How many dead a benefit still covers."""
    rows = Covered.objects.filter(benefit=benefit.code, until_month=None, person__died_on__lte=on)
    return rows.count()


def _proposed(rows: Any, on: dt.date) -> Iterable[Proposal]:
    found = list(rows.select_related("award__party", "person__party").order_by("person__died_on", "award_id"))
    if not found:
        return
    days, months = calendar(), parameters.terms_in_force(AwardPolicy, on)["death_months"]
    dead: dict[int, set[int]] = {}
    for each in found:
        dead.setdefault(each.award_id, set()).add(each.person_id)
    for each in found:
        award, died_on = each.award, each.person.died_on
        month = max(month_of(died_on) + 1, award.from_month)
        family = without(award, month, dead[award.pk])
        before, after = awards.worksheet(award, month, with_turns=False).result, 0
        if family is not None:
            benefit = benefit_of(award.benefit)
            terms = parameters.terms(benefit.book, month, area=award.area_code)
            after = assess(benefit, family, terms).sheet.result
        overpaid = overpayments.would_be(award, family if after else None, month, on)
        due = days.due_in_months(died_on, months)
        yield Proposal(award, each.person, died_on, month, before, after, overpaid, family if after else None, due)


def without(award: Award, month: int, dead: set[int]) -> Family | None:
    """The household without those who have died; None if the award was theirs alone."""
    _, family = awards.family_of(award, month)
    left = [each for each in family.people if int(each.key) not in dead]
    return Family(family.label, family.figures, left) if left else None
