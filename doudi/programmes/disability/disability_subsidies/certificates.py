"""残疾人证将到期的: the subsidy stops with the month after, and who renews late loses months, so he is reminded half a year ahead (R-DIS-05)."""

from __future__ import annotations

import datetime as dt
from functools import partial
from typing import Any

from django.db.models import Case, F, IntegerField, QuerySet, Value, When
from django.http import HttpRequest, HttpResponse
from django.urls import reverse
from django.utils import timezone

from doudi.base.access import may
from doudi.base.areas import full_name
from doudi.base.months import format_month, last_day, month_of
from doudi.base.roles import STAFF_ROLES, TOWNSHIP_ROLES, Role
from doudi.mechanisms.entitlement.awards.frozen import thaw
from doudi.mechanisms.entitlement.awards.models import Award, AwardChange
from doudi.mechanisms.entitlement.awards.queries import awards
from doudi.mechanisms.entitlement.pages import known
from doudi.mechanisms.entitlement.parameters_entered.queries import terms_in_force
from doudi.pages.cells import Link, Tag
from doudi.pages.declare import Page, WorkItem
from doudi.pages.filters import AreaTree
from doudi.pages.lists import Column, Listing
from doudi.pages.views import list_page
from doudi.programmes.disability.disability_subsidies.benefit import BENEFITS
from doudi.programmes.disability.disability_subsidies.policy import SubsidiesPolicy

_FACT = "certificate_until"
_NAMES = {each.code: each.name for each in BENEFITS}
READERS = STAFF_ROLES - {Role.FINANCE}


def ending(user: Any, today: dt.date) -> dict[int, int]:
    """Award → the last month of the certificate, of awards in the user's area that are not stopped and whose certificate ends within the
    months of notice or has ended; as the facts in force have it. One query."""
    soon = month_of(today) + terms_in_force(SubsidiesPolicy, today)["remind_months"]
    rows = awards(user).filter(benefit__in=list(_NAMES), until_month=None).order_by()
    changes = AwardChange.objects.filter(award__in=rows, figures__isnull=False).order_by("from_month", "pk")
    until: dict[int, int] = {}
    for award, figures in changes.values_list("award", "figures"):
        people = thaw("", figures, None, str).people
        held = people[0].figures.get(_FACT) if people else None
        if isinstance(held, int):
            until[award] = held
        else:
            until.pop(award, None)
    return {award: month for award, month in until.items() if month <= soon}


def worklist(user: Any, today: dt.date) -> list[WorkItem]:
    """One line for the township: how many, and by when the first."""
    if not may(user, TOWNSHIP_ROLES):
        return []
    found = ending(user, today)
    if not found:
        return []
    first = last_day(min(found.values()))
    months = terms_in_force(SubsidiesPolicy, today)["remind_months"]
    title = f"{len(found)}项补贴的残疾人证{months}个月内到期或已到期，请提醒换证"
    return [
        WorkItem(
            title, reverse("disability_subsidies:certificates"), "换证提醒", "warn", due=first, overdue=first < today, number=len(found)
        )
    ]  # fmt: skip


def _rows(user: Any) -> QuerySet[Award]:
    found = ending(user, timezone.localdate())
    months: dict[int, list[int]] = {}
    for award, month in found.items():
        months.setdefault(month, []).append(award)
    whens = [When(pk__in=keys, then=Value(month)) for month, keys in months.items()]
    until = Case(*whens, output_field=IntegerField()) if whens else F("from_month")
    return awards(user).filter(pk__in=list(found)).annotate(certificate_until=until)


def _state(row: Any) -> Tag:
    over = row.certificate_until < month_of(timezone.localdate())
    return Tag("已到期", "danger") if over else Tag("将到期", "warn")


_LISTING = Listing(
    code="certificates",
    name="残疾人证到期提醒",
    rows=_rows,
    columns=(
        Column("name", "姓名", lambda row: Link(row.party.name, known.address(row)), head=True),
        Column("benefit", "补贴", lambda row: _NAMES[row.benefit], half=True),
        Column("area", "区划", lambda row: full_name(row.area_code), half=True),
        Column("until", "证件有效期至", lambda row: format_month(row.certificate_until), sort="certificate_until", half=True),
        Column("state", "状态", _state),
    ),
    filters=(AreaTree(),),
    order=("certificate_until", "pk"),
    empty="没有将到期的残疾人证。",
    export_roles=READERS - {Role.VILLAGE_WORKER},
)  # fmt: skip


def _page(request: HttpRequest, listing: Listing) -> HttpResponse:
    return list_page(request, listing)


PAGES = (Page("certificates", "残疾人证到期提醒", partial(_page, listing=_LISTING), READERS, icon="bell"),)
