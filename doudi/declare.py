"""What a programme is: a business line declared on the mechanisms, with its pages; and the section it stands in."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from django.http import HttpResponseBase

from doudi.base.parameters import Parameter
from doudi.base.roles import Role
from doudi.mechanisms.casework.declare import Flow
from doudi.mechanisms.exchange.declare import Source
from doudi.mechanisms.indicators.declare import Indicator
from doudi.mechanisms.matching.declare import Check, Linkage


@dataclass(frozen=True)
class Waiting:
    """Something that waits for a user: one line of his worklist, opened at `address`."""

    title: str
    where: str
    stage: str
    since: dt.date | None
    due_on: dt.date | None
    provisional: bool
    address: str
    number: str = ""


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
    indicators: tuple[Indicator, ...] = ()
    pages: tuple[Page, ...] = ()
    worklist: Callable[[Any, dt.date], list[Waiting]] | None = None  # (user, today) → what waits for him


@dataclass(frozen=True)
class Section:
    """A heading of the menu and of the annual summary, with its programmes."""

    code: str
    name: str
    icon: str
    programmes: tuple[Programme, ...]
