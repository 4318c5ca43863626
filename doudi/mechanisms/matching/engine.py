"""The engine: views of the month's tables, prepared views, and every check once, in one analytical connection.

Pure: it takes frames and gives frames. It knows no programme and changes nothing (R-CMP-00).
"""

from __future__ import annotations

import re
import tempfile
import time
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from concurrent.futures import Future, ThreadPoolExecutor
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from threading import local
from types import TracebackType
from typing import Any, TypeVar, cast

import duckdb
import polars as pl

from doudi.base.parameters import ParameterSet
from doudi.mechanisms.exchange.declare import Kind, Source
from doudi.mechanisms.exchange.normalise import POLARS_TYPES
from doudi.mechanisms.matching.answers import ASKED_COLUMNS, Sheets, absent, doubts_by_person, judged
from doudi.mechanisms.matching.declare import DIFFERENCE_COLUMNS, FINDING_COLUMNS, Check
from doudi.mechanisms.matching.prepared import Prepared

Progress = Callable[[str, int, int], None]
T = TypeVar("T")
_AT_ONCE = 2  # questions


@dataclass(frozen=True)
class View:
    """A prepared view that checks share: a name and the SQL behind it. A table is kept, a view is worked out at each use. `frees` names
    tables that nobody reads any more once this one is made."""

    name: str
    sql: str
    kept: bool = True
    frees: tuple[str, ...] = ()


@dataclass(frozen=True)
class Step:
    """A preparation that SQL cannot say: it reads some tables and parameters of the engine and adds other tables. A step whose answer
    is small is always taken and known by its answer (`short`), so that what follows need not be made again when that is the same.
    `frees` as of a `View`."""

    name: str
    do: Callable[[Engine], None]
    reads: tuple[str, ...] = ()
    makes: tuple[str, ...] = ()
    parameters: tuple[str, ...] = ()
    short: bool = False
    frees: tuple[str, ...] = ()


@dataclass
class CheckResult:
    """What came of one check: how many findings and how much money, or which lists were missing."""

    check: Check
    compared: bool
    missing: tuple[str, ...] = ()
    hits: int = 0
    amount_fen: int = 0
    seconds: float = 0.0


@dataclass
class Outcome:
    """All findings (FINDING_COLUMNS and DIFFERENCE_COLUMNS with rule, direction, version, identity, data_key, not_compared), and what each check did."""

    findings: pl.DataFrame
    results: list[CheckResult] = field(default_factory=list)


class Engine:
    """One run over one month.

    `kept` is a folder where prepared tables are kept from run to run, each under a key of everything it was made from; `keys` says
    for each table what it holds (a hash). A run after one changed list makes again only what depends on that list.
    """

    def __init__(
        self,
        tables: Mapping[str, pl.DataFrame],
        sources: Iterable[Source],
        *,
        month: int,
        parameters: ParameterSet,
        memory: str = "1GiB",
        keys: Mapping[str, str] | None = None,
        kept: Path | None = None,
    ) -> None:
        self.month = month
        self.parameters = parameters
        self.sources = {each.code: each for each in sources}
        self._values: dict[str, Any] = {"month": month}
        for code in parameters.parameters:
            value = parameters[code]
            self._values[code] = pattern_of(value) if isinstance(value, tuple) else value
        self.present = {code for code, table in tables.items() if table.height}
        self._folder = tempfile.TemporaryDirectory(prefix="doudi-run-")
        self.con = duckdb.connect(":memory:")
        self.con.execute(f"SET memory_limit='{memory}'")
        self.con.execute(f"SET temp_directory='{self._folder.name}'")
        self.con.execute("SET preserve_insertion_order=false")
        self.con.execute(_MACROS)
        self._sheets = Sheets()
        self._once: dict[str, Any] = {}
        self._arrow: dict[str, Any] = {}
        self._prepared = Prepared(self.con, kept)
        for code, source in self.sources.items():
            self._register(source, tables.get(code))
            self._prepared.keys[code] = (keys or {}).get(code, "")

    def __enter__(self) -> Engine:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.con.close()
        self._folder.cleanup()

    def _register(self, source: Source, table: pl.DataFrame | None) -> None:
        frame = table if table is not None else empty_table(source)
        frame = frame.with_columns(self._sheets.places(source, frame)).drop("_file", "_sheet", "_row")
        self._arrow[source.code] = frame.to_arrow(compat_level=pl.CompatLevel.newest())
        self.con.register(source.code, self._arrow[source.code])

    def prepare(self, steps: Sequence[View | Step], progress: Progress | None = None) -> None:
        """Make the shared views, in order, or take up those of an earlier run that were made from the same."""
        for number, step in enumerate(steps):
            if progress:
                progress(step.name, number, len(steps))
            if isinstance(step, Step):
                self._take(step)
            elif step.kept:
                key = self._prepared.key(step.sql, self.values_for(step.sql))
                if not self._prepared.recall((step.name,), key):
                    self._create("TABLE", step)
                    self._prepared.keep((step.name,), key)
            else:
                self._create("VIEW", step)
                self._prepared.keys[step.name] = self._prepared.key(step.sql, self.values_for(step.sql))
            for name in step.frees:
                self._prepared.let_go(name)
        self._once.clear()

    def _create(self, kind: str, view: View) -> None:
        self.con.execute(f"CREATE {kind} {view.name} AS {view.sql}", self.values_for(view.sql))

    def _take(self, step: Step) -> None:
        values = {code: self._values[code] for code in step.parameters}
        key = self._prepared.key(" ".join((step.name, *step.reads)), values)
        if step.short or not self._prepared.recall(step.makes, key):
            step.do(self)
            if step.short:
                self._prepared.keys |= {name: self._prepared.content(name) for name in step.makes}
            else:
                self._prepared.keep(step.makes, key)

    def values_for(self, sql: str) -> dict[str, Any]:
        """The named values that a statement mentions: $month and parameters; a list of words is one pattern of alternatives."""
        return {name: value for name, value in self._values.items() if _mentions(sql, name)}

    def frame(self, sql: str) -> pl.DataFrame:
        """The answer to a statement as a frame."""
        return self._answer(sql, self.values_for(sql))

    def once(self, name: str, make: Callable[[Engine], T]) -> T:
        """What several steps need and is costly to make, made once in this run."""
        if name not in self._once:
            self._once[name] = make(self)
        return cast(T, self._once[name])

    def _answer(self, sql: str, values: dict[str, Any], con: duckdb.DuckDBPyConnection | None = None) -> pl.DataFrame:
        frame = pl.from_arrow((con or self.con).sql(sql, params=values).to_arrow_table())
        assert isinstance(frame, pl.DataFrame)
        return frame

    def add(self, name: str, frame: pl.DataFrame) -> None:
        """Make a frame a table that later views and checks can read."""
        self.con.register(f"raw_{name}", frame.to_arrow(compat_level=pl.CompatLevel.newest()))
        self.con.execute(f"CREATE TABLE {name} AS SELECT * FROM raw_{name}")
        self.con.unregister(f"raw_{name}")

    def run(self, checks: Sequence[Check], progress: Progress | None = None, *, doubted: str = "") -> Outcome:
        """Put every question once. `doubted` names a prepared view (person_key, doubt) of what is doubtful about a person whatever
        is asked about him."""
        doubts = doubts_by_person(self.frame(f"SELECT person_key, doubt FROM {doubted}") if doubted else None)
        sheets = self._sheets.frame()
        frames: list[pl.DataFrame] = []
        results: list[CheckResult] = []
        with self._several() as ask:
            answers = [None if absent(check, self.present) else ask(self._ask, check) for check in checks]
            for number, (check, answer) in enumerate(zip(checks, answers, strict=True)):
                if progress:
                    progress(f"{check.code} {check.name}", number, len(checks))
                if answer is None:
                    results.append(CheckResult(check, False, absent(check, self.present)))
                    continue
                asked, seconds = answer.result()
                money = int(asked["amount_fen"].sum() or 0)
                results.append(CheckResult(check, True, (), asked.height, money, seconds))
                if asked.height:
                    helpful = dict.fromkeys((*check.sharpened_by, *check.excused_by))
                    unsharpened = [code for code in helpful if code not in self.present]
                    unexcused = [self.sources[code].name for code in check.excused_by if code not in self.present]
                    frames.append(
                        judged(asked, check, sheets, doubts, unexcused).with_columns(
                            not_compared=pl.lit(unsharpened, dtype=pl.List(pl.String))
                        )
                    )
        self._prepared.forget_others()
        return Outcome(pl.concat(frames) if frames else self._nothing(), results)

    @contextmanager
    def _several(self) -> Iterator[Callable[..., Future[Any]]]:
        """Put several questions at a time: half of what a short one takes is working out how to answer it, which one core does. Each
        thread has a connection of its own to the same tables; `ask(work, *what)` calls `work(connection, *what)` there."""
        own = local()

        def connect() -> None:
            own.con = self.con.cursor()
            for code, table in self._arrow.items():  # what is registered is known to one connection alone
                own.con.register(code, table)

        with ThreadPoolExecutor(_AT_ONCE, initializer=connect) as threads:
            yield lambda work, *what: threads.submit(lambda: work(own.con, *what))

    def _nothing(self) -> pl.DataFrame:
        signed = dict.fromkeys(("rule", "direction", "identity", "data_key"), "VARCHAR")
        kinds = {**FINDING_COLUMNS, **DIFFERENCE_COLUMNS, **signed, "version": "INTEGER", "not_compared": "VARCHAR[]"}
        columns = ", ".join(f"CAST(NULL AS {kind}) AS {name}" for name, kind in kinds.items())
        return self._answer(f"SELECT {columns} WHERE false", {})

    def _ask(self, con: duckdb.DuckDBPyConnection, check: Check) -> tuple[pl.DataFrame, float]:
        """The answer to a check, and the seconds until it was there."""
        started = time.perf_counter()
        columns = ", ".join(f"CAST({name} AS {kind}) AS {name}" for name, kind in ASKED_COLUMNS.items())
        for name, kind in DIFFERENCE_COLUMNS.items():
            columns += f", CAST({name if check.declared else 'NULL'} AS {kind}) AS {name}"
        sql = f"SELECT {columns} FROM ({check.sql}) ORDER BY area_code, household_no, subject_id, period_from, reason"
        values = self.values_for(check.sql)
        key = self._prepared.key(sql, values)
        kept = self._prepared.recall_answer(check.code, key)
        answer = kept if kept is not None else self._answer(sql, values, con)
        if kept is None:
            self._prepared.keep_answer(check.code, key, answer)
        return answer, time.perf_counter() - started


# Small words that the checks are written with. `ev` is a piece of evidence; amounts, months and days as people write them.
_MACROS = """
CREATE MACRO ev(spot, vals) AS CASE WHEN spot IS NULL THEN NULL ELSE {'spot': spot, 'values': CAST(to_json(vals) AS VARCHAR)} END;
CREATE MACRO yuan(fen) AS coalesce(printf('%.2f', fen / 100.0), '不明');
CREATE MACRO month_words(m) AS coalesce(printf('%d年%d月', m // 12, m % 12 + 1), '月份不明');
CREATE MACRO day_words(d) AS coalesce(strftime(d, '%Y-%m-%d'), '日期不明');
CREATE MACRO month_no(d) AS year(d) * 12 + month(d) - 1;
CREATE MACRO says(said, pattern) AS regexp_matches(coalesce(said, ''), pattern)
"""


def pattern_of(words: Sequence[str]) -> str:
    """A regular expression that finds any of the words; a word may say with ^ and $ that it must begin or end the text."""
    alternatives = [
        ("^" if word.startswith("^") else "")
        + re.sub(r"([\\.*+?()|\[\]{}^$])", r"\\\1", word.removeprefix("^").removesuffix("$"))
        + ("$" if word.endswith("$") else "")
        for word in words
        if word.strip("^$ ")
    ]
    return "|".join(alternatives) or r"[^\s\S]"


def _mentions(sql: str, name: str) -> bool:
    place = sql.find(f"${name}")
    while place >= 0:
        after = sql[place + len(name) + 1 : place + len(name) + 2]
        if not (after.isalnum() or after == "_"):
            return True
        place = sql.find(f"${name}", place + 1)
    return False


def empty_table(source: Source) -> pl.DataFrame:
    """A typed table without rows, for a list that nobody sent."""
    schema: dict[str, Any] = {"_row_id": pl.Int64}
    for column in source.columns:
        if column.kind == Kind.IDENTITY:
            schema |= {column.code: pl.String, f"{column.code}_key": pl.Int64}
        else:
            schema[column.code] = POLARS_TYPES.get(column.kind, pl.String)
    schema |= {"_row": pl.Int32, "_file": pl.String, "_sheet": pl.String, "_as_of": pl.Int32, "_stale": pl.Boolean}
    return pl.DataFrame(schema=schema)
