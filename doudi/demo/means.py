"""What a dibao household lives on: so much that the rules give what its roll says it receives (差额 = 标准 − 收入); and what the rolls of
persons state."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from doudi.base.months import first_day, month_of
from doudi.demo.county import Person
from doudi.demo.dossier import STANDARD, Case, Row

PENSION = 193  # 元 a month of the resident scheme, as the roll declares it
CENTRAL, LOCAL, OWN_ACCOUNT = 123, 30, 40  # its parts; the central one does not count (R-INC-02)
COUNTED = LOCAL + OWN_ACCOUNT


@dataclass(frozen=True)
class Income:
    """元 a month of one member. `other`: from the fields, a stall, or from children who live elsewhere."""

    pension: int = 0
    other: int = 0


def incomes(case: Case, newest: int, members: Sequence[Person] | None = None) -> dict[str, Income]:
    """Identity number → income, so that each head receives `per_head` at the standard of 2024. `members`: if not all of the roll count."""
    people = case.members if members is None else members
    on = first_day(newest)
    pensioners = {person.number for person in people if person.age(on) >= 60}
    rest = len(people) * (STANDARD[case.programme] - case.per_head) - COUNTED * len(pensioners)
    first = earner(people, newest)
    return {
        person.number: Income(PENSION if person.number in pensioners else 0, rest if person is first else 0)
        for person in people
    }


def earner(people: Sequence[Person], newest: int) -> Person:
    """Who brings the other income: the first one of working age, else the head."""
    on = first_day(newest)
    return next((person for person in people if 18 <= person.age(on) < 60), people[0])


def age_amount(person: Person, month: int) -> int:
    """高龄津贴, 元 a month: the month of the birthday counts (R-BEN-01)."""
    years = (month - month_of(person.born)) // 12
    return 300 if years >= 100 else 100 if years >= 90 else 50


def amount_of(table: str, row: Row, month: int) -> int:
    """元 that a roll of persons states for a month."""
    if table == "age":
        return age_amount(row["person"], month)
    amount = row.get("amount", 100)  # the two disability subsidies are a hundred each
    assert isinstance(amount, int)
    return amount


JUNE = 2024 * 12 + 5  # the standards of 2024 were issued on the tenth: paid from June on, and back-paid from January
RAISED = {"城市低保": 50, "农村低保": 55}  # 元 a head
RAISED_TEKUN = (70, 95, 190)  # by 自理能力: basic living 70 for all, care 25 and 120 for who cannot look after himself


# 特困 in 2024: 基本生活费 and 照料护理费 by 自理能力
BASIC = {True: (1220, 1220, 1220), False: (930, 1220, 1220)}
CARE = (100, 375, 1500)
ABILITIES = ("自理", "半失能", "失能")


def tekun_amount(urban: bool, ability: str) -> int:
    place = ABILITIES.index(ability)
    return BASIC[urban][place] + CARE[place]
