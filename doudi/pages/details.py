"""The nouns that pages of details are made of; each has a partial of its name in templates/pages."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from django.utils.safestring import SafeString

from doudi.pages.cells import Kind, shown


@dataclass(frozen=True)
class Item:
    """A line of a description grid (grid.html). `reveal` is the address that shows a masked value in full, for a reason."""

    label: str
    value: Any
    kind: Kind = Kind.TEXT
    wide: bool = False
    reveal: str = ""

    @property
    def html(self) -> SafeString:
        return shown(self.kind, self.value)


@dataclass(frozen=True)
class Step:
    """A stage in a step bar (steps.html): done, now, or still to come."""

    name: str
    state: str = "todo"  # done · now · todo
    note: str = ""  # a date, or 进行中


@dataclass(frozen=True)
class Event:
    """Something that happened, in a timeline (timeline.html): newest first."""

    title: str
    at: dt.datetime | dt.date | None = None
    by: str = ""
    words: str = ""
    where: str = ""
    files: Sequence[Any] = ()  # StoredFiles
    now: bool = False


@dataclass(frozen=True)
class Tab:
    """A tab of a detail page (tabs.html), drawn by its own template with the page's context and its own."""

    code: str
    name: str
    template: str
    context: Mapping[str, Any] = field(default_factory=dict)
    number: int | None = None


def steps_of(names: Sequence[str], now: int, notes: Mapping[int, str] | None = None) -> list[Step]:
    """A step bar of stages in their order, standing at the one with the number `now`."""
    notes = notes or {}
    return [
        Step(name, "done" if number < now else "now" if number == now else "todo", notes.get(number, ""))
        for number, name in enumerate(names)
    ]
