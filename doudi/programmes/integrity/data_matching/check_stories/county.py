"""A county of a few people, written line by line as offices write it, and what the month's comparison says of it.

    county = County("2024-07")
    wang = county.person("王秀英")
    county.dibao("H1", wang)
    county.paid(wang, "农村低保", 715, "2024-04..2024-07")
    county.row("death_cancellations", wang, died_on="2024-03-15")
    (told,) = county.ask("R-CMP-01")

Money is written in yuan, days and months as text. The lists go through the engine that the desk and `doudi month` use.
"""

from __future__ import annotations

import datetime as dt
import random
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import polars as pl

from doudi.base.months import last_day, parse_month
from doudi.base.parameters import ParameterSet, Value
from doudi.base.stories import COUNTY, NEXT_VILLAGE, TOWN, VILLAGE, number_of
from doudi.mechanisms.exchange.declare import Column, Kind
from doudi.mechanisms.matching.declare import Check
from doudi.mechanisms.matching.engine import CheckResult, Engine, empty_table
from doudi.programmes.integrity.data_matching.check_stories.told import Told, told_of
from doudi.programmes.integrity.data_matching.checks import CHECKS
from doudi.programmes.integrity.data_matching.comparison import Comparison, compare
from doudi.programmes.integrity.data_matching.parameters import PARAMETERS
from doudi.programmes.integrity.data_matching.sources import SOURCES
from doudi.programmes.integrity.data_matching.views import VIEWS

HOME = "上村第1组5号"
_BY_CODE = {source.code: source for source in SOURCES}
_CHECKS = {check.code: check for check in CHECKS}
Row = dict[str, Any]


@dataclass(frozen=True)
class Person:
    """Somebody with a sound number of an invented place."""

    name: str
    number: str
    born_on: dt.date
    sex: str

    @property
    def key(self) -> int:
        return int(self.number[:17])


class County:
    """The lists of one month in the making. `settings` override parameters, as a county's own file does."""

    def __init__(self, month: str = "2024-11", **settings: Value) -> None:
        self.month = parse_month(month)
        self.parameters = ParameterSet.of(PARAMETERS, on=last_day(self.month), overrides=settings)
        self.lists: dict[str, list[Row]] = {}
        self._people = 0
        for code, name in ((COUNTY, "某县"), (TOWN, "东镇"), (VILLAGE, "上村"), (NEXT_VILLAGE, "下村")):
            self.row("areas", code=code, name=name)

    # --- writing ---------------------------------------------------------------------------------------------------------

    def person(
        self,
        name: str,
        *,
        born: str = "1960-05-05",
        sex: str = "男",
        registered: bool = True,
        book: str = "",
        relation: str = "户主",
        **cells: Any,
    ) -> Person:
        """Somebody new, in the police register under a book of his own unless told otherwise."""
        self._people += 1
        born_on = dt.date.fromisoformat(born)
        place, sequence = divmod(self._people * 2 + (sex == "男"), 1000)
        person = Person(name, number_of(born_on, sequence, str(369999 - place)), born_on, sex)
        if registered:
            self.registered(person, book=book, relation=relation, **cells)
        return person

    def registered(self, person: Person, *, book: str = "", relation: str = "户主", **cells: Any) -> None:
        """One more entry of the police register."""
        usual: Row = {"address": HOME, "state": "正常", "sex": person.sex, "born_on": person.born_on}
        book = book or f"B{person.number[-6:-1]}"
        self.row("register", person, household_no=book, relation=relation, **{**usual, **cells})

    def dibao(self, household_no: str, *members: Person, urban: bool = False, **cells: Any) -> None:
        """A household on the roll, its head first; `cells` are those of every row."""
        for place, member in enumerate(members):
            usual: Row = {"relation": "其他" if place else "本人", "address": HOME, "since": "2020-01"}
            usual |= {"account": f"6230{household_no:0>8}", "account_holder": members[0].name}
            roll = "dibao_urban" if urban else "dibao_rural"
            self.row(roll, member, household_no=household_no, **{**usual, **cells})

    def paid(self, person: Person, benefit: str, yuan: float, months: str, **cells: Any) -> None:
        """Successful payments for a month, or for all of `2024-04..2024-07`; to the household in which the roll has him."""
        first, _, last = months.partition("..")
        number = next((row["household_no"] for roll in ("dibao_rural", "dibao_urban") for row in self.lists.get(roll, [])
                       if row["id_number_key"] == person.key), None)  # fmt: skip
        for month in range(parse_month(first), parse_month(last or first) + 1):
            usual: Row = {"month": month, "household_no": number, "result": "成功"}
            self.row("payments", person, benefit=benefit, amount=yuan, **{**usual, **cells})

    def married(self, husband: Person, wife: Person, on: str, kind: str = "结婚登记") -> None:
        self.row("marriages", husband_name=husband.name, husband_id=husband, wife_name=wife.name, wife_id=wife,
                 registered_on=on, kind=kind)  # fmt: skip

    def row(self, source: str, person: Person | None = None, *, as_of: str = "", **cells: Any) -> None:
        """One line of a list, about a person or none; cells that are not told are empty."""
        declared = _BY_CODE[source]
        given = dict(cells)
        if person is not None:
            assert declared.subject is not None, f"{source} is about nobody"
            given.setdefault(declared.subject.code, person)
            if any(column.code == "name" for column in declared.columns):
                given.setdefault("name", person.name)
        unknown = set(given) - {column.code for column in declared.columns}
        assert not unknown, f"{source} has no column {unknown}"
        written: Row = {}
        for column in declared.columns:
            written |= self._cells(column, given.get(column.code))
        month = parse_month(as_of) if as_of else self.month
        stale = (last_day(self.month) - last_day(month)).days > declared.stale_after_days
        place = len(self.lists.setdefault(source, []))
        self.lists[source].append(
            {
                **written,
                "_file": f"{declared.name}.xlsx",
                "_sheet": "1",
                "_row": place + 2,
                "_as_of": month,
                "_stale": stale,
            }
        )

    def _cells(self, column: Column, value: object) -> Row:
        """What a snapshot holds of a cell."""
        if column.kind == Kind.IDENTITY:
            number = value.number if isinstance(value, Person) else value
            assert number is None or isinstance(number, str)
            key = int(number[:17]) if number else None
            return {column.code: number, f"{column.code}_key": key}
        if column.kind == Kind.MONEY and isinstance(value, int | float):
            value = round(value * 100)
        elif column.kind == Kind.DATE and isinstance(value, str):
            value = dt.date.fromisoformat(value)
        elif column.kind == Kind.MONTH and isinstance(value, str):
            value = parse_month(value)
        elif column.kind == Kind.SERIES and isinstance(value, Sequence):
            first = self.month - len(value) + 1
            value = [{"month": first + place, "value": each} for place, each in enumerate(value)]
        return {column.code: value}

    def arrived(self, *lists: str) -> None:
        """These came too, and name only strangers."""
        for each in lists:
            self.row(each, self.person(f"生人{self._people}", registered=False))

    def drop(self, *lists: str) -> None:
        """Nobody sent these."""
        for each in lists:
            self.lists.pop(each, None)

    # --- asking ----------------------------------------------------------------------------------------------------------

    def tables(self, arrange: Callable[[list[Row]], Iterable[Row]] = list) -> dict[str, pl.DataFrame]:
        """The lists as snapshots hold them, their lines arranged otherwise if wanted."""
        tables = {}
        for code, rows in self.lists.items():
            schema = empty_table(_BY_CODE[code]).schema
            arranged = [{**row, "_row_id": number} for number, row in enumerate(arrange(rows))]
            tables[code] = pl.DataFrame(arranged, schema=schema, orient="row")
        return tables

    def ask(self, code: str) -> list[Told]:
        """What one check finds."""
        findings, result = self._put(_CHECKS[code])
        assert result.compared, f"{code} was not compared: {result.missing}"
        return [told_of(row) for row in findings.to_dicts()]

    def names(self, code: str) -> list[str]:
        """Whom one check finds, in the order of their names."""
        return sorted(told.who for told in self.ask(code))

    def not_compared(self, code: str) -> tuple[str, ...]:
        """The lists for want of which a check gives no answer; none if it gave one."""
        findings, result = self._put(_CHECKS[code])
        assert result.compared or findings.is_empty()
        return result.missing

    def _put(self, check: Check) -> tuple[pl.DataFrame, CheckResult]:
        with Engine(self.tables(), SOURCES, month=self.month, parameters=self.parameters) as engine:
            engine.prepare(VIEWS)
            outcome = engine.run([check], doubted="doubted")
        return outcome.findings, outcome.results[0]

    def frame(self, sql: str) -> list[Row]:
        """The answer to a statement over the prepared views."""
        with Engine(self.tables(), SOURCES, month=self.month, parameters=self.parameters) as engine:
            engine.prepare(VIEWS)
            return engine.frame(sql).to_dicts()

    def compare(self, tables: Mapping[str, pl.DataFrame] | None = None) -> Comparison:
        """Every check, as the desk puts them."""
        given = self.tables() if tables is None else tables
        return compare(given, month=self.month, parameters=self.parameters)


def shuffled(seed: int) -> Callable[[list[Row]], list[Row]]:
    """The lines of a list in another order."""
    return lambda rows: random.Random(seed).sample(rows, len(rows))
