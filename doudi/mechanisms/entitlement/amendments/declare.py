"""What a programme declares to have its awards looked after: `Amending` ties a flow to a benefit."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable
from dataclasses import dataclass
from typing import Protocol

from doudi.base.models import User
from doudi.base.roles import Role
from doudi.mechanisms.casework.declare import Flow, Number
from doudi.mechanisms.entitlement.amendments.models import Amendment, Occasion
from doudi.mechanisms.entitlement.awards.models import AwardChange
from doudi.mechanisms.entitlement.awards.reasons import StopReason
from doudi.mechanisms.entitlement.declare import Benefit
from doudi.mechanisms.entitlement.family import Family


class Deferring(Protocol):
    """渐退 as a programme gives it: whether it may be given (Refused with the sentences of its rules if not), and the giving."""

    groups: tuple[tuple[str, str], ...]

    def check(self, amendment: Amendment, family: Family, on: dt.date) -> None: ...

    def give(
        self, amendment: Amendment, family: Family, *, on: dt.date, document: str, by: User, at: dt.datetime, because: str,
        delegated_to: frozenset[Role] = frozenset(),
    ) -> AwardChange: ...  # fmt: skip


def _as_it_is(family: Family) -> Family:
    return family


@dataclass(frozen=True)
class Amending:
    """The flow that cases about awards of a benefit move in, and what of a household may be put down anew in them.

    `by_rules`: reasons of a stop that the rules themselves have to bear out.
    `plain`: the household without what only a deferred exit added to its facts.
    """

    benefit: Benefit
    flow: Flow
    reporters: frozenset[Role]  # who may say that something has changed
    checkers: frozenset[Role]  # who puts down what was found
    of_person: tuple[str, ...]  # facts of the rules
    of_household: tuple[str, ...]
    occasions: tuple[Occasion, ...] = tuple(Occasion)
    heard_within: Number = 5  # working days, before a reduction or stop is decided
    by_rules: frozenset[str] = frozenset({StopReason.INCOME, StopReason.PROPERTY})
    # Reasons of a stop that reach back to the day on which it happened: what was paid since is overpaid (R-DYN-03, R-DYN-04).
    reaches_back: frozenset[str] = frozenset({StopReason.DEATH, StopReason.FRAUD})
    checking: tuple[str, ...] = ("LOOKING",)  # the stages in which it is put down
    plain: Callable[[Family], Family] = _as_it_is
    deferring: Deferring | None = None

    def __post_init__(self) -> None:
        assert {*self.of_person, *self.of_household} <= set(self.benefit.book.all_facts), self.flow.code
        AMENDINGS[self.flow.code] = self


AMENDINGS: dict[str, Amending] = {}  # by the code of the flow


def amending_of(benefit: str) -> Amending | None:
    """Of a benefit's code; None where its programme declares none."""
    return next((each for each in AMENDINGS.values() if each.benefit.code == benefit), None)
