"""A line of a measurement, and at the end a table of all that have a target: measured, target, and how much of it is used."""

from __future__ import annotations

import re
from dataclasses import dataclass


@dataclass(frozen=True)
class Figure:
    """A measurement with a target it must stay below."""

    what: str
    value: float
    unit: str
    limit: float

    @property
    def used(self) -> float:
        return self.value / self.limit


_figures: list[Figure] = []
_above: list[str] = [""]  # the last line that is no part of another


def line(what: str, value: float, unit: str, wanted: str = "", more: str = "") -> None:
    """Print one measurement; `wanted` is its target ("at most 0.5 s"), in the unit of the value. Parts of a line are indented."""
    print(f"  {what:<46}{value:>8.2f} {unit:<3} {wanted:<14} {more}".rstrip())
    if not what.startswith(" "):
        _above[0] = what
    target = re.fullmatch(r"(?:at most|under) ([\d.]+) (\S+)", wanted)
    if target is None:
        assert not wanted, f"{wanted!r} names no target"
        return
    assert target[2] == unit, f"{what}: {wanted} is not in {unit}"
    whole = f"{_above[0]}: {what.strip()}" if what.startswith(" ") else what
    _figures.append(Figure(whole, value, unit, float(target[1])))


def summary() -> None:
    """The table at the end. What is above its target says so; nothing is hidden."""
    if not _figures:
        return
    print(f"{'against the targets':<74}{'measured':>12}{'target':>12}  share")
    for each in _figures:
        verdict = "" if each.used <= 1 else "  ABOVE"
        print(
            f"  {each.what:<72}{each.value:>8.2f} {each.unit:<3}{each.limit:>8g} {each.unit:<3}  {each.used:>5.0%}{verdict}"
        )
    above = sum(each.used > 1 for each in _figures)
    print(f"  {len(_figures)} targets, {above} above")
