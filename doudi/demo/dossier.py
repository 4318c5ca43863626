"""What is known of the invented county, that its lists are written from: rows with the month from which they appear."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator
from dataclasses import dataclass, field
from enum import StrEnum
from typing import Any

from doudi.demo.county import COUNTY_NAME, County, Home, Person

Row = dict[str, Any]
STANDARD = {"农村低保": 715, "城市低保": 935}
ORPHANS, UNATTENDED = "孤儿基本生活费", "事实无人抚养儿童基本生活补贴"  # the two kinds of the children's roll
PAYMENT_MONTHS = 6


class Answer(StrEnum):
    """What the system must say of something planted."""

    FINDING = "疑点"  # the rule finds it
    UNSURE = "不作结论"  # nothing conclusive: no finding, or one with a doubt
    NOTHING = "无疑点"  # the rule must not name these people
    DELIVERY = "报送环节"  # said when the list is handed over
    OTHER_LINE = "不属本比对"  # belongs to a line of business whose lists are not compared


@dataclass
class Planted:
    """A bad case: the rule, whom a finding may name, the month from which it shows, and its number in the list of bad cases."""

    rule: str
    people: set[str]
    since: int
    answer: Answer = Answer.FINDING
    number: int = 0  # 0: an everyday case


@dataclass
class Case:
    """A dibao household on the roll."""

    home: Home
    number: str
    programme: str
    since: int
    members: list[Person]
    per_head: int
    single: bool = False
    account: str = ""
    holder: str = ""
    note: str = ""  # @month: account and holder as here from that month, before that the head's own
    until: int = 0  # the first month in which it is off the roll and not paid; 0: still on
    left: str = ""  # why, if it left


@dataclass
class Graced:
    """A household in deferred exit: the group (DE1 to DE6), the first and the last month."""

    case: Case
    group: str
    begins: int
    ends: int


@dataclass
class Departed:
    """Somebody of a household who died in the year: he is on no list of the autumn. `told`: the month in which the bureau heard of it."""

    case: Case
    person: Person
    died: dt.date
    told: int


@dataclass
class Dossier:
    """Everything known of the county that the lists are written from. Rows carry `_since`: the month from which they appear."""

    county: County
    cases: list[Case]
    rolls: dict[str, list[Row]] = field(default_factory=dict)
    planted: list[Planted] = field(default_factory=list)
    cleared: set[str] = field(default_factory=set)  # whose first finding turned out to be no matter
    graced: list[Graced] = field(default_factory=list)
    departed: list[Departed] = field(default_factory=list)
    former: list[Case] = field(default_factory=list)  # left before the months of the lists: on none of them
    gone: dict[str, list[Row]] = field(
        default_factory=dict
    )  # of the rolls of persons: who died in the year, on no list of the autumn
    examples: list[Case] = field(default_factory=list)  # EX-22: the one from before the year, the one from May

    def add(self, table: str, row: Row, since: int = 0) -> None:
        """A row that shows from a month on; on a roll not before it receives."""
        self.rolls.setdefault(table, []).append({**row, "_since": max(since, row.get("since", 0))})

    def leaves(self, case: Case, month: int, *, because: str) -> None:
        """A household leaves the roll from a month on, and the living allowance of its members ends with it (R-DIS-04)."""
        case.until, case.left = month, because
        for row in self.rolls.get("living", ()):
            if row["person"] in case.members:
                row["stopped"] = month
        self.add("stopped", {"case": case, "cause": because, "from": month}, month)


def scale_of(county: County) -> float:
    """1.0 for a county of a hundred thousand: by it go the figures that stand in the summary of the year."""
    return max(round(len(county.people) / 100_000, 2), 0.02)


def account_of(person: Person) -> str:
    return "621099" + person.number[6:17] + "88"


def address(person: Person) -> str:
    return f"{COUNTY_NAME}{person.village.town}{person.village.name}{person.group}组{person.house}号"


def rows_of(dossier: Dossier, table: str, month: int) -> Iterator[Row]:
    """The rows of a table that have appeared by a month."""
    return (
        row for row in dossier.rolls.get(table, ()) if row["_since"] <= month and not 0 < row.get("until", 0) <= month
    )
