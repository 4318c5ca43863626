"""停发 with what follows from it: what was already paid for the months it reaches back into becomes a proposed debt the same moment."""

from __future__ import annotations

import datetime as dt

from django.db import transaction
from django.utils import timezone

from doudi.base.models import User
from doudi.base.roles import Role
from doudi.mechanisms.entitlement.awards import queries
from doudi.mechanisms.entitlement.awards import services as awards
from doudi.mechanisms.entitlement.awards.models import Award, AwardChange
from doudi.mechanisms.entitlement.payment_runs import overpayments
from doudi.mechanisms.ledger.debts.models import Debt


def stop(
    award: Award,
    *,
    from_month: int | None,
    reason: str,
    decided_on: dt.date,
    document: str,
    by: User,
    at: dt.datetime,
    because: str,
    delegated_to: frozenset[Role] = frozenset(),
) -> tuple[AwardChange, Debt | None]:
    """Stop an award (see awards.services.stop) and propose what was overpaid; the debt is None where nothing was. What is paid apart
    (`Benefit.follows`) ends with it, and what was overpaid of it is a debt of its own."""
    with transaction.atomic():
        change = awards.stop(
            award,
            from_month=from_month,
            reason=reason,
            decided_on=decided_on,
            document=document,
            by=by,
            at=at,
            because=because,
            delegated_to=delegated_to,
        )
        day = timezone.localdate(at)
        for each in queries.paid_apart(award):
            overpayments.settle_now(each, on=day, by=by, at=at)
        return change, overpayments.settle_now(award, on=day, by=by, at=at)
