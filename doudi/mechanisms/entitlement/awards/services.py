"""What is done with awards: grant, adjust, review, hold, release, defer the exit, stop, restore. The only functions that write them.

A flow calls them when a case is confirmed (R-ORG-03: nobody enters the rolls without application, investigation and confirmation), so
each names the document that decided it.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from typing import Any

from django.db import IntegrityError, transaction
from django.utils import timezone

from doudi.base import bulk
from doudi.base.access import require
from doudi.base.calendar import months_later
from doudi.base.ciphers import blind_index
from doudi.base.models import User
from doudi.base.months import chinese_month, month_of
from doudi.base.records import Happening, record, record_many
from doudi.base.refused import Refused
from doudi.mechanisms.entitlement.awards import queries
from doudi.mechanisms.entitlement.awards.frozen import freeze, kept
from doudi.mechanisms.entitlement.awards.models import Award, AwardChange, Covered, ReviewClass
from doudi.mechanisms.entitlement.awards.policy import AwardPolicy
from doudi.mechanisms.entitlement.declare import Benefit, Starts, benefit_of
from doudi.mechanisms.entitlement.explain import explain
from doudi.mechanisms.entitlement.family import Family
from doudi.mechanisms.entitlement.parameters_entered import queries as parameters
from doudi.mechanisms.entitlement.policy import PolicyValue
from doudi.mechanisms.entitlement.rules import PERSON

Kind = AwardChange.Kind


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


def grant(benefit: Benefit, new: NewAward, *, by: User, at: dt.datetime, because: str) -> Award:
    """审核确认: one award, with the facts frozen and the worksheet kept."""
    return grant_many(benefit, [new], by=by, at=at, because=because)[0]


def grant_many(benefit: Benefit, new: Iterable[NewAward], *, by: User, at: dt.datetime, because: str) -> list[Award]:
    """Many awards that one decision confirms: all of them or none. One who is covered already is named."""
    rows = list(new)
    entered = parameters.approved(benefit.book.policies)
    made: list[tuple[Award, AwardChange, list[int]]] = []
    for each in rows:
        require(by, benefit.deciders, area_code=each.area_code, on=timezone.localdate(at))
        made.append(_granted(benefit, each, entered, by, at, because))
    try:
        with transaction.atomic():
            _check_free(benefit, made)
            keys = bulk.reserve_keys(Award, len(made))
            for (award, change, _), key in zip(made, keys, strict=True):
                award.pk = key
                change.award_id = key
            bulk.insert([award for award, _, _ in made])
            bulk.insert([change for _, change, _ in made])
            bulk.insert(
                [
                    Covered(award_id=award.pk, benefit=benefit.code, person_id=person, from_month=award.from_month)
                    for award, _, people in made
                    for person in people
                ]
            )
            record_many([_happening(award, change) for award, change, _ in made], by=by, at=at)
    except IntegrityError as error:
        raise Refused(f"其中有人已经享受{benefit.name},没有登记,请刷新后核对。") from error
    return [award for award, _, _ in made]


def adjust(
    award: Award,
    family: Family,
    *,
    from_month: int | None = None,
    decided_on: dt.date,
    document: str,
    by: User,
    at: dt.datetime,
    because: str,
    reason: str = "",
) -> AwardChange:
    """调整: other facts from a month on, by default the one after the decision (R-DYN-02). An earlier month leads to back-pay or debt."""
    return _anew(award, Kind.ADJUST, family, from_month, None, decided_on, document, by, at, because, reason)


def review(
    award: Award,
    family: Family,
    *,
    review_class: ReviewClass,
    decided_on: dt.date,
    document: str,
    by: User,
    at: dt.datetime,
    because: str,
) -> AwardChange:
    """定期复核: looked at again on its day (R-DYN-01); the facts as they were found, and the next day for it."""
    change = _anew(award, Kind.REVIEW, family, None, None, decided_on, document, by, at, because, review_class.value)
    due_on = _review_due(review_class, decided_on)
    Award.objects.filter(pk=award.pk).update(review_class=review_class, review_due_on=due_on)
    award.review_class, award.review_due_on = review_class, due_on
    return change


def defer_exit(
    award: Award,
    family: Family,
    *,
    until_month: int,
    decided_on: dt.date,
    document: str,
    by: User,
    at: dt.datetime,
    because: str,
    reason: str,
    from_month: int | None = None,
) -> AwardChange:
    """渐退: the award goes on for a time though the facts no longer carry it (R-EXIT-01). `family` has the facts of the deferral itself."""
    if AwardChange.objects.filter(award=award, kind=Kind.DEFER_EXIT, reason=reason).exists():
        raise Refused("因同一原因已给予过渐退期,不得再次给予或延长。")
    with transaction.atomic():
        change = _anew(
            award, Kind.DEFER_EXIT, family, from_month, until_month, decided_on, document, by, at, because, reason
        )
        if until_month < change.from_month:
            raise Refused("渐退期的终止月早于起始月,请核对。")
        Award.objects.filter(pk=award.pk).update(grace_until=until_month)
        award.grace_until = until_month
    return change


def hold(
    award: Award,
    *,
    from_month: int,
    until_month: int | None = None,
    reason: str,
    by: User,
    at: dt.datetime,
    because: str,
) -> AwardChange:
    """暂缓发放: with a reason and an end, by default after one month; it ends by itself, and what was held is then paid (R-DYN-06)."""
    if not reason.strip():
        raise Refused("暂缓发放须填写原因代码。")
    policy = parameters.terms_in_force(AwardPolicy, timezone.localdate(at))
    last = from_month + policy["hold_months"] - 1 if until_month is None else until_month
    if not from_month <= last <= from_month + policy["hold_longest"] - 1:
        raise Refused(f"暂缓发放应在1至{policy['hold_longest']}个月之间,到期须恢复发放或作出决定。")
    with transaction.atomic():
        _held_for_change(award)
        _check_in_force(award, from_month)
        change = _change(award, Kind.HOLD, from_month, last, timezone.localdate(at), "", by, at, because, reason)
        _write(award, change, held_until=last)
    return change


def release(award: Award, *, from_month: int, by: User, at: dt.datetime, because: str) -> AwardChange:
    """恢复发放: the hold ends before its time; what was held is paid with the next run."""
    with transaction.atomic():
        held = _held_for_change(award)
        if held.held_until is None or held.held_until < from_month:
            raise Refused("这项待遇没有在暂缓发放。")
        change = _change(award, Kind.RELEASE, from_month, None, timezone.localdate(at), "", by, at, because, "")
        _write(award, change, held_until=None)
    return change


def stop(
    award: Award,
    *,
    from_month: int | None = None,
    reason: str,
    decided_on: dt.date,
    document: str,
    by: User,
    at: dt.datetime,
    because: str,
) -> AwardChange:
    """停发: from a month on, by default the one after the decision. An earlier month makes what was paid since an overpayment."""
    benefit = benefit_of(award.benefit)
    require(by, benefit.deciders, area_code=award.area_code, on=timezone.localdate(at))
    month = month_of(decided_on) + 1 if from_month is None else from_month
    _check_document(document, because)
    with transaction.atomic():
        held = _held_for_change(award)
        if held.until_month is not None and held.until_month < month:
            raise Refused(f"这项待遇已决定自{chinese_month(held.until_month + 1)}起停发。")
        if month < held.from_month:
            raise Refused(f"停发月份早于待遇起始的{chinese_month(held.from_month)},请核对。")
        change = _change(award, Kind.STOP, month, None, decided_on, document, by, at, because, reason)
        _write(award, change, until_month=month - 1)
        Covered.objects.filter(award=award, until_month=None).update(until_month=month - 1)
        Covered.objects.filter(award=award, until_month__gte=month).update(until_month=month - 1)
    return change


def restore(
    award: Award, *, decided_on: dt.date, document: str, by: User, at: dt.datetime, because: str
) -> AwardChange:
    """撤销停发: a stop was wrong (reconsideration, court): the award goes on as if it had not been, and what is missing is back-paid."""
    benefit = benefit_of(award.benefit)
    require(by, benefit.deciders, area_code=award.area_code, on=timezone.localdate(at))
    _check_document(document, because)
    try:
        with transaction.atomic():
            held = _held_for_change(award)
            if held.until_month is None:
                raise Refused("这项待遇没有停发。")
            until = held.until_month
            change = _change(award, Kind.RESTORE, until + 1, None, decided_on, document, by, at, because, "")
            _write(award, change, until_month=None)
            Covered.objects.filter(award=award, until_month=until).update(until_month=None)
    except IntegrityError as error:
        raise Refused(f"这一户或其中有人已另行享受{benefit.name},不能撤销停发。") from error
    return change


def change_account(
    award: Award, *, payee: str, account: str, by: User, at: dt.datetime, because: str, document: str = ""
) -> AwardChange:
    """变更账户: from the next file on; a payment that came back is tried again with it."""
    require(by, benefit_of(award.benefit).deciders, area_code=award.area_code, on=timezone.localdate(at))
    _check_account(payee, account)
    if not because.strip():
        raise Refused("变更账户须写明事由。")
    with transaction.atomic():
        _held_for_change(award)
        day = timezone.localdate(at)
        change = _change(award, Kind.ACCOUNT, month_of(day), None, day, document, by, at, because, "")
        award.payee, award.account, award.account_mark = payee, account, blind_index(account)
        award.save(update_fields=["payee", "account", "account_mark"])
        _write(award, change)
    return change


# --- small moves -----------------------------------------------------------------------------------------------------------


def _granted(
    benefit: Benefit, new: NewAward, entered: Sequence[PolicyValue], by: User, at: dt.datetime, because: str
) -> tuple[Award, AwardChange, list[int]]:
    _check_document(new.document, because)
    if new.account:
        _check_account(new.payee, new.account)
    month = new.from_month if new.from_month is not None else _starts(benefit, new)
    terms = benefit.book.terms(month, known=timezone.localdate(at), entered=entered, area=new.area_code)
    sheet = explain(benefit.book, new.family, terms, with_turns=False)
    lacking = [str(each) for each in sheet.missing if each.matters]
    if lacking:
        raise Refused(f"{new.family.label}{';'.join(lacking)},不能审核确认。")
    if sheet.result <= 0:
        raise Refused(f"{new.family.label}按{chinese_month(month)}的标准核算不符合{benefit.name}条件,不能审核确认。")
    people = covered_people(benefit, new.family, terms)
    frozen = freeze(benefit.book, new.family)
    award = Award(
        benefit=benefit.code,
        party_id=new.party_id,
        area_code=new.area_code,
        from_month=month,
        amount=sheet.result,
        people=len(people),
        review_class=new.review_class,
        review_due_on=_review_due(new.review_class, new.reviewed_on or new.decided_on),
        payee=new.payee,
        account=new.account,
        account_mark=blind_index(new.account),
    )
    change = _change(award, Kind.GRANT, month, None, new.decided_on, new.document, by, at, because, "")
    change.figures, change.evidence, change.worksheet = frozen.figures, frozen.evidence, kept(sheet)
    change.amount = sheet.result
    return award, change, people


def _anew(
    award: Award,
    kind: AwardChange.Kind,
    family: Family,
    from_month: int | None,
    until_month: int | None,
    decided_on: dt.date,
    document: str,
    by: User,
    at: dt.datetime,
    because: str,
    reason: str,
) -> AwardChange:
    """A change that brings facts: frozen, computed, and who is covered put right."""
    benefit = benefit_of(award.benefit)
    require(by, benefit.deciders, area_code=award.area_code, on=timezone.localdate(at))
    _check_document(document, because)
    month = month_of(decided_on) + 1 if from_month is None else from_month
    terms = parameters.terms(benefit.book, month, known=timezone.localdate(at), area=award.area_code)
    sheet = explain(benefit.book, family, terms, with_turns=False)
    people = covered_people(benefit, family, terms)
    frozen = freeze(benefit.book, family)
    try:
        with transaction.atomic():
            _held_for_change(award)
            _check_in_force(award, month)
            change = _change(award, kind, month, until_month, decided_on, document, by, at, because, reason)
            change.figures, change.evidence, change.worksheet = frozen.figures, frozen.evidence, kept(sheet)
            change.amount = sheet.result
            more: dict[str, Any] = {"amount": sheet.result}
            if people:
                more["people"] = len(people)
                _cover(award, people, month)
            _write(award, change, **more)
    except IntegrityError as error:
        raise Refused(f"其中有人已在另一户享受{benefit.name},一人不能同时在两户享受。") from error
    return change


def covered_people(benefit: Benefit, family: Family, terms: Any) -> list[int]:
    """Ids of the persons covered: the person himself, or by the rule that the benefit names."""
    ids = [int(each.key) for each in family.people]
    if benefit.unit is PERSON:
        return ids
    insured = benefit.book.run(family.facts(benefit.book), terms, benefit.covers)[benefit.covers]
    return [person for person, is_so in zip(ids, insured, strict=True) if is_so]


def _cover(award: Award, people: Sequence[int], month: int) -> None:
    rows = Covered.objects.filter(award=award, until_month=None)
    there = set(rows.values_list("person_id", flat=True))
    rows.exclude(person_id__in=people).update(until_month=month - 1)
    for person in people:
        if person not in there:
            Covered.objects.create(award=award, benefit=award.benefit, person_id=person, from_month=month)


def _check_free(benefit: Benefit, made: Sequence[tuple[Award, AwardChange, list[int]]]) -> None:
    """Nobody is covered twice: neither within what is granted now nor by what is there (one person, one programme)."""
    seen: dict[int, int] = {}
    for award, _, people in made:
        for person in people:
            if person in seen and seen[person] != award.party_id:
                raise Refused(f"{queries.name_of_person(person)}同时列在两户中,一人只能在一户享受{benefit.name}。")
            seen[person] = award.party_id
    months = {person: award.from_month for award, _, people in made for person in people}
    for covered in queries.covered_now(benefit, seen):
        if covered.until_month is None or covered.until_month >= months[covered.person_id]:
            household = covered.award.party.name
            raise Refused(
                f"{covered.person.party.name}已在“{household}”{'户' if benefit.covers else ''}享受{benefit.name}"
                f"({chinese_month(covered.from_month)}起),一人不能重复享受;请先停发或调整原待遇。"
            )
    parties = [award.party_id for award, _, _ in made]
    if len(set(parties)) < len(parties):
        raise Refused(f"同一户(人)在名单中出现两次,{benefit.name}只能登记一次。")


def _starts(benefit: Benefit, new: NewAward) -> int:
    if benefit.starts is Starts.MONTH_OF_APPLICATION:
        return month_of(new.applied_on or new.decided_on)
    return month_of(new.decided_on) + 1


def _review_due(review_class: ReviewClass, reviewed_on: dt.date) -> dt.date:
    """R-DYN-01: twelve months, or six where income is unstable or somebody can work."""
    months = parameters.terms_in_force(AwardPolicy, reviewed_on)
    return months_later(reviewed_on, months[f"review_{review_class.value.lower()}"])


def _change(
    award: Award,
    kind: AwardChange.Kind,
    from_month: int,
    until_month: int | None,
    decided_on: dt.date,
    document: str,
    by: User,
    at: dt.datetime,
    because: str,
    reason: str,
) -> AwardChange:
    return AwardChange(
        award=award if award.pk is not None else None,
        kind=kind,
        from_month=from_month,
        until_month=until_month,
        reason=reason,
        document=document.strip()[:120],
        decided_on=decided_on,
        at=at,
        by=by,
        because=because[:400],
    )


def _write(award: Award, change: AwardChange, **columns: Any) -> None:
    change.save(force_insert=True)
    if columns:
        Award.objects.filter(pk=award.pk).update(**columns)
        award.__dict__.update(columns)
    happening = _happening(award, change)
    record(
        happening.action,
        happening.subject,
        by=change.by,
        at=change.at,
        because=happening.because,
        area_code=happening.area_code,
        data=happening.data,
    )


def _happening(award: Award, change: AwardChange) -> Happening:
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


def _held_for_change(award: Award) -> Award:
    """The award as it is now, kept from other hands until the transaction ends."""
    return Award.objects.select_for_update().get(pk=award.pk)


def _check_in_force(award: Award, month: int) -> None:
    if month < award.from_month:
        raise Refused(f"变动月份早于待遇起始的{chinese_month(award.from_month)},请核对。")
    if award.until_month is not None and month > award.until_month:
        raise Refused(f"这项待遇已自{chinese_month(award.until_month + 1)}起停发,须重新申请。")


def _check_document(document: str, because: str) -> None:
    if not document.strip():
        raise Refused("请填写决定文书的名称或文号。")
    if not because.strip():
        raise Refused("请写明事由。")


def _check_account(payee: str, account: str) -> None:
    if not payee.strip():
        raise Refused("请填写银行账户的户名。")
    if not (8 <= len(account) <= 32 and account.isascii() and account.isdigit()):
        raise Refused("银行账号应为8至32位数字,请核对。")
