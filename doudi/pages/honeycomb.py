"""The schematic map: one tile a township in the order of codes, laid as a honeycomb. No boundary is drawn, and the page says so."""

from __future__ import annotations

import math
from dataclasses import dataclass

SHADES = 5


@dataclass(frozen=True)
class Tile:
    """A township: where it stands in the honeycomb, its figure, how dark it is, and where it leads."""

    name: str
    words: str
    shade: str
    style: str
    url: str = ""


def across(number: int) -> int:
    """How many tiles stand in a row."""
    return max(2, min(5, math.ceil(math.sqrt(number * 1.3))))


def columns(number: int) -> int:
    """Halves of tiles, so that every other row stands half a tile to the right."""
    return across(number) * 2 + 1


def style(place: int, number: int) -> str:
    """Where the tile at a place, of so many, stands in the grid."""
    row, column = divmod(place, across(number))
    return f"grid-row:{row * 3 + 1} / span 4;grid-column:{column * 2 + 1 + row % 2} / span 2"


def shade(value: float, largest: float) -> str:
    """m1..m5 for more, l1..l5 for less, none for nought; in equal steps up to the largest."""
    if not value or not largest:
        return "none"
    return f"{'m' if value > 0 else 'l'}{math.ceil(abs(value) * SHADES / largest)}"
