"""What is read of who decides in whose place: delegations to townships, substitutes for who is away, and their records."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable
from typing import Any

from django.db.models import Q, QuerySet

from doudi.base.access import holders, may, scope
from doudi.base.models import Grant, Record, User
from doudi.base.roles import STAFF_ROLES
from doudi.mechanisms.casework.models import Delegation, Substitution
from doudi.mechanisms.casework.substitutes import ARRANGERS


def delegations(user: Any) -> QuerySet[Delegation]:
    """Those of the townships in the user's area, the newest first."""
    rows = Delegation.objects.select_related("township", "by").order_by("-since", "-pk")
    return scope(user).filter(rows, "township")


def substitutions(user: Any) -> QuerySet[Substitution]:
    """His own, those in which he acts for somebody, and for a leader those of his place; the newest first."""
    found = Q(absent=user) | Q(substitute=user) | Q(absent__in=_staff(scope(user, ARRANGERS).condition("area")))
    return Substitution.objects.select_related("absent", "substitute", "by").filter(found).order_by("-since", "-pk")


def absent_choices(user: User, on: dt.date) -> QuerySet[User]:
    """For whom a user may arrange a substitute: himself, and as a leader everybody of his place."""
    found = Q(pk=user.pk)
    if may(user, ARRANGERS, on=on):
        found |= Q(pk__in=_staff(scope(user, ARRANGERS, on=on).condition("area"), on))
    return User.objects.filter(found, is_active=True).order_by("name", "pk")


def substitute_choices(user: User, on: dt.date) -> QuerySet[User]:
    """Who may be asked to stand in: the staff of the user's place and those above it."""
    reach = scope(user, on=on)
    found = Q(pk__in=_staff(reach.condition("area"), on))
    for low, _ in reach.ranges:
        found |= Q(pk__in=holders(STAFF_ROLES, area_code=low, on=on).values("pk"))
    return User.objects.filter(found, is_active=True).order_by("name", "pk")


def happened(subject: str, actions: Iterable[str]) -> QuerySet[Record]:
    """The records of a delegation, or of somebody's substitutes, the newest first."""
    return Record.objects.filter(subject=subject, action__in=list(actions)).select_related("by").order_by("-number")


def _staff(condition: Q, on: dt.date | None = None) -> QuerySet[Any]:
    grants = Grant.objects.filter(condition, role__in=STAFF_ROLES)
    if on is not None:
        grants = grants.filter(Q(until=None) | Q(until__gte=on), since__lte=on)
    return grants.values("user")
