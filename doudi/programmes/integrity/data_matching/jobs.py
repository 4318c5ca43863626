"""Background work of this line: thin calls of its services."""

from __future__ import annotations

from django.utils import timezone
from django_tasks import task

from doudi.base.models import User
from doudi.mechanisms.matching.models import Run
from doudi.programmes.integrity.data_matching.services import run_month


@task()
def compare_month(run_id: int, user_id: int) -> None:
    """Carry out a run that a page has started."""
    run = Run.objects.get(pk=run_id)
    run_month(run.month, by=User.objects.get(pk=user_id), at=timezone.now(), run=run, rolls=True)
