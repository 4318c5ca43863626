"""趋势线: a small line of a figure over some spans of time, drawn by the server as SVG: it prints, needs no script, and is told in words."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

WIDTH, HEIGHT, _MARGIN = 160, 40, 4


@dataclass(frozen=True)
class Point:
    """A span: how it is called, the figure as it is written, and its value; None where it is not told or not known."""

    name: str
    words: str
    value: float | None


@dataclass(frozen=True)
class Trend:
    """A figure over spans, the oldest first. Nothing is drawn of fewer than two known values: two points make a line."""

    label: str
    unit: str
    points: tuple[Point, ...]

    @property
    def known(self) -> list[Point]:
        return [each for each in self.points if each.value is not None]

    @property
    def is_drawn(self) -> bool:
        return len(self.known) > 1

    @property
    def words(self) -> str:
        """最低生活保障户数：2024年第一季度900户，第二季度……: what a reader who sees no line is told."""
        told = "，".join(
            f"{each.name}{each.words}{self.unit if each.value is not None else ''}" for each in self.points
        )
        return f"{self.label}：{told}。"

    @property
    def pieces(self) -> list[str]:
        """The points of each unbroken piece of the line, as SVG has them; where a value is missing the line is broken."""
        return [" ".join(f"{x:g},{y:g}" for x, y in piece) for piece in _pieces(self._places)]

    @property
    def dots(self) -> list[tuple[float, float]]:
        """The newest value, and whatever stands alone between gaps and would not be seen otherwise."""
        alone = [piece[0] for piece in _pieces(self._places) if len(piece) == 1]
        last = [each for each in self._places if each is not None][-1:]
        return list(dict.fromkeys([*alone, *last]))

    @property
    def _places(self) -> list[tuple[float, float] | None]:
        values = [each.value for each in self.known if each.value is not None]
        if not values:
            return []
        low, high = min(values), max(values)
        step = (WIDTH - 2 * _MARGIN) / max(len(self.points) - 1, 1)

        def up(value: float) -> float:
            share = (value - low) / (high - low) if high > low else 0.5
            return round(HEIGHT - _MARGIN - share * (HEIGHT - 2 * _MARGIN), 1)

        return [
            None if each.value is None else (round(_MARGIN + place * step, 1), up(each.value))
            for place, each in enumerate(self.points)
        ]


def _pieces(places: Sequence[tuple[float, float] | None]) -> Iterator[list[tuple[float, float]]]:
    piece: list[tuple[float, float]] = []
    for each in [*places, None]:
        if each is not None:
            piece.append(each)
        elif piece:
            yield piece
            piece = []
