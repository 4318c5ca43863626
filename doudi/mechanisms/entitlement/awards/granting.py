"""审核确认: a confirmed right becomes an award. A flow calls it when a case is confirmed (R-ORG-03: nobody enters the rolls without
application, investigation and confirmation), so it names the document that decided it."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field

from django.db import IntegrityError, transaction
from django.utils import timezone

from doudi.base import bulk
from doudi.base.calendar import months_later
from doudi.base.ciphers import blind_index
from doudi.base.models import User
from doudi.base.months import chinese_month, month_of
from doudi.base.records import record_many
from doudi.base.refused import Refused
from doudi.base.roles import Role
from doudi.mechanisms.entitlement.awards import queries
from doudi.mechanisms.entitlement.awards.decisions import (
    Assessed,
    Decision,
    assess_many,
    check_account,
    happening,
)
from doudi.mechanisms.entitlement.awards.models import Award, AwardChange, Covered, ReviewClass
from doudi.mechanisms.entitlement.awards.policy import AwardPolicy
from doudi.mechanisms.entitlement.declare import Benefit, Starts
from doudi.mechanisms.entitlement.family import Family
from doudi.mechanisms.entitlement.parameters_entered import queries as parameters
from doudi.mechanisms.entitlement.policy import Terms, terms_on


@dataclass(frozen=True)
class NewAward:
    """A confirmed right: whose, by which facts, from when, into which account. The keys of the family's members are ids of persons."""

    party_id: int
    area_code: str
    family: Family
    decided_on: dt.date
    document: str
    payee: str = ""
    account: str = field(default="", repr=False)
    from_month: int | None = None  # by the benefit's own rule if left out
    applied_on: dt.date | None = None
    review_class: ReviewClass = ReviewClass.STABLE
    reviewed_on: dt.date | None = None  # the day of the decision if left out
    delegated_to: frozenset[Role] = frozenset()  # whom the power to decide was delegated to (R-ORG-02)

    def starts(self, benefit: Benefit) -> int:
        """The first month paid: after the decision (R-PAY-01), or of the application (R-DIS-04)."""
        if self.from_month is not None:
            return self.from_month
        if benefit.starts is Starts.MONTH_OF_APPLICATION:
            return month_of(self.applied_on or self.decided_on)
        return month_of(self.decided_on) + 1


@dataclass(frozen=True)
class _Made:
    award: Award
    change: AwardChange
    people: tuple[int, ...]


def grant(benefit: Benefit, new: NewAward, *, by: User, at: dt.datetime, because: str) -> Award:
    """One award, with the facts frozen and the worksheet kept."""
    return grant_many(benefit, [new], by=by, at=at, because=because)[0]


def grant_many(benefit: Benefit, new: Iterable[NewAward], *, by: User, at: dt.datetime, because: str) -> list[Award]:
    """Many awards that one decision confirms: all of them or none. Who is covered already is named."""
    granting = _Granting(benefit, by, at, because)
    made = granting.made(list(new))
    try:
        with transaction.atomic():
            _check_free(benefit, made)
            keys = bulk.reserve_keys(Award, len(made))
            for each, key in zip(made, keys, strict=True):
                each.award.pk = key
                each.change.award_id = key
            bulk.insert([each.award for each in made])
            bulk.insert([each.change for each in made])
            bulk.insert(
                [
                    Covered(
                        award_id=each.award.pk,
                        benefit=benefit.code,
                        person_id=person,
                        from_month=each.award.from_month,
                    )
                    for each in made
                    for person in each.people
                ]
            )
            record_many([happening(each.award, each.change) for each in made], by=by, at=at)
    except IntegrityError as error:
        raise Refused(f"其中有人已经享受{benefit.name},没有登记,请刷新后核对。") from error
    return [each.award for each in made]


class _Granting:
    """What many awards of one decision share: who may decide where, the parameters of a month, the days of the next review."""

    def __init__(self, benefit: Benefit, by: User, at: dt.datetime, because: str) -> None:
        self.benefit, self.by, self.at, self.because = benefit, by, at, because
        self.entered = parameters.approved(benefit.book.policies)
        self.known = timezone.localdate(at)
        self.of_reviews = parameters.approved([AwardPolicy])
        self.reviews: dict[tuple[ReviewClass, dt.date], dt.date] = {}
        self.allowed: set[str] = set()

    def made(self, new: Sequence[NewAward]) -> list[_Made]:
        decisions = [self._decided(each) for each in new]
        assessed = self._assessed(new)
        return [self._made(*each) for each in zip(new, decisions, assessed, strict=True)]

    def _decided(self, new: NewAward) -> Decision:
        decision = Decision(new.decided_on, new.document, self.by, self.at, self.because)
        if not new.document.strip() or new.area_code not in self.allowed:
            decision.check(self.benefit, new.area_code, new.delegated_to)
            self.allowed.add(new.area_code)
        if new.account:
            check_account(new.payee, new.account)
        return decision

    def _assessed(self, new: Sequence[NewAward]) -> list[Assessed]:
        """All that start in the same month and county are computed together."""
        together: dict[tuple[int, str], list[int]] = {}
        for place, each in enumerate(new):
            together.setdefault((each.starts(self.benefit), each.area_code[:6]), []).append(place)
        found: dict[int, Assessed] = {}
        for (month, _), places in together.items():
            area = new[places[0]].area_code
            terms = self.benefit.book.terms(month, known=self.known, entered=self.entered, area=area)
            families = [new[place].family for place in places]
            found |= zip(places, assess_many(self.benefit, families, terms), strict=True)
        for place, each in enumerate(new):
            self._check_due(each, found[place])
        return [found[place] for place in range(len(new))]

    def _check_due(self, new: NewAward, found: Assessed) -> None:
        lacking = [str(each) for each in found.sheet.missing if each.matters]
        if lacking:
            raise Refused(f"{new.family.label}{';'.join(lacking)},不能审核确认。")
        if found.sheet.result <= 0:
            month = chinese_month(new.starts(self.benefit))
            raise Refused(f"{new.family.label}按{month}的标准核算不符合{self.benefit.name}条件,不能审核确认。")

    def _made(self, new: NewAward, decision: Decision, found: Assessed) -> _Made:
        month = new.starts(self.benefit)
        award = Award(
            benefit=self.benefit.code,
            party_id=new.party_id,
            area_code=new.area_code,
            from_month=month,
            amount=found.sheet.result,
            people=len(found.people),
            review_class=new.review_class,
            # What follows another award is looked at with that one.
            review_due_on=None
            if self.benefit.follows
            else self._review_due(new.review_class, new.reviewed_on or new.decided_on),
            payee=new.payee,
            account=new.account,
            account_mark=blind_index(new.account),
        )
        change = decision.change(award, AwardChange.Kind.GRANT, month)
        return _Made(award, found.into(change, self.benefit, new.family), found.people)

    def _review_due(self, review_class: ReviewClass, on: dt.date) -> dt.date:
        key = (review_class, on)
        if key not in self.reviews:
            terms = terms_on([AwardPolicy], on, known=on, entered=self.of_reviews)
            self.reviews[key] = review_due(terms, review_class, on)
        return self.reviews[key]


def review_due(terms: Terms, review_class: ReviewClass, reviewed_on: dt.date) -> dt.date:
    """R-DYN-01: after twelve months, or six where income is unstable or somebody can work."""
    return months_later(reviewed_on, terms[f"review_{review_class.value.lower()}"])


def _check_free(benefit: Benefit, made: Sequence[_Made]) -> None:
    """Nobody is covered twice: neither within what is granted now nor by what is there (one person, one programme)."""
    seen: dict[int, _Made] = {}
    parties: set[int] = set()
    for each in made:
        if each.award.party_id in parties:
            raise Refused(f"同一户(人)在名单中出现两次,{benefit.name}只能登记一次。")
        parties.add(each.award.party_id)
        for person in each.people:
            if person in seen:
                raise Refused(f"{queries.name_of_person(person)}同时列在两户中,一人只能在一户享受{benefit.name}。")
            seen[person] = each
    for covered in queries.covered_now(benefit, seen):
        if covered.until_month is None or covered.until_month >= seen[covered.person_id].award.from_month:
            where = f"在“{covered.award.party.name}”户" if benefit.covers else ""
            raise Refused(
                f"{covered.person.party.name}已{where}享受{benefit.name}({chinese_month(covered.from_month)}起),"
                "一人不能重复享受;请先停发或调整原待遇。"
            )
