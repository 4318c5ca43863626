"""What of near relatives waits for whom: one's own word, what nobody declared in time."""

from __future__ import annotations

import datetime as dt
from typing import Any

from django.urls import reverse

from doudi.base.access import may
from doudi.base.models import User
from doudi.pages.declare import WorkItem
from doudi.programmes.integrity.near_relatives import queries
from doudi.programmes.integrity.near_relatives.models import Undeclared
from doudi.programmes.integrity.near_relatives.services import DISMISSERS


def worklist(user: Any, today: dt.date) -> list[WorkItem]:
    """待办: whoever is in office and has not said so for a year, or since a call; what is found of him."""
    if not isinstance(user, User):
        return []
    address, found = reverse("near_relatives:mine"), []
    if queries.owes(user, today):
        found.append(WorkItem("申报近亲属享受、申请救助的情况", address, "待申报", "info"))
    for each in queries.own_found(user)[:20]:
        title = f"登记显示{each.relative.party.name}是您的{each.relation}，请申报备案"
        found.append(
            WorkItem(
                title, address, "待申报", "warn", since=each.found_on, due=each.due_on, overdue=each.due_on < today
            )
        )
    return found


def alarms(user: Any, today: dt.date) -> list[WorkItem]:
    """预警: 应备未备 past its time, for the county that files or clears it (R-REL-04)."""
    if not may(user, DISMISSERS):
        return []
    late = queries.undeclared(user).filter(state=Undeclared.State.OPEN, due_on__lt=today).count()
    if not late:
        return []
    address = f"{reverse('near_relatives:undeclared')}?state=OPEN"
    return [WorkItem(f"{late}条近亲属应备未备，已过申报期限", address, "应备未备", "danger", overdue=True, number=late)]
