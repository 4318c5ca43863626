"""What a programme declares to report a number: `Indicator`."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from django.db.models import Aggregate, QuerySet

from doudi.base.spans import Period


@dataclass(frozen=True)
class Indicator:
    """A named figure: the records it counts and how. The list behind the figure is `of(period)` itself."""

    code: str
    name: str
    unit: str
    counts: Aggregate
    of: Callable[[Period], QuerySet[Any]]
    area_field: str = "area_code"
    per: int = 1  # the value is divided by it: 10**6 turns fen into 万元
