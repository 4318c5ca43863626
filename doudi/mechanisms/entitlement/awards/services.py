"""What is done with awards after they were granted: adjust, review, hold, release, defer the exit, stop, restore, change the account.

Every one is a row that is never changed, with the facts it rests on. None touches what was paid: the next run sees the difference.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator

from django.db import IntegrityError, transaction
from django.utils import timezone

from doudi.base.areas import county_of
from doudi.base.ciphers import blind_index
from doudi.base.models import User
from doudi.base.months import chinese_month, month_of
from doudi.base.refused import Refused
from doudi.base.roles import Role
from doudi.mechanisms.entitlement.awards import queries
from doudi.mechanisms.entitlement.awards.decisions import (
    Decision,
    assess,
    check_account,
    check_in_force,
    cover,
    held,
    write,
)
from doudi.mechanisms.entitlement.awards.granting import NewAward, grant, grant_many, review_due
from doudi.mechanisms.entitlement.awards.models import Award, AwardChange, Covered, ReviewClass
from doudi.mechanisms.entitlement.awards.policy import AwardPolicy
from doudi.mechanisms.entitlement.awards.reviewing import review_many
from doudi.mechanisms.entitlement.declare import benefit_of
from doudi.mechanisms.entitlement.family import Family
from doudi.mechanisms.entitlement.parameters_entered import queries as parameters

__all__ = [
    "NewAward",
    "adjust",
    "change_account",
    "defer_exit",
    "grant",
    "grant_many",
    "hold",
    "move",
    "release",
    "restore",
    "review",
    "review_many",
    "stop",
]

Kind = AwardChange.Kind


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
    review_class: ReviewClass | None = None,
    ends_grace: bool = False,
    delegated_to: frozenset[Role] = frozenset(),
) -> AwardChange:
    """调整: other facts from a month on, by default the one after the decision (R-DYN-02). An earlier month leads to back-pay or debt.

    `review_class`: the household was looked at as in a review, and the next one counts from now. `ends_grace`: its income is below the
    line again, so the deferred exit is over and it is in ordinary receipt (R-EXIT-04).
    """
    decision = Decision(decided_on, document, by, at, because, reason, delegated_to)
    with transaction.atomic():
        change = _anew(award, Kind.ADJUST, family, decision, from_month)
        _follow(award, Kind.ADJUST, family, decision, change.from_month)
        if review_class is not None:
            _reviewed(award, review_class, decided_on)
        if ends_grace:
            Award.objects.filter(pk=award.pk).update(grace_until=None)
            award.grace_until = None
    return change


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
    delegated_to: frozenset[Role] = frozenset(),
) -> AwardChange:
    """定期复核: looked at again on its day (R-DYN-01); the facts as they were found, and the next day for it."""
    decision = Decision(decided_on, document, by, at, because, review_class.value, delegated_to)
    with transaction.atomic():
        change = _anew(award, Kind.REVIEW, family, decision)
        _follow(award, Kind.REVIEW, family, decision, change.from_month)
        _reviewed(award, review_class, decided_on)
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
    delegated_to: frozenset[Role] = frozenset(),
) -> AwardChange:
    """渐退: the award goes on for a time though the facts no longer carry it (R-EXIT-01). `family` has the facts of the deferral itself;
    a second one for the same cause is refused (R-EXIT-02)."""
    decision = Decision(decided_on, document, by, at, because, reason, delegated_to)
    month = decision.month(from_month)
    if until_month < month:
        raise Refused("渐退期的终止月早于起始月,请核对。")
    with transaction.atomic():
        held(award)
        if AwardChange.objects.filter(award=award, kind=Kind.DEFER_EXIT, reason=reason).exists():
            raise Refused("因同一原因已给予过渐退期,不得再次给予或延长。")
        change = _anew(award, Kind.DEFER_EXIT, family, decision, month, until_month)
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
    decision = Decision(timezone.localdate(at), "", by, at, because, reason)
    if not reason.strip() or not because.strip():
        raise Refused("暂缓发放须填写原因代码和事由。")
    decision.check_decider(benefit_of(award.benefit), award.area_code)
    policy = parameters.terms_in_force(AwardPolicy, decision.known)
    last = from_month + policy["hold_months"] - 1 if until_month is None else until_month
    if not from_month <= last <= from_month + policy["hold_longest"] - 1:
        raise Refused(f"暂缓发放应在1至{policy['hold_longest']}个月之间,到期须恢复发放或作出决定。")
    with transaction.atomic():
        check_in_force(held(award), from_month)
        for each in _going_on(award, last):
            first = max(from_month, each.from_month)
            write(each, decision.change(each, Kind.HOLD, first, last), held_until=last)
        return write(award, decision.change(award, Kind.HOLD, from_month, last), held_until=last)


def release(
    award: Award,
    *,
    from_month: int,
    by: User,
    at: dt.datetime,
    because: str,
    delegated_to: frozenset[Role] = frozenset(),
) -> AwardChange:
    """恢复发放: the hold ends before its time; what was held is paid with the next run."""
    decision = Decision(timezone.localdate(at), "", by, at, because, "", delegated_to)
    decision.check_decider(benefit_of(award.benefit), award.area_code)
    with transaction.atomic():
        now = held(award)
        if now.held_until is None or now.held_until < from_month:
            raise Refused("这项待遇没有在暂缓发放。")
        for each in _going_on(award, from_month):
            if each.held_until is not None and each.held_until >= from_month:
                write(each, decision.change(each, Kind.RELEASE, from_month), held_until=None)
        return write(award, decision.change(award, Kind.RELEASE, from_month), held_until=None)


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
    delegated_to: frozenset[Role] = frozenset(),
) -> AwardChange:
    """停发: from a month on, by default the one after the decision. An earlier month makes what was paid since an overpayment."""
    decision = Decision(decided_on, document, by, at, because, reason, delegated_to)
    decision.check(benefit_of(award.benefit), award.area_code)
    month = decision.month(from_month)
    with transaction.atomic():
        now = held(award)
        if now.until_month is not None and now.until_month < month:
            raise Refused(f"这项待遇已决定自{chinese_month(now.until_month + 1)}起停发。")
        if month < now.from_month:
            raise Refused(f"停发月份早于待遇起始的{chinese_month(now.from_month)},请核对。")
        for each in _going_on(award, month):
            _end(each, max(month, each.from_month), decision)
        return _end(award, month, decision)


def restore(
    award: Award, *, decided_on: dt.date, document: str, by: User, at: dt.datetime, because: str
) -> AwardChange:
    """撤销停发: a stop was wrong (reconsideration, court): the award goes on as if it had not been, and what is missing is back-paid."""
    benefit = benefit_of(award.benefit)
    decision = Decision(decided_on, document, by, at, because)
    decision.check(benefit, award.area_code)
    try:
        with transaction.atomic():
            until = held(award).until_month
            if until is None:
                raise Refused("这项待遇没有停发。")
            change = write(award, decision.change(award, Kind.RESTORE, until + 1), until_month=None)
            Covered.objects.filter(award=award, until_month=until).update(until_month=None)
            for each in queries.paid_apart(award):
                if each.until_month == until:
                    write(each, decision.change(each, Kind.RESTORE, until + 1), until_month=None)
                    Covered.objects.filter(award=each, until_month=until).update(until_month=None)
    except IntegrityError as error:
        raise Refused(f"这一户或其中有人已另行享受{benefit.name},不能撤销停发。") from error
    return change


def change_account(
    award: Award, *, payee: str, account: str, by: User, at: dt.datetime, because: str, document: str
) -> AwardChange:
    """变更账户: from the next file on; a payment that came back is tried again with it."""
    decision = Decision(timezone.localdate(at), document, by, at, because)
    decision.check(benefit_of(award.benefit), award.area_code)
    check_account(payee, account)
    with transaction.atomic():
        held(award)
        award.payee, award.account, award.account_mark = payee, account, blind_index(account)
        award.save(update_fields=["payee", "account", "account_mark"])
        return write(award, decision.change(award, Kind.ACCOUNT, month_of(decision.on)))


def move(
    award: Award,
    area_code: str,
    *,
    decided_on: dt.date,
    document: str,
    by: User,
    at: dt.datetime,
    because: str,
    delegated_to: frozenset[Role] = frozenset(),
) -> AwardChange:
    """迁移 within the county: the award goes on in another village; what was decided and paid stays where it was."""
    decision = Decision(decided_on, document, by, at, because, "", delegated_to)
    decision.check(benefit_of(award.benefit), award.area_code)
    if county_of(area_code) != county_of(award.area_code):
        raise Refused("迁出本县的不能办理迁移，请按户籍迁出停发，由迁入地重新受理。")
    with transaction.atomic():
        now, month = held(award), decision.month(None)
        if now.until_month is not None:
            raise Refused(f"这项待遇已自{chinese_month(now.until_month + 1)}起停发，不能办理迁移。")
        for each in _going_on(award, month):
            write(each, decision.change(each, Kind.MOVE, max(month, each.from_month)), area_code=area_code)
        return write(award, decision.change(award, Kind.MOVE, month), area_code=area_code)


def _end(award: Award, month: int, decision: Decision) -> AwardChange:
    """Nothing for a month and those after it, and nobody covered."""
    change = write(award, decision.change(award, Kind.STOP, month), until_month=month - 1)
    covered = Covered.objects.filter(award=award)
    covered.filter(until_month=None).update(until_month=month - 1)
    covered.filter(until_month__gte=month).update(until_month=month - 1)
    return change


def _going_on(award: Award, month: int) -> Iterator[Award]:
    """What follows this award and has not ended before a month, kept from other hands."""
    for each in queries.paid_apart(award):
        if each.until_month is None or each.until_month >= month:
            yield held(each)


def _follow(award: Award, kind: AwardChange.Kind, family: Family, decision: Decision, month: int) -> None:
    """The same facts for what is paid apart, from the same month or from where it begins."""
    for each in _going_on(award, month):
        _anew(each, kind, family, decision, max(month, each.from_month))


def _reviewed(award: Award, review_class: ReviewClass, on: dt.date) -> None:
    """The next review counts from the day of the decision (R-DYN-01)."""
    due_on = review_due(parameters.terms_in_force(AwardPolicy, on), review_class, on)
    Award.objects.filter(pk=award.pk).update(review_class=review_class, review_due_on=due_on)
    award.review_class, award.review_due_on = review_class, due_on


def _anew(
    award: Award,
    kind: AwardChange.Kind,
    family: Family,
    decision: Decision,
    from_month: int | None = None,
    until_month: int | None = None,
) -> AwardChange:
    """A change that brings facts: frozen, computed, and who is covered put right."""
    benefit = benefit_of(award.benefit)
    decision.check(benefit, award.area_code)
    month = decision.month(from_month)
    terms = parameters.terms(benefit.book, month, known=decision.known, area=award.area_code)
    found = assess(benefit, family, terms)
    change = found.into(decision.change(award, kind, month, until_month), benefit, family)
    columns = {"amount": found.sheet.result} | ({"people": len(found.people)} if found.people else {})
    try:
        with transaction.atomic():
            check_in_force(held(award), month)
            if found.people:  # in a deferred exit nobody qualifies, and those covered so far stay so
                cover(award, found.people, month)
            return write(award, change, **columns)
    except IntegrityError as error:
        raise Refused(f"其中有人已在另一户享受{benefit.name},一人不能同时在两户享受。") from error
