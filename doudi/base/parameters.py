"""Dated parameters: numbers, periods and lists that a law or the county sets.

A parameter's meaning stands in the code beside the rule that uses it; its values are dated, and each value names the document
that set it. No rule carries a number of its own.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from typing import TypeAlias

Value: TypeAlias = int | float | str | bool | tuple[str, ...]


@dataclass(frozen=True)
class DatedValue:
    """One value, the first day it applies to, and the document that set it; tag: how sure it is (A law … D our default)."""

    value: Value
    applies_from: dt.date
    document: str
    tag: str = "D"


@dataclass(frozen=True)
class Parameter:
    """A number, period or list set by policy. `unit` says how to read it: 分, 元, 天, 个月, 倍, 平方米, 比例, 名称 …"""

    code: str
    label: str
    unit: str
    values: tuple[DatedValue, ...]
    note: str = ""

    def __post_init__(self) -> None:
        assert self.values, f"parameter {self.code} has no value"
        days = [value.applies_from for value in self.values]
        assert days == sorted(set(days)), f"the values of {self.code} are not in the order of their days"

    def on(self, day: dt.date) -> DatedValue:
        """The value in force on a day; raises LookupError if none applies yet."""
        for value in reversed(self.values):
            if value.applies_from <= day:
                return value
        raise LookupError(f"参数“{self.label}”({self.code})在 {day} 尚无取值,请补录。")


def parameter(
    code: str,
    label: str,
    unit: str,
    value: Value,
    *,
    document: str,
    tag: str = "D",
    since: dt.date = dt.date(2021, 1, 1),
    note: str = "",
) -> Parameter:
    """A parameter with one value so far."""
    return Parameter(code, label, unit, (DatedValue(value, since, document, tag),), note)


@dataclass(frozen=True)
class ParameterSet:
    """The values of many parameters as they stand on one day, some of them overridden (by a county's file)."""

    day: dt.date
    parameters: Mapping[str, Parameter]
    overrides: Mapping[str, Value] = field(default_factory=dict)

    def __post_init__(self) -> None:
        unknown = sorted(set(self.overrides) - set(self.parameters))
        if unknown:
            raise ValueError(f"没有名为 {'、'.join(unknown)} 的参数。")

    @classmethod
    def of(
        cls, parameters: Iterable[Parameter], *, on: dt.date, overrides: Mapping[str, Value] | None = None
    ) -> ParameterSet:
        return cls(on, {each.code: each for each in parameters}, overrides or {})

    def __getitem__(self, code: str) -> Value:
        if code in self.overrides:
            return self.overrides[code]
        return self.parameters[code].on(self.day).value

    def document(self, code: str) -> str:
        """The document behind the value in force, or a word that the county overrode it."""
        return "本次比对约定" if code in self.overrides else self.parameters[code].on(self.day).document
