"""The household before and after what was found, and what the rules give it either way."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from doudi.base.months import month_of
from doudi.mechanisms.entitlement.amendments.declare import AMENDINGS, Amending
from doudi.mechanisms.entitlement.amendments.models import AmendedFact, AmendedMember, Amendment, Occasion
from doudi.mechanisms.entitlement.awards import queries as awards
from doudi.mechanisms.entitlement.awards.decisions import Assessed, assess
from doudi.mechanisms.entitlement.awards.models import Award
from doudi.mechanisms.entitlement.awards.reasons import StopReason
from doudi.mechanisms.entitlement.family import Family, Given, Member
from doudi.mechanisms.entitlement.parameters_entered import queries as parameters


@dataclass(frozen=True)
class BothWays:
    """What the rules give a household for a month as it was and as it is now. `plain`: as it is, without a deferred exit."""

    month: int
    before: Assessed
    after: Assessed
    plain: Assessed
    family: Family  # as it is now
    plain_family: Family

    @property
    def fen(self) -> tuple[int, int]:
        return self.before.sheet.result, self.after.sheet.result


def amending(row: Amendment) -> Amending:
    return AMENDINGS[row.case.flow]


def month_from(award: Award, on: dt.date) -> int:
    """From when a decision of a day takes effect: the month after it (R-DYN-02)."""
    return max(month_of(on) + 1, award.from_month)


def before(row: Amendment, month: int) -> Family:
    """As it stands in the award."""
    return awards.family_of(row.award, month)[1]


def after(row: Amendment, month: int) -> Family:
    """With what was found, those who leave left out and those who join put in."""
    return _After.of(row, month).applied(before(row, month))


@dataclass(frozen=True)
class _After:
    """What was found of a household and who leaves or joins it: read once, whatever it is applied to."""

    row: Amendment
    found: Mapping[str, Mapping[str, Given]]
    members: Sequence[AmendedMember]
    taken: Mapping[str, Member]  # who joins from another household that has an award, as that one knows him

    @classmethod
    def of(cls, row: Amendment, month: int) -> _After:
        taken = _of_other(row, month) if row.occasion == Occasion.MERGE else {}
        return cls(row, _found(row), list(row.members.select_related("person__party")), taken)

    def applied(self, base: Family) -> Family:
        gone = {str(each.person_id) for each in self.members if not each.joins}
        people = [each for each in base.people if each.key not in gone]
        there = {each.key for each in people}
        for each in self.members:
            key = str(each.person_id)
            if each.joins and key not in there:
                people.append(
                    self.taken.get(key) or Member(key, each.person.party.name, _known(self.row, each.person.born_on))
                )
        return Family(
            base.label,
            {**base.figures, **self.found.get("", {})},
            [Member(each.key, each.label, {**each.figures, **self.found.get(each.key, {})}) for each in people],
        )


def leaving(row: Amendment, month: int) -> Family:
    """Those who leave as a household of their own (分户), under the conditions of the one they leave."""
    base, found = amending(row).plain(before(row, month)), _found(row)
    gone = {str(each.person_id) for each in row.members.all() if not each.joins}
    people = [
        Member(each.key, each.label, {**each.figures, **found.get(each.key, {})})
        for each in base.people
        if each.key in gone
    ]
    return Family(people[0].label if people else base.label, {**base.figures, **found.get("", {})}, people)


def both_ways(row: Amendment, on: dt.date) -> BothWays:
    """Reckoned for the month in which a decision of a day would take effect."""
    benefit, month = amending(row).benefit, month_from(row.award, on)
    terms = parameters.terms(benefit.book, month, known=on, area=row.award.area_code)
    base, found = before(row, month), _After.of(row, month)
    family = found.applied(base)
    plain = found.applied(amending(row).plain(base))
    now = assess(benefit, family, terms)
    without = now if plain == family else assess(benefit, plain, terms)
    return BothWays(month, assess(benefit, base, terms), now, without, family, plain)


def assessed_alone(row: Amendment, on: dt.date) -> Assessed:
    """What the rules give those who leave, on their own."""
    benefit, month = amending(row).benefit, month_from(row.award, on)
    terms = parameters.terms(benefit.book, month, known=on, area=row.award.area_code)
    return assess(benefit, leaving(row, month), terms)


def _found(row: Amendment) -> dict[str, dict[str, Given]]:
    """Person (empty: the household) → fact → as it was found last."""
    found: dict[str, dict[str, Given]] = {}
    for each in row.facts.select_related("by").order_by("pk"):
        found.setdefault(str(each.person_id or ""), {})[each.fact] = _given(each)
    return found


def _given(each: AmendedFact) -> Given:
    return Given(each.value, each.evidence, each.on, each.by.name)


def _known(row: Amendment, born_on: dt.date | None) -> dict[str, Given | int | None]:
    """What the register knows of somebody who joins."""
    known: dict[str, Given | int | None] = {}
    if born_on is not None and "born" in amending(row).benefit.book.all_facts:
        known["born"] = Given(month_of(born_on), "户籍登记")
    return known


def _of_other(row: Amendment, month: int) -> dict[str, Member]:
    """The members of the household that joins, as its own award knows them."""
    award = other_award(row)
    if award is None:
        return {}
    return {
        each.key: each for each in amending(row).plain(awards.family_of(award, max(month, award.from_month))[1]).people
    }


def other_award(row: Amendment) -> Award | None:
    """The award of the household that joins (合户), if it has one."""
    if row.other is None or row.occasion != Occasion.MERGE:
        return None
    return Award.objects.filter(benefit=row.award.benefit, party=row.other.pk, until_month=None).first()


def stop_month(row: Amendment, on: dt.date) -> int | None:
    """The first month without, of a stop decided on a day; None: the one after the decision (R-DYN-02). After a deferred exit that was told of
    in time, the month after its end (R-EXIT-02). Of a death or a fraud, the month after the day on which it happened: who was never
    entitled has had nothing rightly (R-DYN-03, R-DYN-04)."""
    until = row.award.grace_until
    if row.reason == StopReason.GRACE_ENDED and until is not None and until >= month_of(on):
        return until + 1
    if row.reason in amending(row).reaches_back and row.happened_on is not None and row.happened_on <= on:
        return max(month_of(row.happened_on) + 1, row.award.from_month)
    return None
