"""What happened to households on dibao in the year before the lists: who is in deferred exit, who has died, who has left, and the two
households of the worked example of back-pay. All of them innocent; nothing of it is to be found by a comparison."""

from __future__ import annotations

import datetime as dt
import random
from collections.abc import Callable

from doudi.base.identity import check_digit
from doudi.base.months import first_day, month_of
from doudi.demo.county import COUNTY, Home, Person
from doudi.demo.dossier import Case, Departed, Graced, account_of, scale_of
from doudi.demo.lists import Writer
from doudi.demo.means import ABILITIES, tekun_amount

PER_HUNDRED_THOUSAND = (74, 97)  # households and persons in deferred exit at the end of the newest month
HIDDEN = 4  # which of those who left had kept its wages to itself, in spring
EXAMPLE = 635  # EX-22: two people in town, income 600: 2 × 935 − 600 = 1,270, of which each has half
LENGTHS = {"DE1": (6, 6), "DE2": (6, 12), "DE3": (6, 12), "DE4": (24, 24), "DE5": (36, 36), "DE6": (12, 12)}
SHARES = {"DE1": 14, "DE2": 16, "DE3": 12, "DE4": 18, "DE5": 8, "DE6": 6}
GROUPS = {
    "DE1": "领取养老金后收入超标",
    "DE2": "高中(中职)毕业后就业",
    "DE3": "高校毕业后就业",
    "DE4": "就业困难家庭经安置就业",
    "DE5": "残疾人经安置就业",
    "DE6": "县民政局规定的其他情形",
}


def tell(writer: Writer, *, seed: int) -> None:
    """Choose among the households that nothing was planted in. Has dice of its own, so that what was planted stays where it is."""
    teller = _Teller(writer, random.Random(seed + 2))
    teller.example()
    teller.graced()
    teller.departed()
    teller.left()
    teller.gone()


class _Teller:
    def __init__(self, writer: Writer, dice: random.Random) -> None:
        self.writer, self.dossier, self.dice, self.month = writer, writer.dossier, dice, writer.month
        self.scale = scale_of(writer.county)
        self.pool = [case for case in self.dossier.cases if case.home.number not in writer.busy and not case.until]

    def example(self) -> None:
        """EX-22: one from before the year, one admitted from May."""
        for since in (self.month - 20, self.month - 6):
            case = self._take(lambda case: case.home.village.urban and len(case.members) == 2)
            if case is not None:
                case.per_head, case.since = EXAMPLE, since
                self.dossier.examples.append(case)

    def graced(self) -> None:
        households, persons = (round(number * self.scale) for number in PER_HUNDRED_THOUSAND)
        groups = [group for group, share in SHARES.items() for _ in range(share)]
        self.dice.shuffle(groups)
        for number in range(households):
            wanted = 2 if number < persons - households else 1
            group = groups[number % len(groups)]
            length = self.dice.randint(*LENGTHS[group])
            case = self._take(lambda case, wanted=wanted: not case.home.village.urban and len(case.members) == wanted)  # type: ignore[misc]
            if case is None:
                continue
            earliest = max(case.since + 2, self.month - length + 1)
            begins = self.dice.randint(earliest, self.month) if number > 5 else earliest  # some are near their end
            self._grace(case, group, begins, begins + length - 1)

    def _grace(self, case: Case, group: str, begins: int, ends: int) -> None:
        self.dossier.graced.append(Graced(case, group, begins, ends))
        self.dossier.add("grace", {"case": case, "from": begins, "to": ends, "kind": GROUPS[group]}, begins)

    def departed(self) -> None:
        """An old parent who died between January and August: the household went on without him, as its roll of autumn says."""
        for number in range(max(round(24 * self.scale), 4)):
            case = self._take(lambda case: 34 <= case.home.head.age(self.writer.on) <= 58 and len(case.members) >= 2)
            if case is None:
                return
            month = self.month - (self.dice.randint(3, 10) if number else 6)
            if case.since > month - 2:
                case.since = month - 8
            parent = self._old(case.home, case.home.head.age(self.writer.on) + self.dice.randint(22, 32))
            died = first_day(month) + dt.timedelta(days=self.dice.randrange(27))
            told = month + (number % 4 == 0)  # one in four was told a month late
            self.dossier.departed.append(Departed(case, parent, died, told))

    def _old(self, home: Home, age: int) -> Person:
        born = dt.date(self.writer.on.year - age, self.dice.randint(1, 12), self.dice.randint(1, 28))
        sex = self.dice.choice("男女")
        name = (home.head.name[0] if sex == "男" else self.dice.choice("王李张刘陈")) + self.dice.choice("桂秀福根金")
        name += self.dice.choice("香兰生财英")
        return Person(
            self._free_number(born, sex), name, sex, born, home.number,
            "父亲" if sex == "男" else "母亲", home.village, home.group, home.house,
        )  # fmt: skip

    def left(self) -> None:
        """Households that left between February and August: better off, moved away; one had kept its wages to itself."""
        because = ("收入超过标准", "收入超过标准", "主动退出", "户籍迁出本县", "隐瞒务工收入")
        homes = [
            home for home in self.writer.county.homes
            if home.number not in self.writer.busy and not self.writer.on_roll(home) and len(home.people) <= 3
        ]  # fmt: skip
        self.dice.shuffle(homes)
        for number, home in enumerate(homes[: max(round(45 * self.scale), 5)]):
            self.writer.busy.add(home.number)
            case = Case(
                home,
                f"{home.village.code}8{number:04d}",
                "城市低保" if home.village.urban else "农村低保",
                self.month - self.dice.randint(14, 22),
                list(home.people),
                self.dice.randint(28, 58) * 10,
                account=account_of(home.head),
                holder=home.head.name,
                until=self.month - (5 if number == HIDDEN else self.dice.randint(3, 9)),
                left=because[number % len(because)],
            )
            self.dossier.former.append(case)

    def gone(self) -> None:
        """Old people who died between January and October: some receive the age allowance, some are tekun."""
        homes = self.dice.sample(self.writer.county.homes, max(round(70 * self.scale), 6))
        for number, home in enumerate(homes):
            person = self._old(home, self.dice.randint(81, 96))
            month = self.month - self.dice.randint(1, 10)
            row = {
                "person": person,
                "since": max(self.month - 8 - self.dice.randint(8, 22), month_of(person.born) + 80 * 12),
                "died": first_day(month) + dt.timedelta(days=self.dice.randrange(25)),
                "told": month + (self.dice.random() < 0.12),
            }
            if number % 12 == 5:
                ability = self.dice.choice(ABILITIES)
                amount = tekun_amount(home.village.urban, ability)
                self.dossier.gone.setdefault("tekun", []).append({**row, "ability": ability, "amount": amount})
            else:
                self.dossier.gone.setdefault("age", []).append(row)

    def _take(self, fits: Callable[[Case], bool]) -> Case | None:
        for number, case in enumerate(self.pool):
            if fits(case):
                self.writer.busy.add(case.home.number)
                return self.pool.pop(number)
        return None

    def _free_number(self, born: dt.date, sex: str) -> str:
        while True:
            first17 = f"{COUNTY}{born:%Y%m%d}{self.dice.randrange(500) * 2 + (sex == '男'):03d}"
            if self.writer.taken_now(first17):
                return first17 + check_digit(first17)
