"""What a programme declares to tell of its decisions: `Publicity`. What is not declared cannot be put on a board."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any

from doudi.base.documents import Article
from doudi.base.refused import Refused
from doudi.mechanisms.casework.models import Case
from doudi.mechanisms.registry.models import Party


@dataclass(frozen=True)
class NoticeTerms:
    """What policy says on the day of posting. `days`: calendar days (R-CAL-03); `web`: the county has switched publication on the web on
    (R-PUB-02). The numbers are the policy's, the mechanism has none of its own."""

    days: int
    web: bool = False
    document: str = ""


@dataclass(frozen=True)
class NewLine:
    """One household or person to be told of. `amount` in fen; `group`: the number of the villagers' group; the case or the party behind
    it lets the scanner know whose names must not be written."""

    name: str
    people: int
    amount: int
    category: str
    group: int | None = None
    case: Case | None = None
    party: Party | None = None


@dataclass(frozen=True)
class Publicity:
    """公示 of one line. `categories`: the only words its column 类别 may hold. `posted`: False for what must never be told (R-PUB-03).

    `waiting` gives, for an area, a line for each of its cases that wait to be told of; `listed` the long-term list of a village on a day,
    where it is not made from awards. `objected` follows an objection, `over` the end of a notice, each in the same transaction: by them a flow moves its cases.
    """

    code: str
    name: str
    basis: tuple[Article, ...]
    categories: tuple[str, ...]
    item: str = "月保障金"  # what the column of amounts is called
    posted: bool = True
    not_posted_because: str = ""
    waiting: Callable[[str], list[NewLine]] | None = field(default=None, compare=False)
    listed: Callable[[str, dt.date], list[NewLine]] | None = field(default=None, compare=False)
    objected: Callable[[Any], None] | None = field(default=None, compare=False)
    over: Callable[[Any], None] | None = field(default=None, compare=False)

    def __post_init__(self) -> None:
        assert PUBLICITIES.setdefault(self.code, self) == self, f"公示 {self.code} 重复声明"
        assert self.posted or self.not_posted_because, f"{self.code}: 不公示的须写明理由"


PUBLICITIES: dict[str, Publicity] = {}


def publicity_of(code: str) -> Publicity:
    """The publicity of a code; Refused if its line may not be told of, or has not said how (R-PUB-03)."""
    found = PUBLICITIES.get(code)
    if found is None:
        raise Refused("这项业务没有声明公示办法，不能公示。")
    if not found.posted:
        raise Refused(f"{found.name}{found.not_posted_because}，一律不公示。")
    return found
