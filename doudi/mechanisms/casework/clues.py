"""线索: what one line has found and another has to look into. Whoever finds says of what kind it is and never who takes it; whoever takes
clues of a kind declares a `Taker`. So a failed verification of ashes opens a case of enforcement, and neither knows the other."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass

from doudi.base.models import User


@dataclass(frozen=True)
class Clue:
    """`kind`: whose business it is ("funeral"). `code`: what it may be, in the taker's list. `key` tells the matter from every other one:
    told again under it, a clue opens nothing anew. `done_on`: the day of the act, if it is known."""

    kind: str
    code: str
    title: str
    words: str
    area_code: str
    key: str
    done_on: dt.date | None = None


@dataclass(frozen=True)
class Taker:
    """Takes the clues of a kind, within the transaction of whoever tells them; gives how many were new."""

    kind: str
    take: Callable[[Sequence[Clue], User | None, dt.datetime], int]

    def __post_init__(self) -> None:
        TAKERS[self.kind] = self


TAKERS: dict[str, Taker] = {}


def tell(clues: Iterable[Clue], *, by: User | None, at: dt.datetime) -> int:
    """Hand clues to whoever takes their kind; how many were new. A kind that nobody takes is nobody's business: nought."""
    told: dict[str, list[Clue]] = {}
    for each in clues:
        told.setdefault(each.kind, []).append(each)
    return sum(TAKERS[kind].take(those, by, at) for kind, those in told.items() if kind in TAKERS)
