"""Where the invented county's people live: villages on a grid around their townships, houses around their village. No real place."""

from __future__ import annotations

import zlib
from decimal import Decimal
from typing import TypeAlias

from doudi.demo.county import Person, Village

Place: TypeAlias = tuple[Decimal, Decimal]  # degrees north, degrees east
_NORTH, _EAST = 27.20, 114.30
_TOWN, _VILLAGE, _HOUSE = (
    0.13,
    0.03,
    0.004,
)  # degrees between towns, between villages, and at most from the middle of a village


def middle_of(village: Village) -> Place:
    """The middle of a village."""
    north, east = _middle(village)
    return _place(north, east)


def home_of(person: Person) -> Place:
    """The house of somebody: the same whenever it is asked for, a few hundred metres from the middle of the village."""
    north, east = _middle(person.village)
    mixed = zlib.crc32(f"{person.village.code}:{person.group}:{person.house}".encode())
    return _place(north + _HOUSE * (mixed % 1000 / 500 - 1), east + _HOUSE * (mixed // 1000 % 1000 / 500 - 1))


def step_from(place: Place, metres_north: float, metres_east: float) -> Place:
    """So many metres from a place: where a phone says it is."""
    return _place(float(place[0]) + metres_north / 111_200, float(place[1]) + metres_east / 98_800)


def _middle(village: Village) -> tuple[float, float]:
    town, number = int(village.code[6:9]) - 100, int(village.code[9:12])
    return (
        _NORTH + _TOWN * (town // 3) + _VILLAGE * (number % 4),
        _EAST + _TOWN * (town % 3) + _VILLAGE * (number // 4 % 4),
    )


def _place(north: float, east: float) -> Place:
    return Decimal(f"{north:.6f}"), Decimal(f"{east:.6f}")
