"""Who has something to do when a comparison has found something: `Follower`. The mechanism knows none of them."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Sequence
from dataclasses import dataclass

from doudi.mechanisms.matching.models import Finding, Run


@dataclass(frozen=True)
class Follower:
    """`found` is called within the transaction that keeps the findings of a run, with those that are new, once for all of them."""

    code: str
    found: Callable[[Run, Sequence[Finding], dt.datetime], None]

    def __post_init__(self) -> None:
        FOLLOWERS[self.code] = self


FOLLOWERS: dict[str, Follower] = {}


def tell(run: Run, new: Sequence[Finding], *, at: dt.datetime) -> None:
    """Tell everybody who follows of the new findings of a run."""
    for each in FOLLOWERS.values():
        each.found(run, new, at)
