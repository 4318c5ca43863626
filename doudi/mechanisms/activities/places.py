"""How far two places lie apart. Pure."""

from __future__ import annotations

from decimal import Decimal
from math import asin, cos, radians, sin, sqrt

_EARTH = 6_371_008  # metres, the mean radius


def metres_between(one: tuple[Decimal, Decimal], other: tuple[Decimal, Decimal]) -> int:
    """The distance of two (latitude, longitude) in whole metres, over the globe."""
    a, b, c, d = (radians(float(each)) for each in (*one, *other))
    half = sin((c - a) / 2) ** 2 + cos(a) * cos(c) * sin((d - b) / 2) ** 2
    return round(2 * _EARTH * asin(sqrt(half)))
