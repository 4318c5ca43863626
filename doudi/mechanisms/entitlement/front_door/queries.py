"""What the doors say of households: what is suggested, what may be applied for beside, what is asked, which papers are missing."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from doudi.mechanisms.entitlement.front_door.declare import (
    DOORS,
    Door,
    Home,
    Question,
    Someone,
    Suggestion,
    When,
)


@dataclass(frozen=True)
class Choice:
    """Something that a household may apply for; `reason`: why it is suggested, empty if it is not (who insists may apply)."""

    door: Door
    someone: Someone | None
    reason: str = ""

    @property
    def code(self) -> str:
        return f"{self.door.code}-{self.someone.person_id if self.someone else 0}"


@dataclass(frozen=True)
class Papers:
    """Of everything that is applied for together, each paper once: what is held already and where, what is to be brought."""

    held: tuple[tuple[str, str], ...]
    missing: tuple[str, ...]


def suggestions(homes: Sequence[Home], on: dt.date, *, doors: Iterable[Door] | None = None) -> list[Suggestion]:
    """What the facts suggest to these households. Whoever receives it, or is applying for it, is not told of it again; what
    goes before something else stands alone."""
    when, found = When(on), []
    for door in doors if doors is not None else DOORS.values():
        said = [each for each in door.suggests(homes, when) if not has(door, each.home, each.someone)]
        busy = set(door.busy()) if said and door.busy is not None else set()
        found += [each for each in said if not _people(each) & busy]
    before = {(each.door, id(each.home)) for each in found}
    return [each for each in found if not any((other, id(each.home)) in before for other in DOORS[each.door].yields_to)]


def choices(home: Home, on: dt.date) -> list[Choice]:
    """Everything that can be opened here: what is suggested first, and then whatever the household may insist on. Nobody is told by
    word of mouth that he cannot apply."""
    suggested = [
        Choice(DOORS[each.door], each.someone, each.reason)
        for each in suggestions([home], on)
        if DOORS[each.door].opens
    ]
    there = {each.code for each in suggested}
    others = [
        Choice(door, someone)
        for door in DOORS.values()
        if door.opens is not None
        for someone in (home.people if door.of_person else (None,))
        if not has(door, home, someone)
    ]
    return suggested + [each for each in others if each.code not in there]


def told_only(home: Home, on: dt.date) -> list[Suggestion]:
    """What the facts suggest and has no road of its own here yet."""
    return [each for each in suggestions([home], on) if DOORS[each.door].opens is None]


def questions() -> list[Question]:
    """Each question once, whichever doors ask it."""
    return list({each.code: each for door in DOORS.values() for each in door.asks}.values())


def papers(home: Home, chosen: Iterable[Choice]) -> Papers:
    """One list for everything that is applied for: told at once and in full (R-PRC-03)."""
    held: dict[str, tuple[str, str]] = {}
    missing: dict[str, str] = {}
    for each in chosen:
        for paper in each.door.papers:
            if paper.wanted is not None and not paper.wanted(home, each.someone):
                continue
            where = paper.held(home, each.someone) if paper.held is not None else ""
            whose = each.someone if paper.of_person else None
            key = f"{paper.code}-{whose.person_id}" if whose is not None else paper.code
            label = f"{whose.name}的{paper.label}" if whose is not None else paper.label
            if where:
                held[key] = (label, where)
            else:
                missing[key] = label
    return Papers(tuple(held.values()), tuple(missing.values()))


def _people(each: Suggestion) -> set[int]:
    return {each.someone.person_id} if each.someone is not None else {one.person_id for one in each.home.people}


def has(door: Door, home: Home, someone: Someone | None) -> bool:
    """Whether it is received already. What the household receives counts for each of its people."""
    own = {*someone.receives, *someone.categories} if someone is not None else set()
    return bool((door.benefits | door.kinds) & {*own, *home.receives, *home.categories})
