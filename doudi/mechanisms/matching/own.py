"""整治比对 over a line's own records: checks as everywhere, put to tables that the system itself keeps and no office has sent.

Several programmes of one section declare `OwnRecords` under one group; they are compared in one run, and none knows another."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from typing import Any

import polars as pl

from doudi.base.months import month_of
from doudi.base.parameters import Parameter, ParameterSet
from doudi.mechanisms.exchange.declare import Source
from doudi.mechanisms.matching.declare import Check
from doudi.mechanisms.matching.engine import Engine, Outcome, empty_table


@dataclass(frozen=True)
class OwnRecords:
    """`tables(on)` gives the rows of every source by its code, as plain values in the order of its columns."""

    code: str
    group: str
    sources: tuple[Source, ...]
    checks: tuple[Check, ...]
    parameters: tuple[Parameter, ...]
    tables: Callable[[dt.date], Mapping[str, Iterable[Mapping[str, Any]]]]

    def __post_init__(self) -> None:
        OWN[self.code] = self


OWN: dict[str, OwnRecords] = {}


def checks_of(group: str) -> list[Check]:
    """The questions of a group, by their codes."""
    return sorted((each for own in _of(group) for each in own.checks), key=lambda each: each.code)


def compare(group: str, on: dt.date) -> Outcome:
    """Put every question of a group once to the records as they are."""
    those = _of(group)
    values = ParameterSet.of(tuple(each for own in those for each in own.parameters), on=on)
    sources = tuple(each for own in those for each in own.sources)
    tables: dict[str, pl.DataFrame] = {}
    for own in those:
        rows = own.tables(on)
        tables |= {source.code: table_of(source, rows[source.code]) for source in own.sources}
    with Engine(tables, sources, month=month_of(on), parameters=values) as engine:
        return engine.run(checks_of(group))


def table_of(source: Source, rows: Iterable[Mapping[str, Any]]) -> pl.DataFrame:
    """The records as the engine reads lists; their place is their number."""
    empty = empty_table(source)
    said = {"_file": source.name, "_sheet": "", "_as_of": None, "_stale": False}
    lines = [{**row, "_row_id": place, "_row": place + 1, **said} for place, row in enumerate(rows)]
    return pl.DataFrame(lines, schema=empty.schema) if lines else empty


_COLUMNS = """NULL AS subject_key, {id} AS subject_id, {name} AS subject_name, '' AS household_no, '{line}' AS programme,
    {area} AS area_code, 'exact' AS strength, CAST([] AS VARCHAR[]) AS doubts, {amount} AS amount_fen"""


def columns(line: str, subject: str, name: str, area: str, amount: str = "NULL") -> str:
    """The head of an answer (FINDING_COLUMNS without reason, months and evidence) for a thing that is no person: SQL expressions."""
    return _COLUMNS.format(line=line, id=subject, name=name, area=area, amount=amount)


def _of(group: str) -> list[OwnRecords]:
    return [each for each in OWN.values() if each.group == group]
