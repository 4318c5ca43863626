"""Suggesting by the very rules that will compute the benefit: the facts of many people or households as columns, computed once."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence

import numpy as np

from doudi.mechanisms.entitlement.columns import Facts
from doudi.mechanisms.entitlement.front_door.declare import Home, Someone, Suggestion, Suggests, When
from doudi.mechanisms.entitlement.rules import HOUSEHOLD, Rules

Figures = Mapping[str, int]
OfPerson = Callable[[Home, Someone, When], Figures | None]
Words = Callable[[Home, Someone, Mapping[str, int]], str]


def for_people(
    door: str, book: Rules, figures: OfPerson, words: Words, *, result: str = "", shows: Sequence[str] = ()
) -> Suggests:
    """A door for persons: `figures` gives the facts that are known of somebody and his household, or None if he is no candidate; whom the rule `result`
    gives something is suggested. `words` gets what the rules gave, by name (`result` and what else is shown)."""
    wanted = (result or book.result, *shows)

    def suggests(homes: Sequence[Home], when: When) -> list[Suggestion]:
        rows = [
            (home, each, found)
            for home in homes
            for each in home.people
            if (found := figures(home, each, when)) is not None
        ]
        if not rows:
            return []
        columns = _columns(book, [found for *_, found in rows])
        of_home = {name for name in columns if book.level(name) is HOUSEHOLD}
        facts = Facts(
            {name: columns[name] for name in of_home},
            {name: column for name, column in columns.items() if name not in of_home},
            np.ones(len(rows), np.int64),
        )
        given = book.run(facts, when.terms(book), *wanted)
        return [
            Suggestion(door, home, each, words(home, each, {name: int(given[name][place]) for name in wanted}))
            for place, (home, each, _) in enumerate(rows)
            if given[wanted[0]][place] > 0
        ]

    return suggests


def for_households(
    door: str,
    book: Rules,
    figures: Callable[[Home, When], tuple[Figures, Sequence[Figures]] | None],
    words: Callable[[Home, Mapping[str, int]], str],
    *,
    result: str = "",
    shows: Sequence[str] = (),
) -> Suggests:
    """The same for households: `figures` gives the facts of the household and of each of its people. All that is wanted is a
    household's."""
    wanted = (result or book.result, *shows)
    assert all(book.level(name) is HOUSEHOLD for name in wanted), f"{door}: 须为按户计算的规则"

    def suggests(homes: Sequence[Home], when: When) -> list[Suggestion]:
        rows = [(home, found) for home in homes if (found := figures(home, when)) is not None and home.people]
        if not rows:
            return []
        facts = Facts(
            _columns(book, [of_home for _, (of_home, _) in rows]),
            _columns(book, [each for _, (_, of_people) in rows for each in of_people]),
            np.array([len(of_people) for _, (_, of_people) in rows]),
        )
        given = book.run(facts, when.terms(book), *wanted)
        return [
            Suggestion(door, home, None, words(home, {name: int(given[name][place]) for name in wanted}))
            for place, (home, _) in enumerate(rows)
            if given[wanted[0]][place] > 0
        ]

    return suggests


def _columns(book: Rules, rows: Sequence[Figures]) -> dict[str, np.ndarray]:
    """What is not known of somebody stands as the fact's default."""
    known = book.all_facts
    names: Iterable[str] = dict.fromkeys(name for row in rows for name in row)
    return {name: np.array([row.get(name, known[name].default) for row in rows], np.int64) for name in names}


def whenever(door: str, why: Callable[[Home, Someone | None, When], str], *, of_person: bool = False) -> Suggests:
    """A door that no rule opens before an investigation: `why` gives the reason to think of it, or nothing."""

    def suggests(homes: Sequence[Home], when: When) -> list[Suggestion]:
        return [
            Suggestion(door, home, each, reason)
            for home in homes
            for each in (home.people if of_person else (None,))
            if (reason := why(home, each, when))
        ]

    return suggests
