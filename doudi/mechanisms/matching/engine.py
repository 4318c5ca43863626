"""The engine: views of the month's tables, prepared views, and every check once, in one analytical connection.

Pure: it takes frames and gives frames. It knows no programme and changes nothing (R-CMP-00).
"""

from __future__ import annotations

import hashlib
import json
import re
import tempfile
import time
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from types import TracebackType
from typing import Any

import duckdb
import polars as pl

from doudi.base.months import chinese_month
from doudi.base.parameters import ParameterSet
from doudi.mechanisms.exchange.declare import Kind, Source
from doudi.mechanisms.exchange.normalise import POLARS_TYPES
from doudi.mechanisms.matching.declare import FINDING_COLUMNS, Check

Progress = Callable[[str, int, int], None]


@dataclass(frozen=True)
class View:
    """A prepared view that checks share: a name and the SQL behind it. A table is kept, a view is worked out at each use."""

    name: str
    sql: str
    kept: bool = True


@dataclass(frozen=True)
class Step:
    """A preparation that SQL cannot say: it reads views from the engine and registers others."""

    name: str
    do: Callable[[Engine], None]


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
    """All findings (FINDING_COLUMNS with rule, direction, version, identity, data_key, not_compared), and what each check did."""

    findings: pl.DataFrame
    results: list[CheckResult] = field(default_factory=list)


class Engine:
    """One run over one month."""

    def __init__(
        self,
        tables: Mapping[str, pl.DataFrame],
        sources: Iterable[Source],
        *,
        month: int,
        parameters: ParameterSet,
        memory: str = "1GiB",
    ) -> None:
        self.month = month
        self.parameters = parameters
        self.sources = {each.code: each for each in sources}
        self.present = {code for code, table in tables.items() if table.height}
        self._folder = tempfile.TemporaryDirectory(prefix="doudi-run-")
        self.con = duckdb.connect(":memory:")
        self.con.execute(f"SET memory_limit='{memory}'")
        self.con.execute(f"SET temp_directory='{self._folder.name}'")
        self.con.execute("SET preserve_insertion_order=false")
        self.con.execute(_MACROS)
        for code, source in self.sources.items():
            self._register(source, tables.get(code))
        self._stale_deliveries = sorted(
            {
                (code, as_of)
                for code, table in tables.items()
                for as_of in table.filter(pl.col("_stale"))["_as_of"].drop_nulls().unique()
            }
        )
        self._doubted = pl.DataFrame(schema={"subject_key": pl.Int64, "doubt": pl.String})

    def __enter__(self) -> Engine:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.con.close()
        self._folder.cleanup()

    def _register(self, source: Source, table: pl.DataFrame | None) -> None:
        frame = table if table is not None else empty_table(source)
        self.con.register(f"raw_{source.code}", frame.to_arrow())
        self.con.execute(
            f"CREATE VIEW {source.code} AS SELECT *, {{'source': '{source.code}', 'file': _file, 'sheet': _sheet, "
            f"'row': _row, 'as_of': _as_of}} AS _at FROM raw_{source.code}"
        )

    def prepare(self, steps: Sequence[View | Step], progress: Progress | None = None) -> None:
        """Make the shared views, in order."""
        for number, step in enumerate(steps):
            if progress:
                progress(step.name, number, len(steps))
            if isinstance(step, Step):
                step.do(self)
            else:
                kind = "TEMP TABLE" if step.kept else "TEMP VIEW"
                self.con.execute(f"CREATE {kind} {step.name} AS {step.sql}", self.values_for(step.sql))

    def values_for(self, sql: str) -> dict[str, Any]:
        """The named values that a statement mentions: $month and parameters; a list of words is one pattern of alternatives."""
        values: dict[str, Any] = {"month": self.month}
        for code in self.parameters.parameters:
            value = self.parameters[code]
            values[code] = pattern_of(value) if isinstance(value, tuple) else value
        return {name: value for name, value in values.items() if _mentions(sql, name)}

    def frame(self, sql: str) -> pl.DataFrame:
        """The answer to a statement as a frame."""
        return self._answer(sql, self.values_for(sql))

    def _answer(self, sql: str, values: dict[str, Any]) -> pl.DataFrame:
        frame = pl.from_arrow(self.con.sql(sql, params=values).to_arrow_table())
        assert isinstance(frame, pl.DataFrame)
        return frame

    def add(self, name: str, frame: pl.DataFrame) -> None:
        """Make a frame a table that later views and checks can read."""
        self.con.register(f"raw_{name}", frame.to_arrow())
        self.con.execute(f"CREATE TEMP TABLE {name} AS SELECT * FROM raw_{name}")
        self.con.unregister(f"raw_{name}")

    def missing_for(self, check: Check) -> tuple[str, ...]:
        """The sources without which the check has no answer."""
        missing = [code for code in check.needs if code not in self.present]
        for group in check.needs_any:
            if not any(code in self.present for code in group):
                missing.extend(group)
        return tuple(missing)

    def run(self, checks: Sequence[Check], progress: Progress | None = None, *, doubted: str = "") -> Outcome:
        """Put every question once. `doubted` names a prepared view (person_key, doubt) of what is doubtful about a person whatever
        is asked about him."""
        if doubted:
            self._doubted = self.frame(
                f"SELECT person_key AS subject_key, min(doubt) AS doubt FROM {doubted} GROUP BY 1"
            )
        frames: list[pl.DataFrame] = []
        results: list[CheckResult] = []
        for number, check in enumerate(checks):
            if progress:
                progress(f"{check.code} {check.name}", number, len(checks))
            missing = self.missing_for(check)
            if missing:
                results.append(CheckResult(check, False, missing))
                continue
            started = time.perf_counter()
            found = self._ask(check)
            results.append(
                CheckResult(
                    check, True, (), found.height, int(found["amount_fen"].sum() or 0), time.perf_counter() - started
                )
            )
            if found.height:
                frames.append(self._signed(found, check))
        findings = (
            pl.concat(frames) if frames else self._signed(self._nothing(), checks[0]) if checks else pl.DataFrame()
        )
        return Outcome(findings, results)

    def _nothing(self) -> pl.DataFrame:
        columns = ", ".join(f"CAST(NULL AS {kind}) AS {name}" for name, kind in FINDING_COLUMNS.items())
        return self._answer(f"SELECT {columns} WHERE false", {})

    def _ask(self, check: Check) -> pl.DataFrame:
        """The answers, each with a reason, its doubts without gaps, and whether it is conclusive: the same person, and no doubt."""
        columns = ", ".join(f"CAST({name} AS {kind}) AS {name}" for name, kind in ASKED_COLUMNS.items())
        sql = f"SELECT {columns} FROM ({check.sql}) ORDER BY area_code, household_no, subject_id, period_from, reason"
        found = self._answer(sql, self.values_for(check.sql))
        doubts = pl.col("doubts").fill_null([]).list.drop_nulls()
        for source, as_of in self._stale_deliveries:
            said = pl.element().struct
            rests_on_it = pl.col("evidence").list.eval(
                (said.field("source") == source) & (said.field("as_of") == as_of)
            )
            words = f"{self.sources[source].name}({chinese_month(as_of)})已超过{self.sources[source].stale_after_days}天,待核实"
            doubts = pl.when(rests_on_it.list.any()).then(pl.concat_list(doubts, pl.lit([words]))).otherwise(doubts)
        found = self._with_doubts_of_persons(found.with_columns(doubts=doubts.list.unique(maintain_order=True)))
        return found.with_columns(
            evidence=pl.col("evidence").list.drop_nulls(),
            reason=pl.col("reason").fill_null(check.question),
            area_code=pl.col("area_code").fill_null(""),
            conclusive=(pl.col("strength") == "exact") & (pl.col("doubts").list.len() == 0),
        )

    def _with_doubts_of_persons(self, found: pl.DataFrame) -> pl.DataFrame:
        if self._doubted.is_empty() or found.is_empty():
            return found
        joined = found.join(self._doubted, on="subject_key", how="left", maintain_order="left")
        doubts = pl.when(pl.col("doubt").is_null()).then("doubts").otherwise(pl.concat_list("doubts", "doubt"))
        return joined.with_columns(doubts=doubts).drop("doubt")

    def _signed(self, found: pl.DataFrame, check: Check) -> pl.DataFrame:
        """With the rule, an identity of person and rule (R-FIND-01: overlapping periods are one finding, so the period, which
        slides from month to month, is no part of it) and a key of the values compared (R-FIND-02)."""
        absent = [code for code in check.sharpened_by if code not in self.present]
        people = found.select("subject_id", "subject_name", "household_no", "area_code", *check.apart_by).iter_rows()
        identities: list[str] = []
        turns: dict[str, int] = {}
        for number, name, household, area, *apart in people:
            who = "/".join([number or f"{name}/{household or area}", *(each or "" for each in apart)])
            turns[who] = turns.get(who, 0) + 1
            identities.append(_digest(check.code, who, turns[who]))
        evidence = found["evidence"].to_list()
        return found.select(
            *FINDING_COLUMNS,
            pl.lit(check.code).alias("rule"),
            pl.lit(check.direction.value).alias("direction"),
            pl.lit(check.version, dtype=pl.Int32).alias("version"),
            pl.Series("identity", identities, dtype=pl.String),
            pl.Series("data_key", [self._data_key(pieces) for pieces in evidence], dtype=pl.String),
            pl.Series("not_compared", [absent] * found.height, dtype=pl.List(pl.String)),
        )

    def _data_key(self, pieces: Sequence[Mapping[str, Any]]) -> str:
        """What others say decides whether there is something new: one more month on our own rolls is no new evidence."""
        others = [piece for piece in pieces if not self.sources[piece["source"]].own]
        return _digest(*sorted(str(piece["values"]) for piece in others or pieces))


# What is asked of a check: the columns of a finding but the one that follows from the others.
ASKED_COLUMNS = {name: kind for name, kind in FINDING_COLUMNS.items() if name != "conclusive"}

# Small words that the checks are written with. `ev` is a piece of evidence; amounts, months and days as people write them.
_MACROS = """
CREATE MACRO ev(spot, vals) AS CASE WHEN spot IS NULL THEN NULL ELSE {'source': spot.source, 'file': spot.file, 'sheet': spot.sheet,
    'row': spot.row, 'as_of': spot.as_of, 'values': CAST(to_json(vals) AS VARCHAR)} END;
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


def _digest(*parts: object) -> str:
    return hashlib.sha256(json.dumps([str(part) for part in parts], ensure_ascii=False).encode()).hexdigest()


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
            schema |= {column.code: pl.String, f"{column.code}_key": pl.Int64, f"{column.code}_as_written": pl.String}
        else:
            schema[column.code] = POLARS_TYPES.get(column.kind, pl.String)
    schema |= {"_row": pl.Int32, "_file": pl.String, "_sheet": pl.String, "_as_of": pl.Int32, "_stale": pl.Boolean}
    return pl.DataFrame(schema=schema)
