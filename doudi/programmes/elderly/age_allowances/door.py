"""The age allowance at the front door: whoever is old enough and does not receive it. Nothing need be asked."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Mapping

from django.db.models import Q

from doudi.base.calendar import months_later
from doudi.base.months import month_of
from doudi.mechanisms.casework.models import Case
from doudi.mechanisms.entitlement.front_door import common
from doudi.mechanisms.entitlement.front_door.by_rules import for_people
from doudi.mechanisms.entitlement.front_door.declare import Door, Home, Opening, Someone, When
from doudi.mechanisms.entitlement.parameters_entered.queries import terms_in_force
from doudi.mechanisms.registry.models import Category, Person
from doudi.programmes.elderly.age_allowances.flow import APPLICATIONS
from doudi.programmes.elderly.age_allowances.handling import apply
from doudi.programmes.elderly.age_allowances.models import AgeApplication
from doudi.programmes.elderly.age_allowances.policy import AgeBand, AgePolicy
from doudi.programmes.elderly.age_allowances.rules import AGE_ALLOWANCE_RULES


def figures(home: Home, someone: Someone, when: When) -> Mapping[str, int] | None:
    if someone.born_on is None or Category.Kind.AGE_ALLOWANCE in someone.categories:
        return None
    return {"born": month_of(someone.born_on)}


def old_enough(on: dt.date) -> Q:
    """Born long enough ago, by the first band of age."""
    years = int(terms_in_force(AgePolicy, on)["band_from"][int(AgeBand.EIGHTIES)])
    return Q(born_on__lte=months_later(on, -12 * years))


def _open(opening: Opening) -> Case:
    """As a draft: all that is asked is into which account (R-BEN-03)."""
    assert opening.someone is not None, "the door is for a person"
    person = Person.objects.select_related("party").get(pk=opening.someone.person_id)
    return apply(APPLICATIONS, person, {}, kind="age_allowance", by=opening.by, at=opening.at, incomplete=True).case


def _busy() -> Iterable[int]:
    rows = AgeApplication.objects.filter(kind="age_allowance", case__closed_at=None)
    return rows.values_list("person", flat=True)


AGE_DOOR = Door(
    "age_allowance",
    "高龄津贴",
    for_people(
        "age_allowance",
        AGE_ALLOWANCE_RULES,
        figures,
        lambda home, someone, given: f"已满{given['years']}周岁，没有享受高龄津贴。",
        result="age_allowance",
        shows=("years",),
    ),
    of_person=True,
    papers=(common.IDENTITY, common.CARD),
    benefits=frozenset({"age_allowance"}),
    kinds=frozenset({Category.Kind.AGE_ALLOWANCE}),
    also=old_enough,
    opens=_open,
    busy=_busy,
)
