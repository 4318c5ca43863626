"""What the file of a person or household shows of all benefits: each award with its worksheet, and one statement of a month."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Any

from django.urls import reverse

from doudi.base.access import may
from doudi.base.months import month_of
from doudi.base.refused import Refused
from doudi.mechanisms.entitlement.awards import queries
from doudi.mechanisms.entitlement.awards.models import Award, Covered
from doudi.mechanisms.entitlement.awards.queries import Standing, standing_of
from doudi.mechanisms.entitlement.deaths import queries as death_queries
from doudi.mechanisms.entitlement.declare import BENEFITS
from doudi.mechanisms.entitlement.pages import FUNDS, deaths, known, worksheets
from doudi.mechanisms.registry.models import Membership
from doudi.pages.cells import Tag
from doudi.pages.declare import Panel


@dataclass(frozen=True)
class AwardShown:
    """One award in somebody's file. `sheet` is None where it is no more in force."""

    award: Award
    name: str
    tag: Tag
    url: str
    sheet: worksheets.SheetShown | None


def of_person(user: Any, person_id: int, on: dt.date) -> list[Panel]:
    """待遇 of a person: his own, and those of a household that cover him."""
    if not may(user, known.READERS):
        return []
    home = Membership.objects.filter(person=person_id, to_on=None).values_list("household", flat=True).first()
    dead = list(death_queries.covered_dead(user, on).filter(person=person_id))
    return [_panel(queries.of_person(user, person_id), home or person_id, on, dead)]


def of_household(user: Any, household_id: int, on: dt.date) -> list[Panel]:
    """待遇 of a household and its people."""
    if not may(user, known.READERS):
        return []
    return [_panel(queries.of_party(user, household_id), household_id, on)]


def _panel(awards: Iterable[Award], party_id: int, on: dt.date, dead: Sequence[Covered] = ()) -> Panel:
    month = month_of(on)
    shown = [_shown(each, month) for each in awards if each.benefit in BENEFITS]
    live = sum(each.sheet is not None for each in shown)
    context = {
        "awards": shown,
        "month": month,
        "statement": reverse(f"{FUNDS}:statement", args=[party_id]),
        "dead": [(known.name_of(each.award), deaths.address(each)) for each in dead],
    }
    return Panel("awards", "待遇与核算", "entitlement/panel.html", context, live)


def _shown(award: Award, month: int) -> AwardShown:
    benefit = BENEFITS[award.benefit]
    sheet = None
    if standing_of(award, month) is not Standing.STOPPED:
        try:
            found = queries.worksheet(award, max(month, award.from_month))
            sheet = worksheets.shown(benefit.book, found)
        except Refused:  # a parameter without a value: the award's own page says which
            sheet = None
    return AwardShown(award, benefit.name, known.standing_tag(award, month), known.address(award), sheet)
