"""定期复核 of many awards in which nothing has changed (R-DYN-01): a village's list, looked at together, recorded award by award."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Sequence

from django.db import transaction
from django.utils import timezone

from doudi.base import bulk
from doudi.base.models import User
from doudi.base.records import record_many
from doudi.base.refused import Refused
from doudi.mechanisms.entitlement.awards.decisions import Decision, check_in_force, happening
from doudi.mechanisms.entitlement.awards.granting import review_due
from doudi.mechanisms.entitlement.awards.models import Award, AwardChange, Covered, ReviewClass
from doudi.mechanisms.entitlement.awards.policy import AwardPolicy
from doudi.mechanisms.entitlement.declare import Benefit
from doudi.mechanisms.entitlement.parameters_entered import queries as parameters
from doudi.mechanisms.registry.kin import recused, relatives_of_user


def review_many(
    benefit: Benefit,
    awards: Iterable[Award],
    *,
    decided_on: dt.date,
    document: str,
    by: User,
    at: dt.datetime,
    because: str,
) -> list[AwardChange]:
    """复核不变 of many awards of one benefit: all of them or none, a change and a record each. The facts stay as they were, and the class
    of each award says when it is due again. Refused: an award that has ended, one that covers the reviewer's near kin (R-ORG-01)."""
    wanted = [each.pk for each in awards]
    decision = Decision(decided_on, document, by, at, because)
    month = decision.month(None)
    with transaction.atomic():
        rows = list(Award.objects.select_for_update().filter(pk__in=wanted, benefit=benefit.code).order_by("pk"))
        if not rows or len(rows) < len(wanted):
            raise Refused(f"请选择要复核的{benefit.name},同一项不要重复选择。")
        for code in sorted({each.area_code for each in rows}):
            decision.check(benefit, code)
        for each in rows:
            check_in_force(each, month)
        _check_kin(rows, by, timezone.localdate(at))
        changes = [decision.change(each, AwardChange.Kind.REVIEW, month) for each in rows]
        for each, change in zip(rows, changes, strict=True):
            change.reason = each.review_class
        _put_off(rows, decided_on)
        bulk.insert(changes)
        record_many([happening(*each) for each in zip(rows, changes, strict=True)], by=by, at=at)
    return changes


def _put_off(rows: Sequence[Award], reviewed_on: dt.date) -> None:
    """The next review of each, by its class."""
    terms = parameters.terms_in_force(AwardPolicy, reviewed_on)
    due = {each: review_due(terms, each, reviewed_on) for each in ReviewClass}
    for award in rows:
        award.review_due_on = due[ReviewClass(award.review_class)]
    bulk.update(rows, ["review_due_on"])


def _check_kin(rows: Sequence[Award], by: User, on: dt.date) -> None:
    kin = relatives_of_user(by, on)
    if not kin:
        return
    touched = Covered.objects.filter(award__in=rows, person__in=kin).select_related("award__party").order_by("pk")
    for covered in touched:
        sentence = recused(by, [covered.person_id], on=on)
        raise Refused(f"“{covered.award.party.name}”户:{sentence}请把这一户去掉。")
