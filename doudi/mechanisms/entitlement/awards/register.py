"""The register of a benefit rebuilt from its awards, as known at some moment: facts as columns for the rules, and who was awarded what when.

An award has one set of facts after another, each from a month on (a version). For a month the version in force is the one from the
latest month, and of two from the same month the one recorded last. All versions are computed at once; a month then takes its own.
"""

from __future__ import annotations

import datetime as dt
import gc
import json
from collections.abc import Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from functools import cached_property
from itertools import chain, repeat
from typing import Any

import numpy as np
import numpy.typing as npt
from django.db.models import QuerySet
from django.utils import timezone

from doudi.base.areas import county_of
from doudi.base.months import month_of
from doudi.mechanisms.entitlement.awards.models import Award, AwardChange
from doudi.mechanisms.entitlement.columns import Column, Facts, Flags, within
from doudi.mechanisms.entitlement.declare import Benefit
from doudi.mechanisms.entitlement.parameters_entered import queries as parameters
from doudi.mechanisms.entitlement.policy import PolicyValue, Terms
from doudi.mechanisms.entitlement.rules import PERSON, Rules

_WORTH_KEEPING = 200  # versions
NEVER = 999_999  # later than any month
Kind = AwardChange.Kind
Rows = npt.NDArray[np.intp]


@dataclass
class Hold:
    """A hold as decided: from a month through a month, unless released from one before."""

    first: int
    last: int
    released: int = NEVER

    def stops(self, month: int) -> bool:
        return self.first <= month <= self.last and month < self.released


@dataclass(frozen=True)
class Register:
    """Awards across (`ids`, `parties`, `areas`, first and last month), versions of their facts behind them, grouped by award."""

    benefit: Benefit
    known_at: dt.datetime
    ids: Column
    parties: Column
    areas: tuple[str, ...]
    marks: tuple[str, ...]  # of the account as it is now; empty: none
    first: Column
    last: Column
    holds: Mapping[int, list[Hold]]  # row of the award → its holds
    begins: Rows  # row of each award's first version
    of_award: Rows  # award row of each version
    since: Column  # month of each version
    changes: Column  # id of the change behind each version
    facts: Facts
    people: Column  # id of the person, in the order of the persons' columns
    entered: Sequence[PolicyValue] = field(default=(), repr=False)

    def __len__(self) -> int:
        return len(self.ids)

    def terms(self, month: int, *, known: dt.date | None = None) -> Terms:
        """The parameters of a month, known on the register's own day unless another is asked for."""
        day = known or timezone.localdate(self.known_at)
        area = county_of(self.areas[0]) if self.areas else ""
        return self.benefit.book.terms(month, known=day, entered=self.entered, area=area)

    def version(self, month: int) -> Rows:
        """For each award the row of the version in force in a month; −1 where there is none yet."""
        if not len(self):
            return np.zeros(0, np.intp)
        there = np.where(self.since <= month, np.arange(len(self.since)), -1)
        found: Rows = np.maximum.reduceat(there, self.begins)
        return found

    def awarded(self, month: int) -> Flags:
        """Awards whose time a month lies in; held ones too."""
        found: Flags = (self.first <= month) & (month <= self.last) & (self.version(month) >= 0)
        return found

    def held(self, month: int) -> Flags:
        """Awards whose payment is held in a month. What is due stays due, and is paid when the hold ends."""
        found = np.zeros(len(self), np.bool_)
        for row, holds in self.holds.items():
            found[row] = any(each.stops(month) for each in holds)
        return found

    def due(self, month: int, terms: Terms | None = None) -> Column:
        """Fen due to each award for a month."""
        return self.figures(month, self.benefit.book.result, terms=terms)[self.benefit.book.result]

    def figures(self, month: int, *names: str, terms: Terms | None = None) -> dict[str, Column]:
        """Figures of the rules for each award in a month, nought where it was not awarded."""
        if not len(self):
            return {name: np.zeros(0, np.int64) for name in names}
        found = self.benefit.book.run(self.facts, terms or self.terms(month), *names)
        rows, there = self.version(month), self.awarded(month)
        return {name: np.where(there, found[name][rows], 0) for name in names}

    def covered(self, month: int, rows: Iterable[int]) -> tuple[Column, Column]:
        """(award row, person) of everybody covered by some awards in a month."""
        wanted = np.fromiter(rows, np.intp)
        versions = self.version(month)[wanted]
        starts, sizes = self.facts.starts[versions], np.asarray(self.facts.sizes, np.intp)[versions]
        place = np.repeat(starts, sizes) + within(sizes)
        award = np.repeat(wanted, sizes)
        if self.benefit.covers:
            insured = self.benefit.book.run(self.facts, self.terms(month), self.benefit.covers)[self.benefit.covers]
            keep = insured[place] != 0
            place, award = place[keep], award[keep]
        return award.astype(np.int64), self.people[place]

    @cached_property
    def row_of(self) -> dict[int, int]:
        """Id of an award → its row."""
        return {int(each): row for row, each in enumerate(self.ids)}


@dataclass(frozen=True)
class Roll:
    """名册: what a benefit is due to whom in one month."""

    register: Register
    month: int
    terms: Terms
    due: Column
    held: Flags

    @property
    def payable(self) -> Column:
        """Fen to be paid this month: what is due and not held."""
        figures: Column = np.where(self.held, 0, self.due)
        return figures

    @property
    def total(self) -> int:
        return int(self.due.sum())


def roll(benefit: Benefit, month: int, *, known: dt.date | dt.datetime | None = None, **narrow: Any) -> Roll:
    """What was (or is) right for a month under what was known on a day (to its end) or at a moment; now if left out. `narrow` is a
    condition on awards, as for a queryset."""
    register = load(benefit, known=known, **narrow)
    terms = register.terms(month)
    return Roll(register, month, terms, register.due(month, terms), register.held(month))


def load(benefit: Benefit, *, known: dt.date | dt.datetime | None = None, **narrow: Any) -> Register:
    """The register as known at a moment, in two queries (and one for the parameters)."""
    known_at = _moment(known)
    awards: QuerySet[Award] = Award.objects.filter(benefit=benefit.code, **narrow).order_by("pk")
    changes = AwardChange.objects.filter(award__benefit=benefit.code, at__lte=known_at).exclude(kind=Kind.ACCOUNT)
    if narrow:
        changes = changes.filter(**{f"award__{name}": value for name, value in narrow.items()})
    reading = _Reading(benefit, month_of(timezone.localdate(known_at)))
    columns = changes.order_by("award_id", "pk").values_list(
        "award_id", "pk", "kind", "from_month", "until_month", "figures"
    )
    for change in columns.iterator(chunk_size=20_000):
        reading.take(*change)
    about = {pk: rest for pk, *rest in awards.values_list("pk", "party_id", "area_code", "account_mark")}
    return reading.register(known_at, about, parameters.approved(benefit.book.policies))


@dataclass
class _Reading:
    """The changes of one award after another, folded as they come."""

    benefit: Benefit
    now: int
    ids: list[int] = field(default_factory=list)
    first: list[int] = field(default_factory=list)
    last: list[int] = field(default_factory=list)
    holds: dict[int, list[Hold]] = field(default_factory=dict)
    versions: list[tuple[int, int, int, str]] = field(default_factory=list)  # award row, month, change, figures

    def take(self, award: int, change: int, kind: str, month: int, until: int | None, figures: str | None) -> None:
        if kind == Kind.GRANT:
            self.ids.append(award)
            self.first.append(month)
            self.last.append(NEVER)
        row = len(self.ids) - 1
        if figures is not None:
            self.versions.append((row, month, change, figures))
        if kind == Kind.STOP:
            self.last[row] = month - 1
        elif kind == Kind.RESTORE:
            self.last[row] = NEVER
        elif kind == Kind.HOLD:
            assert until is not None, "a hold has an end"
            self.holds.setdefault(row, []).append(Hold(month, until))
        elif kind == Kind.RELEASE:
            for each in self.holds.get(row, []):
                each.released = min(each.released, month)

    def register(
        self, known_at: dt.datetime, about: Mapping[int, Sequence[Any]], entered: Sequence[PolicyValue]
    ) -> Register:
        self.versions.sort(key=lambda each: each[:3])
        of_award = np.array([each[0] for each in self.versions], np.intp)
        facts, people = _read_before(self.benefit.book, [each[3] for each in self.versions])
        return Register(
            self.benefit,
            known_at,
            np.array(self.ids, np.int64),
            np.array([about[each][0] for each in self.ids], np.int64),
            tuple(about[each][1] for each in self.ids),
            tuple(about[each][2] for each in self.ids),
            np.array(self.first, np.int64),
            np.array(self.last, np.int64),
            self.holds,
            np.searchsorted(of_award, np.arange(len(self.ids))),
            of_award,
            np.array([each[1] for each in self.versions], np.int64),
            np.array([each[2] for each in self.versions], np.int64),
            facts,
            people,
            entered,
        )


_LAST: dict[str, tuple[str, tuple[Facts, Column]]] = {}  # book → the text read last, and what was read


def _read_before(book: Rules, texts: Sequence[str]) -> tuple[Facts, Column]:
    """A list is computed, then checked by computing it once more: the very same text need not be parsed again."""
    whole = f"[{','.join(texts)}]"
    text, found = _LAST.get(book.code, ("", None))
    if found is None or text != whole:
        found = read_figures(book, texts)
        if len(texts) > _WORTH_KEEPING:
            _LAST[book.code] = (whole, found)
    return found


def read_figures(book: Rules, texts: Sequence[str]) -> tuple[Facts, Column]:
    """Many frozen households as columns, and the ids of their people. One parse of all the text together."""
    with _uncollected():
        frozen = json.loads(f"[{','.join(texts)}]")
        households = [each[0] for each in frozen]
        people = [person for each in frozen for person in each[1]]
        figures = [person[1] for person in people]
    sizes = np.fromiter((len(each[1]) for each in frozen), np.int64, len(frozen))
    facts = book.all_facts
    of_persons = {name for name, fact in facts.items() if fact.level is PERSON}

    def columns(rows: list[dict[str, int]], names: Iterable[str]) -> dict[str, npt.NDArray[np.int64]]:
        return {
            name: np.fromiter(map(dict.get, rows, repeat(name), repeat(facts[name].default)), np.int64, len(rows))
            for name in names
        }

    needed = {name for name, fact in facts.items() if fact.needed}
    used = needed.union(chain.from_iterable(households), chain.from_iterable(figures))
    return (
        Facts(columns(households, sorted(used - of_persons)), columns(figures, sorted(used & of_persons)), sizes),
        np.fromiter((int(person[0]) for person in people), np.int64, len(people)),
    )


@contextmanager
def _uncollected() -> Iterator[None]:
    """Without the collector of circles for a moment: parsed text has none, and looking for some in a hundred thousand fresh lists and
    dictionaries takes longer than parsing them."""
    was = gc.isenabled()
    gc.disable()
    try:
        yield
    finally:
        if was:
            gc.enable()


def _moment(known: dt.date | dt.datetime | None) -> dt.datetime:
    if isinstance(known, dt.datetime):
        return known
    if known is None:
        return timezone.now()
    return timezone.make_aware(dt.datetime.combine(known, dt.time.max))
