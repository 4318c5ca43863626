"""年度抽查 (R-ASHES-15): which placements of the last years are looked at again. Drawn by lots that hang on the case's number and the day of
the draw, so that nobody chooses, anybody can draw again, and who asks twice is told the same."""

from __future__ import annotations

import datetime as dt

from django.db.models import Q

from doudi.base.lots import lot
from doudi.programmes.funeral.ashes.handing import terms
from doudi.programmes.funeral.ashes.models import Placement, Verification


def day_of_draw(on: dt.date) -> dt.date:
    """The first day of the month of Qingming (`recheck_month`), of this year or, before it has come, of the last."""
    first = dt.date(on.year, int(terms(on)["recheck_month"]), 1)
    return first if first <= on else first.replace(year=on.year - 1)


def rechecks(drawn_on: dt.date) -> list[int]:
    """The cases drawn on a day, by their keys: of the ashes that lay in the county on it and had been laid there in the years before
    (`recheck_years`), at least the share (`recheck_share`), rounded up. What happens later changes nothing in it; one query."""
    in_force = terms(drawn_on)
    laid = Q(
        placed_on__gte=drawn_on.replace(year=drawn_on.year - int(in_force["recheck_years"])), placed_on__lt=drawn_on
    )
    there = Q(freed_on=None) | Q(freed_on__gte=drawn_on)
    rows = dict(Placement.objects.filter(laid, there).order_by("ashes").values_list("ashes", "ashes__case__number"))
    number = -(-len(rows) * int(in_force["recheck_share"]) // 100)
    return sorted(sorted(rows, key=lambda pk: lot(f"{rows[pk]}|{drawn_on}"))[:number])


def rechecks_due(on: dt.date) -> list[int]:
    """Those drawn last that nobody has looked at since; two queries."""
    drawn_on = day_of_draw(on)
    seen = Verification.objects.filter(yearly=True, on__range=(drawn_on, on)).values_list("ashes", flat=True)
    done = set(seen)
    return [pk for pk in rechecks(drawn_on) if pk not in done]
