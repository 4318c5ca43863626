"""What of the door waits on somebody's first screen: few prospects stand singly, for a village to visit; many are one line."""

from __future__ import annotations

import datetime as dt
from typing import Any

from django.db.models import Min
from django.urls import reverse

from doudi.base.access import may, scope
from doudi.mechanisms.casework.models import Case
from doudi.mechanisms.casework.pages import listing
from doudi.mechanisms.casework.queries import worklist as waiting_of
from doudi.mechanisms.registry.models import Household, Person
from doudi.pages.declare import Panel, WorkItem
from doudi.programmes.office.reception.models import Prospect
from doudi.programmes.office.reception.pages.door import OPENERS
from doudi.programmes.office.reception.pages.grievances import GRIEVANCE_PAGES
from doudi.programmes.office.reception.pages.prospects import PROSPECT_PAGES, READERS, door_name
from doudi.programmes.office.reception.pages.submissions import SUBMISSION_PAGES
from doudi.programmes.office.reception.prospect_flow import PROSPECTS

_SINGLY = 20  # more than a village has to visit at once
_others = listing.worklist_of(SUBMISSION_PAGES, GRIEVANCE_PAGES)
_prospects = listing.worklist_of(PROSPECT_PAGES)


def worklist(user: Any, today: dt.date) -> list[WorkItem]:
    """待办."""
    return [*_others(user, today), *_found(user, today)]


def _found(user: Any, today: dt.date) -> list[WorkItem]:
    rows = waiting_of(user, [PROSPECTS], today).order_by()
    number = rows.count()
    if number <= _SINGLY:
        return _prospects(user, today) if number else []
    due = Case.objects.filter(pk__in=rows.values("pk")).aggregate(first=Min("due_on"))["first"]
    return [
        WorkItem(
            f"{number}人可能应享未享，待走访",
            f"{reverse('reception:prospects')}?stage=FOUND",
            "政策找人",
            "warn",
            due=due,
            overdue=due is not None and due < today,
            visit=True,
            number=number,
        )
    ]


def of_household(user: Any, pk: int, on: dt.date) -> list[Panel]:
    """一门受理 in the file of a household: the way to the door, and who of it was found."""
    members = Household.objects.get(pk=pk).memberships.filter(to_on=None).values_list("person", flat=True)
    return _panel(user, [pk, *members], reverse("reception:household", args=[pk]))


def of_person(user: Any, pk: int, on: dt.date) -> list[Panel]:
    """The same in a person's."""
    home = Person.objects.get(pk=pk).memberships.filter(to_on=None).values_list("household", flat=True).first()
    address = reverse("reception:household", args=[home]) if home else reverse("reception:door_person", args=[pk])
    return _panel(user, [pk], address)


def _panel(user: Any, parties: list[int], address: str) -> list[Panel]:
    if not may(user, READERS):
        return []
    rows = scope(user, READERS).filter(
        Prospect.objects.filter(party__in=parties).select_related("case", "party").order_by("-pk"), "case__area_code"
    )
    lines = [
        (
            row.party.name,
            door_name(row.door),
            row.reason,
            PROSPECTS.stage(row.case.stage),
            reverse("reception:prospect", args=[row.pk]),
        )
        for row in rows[:20]
    ]
    context = {"lines": lines, "address": address if may(user, OPENERS) else ""}
    return [Panel("door", "一门受理", "reception/panel.html", context, len(lines))]
