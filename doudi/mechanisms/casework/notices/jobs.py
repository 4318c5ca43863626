"""Background work of notices: thin calls of its services."""

from __future__ import annotations

from django.utils import timezone
from django_tasks import task

from doudi.mechanisms.casework.notices.services import take_down_expired


@task()
def take_down_notices() -> int:
    """Every night: what has hung for its time comes down."""
    now = timezone.now()
    return len(take_down_expired(on=timezone.localdate(now), at=now))
