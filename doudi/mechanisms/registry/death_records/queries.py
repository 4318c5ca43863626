"""What is read of deaths: those in the user's area, what each source says of the day, what a death means."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from django.db.models import QuerySet
from django.utils import timezone

from doudi.base.access import Roles, scope
from doudi.mechanisms.registry.death_records.declare import FOLLOWERS, Consequence
from doudi.mechanisms.registry.death_records.models import Death, DeathCertificate, DeathReport, Source


def deaths(user: Any, roles: Roles) -> QuerySet[Death]:
    """Deaths in the user's area."""
    return scope(user, roles).filter(Death.objects.select_related("tracker"))


def certificate_of(death: Death) -> DeathCertificate | None:
    """The certificate that is valid now."""
    return DeathCertificate.objects.filter(death=death, withdrawn_at=None).first()


@dataclass(frozen=True)
class Told:
    """What one source says of the day, and how many days it lies from the golden one (later: more than nought)."""

    source: str
    on: dt.date
    days: int
    reference: str


def told(death: Death) -> list[Told]:
    """Every source with its day beside the golden one (R-ASHES-02); reports as they came, the certificate last."""
    golden = timezone.localdate(death.died_at)
    found = []
    for row in DeathReport.objects.filter(death=death).order_by("pk"):
        on = timezone.localdate(row.died_at)
        found.append(Told(row.get_source_display(), on, (on - golden).days, row.reference))
    certificate = certificate_of(death)
    if certificate is not None:
        on = timezone.localdate(certificate.died_at)
        found.append(Told(Source.CERTIFICATE.label, on, (on - golden).days, certificate.issuer))
    return found


def spread_of(days: Sequence[dt.date]) -> int:
    """How many days the sources lie apart at most: more than one raises A-ASHES-06."""
    return (max(days) - min(days)).days if days else 0


def consequences(death: Death, on: dt.date) -> list[Consequence]:
    """Everything that the death means, as whoever follows says it."""
    found: list[Consequence] = []
    for follower in FOLLOWERS.values():
        if follower.consequences is not None:
            found += follower.consequences(death, on)
    return found
