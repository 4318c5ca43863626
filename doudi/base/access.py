"""May he, and which rows: the one place that answers (R-ORG-02).

A grant is a role within an area and below it, or for an organisation, for a time. A scope is a set of ranges over the area code,
so that every database finds its rows by index. Who answers for a village answers for what was begun in those merged into it (R-ORG-03).
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable
from dataclasses import dataclass
from functools import reduce
from operator import or_
from typing import Any, TypeVar

from django.db.models import Model, Q, QuerySet
from django.utils import timezone

from doudi.base import areas
from doudi.base.areas import code_range
from doudi.base.models import Grant, User
from doudi.base.refused import Refused
from doudi.base.roles import STAFF_ROLES, Role

Row = TypeVar("Row", bound=Model)
Roles = Role | Iterable[Role]

NO_BUSINESS = frozenset({Role.ADMINISTRATOR})  # grants rights, sees no rows (R-SOD-07)


@dataclass(frozen=True)
class Held:
    """A grant in force."""

    role: Role
    area_code: str
    organisation: str

    @property
    def key(self) -> tuple[str, str, str]:
        """What tells it from the user's other grants."""
        return self.role.value, self.area_code, self.organisation


@dataclass(frozen=True)
class Scope:
    """The rows that a user may see: ranges of area codes, and organisations of which he sees what is theirs."""

    ranges: tuple[tuple[str, str], ...] = ()
    organisations: frozenset[str] = frozenset()

    def __bool__(self) -> bool:
        return bool(self.ranges or self.organisations)

    def covers(self, area_code: str) -> bool:
        """Whether a place lies within it."""
        return any(low <= area_code < high for low, high in self.ranges)

    def condition(self, field: str = "area_code") -> Q:
        """The ranges as a condition on a column of area codes; nothing if there are none."""
        return reduce(or_, (_between(field, *each) for each in self.ranges), Q()) if self.ranges else Q(pk__in=())

    def filter(self, rows: QuerySet[Row], field: str = "area_code") -> QuerySet[Row]:
        """Those of the rows that lie within it, by a column of area codes."""
        return rows.filter(self.condition(field)) if self.ranges else rows.none()

    def filter_organisations(self, rows: QuerySet[Row], field: str = "supplier") -> QuerySet[Row]:
        """Those of the rows that belong to one of its organisations."""
        return rows.filter(**{f"{field}__in": self.organisations}) if self.organisations else rows.none()


def roles_of(user: Any, on: dt.date | None = None) -> frozenset[Role]:
    """The roles a user holds anywhere on a day (today if left out)."""
    return frozenset(held.role for held in grants_of(user, on))


def may(
    user: Any, roles: Roles, *, area_code: str | None = None, organisation: str | None = None, on: dt.date | None = None
) -> bool:
    """Whether a user holds one of the roles; with a place, whether he holds it there; with an organisation, for it."""
    wanted = _set(roles)
    for held in grants_of(user, on):
        if held.role not in wanted:
            continue
        if area_code is not None and not (held.area_code and _covers(held.area_code, area_code)):
            continue
        if organisation is not None and held.organisation != organisation:
            continue
        return True
    return False


def require(
    user: Any, roles: Roles, *, area_code: str | None = None, organisation: str | None = None, on: dt.date | None = None
) -> None:
    """Refuse whoever may not."""
    if not may(user, roles, area_code=area_code, organisation=organisation, on=on):
        names = "、".join(sorted(role.label for role in _set(roles)))
        raise Refused(f"您没有权限办理此事,需要{names}的授权。")


def scope(user: Any, roles: Roles = STAFF_ROLES, *, on: dt.date | None = None) -> Scope:
    """The rows that a user may see in one of the roles; several grants add up. The administrator sees none."""
    wanted = _set(roles) - NO_BUSINESS
    held = [each for each in grants_of(user, on) if each.role in wanted]
    places = {each.area_code for each in held if each.area_code}
    places |= {old for old, heir in areas.merged().items() if any(_within(heir, place) for place in places)}
    ranges = sorted({code_range(place) for place in places})
    outermost = [
        inner
        for inner in ranges
        if not any(other != inner and other[0] <= inner[0] and inner[1] <= other[1] for other in ranges)
    ]
    return Scope(tuple(outermost), frozenset(each.organisation for each in held if each.organisation))


def holders(roles: Roles, *, area_code: str, on: dt.date) -> QuerySet[User]:
    """Who may act in one of the roles in a place: to offer a second person of a pair, or a substitute."""
    places = {area_code, areas.heir_of(area_code)}
    above = {above for place in places for above in (areas.county_of(place), areas.township_of(place), place)}
    granted = Grant.objects.filter(
        Q(until=None) | Q(until__gte=on), role__in=_set(roles), area__in=above, since__lte=on
    )
    return User.objects.filter(is_active=True, pk__in=granted.values("user")).order_by("name", "pk")


def grants_of(user: Any, on: dt.date | None = None) -> tuple[Held, ...]:
    """The grants in force on a day; read once per request, as they are kept on the user object with the days of each."""
    if not getattr(user, "is_authenticated", False) or not user.is_active:
        return ()
    day = on or timezone.localdate()
    kept: dict[dt.date, tuple[Held, ...]] = user.__dict__.setdefault("_grants", {})
    if day not in kept:
        kept[day] = tuple(held for since, until, held in _every_grant(user) if since <= day <= (until or day))
    return kept[day]


def _every_grant(user: Any) -> list[tuple[dt.date, dt.date | None, Held]]:
    """Each grant with its first and its last day. A list of things done on many days asks for many days, and reads them once."""
    kept: list[tuple[dt.date, dt.date | None, Held]] | None = user.__dict__.get("_every_grant")
    if kept is None:
        rows = Grant.objects.filter(user=user).values_list("since", "until", "role", "area_id", "organisation")
        kept = [(since, until, Held(Role(role), area or "", where)) for since, until, role, area, where in rows]
        user.__dict__["_every_grant"] = kept
    return kept


def act_as(user: Any, held: Held, on: dt.date | None = None) -> None:
    """Let this user object act by one of his grants alone, for the rest of the request: who holds several says which he uses."""
    user.__dict__.setdefault("_grants", {})[on or timezone.localdate()] = (held,)


def forget_grants(user: Any) -> None:
    """Read the grants of this user object anew: after one was given or taken away."""
    user.__dict__.pop("_grants", None)
    user.__dict__.pop("_every_grant", None)


def _set(roles: Roles) -> frozenset[Role]:
    return frozenset({roles}) if isinstance(roles, Role) else frozenset(roles)


def _between(field: str, low: str, high: str) -> Q:
    return Q(**{f"{field}__gte": low, f"{field}__lt": high})


def _covers(outer: str, area_code: str) -> bool:
    return _within(area_code, outer) or _within(areas.heir_of(area_code), outer)


def _within(area_code: str, outer: str) -> bool:
    low, high = code_range(outer)
    return low <= area_code < high
