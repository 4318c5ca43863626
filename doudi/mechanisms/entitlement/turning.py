"""The smallest change that would turn a result, found by asking the rules themselves: many copies of one household at once. Only the rules
that rest on the figure looked at run again; what stands before them is the household's own and is the same in every copy."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from functools import cache
from typing import Any, TypeAlias

import numpy as np
import numpy.typing as npt

from doudi.mechanisms.entitlement.columns import Column, Facts
from doudi.mechanisms.entitlement.policy import Terms
from doudi.mechanisms.entitlement.rules import HOUSEHOLD, Fact, Rule, Rules, Turn

AT_ONCE = (
    512  # copies: two rounds find one fen in 2,600 元; a round costs what its rules cost, hardly what its copies do
)
HIGHEST = 10_000_000  # 分 a month: nobody asks further
Asked: TypeAlias = Callable[[Column], Column]
Figures: TypeAlias = Mapping[str, npt.NDArray[Any]]


@cache
def asked_of(book: Rules) -> tuple[str, ...]:
    """The figures as they are that `turning` starts from."""
    before = (name for each in book.turns for name in _before(book, each.name) or ())
    return tuple(dict.fromkeys((book.result, *(each.name for each in book.turns), *before)))


def turning(book: Rules, facts: Facts, terms: Terms, now: Figures, *, row: int = 0) -> list[str]:
    """Sentences, one for each change that alone would turn the result of one household, or of its row-th person; `now` has the figures
    that `asked_of` names."""

    def here(name: str) -> int:
        return int(now[name][0 if book.level(name) is HOUSEHOLD else row])

    entitled = here(book.result) != 0
    found = (_turned(book, facts, terms, now, row, each, entitled, here(each.name)) for each in book.turns)
    return [sentence for sentence in found if sentence]


def _turned(
    book: Rules, facts: Facts, terms: Terms, now: Figures, row: int, turn: Turn, entitled: bool, held: int
) -> str:
    before = _before(book, turn.name)
    if before is None:
        return ""

    def entitled_with(values: Column) -> Column:
        copies = len(values)
        each = values if book.level(turn.name) is HOUSEHOLD else _one_person(now[turn.name], row, values)
        given = {name: np.tile(now[name], copies) for name in before} | {turn.name: each}
        result = book.run(facts.repeated(copies, ()), terms, book.result, given=given)[book.result]
        return (result if book.level(book.result) is HOUSEHOLD else result.reshape(copies, -1)[:, row]) != 0

    if turn.set_to is not None:
        helps = not entitled and held != turn.set_to and entitled_with(np.array([turn.set_to]))[0]
        return turn.say if helps else ""
    if not entitled and turn.less and held > 0:
        best = _last(entitled_with, 0, held)
        return _say(turn.less, book, turn, held - best, best) if best is not None else ""
    if entitled and turn.more:
        last = _last(entitled_with, held, held + HIGHEST)
        return _say(turn.more, book, turn, last + 1 - held, last + 1) if last is not None else ""
    return ""


@cache
def _before(book: Rules, name: str) -> tuple[str, ...] | None:
    """The facts and results that the rules resting on a figure take from elsewhere; None if the result does not rest on it."""
    after = {name}
    for step in book.plan((book.result,), frozenset((name,))):
        if step.rule is not None and not after.isdisjoint(step.rule.inputs):
            after.add(step.name)
    if book.result not in after:
        return None
    taken = (each for rule in after - {name} for each in book.rules[rule].inputs)
    return tuple(
        sorted({each for each in taken if each not in after and isinstance(book.names.get(each), Fact | Rule)})
    )


def _last(asked: Asked, low: int, high: int) -> int | None:
    """The largest value from `low` on that still brings the benefit; None if even `low` does not, or even `high` does.
    Each round asks many values at once and keeps the gap between the last yes and the first no."""
    while high - low > 1:
        values = _spread(low, high)
        yes = asked(values)
        if not yes[0] or yes[-1]:
            return None
        place = int(np.argmin(yes)) - 1
        low, high = int(values[place]), int(values[place + 1])
    return low


def _spread(low: int, high: int) -> Column:
    """Values to ask at once, rising, both ends among them. What turns a result mostly lies near: so over a range that two even rounds
    would not exhaust, they stand close at first and wider farther off."""
    if high - low > AT_ONCE**2:
        values = low + np.append(0, np.geomspace(1, high - low, AT_ONCE - 1)).astype(np.int64)
        values[-1] = high
    else:
        values = np.linspace(low, high, AT_ONCE, dtype=np.int64)
    return values[np.append(True, values[1:] != values[:-1])]  # rising already: no need to sort them as np.unique does


def _say(sentence: str, book: Rules, turn: Turn, by: int, at: int) -> str:
    unit = book.names[turn.name].unit
    return sentence.format(by=unit.shown(by), at=unit.shown(at))


def _one_person(figures: Column, row: int, values: Column) -> Column:
    """The figure of all persons of all copies, other for the one person looked at."""
    every = np.tile(figures.astype(np.int64), (len(values), 1))
    every[:, row] = values
    return every.ravel()
