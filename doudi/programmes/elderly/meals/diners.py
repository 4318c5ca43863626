"""Who may eat for what on a day: age, hardship and death out of the registry, what else is known by its document. Read for many at once."""

from __future__ import annotations

import datetime as dt
from collections import defaultdict
from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass

from django.db import transaction
from django.db.models import Q

from doudi.base import bulk, identity
from doudi.base.access import require
from doudi.base.models import User
from doudi.base.records import Happening, record, record_many
from doudi.base.refused import Refused
from doudi.base.roles import Role
from doudi.mechanisms.orders.models import Absence
from doudi.mechanisms.registry.models import Category, Membership, Person
from doudi.programmes.elderly.meals.models import Card, Right
from doudi.programmes.elderly.meals.policy import Hardship

GIVING = frozenset({Role.COUNTY_OFFICER, Role.TOWNSHIP_CLERK})
_CARD_DIGITS = 8

# What the registry calls a category, and the hardship that it is here.
_OF_CATEGORY: Mapping[str, Hardship] = {
    Category.Kind.TEKUN: Hardship.TEKUN,
    Category.Kind.DIBAO_RURAL: Hardship.DIBAO,
    Category.Kind.DIBAO_URBAN: Hardship.DIBAO,
    Category.Kind.MARGINAL: Hardship.MARGINAL,
    Category.Kind.UNAVOIDABLE_EXPENSES: Hardship.UNAVOIDABLE_EXPENSES,
}
_OF_RIGHT: Mapping[str, Hardship] = {
    Right.Basis.DISABLED: Hardship.DISABLED,
    Right.Basis.SEVERE: Hardship.DISABLED,
    Right.Basis.FAMILY_PLANNING: Hardship.FAMILY_PLANNING,
}


@dataclass(frozen=True)
class Span:
    """From a day to a day (none: without end), and what it is."""

    from_on: dt.date
    to_on: dt.date | None
    what: str

    def holds(self, on: dt.date) -> bool:
        return self.from_on <= on and (self.to_on is None or on <= self.to_on)


class Diners:
    """Some elders as a counter has to know them, on any day: five queries, however many they are."""

    def __init__(self, people: Collection[Person]) -> None:
        self.people = {each.pk: each for each in people}
        self._hardships: dict[int, list[tuple[Span, Hardship]]] = defaultdict(list)
        self._rights: dict[int, list[Span]] = defaultdict(list)
        self._away: dict[int, list[Span]] = defaultdict(list)
        for part in bulk.parts(self.people):
            self._read(part)

    def _read(self, ids: list[int]) -> None:
        homes: dict[int, list[tuple[int, dt.date | None, dt.date | None]]] = defaultdict(list)
        members = Membership.objects.filter(person__in=ids).values_list("household", "person", "from_on", "to_on")
        for home, person, since, until in members:
            homes[home].append((person, since, until))
        rows = Category.objects.filter(Q(party__in=ids) | Q(party__in=list(homes)), kind__in=_OF_CATEGORY)
        for party, kind, since, until in rows.values_list("party", "kind", "from_on", "to_on"):
            span, hardship = Span(since, until, kind), _OF_CATEGORY[kind]
            if party in self.people:
                self._hardships[party].append((span, hardship))
            for person, joined, left in homes.get(party, ()):
                within = Span(max(since, joined or since), _first(until, left), kind)
                self._hardships[person].append((within, hardship))
        for person, basis, since, until in Right.objects.filter(person__in=ids).values_list(
            "person", "basis", "from_on", "to_on"
        ):
            span = Span(since, until, basis)
            self._rights[person].append(span)
            if basis in _OF_RIGHT:
                self._hardships[person].append((span, _OF_RIGHT[basis]))
        for person, since, until, because in Absence.objects.filter(client__in=ids).values_list(
            "client", "since", "until", "because"
        ):
            self._away[person].append(Span(since, until, because))

    def age(self, person: int, on: dt.date) -> int:
        """Full years on a day; nought where the day of birth is not known."""
        born = self.people[person].born_on
        return identity.age(born, on) if born is not None else 0

    def hardships(self, person: int, on: dt.date) -> frozenset[Hardship]:
        """What counts on the day of the meal, not today (R-X-02)."""
        return frozenset(hardship for span, hardship in self._hardships[person] if span.holds(on))

    def may_have_it_brought(self, person: int, on: dt.date) -> bool:
        """送餐: moderately or worse disabled, 80 and alone, or seriously disabled (R-MEAL-07)."""
        bases = {span.what for span in self._rights[person] if span.holds(on)}
        alone = Right.Basis.ALONE in bases and self.age(person, on) >= 80
        return alone or bool(bases & {Right.Basis.DISABLED, Right.Basis.SEVERE})

    def why_not(self, person: int, on: dt.date) -> str:
        """Why somebody gets nothing on a day, as a sentence; empty if nothing is against it (R-X-01: from the day after a death)."""
        row = self.people[person]
        if row.died_on is not None and row.died_on < on:
            return f"{row.party.name}已登记于{row.died_on:%Y-%m-%d}去世，不能取餐；如登记有误，请联系村（社区）。"
        # On the days of going and of coming home both may be true.
        away = next(
            (span for span in self._away[person] if span.from_on < on and (span.to_on is None or on < span.to_on)),
            None,
        )
        if away is not None:
            return f"{row.party.name}自{away.from_on:%Y-%m-%d}起{away.what}，当天不能取餐；如已回家，请村（社区）更新登记。"
        return ""


def grant_right(
    person: Person, basis: Right.Basis, *, from_on: dt.date, document: str, by: User, at: dt.datetime, to_on: dt.date | None = None
) -> Right:  # fmt: skip
    """登记助餐资格 that the registry does not know, by its document."""
    area = person.party.area_id or ""
    require(by, GIVING, area_code=area, on=at.date())
    if not document.strip():
        raise Refused("请填写依据文件（评估报告、残疾人证等），资格须有依据。")
    with transaction.atomic():
        made = Right.objects.create(
            person=person, basis=basis, from_on=from_on, to_on=to_on, document=document.strip(), by=by
        )
        record("meals.right", person, by=by, at=at, because=document, area_code=area, data={"basis": basis})
    return made


def issue_cards(people: Iterable[Person], *, by: User, at: dt.datetime) -> list[Card]:
    """发卡: each the next number of its own; a card that somebody still has is ended as lost. Numbers say nothing of their holder."""
    rows = list(people)
    require(by, GIVING, on=at.date())
    with transaction.atomic():
        last = Card.objects.select_for_update().order_by("-number").values_list("number", flat=True).first()
        first = int(last) // 10 + 1 if last else 100_000
        for part in bulk.parts(each.pk for each in rows):
            Card.objects.filter(person__in=part, ended_on=None).update(ended_on=at.date(), because="补发新卡")
        made = [Card(number=numbered(first + n), person=each, issued_on=at.date()) for n, each in enumerate(rows)]
        Card.objects.bulk_create(made, batch_size=1000)
        record_many([Happening("meals.card", f"person:{each.pk}") for each in rows], by=by, at=at)
    return made


def numbered(serial: int) -> str:
    """The eight digits of a card: seven of its series and one that makes a slip of the finger known (Luhn)."""
    digits = f"{serial:0{_CARD_DIGITS - 1}d}"
    return digits + str(-sum(_luhn(int(each), place) for place, each in enumerate(reversed(digits))) % 10)


def is_card_number(written: str) -> bool:
    """Whether it can be the number of a card at all."""
    return len(written) == _CARD_DIGITS and written.isdigit() and numbered(int(written[:-1])) == written


def _luhn(digit: int, place: int) -> int:
    return digit if place % 2 else digit * 2 - 9 * (digit > 4)


def _first(one: dt.date | None, other: dt.date | None) -> dt.date | None:
    return min((each for each in (one, other) if each is not None), default=None)
