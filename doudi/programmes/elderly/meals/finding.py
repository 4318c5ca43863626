"""Who stands at the counter: by the number of a card, by an identity number that a reader types, or by a name that is then chosen by hand."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass

from django.db.models import Q

from doudi.base import identity
from doudi.base.areas import full_name, township_of, within
from doudi.base.calendar import months_later
from doudi.base.ciphers import blind_index
from doudi.base.prefixes import begins_with
from doudi.base.refused import Refused
from doudi.mechanisms.registry.models import Party, Person
from doudi.programmes.elderly.meals.diners import is_card_number
from doudi.programmes.elderly.meals.models import Card, Meal, MealPoint
from doudi.programmes.elderly.meals.policy import policy_on

SHOWN = 9  # one key each
_LEAST = 2  # letters


@dataclass(frozen=True)
class Who:
    """Those who may be meant, and how they were known. By card or identity number it is one and can be served at once."""

    people: tuple[Person, ...]
    known: Meal.Known
    more: bool = False

    @property
    def sure(self) -> bool:
        return self.known != Meal.Known.MANUAL


def who(text: str, point: MealPoint, *, on: dt.date) -> Who:
    """Whom a line typed or read at a counter means. Raises Refused with what to do if it is nobody."""
    written = identity.clean(text)
    if written.isdigit() and len(written) == 8:
        return Who((_of_card(written),), Meal.Known.CARD)
    if len(written) in (15, 18) and written[:-1].isdigit():
        return Who((_of_number(written),), Meal.Known.ID_CARD)
    if len(written) < _LEAST:
        raise Refused("请刷卡，或输入姓名、姓名拼音首字母（至少两个字）。")
    return _of_name(text.strip(), point, on)


def _of_card(number: str) -> Person:
    if not is_card_number(number):
        raise Refused("卡号不对，请重新刷卡或核对卡面上的8位数字。")
    card = Card.objects.filter(number=number).select_related("person__party").first()
    if card is None:
        raise Refused("没有这张卡，请核对卡号，或输入姓名。")
    if card.ended_on is not None:
        raise Refused(f"这张卡已停用（{card.because}），请用新卡，或输入姓名。")
    return card.person


def _of_number(number: str) -> Person:
    reading = identity.read(number)
    if reading.number is None:
        raise Refused(str(reading.flaw))
    person = Person.objects.filter(id_index=blind_index(reading.number)).select_related("party").first()
    if person is None:
        raise Refused("此人未登记，请先由村（社区）登记，本份可按公众价收费。")
    return person


def _of_name(text: str, point: MealPoint, on: dt.date) -> Who:
    """Elders of the point's township by name, sound or initials; those who died are left out."""
    small = text.lower()
    by_sound = begins_with("sound", small) | Q(initials=small) if small.isascii() and small.isalpha() else None
    named = Party.objects.filter(by_sound if by_sound is not None else begins_with("name", text))
    born = months_later(on, -12 * policy_on(on).least_age)
    rows = (
        Person.objects.filter(
            within(township_of(point.area_code), "party__area"),
            party__in=named.values("pk"),
            died_on=None,
            born_on__lte=born,
        )
        .select_related("party")
        .order_by("party__name", "born_on", "pk")
    )
    found = list(rows[: SHOWN + 1])
    if not found:
        raise Refused("本乡镇没有这个姓名的老年人，请核对姓名，或改刷卡、读身份证。")
    return Who(tuple(found[:SHOWN]), Meal.Known.MANUAL, more=len(found) > SHOWN)


def described(person: Person, on: dt.date) -> str:
    """So much that the counter can tell two of one name apart: age, village, the last four of the number."""
    age = identity.age(person.born_on, on) if person.born_on is not None else 0
    return f"{person.party.name}，{age}岁，{full_name(person.party.area_id or '')}，证号尾号{person.id_number[-4:]}"
