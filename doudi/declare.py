"""What a programme is: a business line declared on the mechanisms, with its pages; and the section it stands in."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from typing import Any

from doudi.base.nightly import Nightly
from doudi.base.parameters import Parameter
from doudi.mechanisms.casework.declare import Flow
from doudi.mechanisms.casework.notices.declare import Publicity
from doudi.mechanisms.custody.declare import Chain
from doudi.mechanisms.entitlement.declare import HOMES, Benefit, register_policies
from doudi.mechanisms.entitlement.front_door.declare import Door, Lists
from doudi.mechanisms.entitlement.policy import Policy
from doudi.mechanisms.entitlement.rules import Rules
from doudi.mechanisms.exchange.declare import Source
from doudi.mechanisms.indicators import declare as indicators_declared
from doudi.mechanisms.indicators.declare import Indicator
from doudi.mechanisms.matching.declare import CHECKS, Check, Linkage
from doudi.mechanisms.matching.kept import Kept
from doudi.mechanisms.orders.declare import OrderKind
from doudi.pages.declare import KeyFigure, Page, Panel, WorkItem


@dataclass(frozen=True)
class Programme:
    """One business line."""

    code: str
    name: str
    basis: tuple[str, ...]
    about: str = ""
    flows: tuple[Flow, ...] = ()
    orders: tuple[OrderKind, ...] = ()
    chains: tuple[Chain, ...] = ()  # what it has tracked from custodian to custodian
    sources: tuple[Source, ...] = ()
    checks: tuple[Check, ...] = ()
    linkages: tuple[Linkage, ...] = ()
    kept: tuple[Kept, ...] = ()  # rows of a list that it keeps itself, for whoever compares them
    parameters: tuple[Parameter, ...] = ()
    benefits: tuple[Benefit, ...] = ()  # what it pays month by month
    books: tuple[Rules, ...] = ()  # rules beside those of its benefits: a recognition, help given once
    policies: tuple[type[Policy], ...] = ()  # whose values the county may enter, beside those of its benefits and books
    publicities: tuple[Publicity, ...] = ()  # what is told of its decisions in the village, and what never
    doors: tuple[Door, ...] = ()  # what can be applied for at the one front door
    lists: tuple[Lists, ...] = ()  # facts that it knows from lists taken in, so that nobody is asked for them
    indicators: tuple[Indicator, ...] = ()
    pages: tuple[Page, ...] = ()
    nightly: tuple[Nightly, ...] = ()  # what it does by itself
    # Those of some organisations, by code, that are its providers: whoever is another one's provider finds nothing here. None: nobody is asked.
    providers: Callable[[frozenset[str]], Iterable[str]] | None = None
    # What the desk asks of every programme, each for (user, today); a programme that does not answer is not asked.
    worklist: Callable[[Any, dt.date], list[WorkItem]] | None = None  # 待办: what waits for him
    alarms: Callable[[Any, dt.date], list[WorkItem]] | None = None  # 预警: what is late or odd, and who has it
    figures: Callable[[Any, dt.date], list[KeyFigure]] | None = None  # 关键数据 of his first screen
    # Parts of a person's and a household's file, for (user, id of the party, on): what this programme knows of them.
    person_panel: Callable[[Any, int, dt.date], list[Panel]] | None = None
    household_panel: Callable[[Any, int, dt.date], list[Panel]] | None = None

    def __post_init__(self) -> None:
        register_policies(*self.policies, *(policy for book in self.books for policy in book.policies))
        CHECKS.update({each.code: each for each in self.checks})
        HOMES.update({each.code: self.code for each in self.benefits})
        indicators_declared.register(self.code, self.name, self.indicators)
        # The pages of a flow are called by the last word of its code: two flows that end in the same word would hide each other.
        for what, names in (
            ("页面", [each.code for each in self.pages]),
            ("地址", [each.route for each in self.pages]),
        ):
            twice = sorted({each for each in names if names.count(each) > 1})
            assert not twice, f"{self.code}: {what} {'、'.join(twice)} 重复"


@dataclass(frozen=True)
class Section:
    """A heading of the menu and of the annual summary, with its programmes."""

    code: str
    name: str
    icon: str
    programmes: tuple[Programme, ...]
