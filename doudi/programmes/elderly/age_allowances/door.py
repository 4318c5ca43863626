"""The age allowance at the front door: whoever is old enough and does not receive it. Nothing need be asked."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping

from django.db.models import Q

from doudi.base.calendar import months_later
from doudi.base.months import month_of
from doudi.mechanisms.entitlement.front_door import common
from doudi.mechanisms.entitlement.front_door.by_rules import for_people
from doudi.mechanisms.entitlement.front_door.declare import Door, Home, Someone, When
from doudi.mechanisms.entitlement.parameters_entered.queries import terms_in_force
from doudi.mechanisms.registry.models import Category
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
)
