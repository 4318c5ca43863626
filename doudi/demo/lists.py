"""What the offices of the invented county send: rolls and lists of a month, with the bad cases planted (section 15).

Innocent households are consistent: they declare what they receive, own nothing above the limits, and their meters run as their
neighbours' do. Every planted case is kept in `planted`, with the rule that must find it and the month from which it shows.
"""

from __future__ import annotations

import datetime as dt
import random
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from typing import Any

from doudi.base.identity import check_digit
from doudi.base.months import first_day, format_month, last_day
from doudi.demo.county import COUNTY_NAME, County, Home, Person

Row = dict[str, Any]
STANDARD = {"农村低保": 715, "城市低保": 935}
PAYMENT_MONTHS = 6


@dataclass
class Planted:
    """A bad case: the rule, whom a finding may name, and the month from which it shows."""

    rule: str
    people: set[str]
    since: int


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
    note: str = ""


@dataclass
class Dossier:
    """Everything known of the county that the lists are written from. Rows carry `_since`: the month from which they appear."""

    county: County
    cases: list[Case]
    rolls: dict[str, list[Row]] = field(default_factory=dict)
    planted: list[Planted] = field(default_factory=list)
    stop_payment: dict[tuple[str, str], int] = field(default_factory=dict)

    def add(self, table: str, row: Row, since: int = 0) -> None:
        self.rolls.setdefault(table, []).append({**row, "_since": since})


def account_of(person: Person) -> str:
    return "621099" + person.number[6:17] + "88"


class Writer:
    """Plants and writes; one for a county and the newest of its months."""

    def __init__(self, county: County, *, seed: int, month: int) -> None:
        self.chance = random.Random(seed + 1)
        self.month = month
        self.county = county
        self.on = last_day(month)
        self.by_number = {person.number: person for person in county.people}
        self.home_of = {home.number: home for home in county.homes}
        self.dossier = Dossier(county, [])
        self.busy: set[str] = set()  # homes that something was planted in
        self.size = max(len(county.homes) // 4000, 1)  # planted cases of each kind and month

    # --- the innocent county ------------------------------------------------------------------------------------------

    def build(self) -> Dossier:
        homes = list(self.county.homes)
        self.chance.shuffle(homes)
        poor = homes[: int(len(homes) * 0.042)]
        for home in poor:
            self._admit(home)
        rest = homes[len(poor) :]
        self._tekun_and_allowances(rest)
        self._wealth(rest)
        self._offices(rest)
        self._plant()
        return self.dossier

    def _admit(self, home: Home) -> None:
        programme = "城市低保" if home.village.urban else "农村低保"
        number = f"{home.village.code}{len(self.dossier.cases) + 1:05d}"
        per_head = self.chance.randint(28, 58) * 10
        case = Case(
            home,
            number,
            programme,
            self.month - self.chance.randint(8, 60),
            list(home.people),
            per_head,
            account=account_of(home.head),
            holder=home.head.name,
        )
        self.dossier.cases.append(case)

    def _tekun_and_allowances(self, homes: list[Home]) -> None:
        month = self.month
        alone = [home for home in homes if len(home.people) == 1]
        for home in alone[: len(homes) // 300]:
            head = home.head
            self.dossier.add(
                "tekun",
                {
                    "person": head,
                    "way": "分散供养",
                    "ability": "自理",
                    "amount": 1030,
                    "since": month - self.chance.randint(8, 60),
                },
            )
            self.busy.add(home.number)
        for home in homes:
            for person in home.people:
                age = person.age(self.on)
                if age >= 80 and home.number not in self.busy:
                    self.dossier.add(
                        "age",
                        {
                            "person": person,
                            "amount": 50 if age < 90 else 100,
                            "since": (person.born.year + 80) * 12 + person.born.month,
                        },
                    )
                elif 8 <= age <= 70 and self.chance.random() < 0.006 and home.number not in self.busy:
                    self._certificate(person, self.chance.choice((1, 1, 2, 2, 3, 4)), nursing=True)
        for case in self.dossier.cases:
            for person in case.members:
                if 8 <= person.age(self.on) <= 75 and self.chance.random() < 0.10:
                    self._certificate(person, self.chance.choice((1, 2, 3, 3, 4)), nursing=True, living=True)
        children = [
            home
            for home in homes
            if len(home.people) == 2 and 5 < home.people[1].age(self.on) < 17 and home.number not in self.busy
        ]
        for home in children[: max(len(homes) // 900, 3)]:
            self.dossier.add(
                "children",
                {
                    "person": home.people[1],
                    "kind": "孤儿基本生活费",
                    "amount": 1100,
                    "since": month - 20,
                    "guardian": home.head,
                },
            )
            self.busy.add(home.number)

    def _certificate(
        self,
        person: Person,
        grade: int,
        *,
        nursing: bool,
        living: bool = False,
        valid_to: dt.date | None = None,
        state: str = "正常",
    ) -> None:
        issued = dt.date(2018 + self.chance.randrange(6), self.chance.randint(1, 12), self.chance.randint(1, 28))
        kind = self.chance.choice(("肢体", "视力", "听力", "精神", "智力", "多重"))
        self.dossier.add(
            "certificates",
            {
                "person": person,
                "class": kind,
                "grade": grade,
                "issued": issued,
                "valid_to": valid_to or issued.replace(year=issued.year + 10),
                "state": state,
                "changed": None,
            },
        )
        since = issued.year * 12 + issued.month
        if living:
            self.dossier.add("living", {"person": person, "class": kind, "grade": grade, "since": since})
        if nursing and grade <= 2:
            self.dossier.add("nursing", {"person": person, "class": kind, "grade": grade, "since": since})

    def _wealth(self, homes: list[Home]) -> None:
        """Vehicles, titles, firms, wages of those who receive nothing."""
        chance = self.chance
        for home in homes:
            if home.number in self.busy:
                continue
            for person in home.people:
                age = person.age(self.on)
                if 24 <= age <= 58:
                    if chance.random() < 0.18:
                        self.vehicle(person, chance.randint(4, 20) * 10_000)
                    if chance.random() < 0.22:
                        self.title(person, chance.randint(70, 140))
                    if chance.random() < 0.02:
                        self.dossier.add(
                            "firms",
                            {
                                "person": person,
                                "role": "法定代表人",
                                "capital": chance.choice((10, 20, 50, 100)),
                                "state": "存续",
                            },
                        )
                    if chance.random() < 0.20:
                        self.dossier.add(
                            "contributions", {"person": person, "base": chance.randint(38, 80) * 100, "months": 6}
                        )
                        if chance.random() < 0.4:
                            self.dossier.add(
                                "fund", {"person": person, "monthly": chance.randint(4, 14) * 100, "state": "正常"}
                            )

    def vehicle(
        self, person: Person, price: int, *, kind: str = "小型轿车", state: str = "正常", since: int = 0
    ) -> None:
        plate = f"赣Z{self.chance.randint(10000, 99999)}"
        self.dossier.add(
            "vehicles",
            {
                "person": person,
                "plate": plate,
                "type": kind,
                "price": price,
                "state": state,
                "on": dt.date(2012 + self.chance.randrange(12), 5, 9),
            },
            since,
        )

    def title(self, person: Person, area: int, *, since: int = 0) -> None:
        unit = f"{person.number[:6]}{self.chance.randint(100000, 999999)}GB{self.chance.randint(10000, 99999)}F{self.chance.randint(1000, 9999)}"
        self.dossier.add("titles", {"person": person, "unit": unit, "area": area}, since)

    def _offices(self, homes: list[Home]) -> None:
        """Cadres, handlers, public employees, budget-paid staff: of homes that receive nothing and have no kin who do."""
        grown = [home.head for home in homes if home.number not in self.busy and 28 <= home.head.age(self.on) <= 58]
        posts = ("党支部书记、村委会主任", "党支部副书记", "委员兼会计", "妇联主席", "治保主任")
        by_village: dict[str, list[Person]] = {}
        for person in grown:
            by_village.setdefault(person.village.code, []).append(person)
        for people in by_village.values():
            for person, post in zip(people, posts, strict=False):
                self.dossier.add("cadres", {"person": person, "post": post, "numbered": self.chance.random() < 0.7})
                self.busy.add(person.household)
        free = [person for person in grown if person.household not in self.busy]
        for number, person in enumerate(free[: len(free) // 25]):
            if number % 3 == 0:
                self.dossier.add(
                    "employees",
                    {"person": person, "unit": "县民政局" if number % 6 else "县财政局", "post": "四级主任科员"},
                )
            self.dossier.add(
                "payroll",
                {
                    "person": person,
                    "unit": "县第一小学",
                    "kind": "事业编制" if number % 3 else "行政编制",
                    "wage": 4000 + number % 30 * 100,
                },
            )
            self.busy.add(person.household)
        for person in free[-27:]:
            self.dossier.add(
                "handlers", {"person": person, "unit": f"{person.village.town}人民政府", "post": "民政助理员"}
            )
            self.busy.add(person.household)

    # --- the planted cases ----------------------------------------------------------------------------------------------

    def _plant(self) -> None:
        """Each kind in each of the three months, so that earlier months have something to be worked off."""
        for since in (self.month - 2, self.month - 1, self.month):
            for _ in range(self.size):
                for plant in self._plants():
                    plant(since)

    def _plants(self) -> list[Callable[[int], None]]:
        return [
            self._dead,
            self._dead_twin_name,
            self._vehicle,
            self._scrapped,
            self._homes,
            self._firm,
            self._wages,
            self._fund,
            self._pension,
            self._spouse,
            self._budget_paid,
            self._kin,
            self._prison,
            self._other_county,
            self._moved,
            self._severe_in_edge,
            self._heavy,
            self._missed_subsidy,
            self._certificate_ended,
            self._shared_account,
            self._power,
            self._grace,
            self._double,
        ]

    def _case(self, *, adult: bool = False, old: bool = False) -> Case:
        """A dibao household that nothing was planted in yet."""
        while True:
            case = self.chance.choice(self.dossier.cases)
            grown = any(25 <= person.age(self.on) <= 58 for person in case.members)
            aged = any(person.age(self.on) >= 61 for person in case.members)
            if case.home.number not in self.busy and (grown or not adult) and (aged or not old):
                self.busy.add(case.home.number)
                return case

    def _grown(self, case: Case) -> Person:
        return next((person for person in case.members if 25 <= person.age(self.on) <= 58), case.members[0])

    def _found(self, rule: str, people: list[Person], since: int) -> None:
        self.dossier.planted.append(Planted(rule, {person.number for person in people}, since))

    def _dead(self, since: int) -> None:
        case = self._case()
        person = case.members[-1]
        died = first_day(since - 2) + dt.timedelta(days=self.chance.randrange(20))
        self.dossier.add(
            "deaths",
            {"person": person, "died": died, "list": self.chance.choice(("police", "health", "cremation"))},
            since,
        )
        self._found("R-CMP-01", [person], since)

    def _dead_twin_name(self, since: int) -> None:
        """A number of the living under another's name: no conclusion (bad case 4)."""
        case = self._case()
        self.dossier.add(
            "deaths",
            {
                "person": case.members[0],
                "died": first_day(since - 2),
                "list": "police",
                "name": "黄" + case.members[0].name[1:] + "根",
            },
            since,
        )

    def _vehicle(self, since: int) -> None:
        case = self._case(adult=True)
        self.vehicle(self._grown(case), self.chance.randint(4, 18) * 10_000, since=since)
        self._found("R-CMP-09", case.members, since)

    def _scrapped(self, since: int) -> None:
        self.vehicle(self._grown(self._case(adult=True)), 80_000, state="报废", since=since)

    def _homes(self, since: int) -> None:
        case = self._case(adult=True)
        for _ in range(2):
            self.title(self._grown(case), 30 * len(case.members) + 60, since=since)
        self._found("R-CMP-10", case.members, since)

    def _firm(self, since: int) -> None:
        case = self._case(adult=True)
        self.dossier.add(
            "firms", {"person": self._grown(case), "role": "法定代表人", "capital": 50, "state": "存续"}, since
        )
        self._found("R-CMP-11", [self._grown(case)], since)

    def _wages(self, since: int) -> None:
        case = self._case(adult=True)
        self.dossier.add("contributions", {"person": self._grown(case), "base": 4020, "months": 5}, since)
        self._found("R-CMP-12", [self._grown(case)], since)

    def _fund(self, since: int) -> None:
        case = self._case(adult=True)
        self.dossier.add("fund", {"person": self._grown(case), "monthly": 832, "state": "正常"}, since)
        self._found("R-CMP-13", [self._grown(case)], since)

    def _pension(self, since: int) -> None:
        case = self._case(old=True)
        person = next(each for each in case.members if each.age(self.on) >= 61)
        self.dossier.add("pensions", {"person": person, "scheme": "企业职工养老保险", "monthly": 2115}, since)
        self._found("R-CMP-16", [person], since)

    def _spouse(self, since: int) -> None:
        while True:
            case = self._case(adult=True)
            person = next(
                (each for each in case.members if each.relation in ("子", "女") and each.age(self.on) >= 22), None
            )
            if person is not None:
                break
        home = next(
            home
            for home in self.county.homes
            if (home.number not in self.busy and 22 <= home.head.age(self.on) <= 50 and len(home.people) == 1)
            or (
                home.number not in self.busy
                and home.head.sex != person.sex
                and home.head.relation == "户主"
                and len(home.people) == 2
                and home.people[1].relation in ("子", "女")
            )
        )
        self.busy.add(home.number)
        husband, wife = (person, home.head) if person.sex == "男" else (home.head, person)
        self.dossier.add(
            "marriages", {"husband": husband, "wife": wife, "on": first_day(since), "kind": "结婚登记"}, since
        )
        self._found("R-CMP-17", [person], since)

    def _budget_paid(self, since: int) -> None:
        case = self._case(adult=True)
        self.dossier.add(
            "payroll", {"person": self._grown(case), "unit": "县人民医院", "kind": "事业编制", "wage": 5200}, since
        )
        self._found("R-CMP-06", [self._grown(case)], since)

    def _kin(self, since: int) -> None:
        case = self._case(adult=True)
        person = self._grown(case)
        cadre = self.chance.choice(self.dossier.rolls["cadres"])["person"]
        assert isinstance(cadre, Person)
        mother = self._stranger(70, "女")
        for child in (person, cadre):
            if child.mother == "":
                child.mother = mother
        if person.mother == cadre.mother:
            self._found("R-CMP-07", case.members, since)

    def _stranger(self, age: int, sex: str) -> str:
        first17 = f"369978{self.on.year - age}0101{self.chance.randrange(500) * 2 + (sex == '男'):03d}"
        return first17 + check_digit(first17)

    def _prison(self, since: int) -> None:
        case = self._case(adult=True)
        self.dossier.add(
            "prisoners", {"person": self._grown(case), "kind": "收监执行", "from": first_day(since - 3)}, since
        )
        self._found("R-CMP-03", [self._grown(case)], since)

    def _other_county(self, since: int) -> None:
        case = self._case()
        self.dossier.add("elsewhere", {"person": case.members[0], "county": "南圳县", "state": "在保"}, since)
        self._found("R-CMP-05", [case.members[0]], since)

    def _moved(self, since: int) -> None:
        case = self._case()
        self.dossier.add("moved", {"person": case.members[-1], "on": first_day(since - 2)}, since)
        self._found("R-CMP-22", [case.members[-1]], since)

    def _severe_in_edge(self, since: int) -> None:
        home = next(
            home
            for home in self.county.homes
            if home.number not in self.busy
            and len(home.people) >= 3
            and home.number not in {c.home.number for c in self.dossier.cases[:0]}
            and not self._on_roll(home)
        )
        self.busy.add(home.number)
        person = home.people[-1]
        self._certificate(person, 1, nursing=True)
        for each in home.people:
            self.dossier.add("edge", {"person": each, "home": home}, since)
        self._found("R-CMP-25", [person], since)

    def _on_roll(self, home: Home) -> bool:
        if not hasattr(self, "_roll_homes"):
            self._roll_homes = {case.home.number for case in self.dossier.cases}
        return home.number in self._roll_homes

    def _heavy(self, since: int) -> None:
        home = next(home for home in self.county.homes if home.number not in self.busy and not self._on_roll(home))
        self.busy.add(home.number)
        self.dossier.add(
            "medical", {"person": home.head, "total": 128_000, "own": self.chance.randint(31, 90) * 1000}, since
        )
        self._found("R-CMP-26", home.people, since)

    def _missed_subsidy(self, since: int) -> None:
        case = self._case(adult=True)
        person = self._grown(case)
        issued = dt.date(2019, 3, 4)
        self.dossier.add(
            "certificates",
            {
                "person": person,
                "class": "肢体",
                "grade": 3,
                "issued": issued,
                "valid_to": issued.replace(year=2029),
                "state": "正常",
                "changed": None,
            },
            since,
        )
        self._found("R-CMP-27", [person], since)

    def _certificate_ended(self, since: int) -> None:
        home = next(home for home in self.county.homes if home.number not in self.busy and not self._on_roll(home))
        self.busy.add(home.number)
        self._certificate(home.head, 2, nursing=True, valid_to=first_day(since - 2))
        self._found("R-CMP-21", [home.head], since)

    def _shared_account(self, since: int) -> None:
        one, other = self._case(), self._case()
        other.account, other.holder = one.account, one.holder
        other.note = one.note = f"@{since}"
        self._found("R-CMP-24", [one.members[0], other.members[0]], since)

    def _power(self, since: int) -> None:
        case = self._case()
        self.dossier.add("high_use", {"home": case.home.number}, since)
        self._found("R-CMP-19", case.members, since)

    def _grace(self, since: int) -> None:
        case = self._case()
        self.dossier.add("grace", {"case": case, "from": since - 8, "to": since - 2}, since)
        self._found("R-CMP-30", [case.members[0]], since)

    def _double(self, since: int) -> None:
        row = self.chance.choice(self.dossier.rolls["tekun"])
        person = row["person"]
        assert isinstance(person, Person)
        self.dossier.add("nursing", {"person": person, "class": "肢体", "grade": 2, "since": since - 3}, since)
        self._found("R-CMP-04", [person], since)


def address(person: Person) -> str:
    return f"{COUNTY_NAME}{person.village.town}{person.village.name}{person.group}组{person.house}号"


def rows_of(dossier: Dossier, table: str, month: int) -> Iterator[Row]:
    """The rows of a table that have appeared by a month."""
    return (row for row in dossier.rolls.get(table, ()) if row["_since"] <= month)


__all__ = [
    "COUNTY_NAME",
    "PAYMENT_MONTHS",
    "STANDARD",
    "Case",
    "Dossier",
    "Planted",
    "Writer",
    "account_of",
    "address",
    "format_month",
    "rows_of",
]
