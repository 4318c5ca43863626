"""What is read of leads: who is let in, the figure that is told."""

from __future__ import annotations

import datetime as dt
from typing import Any

from django.db.models import Q, QuerySet

from doudi.base.access import may
from doudi.base.roles import COUNTY_ROLES, Role
from doudi.base.spans import Period
from doudi.programmes.integrity.leads.models import Lead, LeadReader

# Who may be let in by name; finance has no part in it.
INSIDE = COUNTY_ROLES - {Role.FINANCE}
NAMING = frozenset({Role.BUREAU_LEADER})
READERS = INSIDE | {Role.INSPECTOR}


def is_let_in(user: Any, on: dt.date) -> bool:
    """Whether a user knows of leads at all: named by a leader, or of the discipline commission, which is shown what was handed to it."""
    return may(user, Role.INSPECTOR, on=on) or in_force(on).filter(user=user.pk).exists()


def in_force(on: dt.date) -> QuerySet[LeadReader]:
    """Who is let in on a day."""
    return LeadReader.objects.filter(Q(until=None) | Q(until__gte=on), since__lte=on)


def readers(user: Any) -> QuerySet[LeadReader]:
    """Everybody who was ever let in, for the leader who answers for it."""
    return LeadReader.objects.select_related("user", "by") if may(user, NAMING) else LeadReader.objects.none()


def handed_over(period: Period) -> QuerySet[Lead]:
    """IND-22: with a receipt of the discipline commission, by the day they were handed over in a period."""
    return Lead.objects.filter(handed_on__range=(period.first, period.last), receipt_on__isnull=False)
