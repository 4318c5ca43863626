"""What a programme is: a business line declared on the mechanisms, with its pages; and the section it stands in."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Any

from django.http import HttpResponseBase

from doudi.base.parameters import Parameter
from doudi.base.roles import Role
from doudi.mechanisms.casework.declare import Flow
from doudi.mechanisms.entitlement.declare import Benefit
from doudi.mechanisms.entitlement.policy import Policy
from doudi.mechanisms.exchange.declare import Source
from doudi.mechanisms.indicators.declare import Indicator
from doudi.mechanisms.matching.declare import Check, Linkage


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


@dataclass(frozen=True)
class Programme:
    """One business line."""

    code: str
    name: str
    basis: tuple[str, ...]
    about: str = ""
    flows: tuple[Flow, ...] = ()
    sources: tuple[Source, ...] = ()
    checks: tuple[Check, ...] = ()
    linkages: tuple[Linkage, ...] = ()
    parameters: tuple[Parameter, ...] = ()
    benefits: tuple[Benefit, ...] = ()  # what it pays month by month
    policies: tuple[type[Policy], ...] = ()  # whose values the county may enter, beside those of its benefits
    indicators: tuple[Indicator, ...] = ()
    pages: tuple[Page, ...] = ()
    # What the desk asks of every programme, each for (user, today); a programme that does not answer is not asked.
    worklist: Callable[[Any, dt.date], list[WorkItem]] | None = None  # 待办: what waits for him
    alarms: Callable[[Any, dt.date], list[WorkItem]] | None = None  # 预警: what is late or odd, and who has it
    figures: Callable[[Any, dt.date], list[KeyFigure]] | None = None  # 关键数据 of his first screen
    # Parts of a person's and a household's file, for (user, id of the party, on): what this programme knows of them.
    person_panel: Callable[[Any, int, dt.date], list[Panel]] | None = None
    household_panel: Callable[[Any, int, dt.date], list[Panel]] | None = None


@dataclass(frozen=True)
class Section:
    """A heading of the menu and of the annual summary, with its programmes."""

    code: str
    name: str
    icon: str
    programmes: tuple[Programme, ...]
