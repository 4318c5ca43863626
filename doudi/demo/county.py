"""The invented county: areas, people in households, identity numbers that belong to nobody. Deterministic for a seed."""

from __future__ import annotations

import csv
import datetime as dt
import random
from dataclasses import dataclass, field
from importlib import resources
from itertools import accumulate

from doudi.base.identity import check_digit

COUNTY = "369977"  # no such county
COUNTY_NAME = "云阜县"
TOWNS = ("古城镇", "磨市镇", "石塘镇", "云岭镇", "青山镇", "龙泉镇", "大塘乡", "沙河乡", "竹林乡")
COMMUNITIES = (
    "水槽",
    "南门",
    "新华",
    "东门",
    "国安",
    "东方红",
    "明清古城",
    "磨市",
    "北关",
    "西苑",
    "滨江",
    "迎宾",
    "桂园",
    "朝阳",
    "红旗",
    "建设",
    "胜利",
    "团结",
    "和平",
    "幸福",
)
FIRST = "上下大小前后东西南北中新老高石"
SECOND = "坪坑塘岭湾源洲屋田坳桥垅背埠岗"
VILLAGES = 135


@dataclass(frozen=True)
class Village:
    code: str
    name: str
    town: str
    urban: bool


@dataclass
class Person:
    """Somebody of the register."""

    number: str
    name: str
    sex: str
    born: dt.date
    household: str
    relation: str
    village: Village
    group: int
    house: int
    father: str = ""
    mother: str = ""

    def age(self, on: dt.date) -> int:
        return on.year - self.born.year - ((on.month, on.day) < (self.born.month, self.born.day))


@dataclass
class Home:
    """A household book."""

    number: str
    village: Village
    group: int
    house: int
    people: list[Person] = field(default_factory=list)

    @property
    def head(self) -> Person:
        return self.people[0]

    @property
    def address(self) -> str:
        return f"{COUNTY_NAME}{self.village.town}{self.village.name}{self.group}组{self.house}号"


@dataclass
class County:
    villages: list[Village]
    homes: list[Home]
    marriages: list[tuple[Person, Person, dt.date]]

    @property
    def people(self) -> list[Person]:
        return [person for home in self.homes for person in home.people]


class Names:
    """Surnames by frequency, given names by sex."""

    def __init__(self, chance: random.Random) -> None:
        self.chance = chance
        with (resources.files("doudi.demo") / "data" / "names.csv").open(encoding="utf-8") as file:
            rows = list(csv.DictReader(file))
        surnames = [(row["text"], float(row["weight"] or 0.01)) for row in rows if row["kind"] == "surname"]
        self.surnames = [text for text, _ in surnames]
        self.weights = list(accumulate(weight for _, weight in surnames))
        self.letters = {
            "男": sorted({letter for row in rows if row["kind"] == "given_male" for letter in row["text"]}),
            "女": sorted({letter for row in rows if row["kind"] == "given_female" for letter in row["text"]}),
        }

    def surname(self) -> str:
        return self.chance.choices(self.surnames, cum_weights=self.weights)[0]

    def given(self, sex: str) -> str:
        letters = self.letters[sex]
        return self.chance.choice(letters) + (self.chance.choice(letters) if self.chance.random() < 0.82 else "")


def build_villages(chance: random.Random) -> list[Village]:
    """135 villages and communities in nine townships."""
    names = [first + second for first in FIRST for second in SECOND]
    chance.shuffle(names)
    villages = []
    for number in range(VILLAGES):
        urban = number < len(COMMUNITIES)
        town = number % 2 if urban else number % len(TOWNS)
        code = f"{COUNTY}{100 + town:03d}{(number + 1) if urban else 200 + number:03d}"
        villages.append(
            Village(code, COMMUNITIES[number] + "社区" if urban else names[number] + "村", TOWNS[town], urban)
        )
    return sorted(villages, key=lambda village: village.code)


def build(population: int, *, seed: int, on: dt.date) -> County:
    """A county of about so many people as of a day."""
    chance = random.Random(seed)
    county = County(build_villages(chance), [], [])
    builder = _Builder(county, chance, on)
    number = 0
    while number < population:
        village = (
            county.villages[chance.randrange(VILLAGES)]
            if chance.random() > 0.12
            else county.villages[chance.randrange(20)]
        )
        number += builder.home(village)
    return county


class _Builder:
    def __init__(self, county: County, chance: random.Random, on: dt.date) -> None:
        self.county, self.chance, self.on = county, chance, on
        self.names = Names(chance)
        self.used: set[str] = set()
        self.houses: dict[tuple[str, int], int] = {}

    def home(self, village: Village) -> int:
        """One household of one of the usual shapes; how many people."""
        chance = self.chance
        group = chance.randint(1, 12)
        house = self.houses[village.code, group] = self.houses.get((village.code, group), 0) + 1
        home = Home(f"{COUNTY}{len(self.county.homes) + 1:08d}", village, group, house)
        shape = chance.random()
        if shape < 0.14:
            self._add(home, "户主", chance.choice("男女"), chance.randint(62, 92))
        elif shape < 0.30:
            self._couple(home, chance.randint(60, 82))
        elif shape < 0.38:
            parent = self._add(home, "户主", chance.choice("男女女"), chance.randint(34, 55))
            self._children(home, parent, None, 1 + (chance.random() < 0.3))
        else:
            husband, wife = self._couple(home, chance.randint(27, 56))
            self._children(home, husband, wife, chance.choices((0, 1, 2, 3), (1, 5, 5, 1))[0])
            if shape > 0.80:
                mother = self._add(home, "母亲", "女", husband.age(self.on) + chance.randint(20, 30))
                husband.mother = mother.number
                if shape > 0.90:
                    father = self._add(
                        home, "父亲", "男", mother.age(self.on) + chance.randint(0, 4), surname=husband.name[0]
                    )
                    husband.father = father.number
                    self._marry(father, mother)
        self.county.homes.append(home)
        return len(home.people)

    def _couple(self, home: Home, age: int) -> tuple[Person, Person]:
        husband = self._add(home, "户主", "男", age)
        wife = self._add(home, "妻", "女", max(age - self.chance.randint(-1, 5), 21))
        self._marry(husband, wife)
        return husband, wife

    def _marry(self, husband: Person, wife: Person) -> None:
        year = max(husband.born.year, wife.born.year) + self.chance.randint(21, 26)
        self.county.marriages.append(
            (
                husband,
                wife,
                dt.date(min(year, self.on.year - 1), self.chance.randint(1, 12), self.chance.randint(1, 28)),
            )
        )

    def _children(self, home: Home, one: Person, other: Person | None, number: int) -> None:
        for _ in range(number):
            age = min(one.age(self.on), other.age(self.on) if other else 99) - self.chance.randint(21, 32)
            if age < 0:
                continue
            sex = self.chance.choice("男女")
            child = self._add(home, "子" if sex == "男" else "女", sex, age, surname=one.name[0])
            for parent in (one, other):
                if parent is not None:
                    setattr(child, "father" if parent.sex == "男" else "mother", parent.number)

    def _add(self, home: Home, relation: str, sex: str, age: int, *, surname: str = "") -> Person:
        born = self.on - dt.timedelta(days=int(min(age, 99) * 365.25) + self.chance.randint(1, 364))
        name = (surname or self.names.surname()) + self.names.given(sex)
        person = Person(
            self.number(born, sex), name, sex, born, home.number, relation, home.village, home.group, home.house
        )
        home.people.append(person)
        return person

    def number(self, born: dt.date, sex: str) -> str:
        """An identity number that nobody else has."""
        while True:
            sequence = self.chance.randrange(0, 500) * 2 + (sex == "男")
            first17 = f"{COUNTY}{born.year:04d}{born.month:02d}{born.day:02d}{sequence:03d}"
            if first17 not in self.used:
                self.used.add(first17)
                return first17 + check_digit(first17)
