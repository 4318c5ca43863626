"""What is declared by whoever has something to do when somebody has died: `Follower`, and the `Consequence` that a person confirms."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import TypeAlias

from doudi.base.models import User
from doudi.mechanisms.registry.death_records.models import Death

Follow: TypeAlias = Callable[[Sequence[Death], User | None, dt.datetime], None]


@dataclass(frozen=True)
class Consequence:
    """One thing that a death means, as the desk proposes it: nothing happens until a person confirms it at `url`. Amounts in fen."""

    name: str  # 农村低保
    words: str  # 自2024年4月起停发，已多发…元
    url: str = ""
    amount: int = 0
    done: bool = False


@dataclass(frozen=True)
class Follower:
    """`reported`, `certified`, `voided` are called within the transaction, for all deaths at once; `consequences` is asked by pages."""

    code: str
    reported: Follow | None = None
    certified: Follow | None = None
    voided: Follow | None = None
    consequences: Callable[[Death, dt.date], list[Consequence]] | None = None

    def __post_init__(self) -> None:
        FOLLOWERS[self.code] = self


FOLLOWERS: dict[str, Follower] = {}
