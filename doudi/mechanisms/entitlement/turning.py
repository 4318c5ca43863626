"""The smallest change that would turn a result, found by asking the rules themselves: many copies of one household at once."""

from __future__ import annotations

from collections.abc import Callable
from typing import TypeAlias

import numpy as np

from doudi.mechanisms.entitlement.columns import Column, Facts
from doudi.mechanisms.entitlement.policy import Terms
from doudi.mechanisms.entitlement.rules import HOUSEHOLD, Rules, Turn

AT_ONCE = 256  # copies: three rounds find one fen in 160,000 元
HIGHEST = 10_000_000  # 分 a month: nobody asks further
Asked: TypeAlias = Callable[[Column], Column]


def turning(book: Rules, facts: Facts, terms: Terms, *, row: int = 0) -> list[str]:
    """Sentences, one for each change that alone would turn the result of one household, or of its row-th person."""
    now = book.run(facts, terms, book.result, *(each.name for each in book.turns)).columns

    def here(name: str) -> int:
        return int(now[name][0 if book.level(name) is HOUSEHOLD else row])

    entitled = here(book.result) != 0
    found = (_turned(book, facts, terms, row, each, entitled, here(each.name)) for each in book.turns)
    return [sentence for sentence in found if sentence]


def _turned(book: Rules, facts: Facts, terms: Terms, row: int, turn: Turn, entitled: bool, held: int) -> str:
    used = {step.name for step in book.plan((book.result,), frozenset((turn.name,)))}

    def entitled_with(values: Column) -> Column:
        copies = facts.repeated(len(values), used)
        each = values if book.level(turn.name) is HOUSEHOLD else _one_person(book, facts, terms, turn.name, row, values)
        return _result(book, copies, terms, row, len(values), {turn.name: each}) != 0

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


def _last(asked: Asked, low: int, high: int) -> int | None:
    """The largest value from `low` on that still brings the benefit; None if even `low` does not, or even `high` does.
    Each round asks many values at once and keeps the gap between the last yes and the first no."""
    while high - low > 1:
        values = np.unique(np.linspace(low, high, AT_ONCE, dtype=np.int64))
        yes = asked(values)
        if not yes[0] or yes[-1]:
            return None
        place = int(np.argmin(yes)) - 1
        low, high = int(values[place]), int(values[place + 1])
    return low


def _say(sentence: str, book: Rules, turn: Turn, by: int, at: int) -> str:
    unit = book.names[turn.name].unit
    return sentence.format(by=unit.shown(by), at=unit.shown(at))


def _one_person(book: Rules, facts: Facts, terms: Terms, name: str, row: int, values: Column) -> Column:
    """The figure of all persons of all copies, other for the one person looked at."""
    every = np.tile(book.run(facts, terms, name)[name].astype(np.int64), (len(values), 1))
    every[:, row] = values
    return every.ravel()


def _result(
    book: Rules, facts: Facts, terms: Terms, row: int, copies: int, given: dict[str, Column] | None = None
) -> Column:
    result = book.run(facts, terms, book.result, given=given)[book.result]
    return result if book.level(book.result) is HOUSEHOLD else result.reshape(copies, -1)[:, row]
