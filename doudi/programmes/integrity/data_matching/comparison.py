"""The month's comparison as one call on tables: prepared views, checks, coverage. Both faces use it."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

import polars as pl

from doudi.base.parameters import ParameterSet
from doudi.mechanisms.exchange.parts import Part
from doudi.mechanisms.matching.engine import CheckResult, Engine
from doudi.programmes.integrity.data_matching.checks import CHECKS
from doudi.programmes.integrity.data_matching.sources import SOURCES
from doudi.programmes.integrity.data_matching.views import VIEWS

Progress = Callable[[str, float], None]


@dataclass
class Comparison:
    """Findings (see `matching.declare.FINDING_COLUMNS` and `Engine.run`), what each check did, and the share of recipients each list could speak of."""

    findings: pl.DataFrame
    results: list[CheckResult]
    shares: dict[str, float]  # source code → 0..1, only sources that were received
    recipients: int


def compare(
    tables: Mapping[str, pl.DataFrame],
    *,
    month: int,
    parameters: ParameterSet,
    progress: Progress | None = None,
    memory: str = "1GiB",
    keys: Mapping[str, str] | None = None,
    kept: Path | None = None,
    emptied: bool = False,
) -> Comparison:
    """Put every question to the tables of a month (from `exchange.snapshots.select`). With `keys` (what each table holds, as a hash)
    prepared tables are kept in the folder `kept`, and a second run makes again only what depends on a changed list.
    `emptied`: nobody else needs the tables (a `dict` then), so that the places of their rows do not stand in memory twice."""

    def report(step: str, done: int, of: int) -> None:
        if progress:
            progress(step, done / max(of, 1))

    with Engine(tables, SOURCES, month=month, parameters=parameters, memory=memory, keys=keys, kept=kept) as engine:
        if emptied and isinstance(tables, dict):
            tables.clear()
        engine.prepare(VIEWS, lambda _, done, of: report(f"准备数据({done + 1}/{of})", done, of * 2))
        outcome = engine.run(CHECKS, lambda step, done, of: report(step, of + done, of * 2), doubted="doubted")
        recipients = engine.frame("SELECT count(*) AS n FROM subjects")["n"].item()
        findings = outcome.findings
        if not engine.frame("SELECT bool_and(official) AS official FROM areas_known")["official"].item():
            findings = findings.with_columns(
                area_code=pl.lit("")
            )  # codes made up to tell places apart are shown to nobody
        return Comparison(findings, outcome.results, _shares(engine), int(recipients))


def _shares(engine: Engine) -> dict[str, float]:
    """The share of recipients for whom each received list could speak.

    A list of persons speaks for everybody, unless it is stale; the register for those it holds; a meter list for the recipients
    whose household it reaches; a list of village cadres for the villages it names.
    """
    shares: dict[str, float] = {}
    for code in engine.present:
        source = engine.sources[code]
        if source.own:
            continue
        fresh = engine.frame(f"SELECT count(*) FILTER (NOT _stale) > 0 AS fresh FROM {code}")["fresh"].item()
        shares[code] = 1.0 if fresh else 0.0
    special = {
        "register": "SELECT avg(CASE WHEN q.person_key IS NULL THEN 0.0 ELSE 1.0 END) AS share FROM subjects s LEFT JOIN people q USING (person_key)",
        "village_cadres": "SELECT avg(CASE WHEN s.area_code IN (SELECT area_code FROM village_cadres_placed WHERE area_code <> '') THEN 1.0 ELSE 0.0 END) AS share FROM subjects s",
        **{
            meter: f"SELECT avg(CASE WHEN q.household_no IN (SELECT household_no FROM {meter}_links) THEN 1.0 ELSE 0.0 END) AS share "
            "FROM subjects s LEFT JOIN people q USING (person_key)"
            for meter in ("power", "water")
        },
    }
    for code, sql in special.items():
        if shares.get(code):
            shares[code] = float(engine.frame(sql)["share"].item() or 0.0)
    return shares


def coverage(
    parts: Sequence[Part], shares: Mapping[str, float], *, stale: Callable[[Part], bool]
) -> list[dict[str, object]]:
    """One row per sheet taken in, and one for every owed list that nobody sent."""
    rows: list[dict[str, object]] = []
    for part in parts:
        old = stale(part)
        share = None if part.source.own else 0.0 if old else shares.get(part.source.code, 0.0)
        rows.append(
            {"source": part.source.code, "name": part.source.name, "supplier": part.source.supplier, "file": part.file, "sheet": part.sheet, "rows": part.rows,
             "accepted": part.accepted, "rejected": part.rejected, "as_of": part.as_of, "stale": old, "share": share}
        )  # fmt: skip
    received = {part.source.code for part in parts}
    for source in SOURCES:
        if source.code not in received and source.code != "areas":
            rows.append(
                {"source": source.code, "name": source.name, "supplier": source.supplier, "file": "", "sheet": "", "rows": 0, "accepted": 0, "rejected": 0,
                 "as_of": None, "stale": False, "share": None if source.own else 0.0}
            )  # fmt: skip
    return rows
