"""The innocent county: what it declares it receives, it owns nothing above the limits, its meters run as its neighbours' do."""

from __future__ import annotations

import datetime as dt
import random

from doudi.base.months import last_day, month_of
from doudi.demo.county import County, Home, Person
from doudi.demo.dossier import ORPHANS, UNATTENDED, Case, Dossier, account_of
from doudi.demo.means import ABILITIES, tekun_amount

NEW = 4  # one in so many
EARLIEST = 34  # months back: the rolls of persons were begun anew at the start of 2022
FEWEST = 190  # households on dibao: every bad case wants some of its own
ENOUGH = 400  # where a place has households to spare: who lives alone in town and is not old has to be found among them
SMALL = 5_000  # households of a place that has not


class Innocents:
    """Who receives, owns, earns and holds office, before anything is planted."""

    def __init__(self, county: County, *, seed: int, month: int) -> None:
        self.chance = random.Random(seed + 1)
        self.month = month
        self.county = county
        self.on = last_day(month)
        self.by_number = {person.number: person for person in county.people}
        self.home_of = {home.number: home for home in county.homes}
        self.dossier = Dossier(county, [])
        self.busy: set[str] = set()  # homes that something was planted in
        self.certified: set[str] = set()
        self.newly = 0
        self.size = max(len(county.homes) // 5500, 1)  # planted cases of each kind and month

    def settle(self) -> None:
        """Fill the dossier with those who receive rightly and those who receive nothing."""
        homes = list(self.county.homes)
        self.chance.shuffle(homes)
        poor = homes[: max(int(len(homes) * 0.042), FEWEST if len(homes) < SMALL else ENOUGH)]
        for home in poor:
            self._admit(home)
        rest = homes[len(poor) :]
        self._tekun_and_allowances(rest)
        self._wealth(rest)
        self._offices(rest)

    def _admit(self, home: Home) -> None:
        programme = "城市低保" if home.village.urban else "农村低保"
        number = f"{home.village.code}{len(self.dossier.cases) + 1:05d}"
        per_head = self.chance.randint(28, 58) * 10
        months = 8 + self.chance.randint(8, 60) % 15  # in 2023 everybody on the roll was looked at anew
        if months < 10 and len(self.dossier.cases) % NEW:
            months += 12  # of those who came in 2024 most were there before: it is not every tenth that is new
        case = Case(
            home,
            number,
            programme,
            self.month - months,
            list(home.people),
            per_head,
            account=account_of(home.head),
            holder=home.head.name,
        )
        self.dossier.cases.append(case)

    def _tekun_and_allowances(self, homes: list[Home]) -> None:
        month = self.month
        alone = [home for home in homes if len(home.people) == 1]
        for number, home in enumerate(alone[: max(len(homes) // 300, 9)]):
            head = home.head
            ability = ABILITIES[(0, 0, 1, 0, 0, 2, 0)[number % 7]]
            self.dossier.add(
                "tekun",
                {
                    "person": head,
                    "way": "分散供养",
                    "ability": ability,
                    "amount": tekun_amount(home.village.urban, ability),
                    "since": month - (number if number < 3 else 8 + self.chance.randint(8, 60) % 15),
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
                            "since": max(month_of(person.born) + 80 * 12, month - EARLIEST),
                        },
                    )
                elif 8 <= age <= 70 and self.chance.random() < 0.006 and home.number not in self.busy:
                    self.certificate(person, self.chance.choice((1, 1, 2, 2, 3, 4)), nursing=True)
        for case in self.dossier.cases:
            for person in case.members:
                if 8 <= person.age(self.on) <= 75 and self.chance.random() < 0.10:
                    self.certificate(person, self.chance.choice((1, 2, 3, 3, 4)), nursing=True, living=True)
        children = [
            home
            for home in homes
            if len(home.people) == 2 and 5 < home.people[1].age(self.on) < 17 and home.number not in self.busy
        ]
        for number, home in enumerate(children[: max(len(homes) // 900, 5)]):
            self.dossier.add(
                "children",
                {
                    "person": home.people[1],
                    "kind": UNATTENDED if number % 3 == 1 else ORPHANS,
                    "amount": 1360,  # the same for both
                    "since": month - (number if number < 3 else 20),
                    "guardian": home.head,
                },
            )
            self.busy.add(home.number)

    def certificate(
        self,
        person: Person,
        grade: int,
        *,
        nursing: bool,
        living: bool = False,
        valid_to: dt.date | None = None,
        state: str = "正常",
    ) -> None:
        self.certified.add(person.number)
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
        since = max(month_of(issued) + 1, self.month - EARLIEST)
        if living and nursing and self.newly < 3:  # every month of the three somebody new comes on the roll
            since, self.newly = self.month - self.newly, self.newly + 1
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
        self, person: Person, price: int, *, kind: str = "小型轿车", state: str = "正常", since: int = 0, **said: str
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
                **said,
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
