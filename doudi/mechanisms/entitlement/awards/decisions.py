"""What every decision on an award has: who decided it when by which document, what was computed, and how it is written down once."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from django.utils import timezone

from doudi.base.access import require
from doudi.base.models import User
from doudi.base.months import chinese_month, month_of
from doudi.base.records import Happening, record
from doudi.base.refused import Refused
from doudi.base.roles import Role
from doudi.mechanisms.entitlement.awards.frozen import freeze, kept
from doudi.mechanisms.entitlement.awards.models import Award, AwardChange, Covered
from doudi.mechanisms.entitlement.declare import Benefit
from doudi.mechanisms.entitlement.explain import Worksheet, explain_many
from doudi.mechanisms.entitlement.family import Family, facts_of
from doudi.mechanisms.entitlement.policy import Terms
from doudi.mechanisms.entitlement.rules import PERSON
from doudi.mechanisms.registry.kin import recused


@dataclass(frozen=True)
class Decision:
    """Decided on a day by a document, entered by somebody at a moment, for a reason."""

    on: dt.date
    document: str
    by: User
    at: dt.datetime
    because: str
    reason: str = ""  # a code: DEATH, FRAUD, MOVED …
    delegated_to: frozenset[Role] = frozenset()  # whom the power to decide was delegated to in that place (R-ORG-02)

    @property
    def known(self) -> dt.date:
        return timezone.localdate(self.at)

    def month(self, wanted: int | None) -> int:
        """The month it takes effect in: the one after the decision (R-PAY-01, R-DYN-02), unless the decision says another."""
        return month_of(self.on) + 1 if wanted is None else wanted

    def check(self, benefit: Benefit, area_code: str, delegated_to: frozenset[Role] = frozenset()) -> None:
        """Whether he may decide, and whether document and reasons are there. `delegated_to`: who decides in this place beside the
        benefit's deciders, because the power was delegated (R-ORG-02)."""
        self.check_decider(benefit, area_code, delegated_to)
        if not self.document.strip():
            raise Refused("请填写决定文书的名称或文号。")
        if not self.because.strip():
            raise Refused("请写明事由。")

    def check_decider(self, benefit: Benefit, area_code: str, delegated_to: frozenset[Role] = frozenset()) -> None:
        """Whether he may decide there at all."""
        require(self.by, benefit.deciders | self.delegated_to | delegated_to, area_code=area_code, on=self.known)

    def change(
        self, award: Award, kind: AwardChange.Kind, from_month: int, until_month: int | None = None
    ) -> AwardChange:
        """The row that will say so; not written yet."""
        return AwardChange(
            award=award if award.pk is not None else None,
            kind=kind,
            from_month=from_month,
            until_month=until_month,
            reason=self.reason,
            document=self.document.strip()[:120],
            decided_on=self.on,
            at=self.at,
            by=self.by,
            because=self.because[:400],
        )


@dataclass(frozen=True)
class Assessed:
    """A household under some terms: the worksheet, and whom the benefit covers (ids of persons)."""

    sheet: Worksheet
    people: tuple[int, ...]

    def into(self, change: AwardChange, benefit: Benefit, family: Family) -> AwardChange:
        """Freeze the facts and the worksheet with a change."""
        frozen = freeze(benefit.book, family)
        change.figures, change.evidence = frozen.figures, frozen.evidence
        change.worksheet, change.amount = kept(self.sheet), self.sheet.result
        return change


def assess(benefit: Benefit, family: Family, terms: Terms) -> Assessed:
    """What the rules say of a household: how much, and for whom."""
    return assess_many(benefit, [family], terms)[0]


def assess_many(benefit: Benefit, families: Sequence[Family], terms: Terms) -> list[Assessed]:
    """The same of many households under the same terms, computed at once."""
    sheets = explain_many(benefit.book, families, terms)
    people = [[int(each.key) for each in family.people] for family in families]
    if benefit.unit is not PERSON and families:
        insured = benefit.book.run(facts_of(families, benefit.book), terms, benefit.covers)[benefit.covers]
        said = iter(insured.tolist())
        people = [[person for person in those if next(said)] for those in people]
    return [Assessed(sheet, tuple(those)) for sheet, those in zip(sheets, people, strict=True)]


def write(award: Award, change: AwardChange, **columns: Any) -> AwardChange:
    """Write a change, put the award's columns right, and leave the record; within a transaction. Near kin of whom it covers may not
    (R-ORG-01)."""
    if change.by is not None and (sentence := kin_of_covered(award, change.by, timezone.localdate(change.at))):
        raise Refused(sentence)
    change.save(force_insert=True)
    if columns:
        Award.objects.filter(pk=award.pk).update(**columns)
        award.__dict__.update(columns)
    told = happening(award, change)
    record(
        told.action,
        told.subject,
        by=change.by,
        at=change.at,
        because=told.because,
        area_code=told.area_code,
        data=told.data,
    )
    return change


def happening(award: Award, change: AwardChange) -> Happening:
    """The record of a change: sums and months, no facts of the household."""
    data = {
        "benefit": award.benefit,
        "party": award.party_id,
        "from": change.from_month,
        "until": change.until_month,
        "amount": change.amount,
        "reason": change.reason,
        "document": change.document,
    }
    return Happening(f"award.{change.kind.lower()}", f"award:{award.pk}", change.because, award.area_code, data)


def kin_of_covered(award: Award, user: User, on: dt.date) -> str | None:
    """The sentence that stops a user who is near kin of somebody the award covers; None if he is not."""
    people = list(Covered.objects.filter(award=award).values_list("person_id", flat=True))
    return recused(user, people, on=on)


def held(award: Award) -> Award:
    """The award as it is now, kept from other hands until the transaction ends."""
    return Award.objects.select_for_update().get(pk=award.pk)


def check_in_force(award: Award, month: int) -> None:
    """Refuse a change of a month that the award does not reach."""
    if month < award.from_month:
        raise Refused(f"变动月份早于待遇起始的{chinese_month(award.from_month)},请核对。")
    if award.until_month is not None and month > award.until_month:
        raise Refused(f"这项待遇已自{chinese_month(award.until_month + 1)}起停发,须重新申请。")


def check_account(payee: str, account: str) -> None:
    if not payee.strip():
        raise Refused("请填写银行账户的户名。")
    if not (8 <= len(account) <= 32 and account.isascii() and account.isdigit()):
        raise Refused("银行账号应为8至32位数字,请核对。")


def cover(award: Award, people: Sequence[int], month: int) -> None:
    """Whom the award covers from a month on; who is not among them any more was covered until the month before."""
    rows = Covered.objects.filter(award=award, until_month=None)
    there = set(rows.values_list("person_id", flat=True))
    rows.exclude(person_id__in=people).update(until_month=month - 1)
    for person in people:
        if person not in there:
            Covered.objects.create(award=award, benefit=award.benefit, person_id=person, from_month=month)
