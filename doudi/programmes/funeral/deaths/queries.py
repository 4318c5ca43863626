"""What is read of deaths on the pages of this line."""

from __future__ import annotations

import datetime as dt
from typing import Any

from django.db.models import Q, QuerySet
from django.urls import reverse
from django.utils import timezone

from doudi.base.access import may
from doudi.base.areas import full_name
from doudi.base.calendar import months_later
from doudi.base.roles import STAFF_ROLES, Role
from doudi.base.spans import Period
from doudi.mechanisms.entitlement.parameters_entered.queries import terms_in_force
from doudi.mechanisms.registry.death_records import queries as deaths
from doudi.mechanisms.registry.death_records.models import Death
from doudi.pages.declare import WorkItem
from doudi.programmes.funeral.deaths.policy import DeathPolicy

READERS = STAFF_ROLES - {Role.FINANCE} | {Role.FUNERAL_OFFICER, Role.FUNERAL_HOME}
_SHOWN = 30


def seen(user: Any) -> QuerySet[Death]:
    """Deaths in the user's area, for readers of this line."""
    return deaths.deaths(user, READERS)


def resident_deaths(period: Period) -> QuerySet[Death]:
    """居民死亡: residents whose death in the period is certified."""
    return Death.objects.filter(
        resident=True, state=Death.State.CERTIFIED, died_at__date__range=(period.first, period.last)
    )


def worklist(user: Any, today: dt.date) -> list[WorkItem]:
    """Reported and not yet certified: the township sees that the certificate comes."""
    if not may(user, {Role.TOWNSHIP_CLERK}):
        return []
    terms = terms_in_force(DeathPolicy, today)
    rows = seen(user).filter(state=Death.State.REPORTED).order_by("died_at")[:_SHOWN]
    return [
        WorkItem(
            f"{each.name}：等待死亡证明",
            reverse("deaths:death", args=[each.pk]),
            "待开证",
            "warn",
            f"{full_name(each.area_code)} · {each.number}",
            since=timezone.localdate(each.reported_at),
            due=(due := timezone.localdate(each.died_at) + dt.timedelta(days=int(terms["certificate_days"]))),
            overdue=due < today,
        )
        for each in rows
    ]


def alarms(user: Any, today: dt.date) -> list[WorkItem]:
    """A-ASHES-05: the household register of a rural resident is not cancelled a month after his death."""
    if not may(user, {Role.VILLAGE_WORKER, Role.TOWNSHIP_CLERK, Role.FUNERAL_OFFICER}):
        return []
    last = months_later(today, -int(terms_in_force(DeathPolicy, today)["rural_cancel_months"]))
    rows = seen(user).filter(
        Q(died_at__date__lt=last), state=Death.State.CERTIFIED, cancelled_on=None, resident=True, urban=False
    )
    number = rows.count()
    if not number:
        return []
    first = rows.order_by("died_at").first()
    assert first is not None
    address = f"{reverse('deaths:deaths')}?cancelled=no"
    since = timezone.localdate(first.died_at)
    return [
        WorkItem(
            f"{number}名农村逝者超过期限未注销户籍",
            address,
            "A-ASHES-05",
            "danger",
            since=since,
            overdue=True,
            number=number,
        )
    ]
