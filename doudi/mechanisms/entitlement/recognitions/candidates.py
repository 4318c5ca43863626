"""Recognised families as candidates of a benefit: known, not awarded, with the facts of their latest decision (`Benefit.candidates`)."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator

from doudi.base.areas import within
from doudi.mechanisms.entitlement.declare import Candidate
from doudi.mechanisms.entitlement.recognitions import queries
from doudi.mechanisms.entitlement.recognitions.declare import RECOGNITIONS
from doudi.mechanisms.entitlement.recognitions.models import Recognised


def recognised_families(area: str, on: dt.date) -> Iterator[Candidate]:
    """Every family that is recognised on a day in an area, each once; one query."""
    rows = queries.last_figures(queries.in_force(Recognised.objects.filter(within(area)), on)).order_by("pk")
    seen = set()
    for party, place, code, figures in rows.values_list("party", "area_code", "recognition", "figures"):
        if party not in seen and figures:
            seen.add(party)
            yield Candidate(party, place, figures, RECOGNITIONS[code].name if code in RECOGNITIONS else code)
