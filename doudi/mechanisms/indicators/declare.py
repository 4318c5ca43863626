"""What a programme declares to report a number: `Indicator`."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from enum import StrEnum
from typing import Any

from django.db.models import Aggregate, QuerySet

from doudi.base.spans import Period
from doudi.pages.lists import Column


class Kind(StrEnum):
    """How a figure belongs to its period (R-STAT-02)."""

    STOCK = "期末"  # what stands on the last day
    CUMULATIVE = "累计"  # from the first of January to the last day
    FLOW = "当期"  # within the period


@dataclass(frozen=True)
class Split:
    """A class by which a figure is told apart: the column of its rows (`prepare` may add it), and what its values are called."""

    code: str
    name: str
    field: str
    names: tuple[tuple[Any, str], ...]
    prepare: Callable[[QuerySet[Any]], QuerySet[Any]] | None = None


@dataclass(frozen=True)
class Indicator:
    """A named figure: the records it counts and how. The list behind the figure is `of(period)` itself.

    `columns` are what that list shows of a record, `opens` is the address of the record's own page. `sensitive` figures are of
    children, mental health or bride price: a cell with fewer than five stands as suppressed (R-STAT-10).
    """

    code: str
    name: str
    unit: str
    counts: Aggregate
    of: Callable[[Period], QuerySet[Any]]
    area_field: str = "area_code"
    per: int = 1  # the value is divided by it: 10**6 turns fen into 万元
    kind: Kind = Kind.FLOW
    splits: tuple[Split, ...] = ()
    columns: tuple[Column, ...] = ()
    related: tuple[str, ...] = ()  # what the columns read beside the row
    opens: Callable[[Any], str | None] | None = None
    sensitive: bool = False
    called: str = ""  # the column that names a record, where a text may list them all (F-48)
    counted_only: bool = False  # its records have readers of their own: reports show the figure and no list to anybody

    @property
    def is_money(self) -> bool:
        return self.unit in ("元", "万元", "亿元")


INDICATORS: dict[str, tuple[str, Indicator]] = {}  # code → the programme that declares it, and the indicator

PROGRAMMES: dict[str, str] = {}  # the code of a programme that declares any → its official name


def register(programme: str, name: str, indicators: Iterable[Indicator]) -> None:
    """Make the indicators of a programme known; its declaration calls this. Raises ValueError if two programmes use one code."""
    for each in indicators:
        known = INDICATORS.setdefault(each.code, (programme, each))
        if known[0] != programme:
            raise ValueError(f"指标{each.code}重复:{known[0]}和{programme}")
        INDICATORS[each.code] = (programme, each)
        PROGRAMMES[programme] = name


def indicator_of(code: str) -> Indicator | None:
    """The indicator of a code; None where no line that stands declares it."""
    known = INDICATORS.get(code)
    return known[1] if known else None
