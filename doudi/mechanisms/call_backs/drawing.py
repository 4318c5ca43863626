"""Whom a call falls upon: a hash of what is asked about. Drawn again it is the same, and nobody can tell beforehand whom it falls upon."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from typing import TypeVar

from doudi.base.lots import drawn, lot

T = TypeVar("T")


def by_share(rows: Iterable[T], per_cent: int, *, seed: Callable[[T], str]) -> list[T]:
    """Those of the rows whose own lot falls into the share, in their order: each by itself, so that it may be drawn day by day."""
    return [each for each in rows if drawn(seed(each), per_cent / 100)]


def in_turn(rows: Iterable[T], *, seed: Callable[[T], str]) -> list[T]:
    """All of the rows in the order of their lots: who is called first, and who comes up for somebody that was not reached."""
    return sorted(rows, key=lambda each: lot(seed(each)))


def so_many(rows: Sequence[T], per_cent: int, *, seed: Callable[[T], str], least: int = 0) -> list[T]:
    """The share of a list that is closed, rounded up, at least so many, never more than there are."""
    return in_turn(rows, seed=seed)[: number_of(len(rows), per_cent, least=least)]


def number_of(rows: int, per_cent: int, *, least: int = 0) -> int:
    """How many of a list are called."""
    return min(max(-(-rows * per_cent // 100), least), rows)
