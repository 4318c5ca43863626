"""What is declared to the desk: `Page`, and what it asks of every line, `WorkItem`, `KeyFigure`, `Panel`.

They stand on the floor of the pages, below the mechanisms, so that a mechanism can offer the pages of whatever is declared on it.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Any, TypeVar

from django.http import HttpResponseBase

from doudi.base.roles import Role


@dataclass(frozen=True)
class Page:
    """A page of a programme's own: its address below the programme's, its menu line (if it has an icon), and who may open it."""

    code: str
    name: str
    view: Callable[..., HttpResponseBase]
    roles: frozenset[Role]
    address: str = ""  # e.g. "findings/<int:pk>/"; the code and a slash if empty
    icon: str = ""  # no icon: not in the menu

    @property
    def route(self) -> str:
        return self.address or f"{self.code}/"


@dataclass(frozen=True)
class WorkItem:
    """One line of the worklist (待办) or of the alarms (预警). Many alike are one line with their number: "320条疑点待下发"."""

    title: str
    url: str
    label: str = ""  # the words of its tag: 待复核
    tint: str = ""  # ok · warn · danger · info: the tag's colour, never the only sign
    where: str = ""  # 古城镇水槽村
    who: str = ""  # who has it, for whoever looks after others
    since: dt.date | None = None
    due: dt.date | None = None
    provisional: bool = False  # the day is computed past the last holiday notice (暂定)
    natural: bool = False  # the limit runs over weekends and holidays: told in days, not working days (R-GEN-07)
    overdue: bool = False
    visit: bool = False  # to be done at somebody's home: stands under 入户 on a phone
    number: int = 1  # how many matters it stands for


@dataclass(frozen=True)
class KeyFigure:
    """A number on a card; it opens the list that it counts."""

    label: str
    value: str
    url: str = ""
    note: str = ""
    tint: str = ""  # of the note


@dataclass(frozen=True)
class Panel:
    """A part of somebody's file, drawn by the programme's own template."""

    code: str
    name: str
    template: str
    context: Mapping[str, Any] = field(default_factory=dict)
    number: int | None = None  # shown behind the name


Answer = TypeVar("Answer")


def together(
    *asked: Callable[[Any, dt.date], list[Answer]],
) -> Callable[[Any, dt.date], list[Answer]]:
    """What several parts of one programme say to the desk, one after the other."""

    def answer(user: Any, today: dt.date) -> list[Answer]:
        return [each for ask in asked for each in ask(user, today)]

    return answer
