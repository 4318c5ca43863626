"""What the pages of awards share: who may open them, where they stand, how an award is called and marked."""

from __future__ import annotations

import datetime as dt
from collections.abc import Collection
from typing import Any

from django.http import Http404
from django.urls import reverse

from doudi.base.roles import Role
from doudi.mechanisms.entitlement.awards import queries
from doudi.mechanisms.entitlement.awards.models import Award
from doudi.mechanisms.entitlement.awards.queries import Standing
from doudi.mechanisms.entitlement.declare import BENEFITS, HOMES, Benefit
from doudi.pages.cells import Tag
from doudi.pages.forms import PageForm

# Worksheets hold what other departments said: for those who verify, decide and pay (section 2: a village helper sees none of it).
READERS = frozenset(
    {
        Role.COUNTY_OFFICER,
        Role.BUREAU_LEADER,
        Role.VERIFICATION_CENTRE,
        Role.FINANCE,
        Role.TOWNSHIP_LEADER,
        Role.TOWNSHIP_CLERK,
    }
)
TINTS = {
    Standing.PAID: "ok",
    Standing.HELD: "warn",
    Standing.DEFERRED: "info",
    Standing.TO_COME: "info",
    Standing.STOPPED: "",
}
WITH_PAGES: set[str] = set()  # benefits whose programme shows its awards


def readers(*benefits: Benefit) -> frozenset[Role]:
    """Who may open the awards of some benefits: those who decide on them are always among them."""
    return READERS.union(*(each.deciders for each in benefits))


def address(award: Award, page: str = "award", *more: Any) -> str:
    """Where a page of an award stands; empty if its programme shows none."""
    if award.benefit not in WITH_PAGES:
        return ""
    return reverse(f"{HOMES[award.benefit]}:{page}", args=[award.pk, *more])


def roll_address(benefit: Benefit) -> str:
    """Where the list of a benefit's awards stands."""
    return reverse(f"{HOMES[benefit.code]}:awards")


def one(user: Any, pk: int, codes: Collection[str]) -> Award:
    """An award of one of some benefits in the user's area."""
    found = queries.awards(user).filter(pk=pk, benefit__in=codes).first()
    if found is None:
        raise Http404
    return found


def name_of(award: Award) -> str:
    """最低生活保障; its code if nothing declares it any more."""
    return BENEFITS[award.benefit].name if award.benefit in BENEFITS else award.benefit


def standing_tag(award: Award, month: int) -> Tag:
    standing = queries.standing_of(award, month)
    return Tag(standing.label, TINTS[standing])


def as_typed(form: PageForm, day: dt.date) -> PageForm:
    """A form whose days stand at today until somebody types another."""
    for name in ("decided_on",):
        if name in form.fields:
            form.initial.setdefault(name, day)
    return form
