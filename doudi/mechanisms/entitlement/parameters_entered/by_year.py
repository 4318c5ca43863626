"""政策标准 as a table: each parameter and class across the years, and every dated value of one parameter."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from doudi.mechanisms.entitlement.parameters_entered.models import ParameterEntry
from doudi.mechanisms.entitlement.policy import Key, Parameter, Policy, PolicyValue, values_on


@dataclass(frozen=True)
class Cell:
    """What is in force at the end of a year; `changed` against the year before."""

    row: PolicyValue | None
    changed: bool


@dataclass(frozen=True)
class Line:
    """One parameter for one class, across the years."""

    code: str
    parameter: Parameter
    key: Key
    cells: tuple[Cell, ...]


def table(policy: type[Policy], years: Sequence[int], entered: Iterable[PolicyValue]) -> list[Line]:
    """Every parameter of a policy, class by class, with what holds at the end of each year."""
    entered = list(entered)
    return [
        Line(f"{policy.code}.{name}", parameter, key, tuple(_cells(policy, name, key, years, entered)))
        for name, parameter in policy.parameters().items()
        for key in parameter.keys()  # noqa: SIM118 — a method, not a mapping
    ]


def _cells(
    policy: type[Policy], name: str, key: Key, years: Sequence[int], entered: list[PolicyValue]
) -> Iterable[Cell]:
    before: PolicyValue | None = None
    for place, year in enumerate(years):
        row = values_on(policy, name, dt.date(year, 12, 31), entered).get(key)
        yield Cell(row, place > 0 and row is not None and (before is None or row.value != before.value))
        before = row


def entries_of(code: str) -> list[ParameterEntry]:
    """Everything that people entered for one parameter, the newest first."""
    rows = ParameterEntry.objects.filter(code=code).select_related("entered_by", "answered_by")
    return list(rows.order_by("-pk"))
