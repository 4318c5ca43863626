"""What a programme declares to be applied for at the one front door: `Door`; and who holds facts that nobody need bring: `Lists`."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from functools import cached_property

from django.db.models import Q

from doudi.base.identity import age
from doudi.base.models import User
from doudi.base.months import month_of
from doudi.mechanisms.casework.models import Case
from doudi.mechanisms.entitlement.parameters_entered import queries as parameters
from doudi.mechanisms.entitlement.policy import Terms
from doudi.mechanisms.entitlement.rules import Rules


@dataclass(frozen=True)
class HeldFact:
    """What a list that was taken in says of a person (`key`: identity.key of his number). `words` may be shown to whoever may see the
    person's file; `source` names the list and the month it speaks for."""

    key: int = field(repr=False)
    code: str
    value: int
    words: str
    source: str
    shown: bool = True  # to a village too; what tells of money or illness is not


@dataclass(frozen=True)
class Lists:
    """Facts from lists taken in: `read` gives those of some people (by identity.key; None: of everybody), as of a month."""

    code: str
    read: Callable[[Collection[int] | None, int], Iterable[HeldFact]]

    def __post_init__(self) -> None:
        LISTS[self.code] = self


@dataclass(frozen=True)
class Someone:
    """A living member of a household as he is known. `receives`: benefit → fen a month; `said`: what was answered at the door."""

    person_id: int
    name: str
    relation: str
    born_on: dt.date | None
    sex: str
    categories: frozenset[str] = frozenset()  # registry.Category.Kind
    receives: Mapping[str, int] = field(default_factory=dict)
    held: Mapping[str, HeldFact] = field(default_factory=dict)
    said: Mapping[str, int] = field(default_factory=dict)

    def figure(self, code: str, default: int | None = None) -> int | None:
        """What is known of a fact: from a list before what was said, for a list is not asked again (R-DIBAO-13)."""
        if code in self.held:
            return self.held[code].value
        return self.said.get(code, default)

    def age(self, on: dt.date) -> int | None:
        return age(self.born_on, on) if self.born_on is not None else None


@dataclass(frozen=True)
class Home:
    """A household as it is known on a day. Who is registered in none is a home of his own, without a number."""

    household_id: int | None
    number: str
    area_code: str
    urban: bool
    people: tuple[Someone, ...]
    categories: frozenset[str] = frozenset()
    receives: Mapping[str, int] = field(default_factory=dict)
    said: Mapping[str, int] = field(default_factory=dict)

    def has(self, *kinds: str) -> bool:
        """Whether the household as such is in one of these categories."""
        return bool(self.categories & set(kinds))

    def someone(self, person_id: int) -> Someone:
        return next(each for each in self.people if each.person_id == person_id)

    def answered(self, said: Mapping[str, int], of_people: Mapping[int, Mapping[str, int]]) -> Home:
        """The same with what was answered at the door."""
        people = tuple(replace(each, said=of_people.get(each.person_id, {})) for each in self.people)
        return replace(self, people=people, said=said)


@dataclass(frozen=True)
class Suggestion:
    """A benefit that the facts suggest, and why. It decides nothing: an application, an investigation and a decision follow."""

    door: str
    home: Home
    someone: Someone | None  # None: for the household
    reason: str

    @property
    def code(self) -> str:
        """What tells it from the household's other suggestions."""
        return f"{self.door}-{self.someone.person_id if self.someone else 0}"


@dataclass(frozen=True)
class When:
    """The day for which one asks, and the parameters that hold on it; each book's are read once."""

    on: dt.date
    _terms: dict[str, Terms] = field(default_factory=dict, repr=False, compare=False)

    @cached_property
    def month(self) -> int:
        return month_of(self.on)

    def terms(self, book: Rules) -> Terms:
        if book.code not in self._terms:
            self._terms[book.code] = parameters.terms(book, self.month, known=self.on)
        return self._terms[book.code]


@dataclass(frozen=True)
class Question:
    """Something that only the people themselves can say. `held`: the fact of a list that answers it; `only`: whom it is asked about."""

    code: str
    label: str
    of_person: bool = False
    kind: str = "yes"  # yes · money (fen) · choice
    choices: tuple[tuple[int, str], ...] = ()
    hint: str = ""
    only: Callable[[Someone, dt.date], bool] | None = None


@dataclass(frozen=True)
class PaperNeed:
    """A paper of an application. `held`: where it lies already, so that it is not asked for (R-DIBAO-13, R-PRC-01); empty: to be brought.
    `promise`: a written promise may stand for it."""

    code: str
    label: str
    held: Callable[[Home, Someone | None], str] | None = None
    of_person: bool = False  # each who applies brings his own
    wanted: Callable[[Home, Someone | None], bool] | None = None  # only in these circumstances
    promise: bool = False


@dataclass(frozen=True)
class Opening:
    """What an application is opened with."""

    home: Home
    someone: Someone | None
    applicant: Someone
    by: User
    at: dt.datetime
    phone: str = field(default="", repr=False)
    agent: str = ""


Suggests = Callable[[Sequence[Home], When], list[Suggestion]]


@dataclass(frozen=True)
class Door:
    """One thing that can be applied for. `of_person`: it is for a person and not for the household."""

    code: str
    name: str
    suggests: Suggests
    of_person: bool = False
    asks: tuple[Question, ...] = ()
    papers: tuple[PaperNeed, ...] = ()
    benefits: frozenset[str] = frozenset()  # whoever receives one of these has it …
    kinds: frozenset[str] = frozenset()  # … and whoever is in one of these categories of the registry
    opens: Callable[[Opening], Case] | None = None  # None: it has no road of its own yet; the township is told of it
    yields_to: frozenset[str] = frozenset()  # doors that go before: where one of them is suggested, this one is not
    busy: Callable[[], Iterable[int]] | None = None  # ids of persons who are applying already
    also: Callable[[dt.date], Q] | None = None  # persons to look at though no list and no category names them
    seeks: bool = True  # asked at night, too; False: only what people say can suggest it

    def __post_init__(self) -> None:
        assert DOORS.setdefault(self.code, self) == self, f"申请事项 {self.code} 重复声明"


DOORS: dict[str, Door] = {}
LISTS: dict[str, Lists] = {}
