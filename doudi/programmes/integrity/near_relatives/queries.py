"""What is read of filings: one's own, what nobody declared, who owes his word."""

from __future__ import annotations

import datetime as dt
from typing import Any

from django.db.models import QuerySet

from doudi.base.access import grants_of, may, scope
from doudi.base.calendar import months_later
from doudi.base.models import User
from doudi.base.roles import Role
from doudi.base.spans import Period
from doudi.programmes.integrity.near_relatives.models import Call, KinReach, RelativeDeclaration, Statement, Undeclared
from doudi.programmes.integrity.near_relatives.people import HANDLERS, lies_within, person_of
from doudi.programmes.integrity.near_relatives.policy import months_between_statements

# A village does not read who of others is filed; finance has nothing to do with it.
READERS = HANDLERS - {Role.VILLAGE_WORKER, Role.FINANCE}
_SHOWN = ("staff__party", "relative__party", "award", "application")


def undeclared(user: Any) -> QuerySet[Undeclared]:
    """应备未备 in the user's area."""
    return scope(user, READERS).filter(Undeclared.objects.select_related(*_SHOWN, "answered_by"))


def own(user: User) -> QuerySet[RelativeDeclaration]:
    """What the user has declared, or the county has filed of him, wherever his relatives live."""
    person = person_of(user)
    rows = RelativeDeclaration.objects.select_related("case", *_SHOWN).order_by("-pk")
    return rows.filter(staff=person) if person is not None else rows.none()


def own_found(user: User) -> QuerySet[Undeclared]:
    """What matching found of the user and he has not declared."""
    person = person_of(user)
    rows = Undeclared.objects.select_related(*_SHOWN).filter(state=Undeclared.State.OPEN)
    return rows.filter(staff=person) if person is not None else rows.none()


def owes(user: User, on: dt.date) -> str:
    """Why a user in office has to say now whether relatives of his receive; empty if he has said so."""
    if not may(user, HANDLERS, on=on):
        return ""
    person = person_of(user)
    last = Statement.objects.filter(staff=person).values_list("on", flat=True).first() if person is not None else None
    if last is None:
        return "您还没有申报近亲属享受、申请救助的情况，请申报。"
    places = [held.area_code for held in grants_of(user, on) if held.role in HANDLERS and held.area_code]
    for call in Call.objects.filter(on__gte=last):
        if call.on > last and any(lies_within(place, call.area_id) for place in places):
            return f"因{call.because}，请重新申报近亲属享受、申请救助的情况。"
    if months_later(last, months_between_statements(on)) <= on:
        return f"您上次于{last}申报，已满一年，请重新申报。"
    return ""


# --- figures ---------------------------------------------------------------------------------------------------------------


def on_file(reach: KinReach, period: Period) -> QuerySet[RelativeDeclaration]:
    """Filings that had been declared by the end of a period and had not ended, of one set of kin (R-REL-05)."""
    rows = RelativeDeclaration.objects.filter(reach=reach, declared_on__lte=period.last)
    return rows.exclude(ended_on__lte=period.last)


def visited(period: Period) -> QuerySet[RelativeDeclaration]:
    """Those on file at the end of a period whom the county has visited (R-REL-03)."""
    rows = RelativeDeclaration.objects.filter(declared_on__lte=period.last, visited_on__lte=period.last)
    return rows.exclude(ended_on__lte=period.last)


def missing(period: Period) -> QuerySet[Undeclared]:
    """应备未备 found by the end of a period and not answered by then (R-REL-04)."""
    rows = Undeclared.objects.filter(found_on__lte=period.last)
    return rows.exclude(answered_on__lte=period.last)
