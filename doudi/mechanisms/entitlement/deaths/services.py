"""A person confirms what a death means for an award: it is stopped or goes on without the dead, and what was paid too much becomes a
proposed debt the same moment."""

from __future__ import annotations

import datetime as dt

from django.db import transaction
from django.utils import timezone

from doudi.base.models import User
from doudi.base.refused import Refused
from doudi.mechanisms.entitlement.awards import queries
from doudi.mechanisms.entitlement.awards import services as awards
from doudi.mechanisms.entitlement.awards.models import Award, AwardChange
from doudi.mechanisms.entitlement.deaths.proposing import Proposal
from doudi.mechanisms.entitlement.deaths.queries import of_person, without
from doudi.mechanisms.entitlement.payment_runs import overpayments
from doudi.mechanisms.ledger.debts.models import Debt
from doudi.mechanisms.registry.models import Person


def confirm(
    award: Award, person: Person, *, document: str, by: User, at: dt.datetime, because: str = ""
) -> tuple[AwardChange, Debt | None]:
    """Stop or recalculate as proposed on this day; gives the change and the debt that was proposed, if there is one."""
    day = timezone.localdate(at)
    found = next((each for each in of_person(person, day) if each.award.pk == award.pk), None)
    if found is None:
        raise Refused("这项待遇不再涉及这名死亡人员,可能已由他人办理,请刷新后查看。")
    with transaction.atomic():
        change = _change(found, document, by, at, because)
        _later_facts(found, document, by, at)
        debt = overpayments.settle_now(found.award, on=day, by=by, at=at)
        for each in queries.paid_apart(found.award):
            overpayments.settle_now(each, on=day, by=by, at=at)
    return change, debt


def _later_facts(found: Proposal, document: str, by: User, at: dt.datetime) -> None:
    """Facts decided on for later months, while nobody knew, still count the dead: they go on without him too."""
    if found.family is None:
        return
    later = AwardChange.objects.filter(
        award=found.award, figures__isnull=False, from_month__gt=found.from_month
    ).values_list("from_month", flat=True)
    for month in sorted(set(later)):
        family = without(found.award, month, {found.person.pk})
        if family is not None:
            awards.adjust(
                found.award,
                family,
                from_month=month,
                reason=overpayments.DEATH,
                decided_on=timezone.localdate(at),
                document=document,
                by=by,
                at=at,
                because=f"{found.person.party.name}于{found.died_on:%Y-%m-%d}死亡",
            )


def _change(found: Proposal, document: str, by: User, at: dt.datetime, because: str) -> AwardChange:
    day = timezone.localdate(at)
    why = f"{found.person.party.name}于{found.died_on:%Y-%m-%d}死亡"
    if because.strip():
        why = f"{why};{because.strip()}"
    if found.family is None:
        return awards.stop(
            found.award,
            from_month=found.from_month,
            reason=overpayments.DEATH,
            decided_on=day,
            document=document,
            by=by,
            at=at,
            because=why,
        )
    return awards.adjust(
        found.award,
        found.family,
        from_month=found.from_month,
        reason=overpayments.DEATH,
        decided_on=day,
        document=document,
        by=by,
        at=at,
        because=why,
    )
