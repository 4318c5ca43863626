"""The everyday bad cases, planted in every month so that earlier months have something to be worked off.

Every planted case is kept in `planted`, with the rule that must find it and the month from which it shows.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable

from doudi.base.identity import check_digit
from doudi.base.months import first_day
from doudi.demo.county import Home, Person
from doudi.demo.dossier import Case, Dossier, Planted
from doudi.demo.innocents import Innocents


class Writer(Innocents):
    """Plants and writes; one for a county and the newest of its months."""

    def build(self) -> Dossier:
        self.settle()
        self._plant()
        return self.dossier

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
