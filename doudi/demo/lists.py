"""The everyday bad cases, planted in every month so that earlier months have something to be worked off.

Every planted case is kept in `planted`, with the rule that must find it and the month from which it shows.
"""

from __future__ import annotations

import datetime as dt
from collections import Counter
from collections.abc import Callable, Iterable
from contextlib import suppress
from typing import TypeVar

from doudi.base.identity import check_digit
from doudi.base.months import first_day, format_month, last_day
from doudi.demo.county import COUNTY, Home, Person
from doudi.demo.dossier import Case, Planted
from doudi.demo.innocents import Innocents
from doudi.demo.means import incomes

Found = TypeVar("Found")
BEFORE = 14  # months: from a year before
FEW_PEERS = 6  # households of the same size in a village, for its use of power to be compared with theirs


class TooFewHouseholds(LookupError):
    """The county is too small to plant every case in a household of its own."""


def first(fitting: Iterable[Found]) -> Found:
    """The first of them. Raises LookupError if there is none: the county is too small to plant this in."""
    for found in fitting:
        return found
    raise LookupError("nobody left to plant this in")


class Writer(Innocents):
    """Plants and writes; one for a county and the newest of its months."""

    def settle(self) -> None:
        """The innocent county, and who of it may still be planted something in."""
        super().settle()
        self._free_cases = [case for case in self.dossier.cases if case.home.number not in self.busy]
        self._sizes = Counter((home.village.code, len(home.people)) for home in self.county.homes)
        self._free_homes = list(self.county.homes)
        self._numbers = {number[:17] for number in self.by_number}
        for shuffled in (self._free_cases, self._free_homes):
            self.chance.shuffle(shuffled)
        # Who has just come to the living subsidy came as a member of a household on dibao: nothing else happens to it.
        newly = {row["person"].household for row in self.dossier.rolls["living"] if row["since"] > self.month - 3}
        self.busy |= newly
        self._free_cases = [case for case in self._free_cases if case.home.number not in newly]

    def plant(self) -> None:
        """Each kind in each of the three months, so that earlier months have something to be worked off."""
        for since in (self.month - 2, self.month - 1, self.month):
            for _ in range(self.size):
                for plant in self._plants():
                    with suppress(LookupError):  # a small county has not room for all of them
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
            self._employee_kin,
            self._declared_dead,
            self._taxed,
            self._assets,
            self._supporter,
            self._water,
            self._removed_then_poor,
            self._work_injury,
            self._stopped_rightly,
        ]

    def case(
        self,
        *,
        adult: bool = False,
        old: bool = False,
        alone: bool = False,
        urban: bool | None = None,
        ordinary: bool = False,
    ) -> Case:
        """A dibao household that nothing was planted in yet. `alone`: its head has no spouse in it; `ordinary`: as large as many others of its village."""
        while self._free_cases:
            for number, case in enumerate(self._free_cases):
                ages = [person.age(self.on) for person in case.members]
                if (
                    (not adult or any(25 <= age <= 58 for age in ages))
                    and (not old or any(age >= 61 for age in ages))
                    and (
                        not alone
                        or (len(ages) == 1 and ages[0] >= 25)
                        or (len(ages) > 1 and case.members[1].relation in ("子", "女"))
                    )
                    and (not ordinary or self._sizes[case.home.village.code, len(case.home.people)] > FEW_PEERS)
                    and (urban is None or case.home.village.urban == urban)
                ):
                    self.busy.add(case.home.number)
                    return self._free_cases.pop(number)
            break
        raise TooFewHouseholds

    def free_home(self, fits: Callable[[Home], bool]) -> Home:
        """A household that receives nothing and that nothing was planted in."""
        home = first(h for h in self._free_homes if h.number not in self.busy and not self.on_roll(h) and fits(h))
        self.busy.add(home.number)
        return home

    def home_with(self, person: Person) -> Home:
        return next(home for home in reversed(self.county.homes) if home.number == person.household)

    def free_number(self, born: dt.date, sex: str) -> str:
        """A number that nobody of the county has."""
        while True:
            first17 = f"{COUNTY}{born:%Y%m%d}{self.chance.randrange(500) * 2 + (sex == '男'):03d}"
            if self.taken_now(first17):
                return first17 + check_digit(first17)

    def next_number(self, number: str) -> str:
        """The number that somebody of the same sex got who was registered next on the same day."""
        for step in range(2, 900, 2):
            first17 = f"{number[:14]}{(int(number[14:17]) + step) % 1000:03d}"
            if self.taken_now(first17):
                return first17 + check_digit(first17)
        raise LookupError("all numbers of that day are taken")

    def taken_now(self, first17: str) -> bool:
        """Take a number if it is free."""
        free = first17 not in self._numbers
        self._numbers.add(first17)
        return free

    def _case_with_grown_child(self) -> Case:
        number = first(
            number
            for number, case in enumerate(self._free_cases)
            if any(each.relation in ("子", "女") and each.age(self.on) >= 22 for each in case.members)
        )
        self.busy.add(self._free_cases[number].home.number)
        return self._free_cases.pop(number)

    def grown(self, case: Case) -> Person:
        return next((person for person in case.members if 25 <= person.age(self.on) <= 58), case.members[0])

    def found(self, rule: str, people: list[Person], since: int) -> None:
        self.dossier.planted.append(Planted(rule, {person.number for person in people}, since))

    def _dead(self, since: int) -> None:
        case = self.case()
        person = case.members[-1]
        died = first_day(since - 2) + dt.timedelta(days=self.chance.randrange(20))
        self.dossier.add(
            "deaths",
            {"person": person, "died": died, "list": self.chance.choice(("police", "health", "cremation"))},
            since,
        )
        self.found("R-CMP-01", [person], since)

    def _dead_twin_name(self, since: int) -> None:
        """A number of the living under another's name: that is all there is to say (R-ID-02)."""
        case = self.case()
        self.found("R-ID-02", [case.members[0]], since)
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
        case = self.case(adult=True)
        self.vehicle(self.grown(case), self.chance.randint(4, 18) * 10_000, since=since)
        self.found("R-CMP-09", case.members, since)

    def _scrapped(self, since: int) -> None:
        self.vehicle(self.grown(self.case(adult=True)), 80_000, state="报废", since=since)

    def _homes(self, since: int) -> None:
        case = self.case(adult=True)
        for _ in range(2):
            self.title(self.grown(case), 30 * len(case.members) + 60, since=since)
        self.found("R-CMP-10", case.members, since)

    def _firm(self, since: int) -> None:
        case = self.case(adult=True)
        self.dossier.add(
            "firms", {"person": self.grown(case), "role": "法定代表人", "capital": 50, "state": "存续"}, since
        )
        self.found("R-CMP-11", [self.grown(case)], since)

    def _wages(self, since: int) -> None:
        case = self.case(adult=True)
        self.dossier.add("contributions", {"person": self.grown(case), "base": 4020, "months": 5}, since)
        self.found("R-CMP-12", [self.grown(case)], since)

    def _fund(self, since: int) -> None:
        case = self.case(adult=True)
        self.dossier.add("fund", {"person": self.grown(case), "monthly": 832, "state": "正常"}, since)
        self.found("R-CMP-13", [self.grown(case)], since)

    def _pension(self, since: int) -> None:
        case = self.case(old=True)
        person = first(each for each in case.members if each.age(self.on) >= 61)
        self.dossier.add("pensions", {"person": person, "scheme": "企业职工养老保险", "monthly": 2115}, since)
        self.found("R-CMP-16", [person], since)

    def _spouse(self, since: int) -> None:
        case = self._case_with_grown_child()
        person = first(each for each in case.members if each.relation in ("子", "女") and each.age(self.on) >= 22)
        home = self.free_home(
            lambda home: (
                home.head.sex != person.sex
                and 22 <= home.head.age(self.on) <= 60
                and (len(home.people) == 1 or home.people[1].relation in ("子", "女"))
            )
        )
        husband, wife = (person, home.head) if person.sex == "男" else (home.head, person)
        self.dossier.add(
            "marriages", {"husband": husband, "wife": wife, "on": first_day(since), "kind": "结婚登记"}, since
        )
        self.found("R-CMP-17", [person], since)

    def _budget_paid(self, since: int) -> None:
        case = self.case(adult=True)
        self.dossier.add(
            "payroll", {"person": self.grown(case), "unit": "县人民医院", "kind": "事业编制", "wage": 5200}, since
        )
        self.found("R-CMP-06", [self.grown(case)], since)

    def _kin(self, since: int) -> None:
        case = self.case(adult=True)
        person = self.grown(case)
        cadre = self.chance.choice(self.dossier.rolls["cadres"])["person"]
        assert isinstance(cadre, Person)
        mother = self._stranger(max(person.age(self.on), cadre.age(self.on)) + 22, "女")
        for child in (person, cadre):
            if child.mother == "":
                child.mother = mother
        if person.mother == cadre.mother:
            self.found("R-CMP-07", case.members, since)

    def _stranger(self, age: int, sex: str) -> str:
        first17 = f"369978{self.on.year - age}0101{self.chance.randrange(500) * 2 + (sex == '男'):03d}"
        return first17 + check_digit(first17)

    def _prison(self, since: int) -> None:
        case = self.case(adult=True)
        self.dossier.add(
            "prisoners", {"person": self.grown(case), "kind": "收监执行", "from": first_day(since - 3)}, since
        )
        self.found("R-CMP-03", [self.grown(case)], since)

    def _other_county(self, since: int) -> None:
        case = self.case()
        self.dossier.add("elsewhere", {"person": case.members[0], "county": "南圳县", "state": "在保"}, since)
        self.found("R-CMP-05", [case.members[0]], since)

    def _moved(self, since: int) -> None:
        case = self.case()
        self.dossier.add("moved", {"person": case.members[-1], "on": first_day(since - 2)}, since)
        self.found("R-CMP-22", [case.members[-1]], since)

    def _severe_in_edge(self, since: int) -> None:
        home = self.free_home(lambda home: len(home.people) >= 3 and home.people[-1].number not in self.certified)
        person = home.people[-1]
        self.certificate(person, 1, nursing=True)
        for each in home.people:
            self.dossier.add("edge", {"person": each, "home": home}, since)
        self.found("R-CMP-25", [person], since)

    def on_roll(self, home: Home) -> bool:
        if not hasattr(self, "_roll_homes"):
            self._roll_homes = {case.home.number for case in self.dossier.cases}
        return home.number in self._roll_homes

    def _heavy(self, since: int) -> None:
        home = self.free_home(lambda home: True)
        self.dossier.add(
            "medical", {"person": home.head, "total": 128_000, "own": self.chance.randint(31, 90) * 1000}, since
        )
        self.found("R-CMP-26", home.people, since)

    def _missed_subsidy(self, since: int) -> None:
        person = self.grown(self.case(adult=True))
        while person.number in self.certified:
            person = self.grown(self.case(adult=True))
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
        self.found("R-CMP-27", [person], since)

    def _certificate_ended(self, since: int) -> None:
        home = self.free_home(lambda home: home.head.number not in self.certified)
        self.certificate(home.head, 2, nursing=True, valid_to=first_day(since - 2))
        self.found("R-CMP-21", [home.head], since)

    def _shared_account(self, since: int) -> None:
        one, other = self.case(), self.case()
        other.account, other.holder = one.account, one.holder
        other.note = one.note = f"@{since}"
        self.found("R-CMP-24", [one.members[0], other.members[0]], since)

    def _power(self, since: int) -> None:
        case = self.case(ordinary=True)
        self.dossier.add("high_use", {"home": case.home.number}, since)
        self.found("R-CMP-19", case.members, since)

    def _grace(self, since: int) -> None:
        case = self.case()
        self.dossier.add("grace", {"case": case, "from": since - 8, "to": since - 2}, since)
        self.found("R-CMP-30", [case.members[0]], since)

    def _double(self, since: int) -> None:
        row = self.chance.choice(self.dossier.rolls["tekun"])
        person = row["person"]
        assert isinstance(person, Person)
        # From the former system, which compared nothing: now neither is granted beside the other.
        self.dossier.add(
            "nursing", {"person": person, "class": "肢体", "grade": 2, "since": self.month - BEFORE}, since
        )
        self.found("R-CMP-04", [person], since)

    def _employee_kin(self, since: int) -> None:
        """The roster of public employees came in the first month only."""
        if since != self.month - 2:
            return
        case = self.case(old=True)
        parent = first(person for person in case.members if person.age(self.on) >= 61)
        child = self._free_employee(parent)
        setattr(child, "mother" if parent.sex == "女" else "father", parent.number)
        self.found("R-CMP-08", case.members, since)

    def _free_employee(self, parent: Person) -> Person:
        rows = self.dossier.rolls["employees"]
        row = first(
            row for row in rows if 20 <= parent.age(self.on) - row["person"].age(self.on) <= 42 and "kin" not in row
        )
        row["kin"] = True
        person = row["person"]
        assert isinstance(person, Person)
        return person

    def _declared_dead(self, since: int) -> None:
        person = self.grown(self.case(adult=True))
        self.dossier.add("declared", {"person": person, "kind": "宣告死亡", "on": first_day(since - 2)}, since)
        self.found("R-CMP-01", [person], since)

    def _taxed(self, since: int) -> None:
        case = self.case(adult=True)
        person = self.grown(case)
        taxed = (
            2600 + 3 * incomes(case, self.month)[person.number].other
        )  # half a year of it, well above a year of what is declared
        for back in range(6):
            row = {"person": person, "from": format_month(since - 1 - back), "income": taxed}
            self.dossier.add("taxed", row, since)
        self.found("R-CMP-14", [person], since)

    def _assets(self, since: int) -> None:
        case = self.case(adult=True)
        person = self.grown(case)
        row = {"person": person, "kind": "存款", "on": last_day(since) - dt.timedelta(days=9)}
        self.dossier.add("assets", {**row, "balance": 46_000 * len(case.members)}, since)
        self.found("R-CMP-15", case.members, since)

    def _supporter(self, since: int) -> None:
        """A son in a household of his own drives an expensive car."""
        case = self.case(old=True)
        parent = first(person for person in case.members if person.age(self.on) >= 61)
        home = self.free_home(
            lambda home: home.head.sex == "男" and 22 <= parent.age(self.on) - home.head.age(self.on) <= 40
        )
        setattr(home.head, "mother" if parent.sex == "女" else "father", parent.number)
        self.vehicle(home.head, 260_000, since=since)
        self.found("R-CMP-18", case.members, since)

    def _water(self, since: int) -> None:
        case = self.case(urban=True, ordinary=True)
        self.dossier.add("high_water", {"home": case.home.number}, since)
        self.found("R-CMP-20", case.members, since)

    def _removed_then_poor(self, since: int) -> None:
        case = self.case(adult=True)
        self.dossier.leaves(case, since - 2, because="收入超过标准")
        row = {"person": case.home.head, "risk": "大病", "on": first_day(since)}
        self.dossier.add("monitored", row, since)
        self.found("R-CMP-28", case.members, since)

    def _work_injury(self, since: int) -> None:
        row = first(
            row for row in self.dossier.rolls["nursing"] if "injured" not in row and row["_since"] < self.month - 9
        )
        row["injured"] = True
        self.dossier.add("injured", {"person": row["person"], "on": first_day(since - 9)}, since)
        self.found("R-CMP-04", [row["person"]], since)

    def _stopped_rightly(self, since: int) -> None:
        case = self.case()
        self.dossier.leaves(case, since, because="主动退出")
