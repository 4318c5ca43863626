"""What is dibao's own in looking after an award: who need not be visited, and from when on hiding something is admonished."""

from __future__ import annotations

import datetime as dt

from doudi.base.calendar import months_later
from doudi.mechanisms.casework.declare import Said
from doudi.mechanisms.casework.models import Case
from doudi.mechanisms.entitlement.amendments import queries
from doudi.mechanisms.entitlement.amendments.models import Occasion
from doudi.programmes.assistance.dibao.after.times import limit

ON_PAPER = (Occasion.MOVE, Occasion.GRACE, Occasion.EXIT)


def needs_a_visit(case: Case, said: Said) -> str | None:
    row = queries.of(case)
    if row.occasion in ON_PAPER:
        return None
    return f"{row.get_occasion_display()}须入户核查和信息核对，不能书面核查。"


def not_hidden_long(case: Case, said: Said) -> str | None:
    """R-DYN-04: an important change that was kept quiet for more than three months."""
    day, months = said.get("hidden_since"), limit("hidden").on(said.on)
    if day and months_later(dt.date.fromisoformat(str(day)), months) >= said.on:
        return f"隐瞒变化没有超过{months}个月，按变更办理，不作批评教育。"
    return None
