"""What is read of the work plan: who may own an item, how a year stands."""

from __future__ import annotations

import datetime as dt

from django.db.models import QuerySet

from doudi.base.access import holders
from doudi.base.models import User
from doudi.base.roles import COUNTY_ROLES, Role
from doudi.base.spans import Period
from doudi.programmes.office.work_plan.flow import OWNERS
from doudi.programmes.office.work_plan.models import PlanItem

READERS = COUNTY_ROLES | {Role.FUNERAL_OFFICER}


def owners(area_code: str, on: dt.date) -> QuerySet[User]:
    """Who may own an item in the county."""
    return holders(OWNERS, area_code=area_code, on=on)


def planned(period: Period) -> QuerySet[PlanItem]:
    """The items of the year in which a period ends, those dropped left out."""
    return PlanItem.objects.filter(year=period.last.year).exclude(case__stage="DROPPED").exclude(case__stage="PLANNED")


def concluded(period: Period, result: str) -> QuerySet[PlanItem]:
    """Those of them whose result was found to be this one."""
    return planned(period).filter(result=result)
