"""Recognised families that a benefit would give something today, by the facts of their recognition: they should be looked at."""

from __future__ import annotations

import datetime as dt

from django.db.models import Q

from doudi.base.models import Area
from doudi.base.months import month_of
from doudi.mechanisms.entitlement.awards.models import Covered
from doudi.mechanisms.entitlement.declare import Benefit
from doudi.mechanisms.entitlement.parameters_entered import queries as parameters
from doudi.mechanisms.entitlement.simulations.known import known_families
from doudi.mechanisms.registry.models import Person


def who_qualifies(benefit: Benefit, on: dt.date) -> dict[int, int]:
    """Party → fen a month under the standards of the day, of every county there is; nobody who is covered or has died."""
    month = month_of(on)
    now = Q(until_month=None) | Q(until_month__gte=month)
    covered = Covered.objects.filter(now, benefit=benefit.code, from_month__lte=month)
    busy = {*covered.values_list("person", flat=True)}
    busy.update(Person.objects.exclude(died_on=None).values_list("pk", flat=True))
    found: dict[int, int] = {}
    for county in Area.objects.filter(level=Area.Level.COUNTY).order_by("code"):
        known = known_families(benefit, county.code, on, busy)
        if not len(known):
            continue
        terms = parameters.terms(benefit.book, month, known=on, area=county.code)
        due = benefit.book.run(known.facts, terms)[benefit.book.result]
        found |= {party: int(fen) for party, fen in zip(known.parties, due, strict=True) if fen > 0}
    return found
