"""What is read of the work plan: who may own an item, how a year stands."""

from __future__ import annotations

import datetime as dt

from django.db.models import OuterRef, QuerySet, Subquery

from doudi.base.access import holders
from doudi.base.models import User
from doudi.base.roles import COUNTY_ROLES, Role
from doudi.base.spans import Period
from doudi.programmes.office.work_plan.flow import OWNERS
from doudi.programmes.office.work_plan.models import PlanItem, QuarterTarget

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


def running(period: Period) -> QuerySet[PlanItem]:
    """Those of them that have no result yet."""
    return planned(period).filter(result="")


def on_target(period: Period) -> QuerySet[PlanItem]:
    """Those of them that reached what was aimed at in the quarter reported last by the end of a period."""
    told = QuarterTarget.objects.filter(item=OuterRef("pk"), told_on__lte=period.last).order_by("-quarter")
    return running(period).annotate(last_reached=Subquery(told.values("reached")[:1])).filter(last_reached=True)
