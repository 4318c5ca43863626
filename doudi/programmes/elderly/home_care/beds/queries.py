"""What is read of beds: which of them are to be checked, and which stand there without service."""

from __future__ import annotations

import datetime as dt
from typing import Any

from django.db.models import Exists, OuterRef, QuerySet

from doudi.mechanisms.casework import queries as cases
from doudi.mechanisms.casework.models import Case
from doudi.programmes.elderly.home_care.beds.flow import BEDS
from doudi.programmes.elderly.home_care.beds.policy import policy_on
from doudi.programmes.elderly.home_care.models import CareBed, CarePlan


def check_due_on(row: CareBed, today: dt.date) -> dt.date | None:
    """When a bed in service is to be checked again, by the days that are set today; None before it is served."""
    return None if row.checked_on is None else row.checked_on + dt.timedelta(days=policy_on(today).check)


def to_check(user: Any, today: dt.date, *, within: int) -> QuerySet[Case]:
    """Beds in service in the user's place whose yearly check falls due within so many days, the longest waiting first."""
    last = today + dt.timedelta(days=within - policy_on(today).check)
    return serving(user).filter(care_bed__checked_on__lte=last).order_by("care_bed__checked_on", "pk")


def unserved(user: Any) -> QuerySet[Case]:
    """Beds in service whose old person has no care plan in force: nobody comes any more (R-HOME-02)."""
    plans = CarePlan.objects.filter(person=OuterRef("care_bed__person"), state=CarePlan.State.ACTIVE)
    return serving(user).exclude(Exists(plans)).order_by("pk")


def serving(user: Any) -> QuerySet[Case]:
    """Beds in service in the user's place, or of his organisation."""
    return cases.cases(user, BEDS).filter(stage="SERVING").select_related("care_bed")
