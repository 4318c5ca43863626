"""All signals put to all delivered orders at once, in one analytical connection; what came of it for each order, in words."""

from __future__ import annotations

import datetime as dt
import itertools
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import duckdb
import polars as pl

from doudi.base.parameters import Parameter, ParameterSet, Value
from doudi.base.places import METRES_SQL
from doudi.mechanisms.orders.proof import parameters as p
from doudi.mechanisms.orders.proof.declare import GRADE_WORDS, Grade, Signal
from doudi.mechanisms.orders.proof.tables import TABLE_WORDS, TABLES, Evidence

_MOST_POINTS = 100

_VIEWS = (
    # One row an order and worker. `came` and `left`: where he was when he came and when he left, the home where its code was scanned.
    """
    CREATE TEMP TABLE visits AS
    SELECT a.* EXCLUDE (in_by_code, out_by_code), coalesce(a.in_by_code, false) AS in_by_code, coalesce(a.out_by_code, false) AS out_by_code,
           coalesce(o.number, CAST(a.order_id AS VARCHAR)) AS number, o.client, o.item, coalesce(o.at_home, false) AS at_home,
           coalesce(o.any_hour, false) AS any_hour, coalesce(o.urban, false) AS urban, coalesce(o.certificate, '') AS certificate,
           o.planned_at, CAST(a.in_at AS DATE) AS day, o.order_id IS NOT NULL AS judged,
           metres(a.in_lat, a.in_lon, o.home_lat, o.home_lon) AS in_metres,
           metres(a.out_lat, a.out_lon, o.home_lat, o.home_lon) AS out_metres,
           if(coalesce(a.in_by_code, false), coalesce(o.home_lat, a.in_lat), a.in_lat) AS came_lat,
           if(coalesce(a.in_by_code, false), coalesce(o.home_lon, a.in_lon), a.in_lon) AS came_lon,
           if(coalesce(a.out_by_code, false), coalesce(o.home_lat, a.out_lat), coalesce(a.out_lat, a.in_lat)) AS left_lat,
           if(coalesce(a.out_by_code, false), coalesce(o.home_lon, a.out_lon), coalesce(a.out_lon, a.in_lon)) AS left_lon
    FROM attendances a LEFT JOIN orders o USING (order_id)
    """,
    # One row an order. `minutes`: of the worker who stayed longest. `placed`: there is a place, or the code at the home was scanned.
    """
    CREATE TEMP TABLE seen AS
    WITH there AS (
        SELECT order_id, count(DISTINCT worker) AS workers, min(in_at) AS in_at,
               max(date_diff('second', in_at, out_at)) / 60.0 AS minutes,
               bool_or(in_by_code OR in_lat IS NOT NULL) AS placed
        FROM visits GROUP BY order_id
    ), shown AS (
        SELECT order_id, count(DISTINCT content) FILTER (fingerprint IS NOT NULL) AS photos FROM photos GROUP BY order_id
    )
    SELECT o.* EXCLUDE (denied, confirmed_by, photos_needed, workers_needed, at_home, any_hour),
           coalesce(o.denied, false) AS denied, coalesce(o.confirmed_by, '') AS confirmed_by,
           coalesce(o.photos_needed, 0) AS photos_needed, coalesce(o.workers_needed, 1) AS workers_needed,
           coalesce(o.at_home, false) AS at_home, coalesce(o.any_hour, false) AS any_hour,
           coalesce(t.workers, 0) AS workers, t.in_at, t.minutes, coalesce(t.placed, false) AS placed, coalesce(s.photos, 0) AS photos
    FROM orders o LEFT JOIN there t USING (order_id) LEFT JOIN shown s USING (order_id)
    """,
)
# Homes whose place on file is probably wrong: different workers on different days checked in at one and the same spot away from it,
# and at no other client's.
_MOVED_HOMES = """
    CREATE TEMP TABLE moved_homes AS
    WITH away AS (
        SELECT * FROM visits WHERE judged AND at_home AND NOT in_by_code AND in_metres IS NOT NULL
    ), spots AS (
        SELECT client, median(in_lat) AS lat, median(in_lon) AS lon, count(*) AS visits, count(DISTINCT worker) AS workers,
               count(DISTINCT day) AS days, any_value(if(urban, $fence_urban, $fence_rural)) AS fence, min(in_metres) AS nearest
        FROM away GROUP BY client
    ), spread AS (
        SELECT s.client, max(metres(a.in_lat, a.in_lon, s.lat, s.lon)) AS apart FROM spots s JOIN away a USING (client) GROUP BY s.client
    )
    SELECT s.client, s.lat, s.lon, s.visits FROM spots s JOIN spread USING (client)
    WHERE s.days >= $spot_visits AND s.workers >= 2 AND s.nearest > s.fence AND spread.apart <= $same_spot
      AND NOT EXISTS (SELECT 1 FROM spots t WHERE t.client <> s.client AND t.nearest > t.fence
                      AND abs(t.lat - s.lat) < 0.01 AND abs(t.lon - s.lon) < 0.01 AND metres(t.lat, t.lon, s.lat, s.lon) <= $same_spot)
"""
_PREPARING = (p.FENCE_URBAN, p.FENCE_RURAL, p.SPOT_VISITS, p.SAME_SPOT)


@dataclass(frozen=True)
class Judged:
    """What came of it.

    `grades`: order_id, day, grade, points, held, words, signals (list of codes), unchecked (list of names of signals that could not be put).
    `reasons`: order_id, signal, name, points, with_id, others (how many further collisions of the kind), reason.
    """

    grades: pl.DataFrame
    reasons: pl.DataFrame


def parameters_of(signals: Iterable[Signal]) -> tuple[Parameter, ...]:
    """Every parameter that some signals and the grades stand on, once."""
    found = {each.code: each for each in (*_PREPARING, *p.GRADES)}
    found |= {each.code: each for signal in signals for each in (signal.weight, *signal.parameters)}
    return tuple(found.values())


def judge(evidence: Evidence, signals: Sequence[Signal], *, overrides: Mapping[str, Value] | None = None) -> Judged:
    """Grade every order of `evidence.orders`, each by the parameters in force on the day of its service.

    `overrides`: values of the county's own, by code. Raises ValueError if one names no parameter of these signals.
    """
    parameters = parameters_of(signals)
    con = _connection(evidence)
    try:
        days = [
            day for (day,) in con.execute("SELECT DISTINCT day FROM seen WHERE day IS NOT NULL ORDER BY 1").fetchall()
        ]
        parts = [
            _answers(con, signals, ParameterSet.of(parameters, on=since, overrides=overrides), since, until)
            for since, until in _stretches(parameters, days)
        ]
        answers = pl.concat([reasons for reasons, _ in parts]) if parts else _no_reasons()
        limits = {
            day: values
            for (_, values), (since, until) in zip(parts, _stretches(parameters, days), strict=True)
            for day in days
            if since <= day < until
        }
        return _graded(con, answers, limits, signals, evidence.missing)
    finally:
        con.close()


def _connection(evidence: Evidence) -> duckdb.DuckDBPyConnection:
    con = duckdb.connect(":memory:")
    con.execute(METRES_SQL)
    for name in TABLES:
        given = evidence.table(name)
        if name == "photos":  # bits are shifted and compared as they stand, whatever their sign
            given = given.with_columns(pl.col("fingerprint").reinterpret(signed=False))
        con.register(f"given_{name}", given.to_arrow(compat_level=pl.CompatLevel.newest()))
        con.execute(f"CREATE TEMP TABLE {name} AS SELECT * FROM given_{name}")
    for view in _VIEWS:
        con.execute(view)
    return con


def _stretches(parameters: Sequence[Parameter], days: Sequence[dt.date]) -> list[tuple[dt.date, dt.date]]:
    """The spans of days within which no parameter changes: [since, until)."""
    if not days:
        return []
    first, beyond = days[0], days[-1] + dt.timedelta(days=1)
    changes = {value.applies_from for each in parameters for value in each.values}
    edges = [first, *sorted(day for day in changes if first < day < beyond), beyond]
    return list(itertools.pairwise(edges))


def _values(values: ParameterSet, statement: str, parameters: Iterable[Parameter]) -> dict[str, Any]:
    return {each.code: values[each.code] for each in parameters if f"${each.code}" in statement}


def _answers(
    con: duckdb.DuckDBPyConnection, signals: Sequence[Signal], values: ParameterSet, since: dt.date, until: dt.date
) -> tuple[pl.DataFrame, ParameterSet]:
    """What the signals say of the orders of some days: one row an order and signal."""
    con.execute("DROP TABLE IF EXISTS moved_homes")
    con.execute(_MOVED_HOMES, _values(values, _MOVED_HOMES, _PREPARING))
    frames = []
    for signal in signals:
        # The other order may be many: one is named, the rest are counted.
        sql = f"""
            SELECT CAST(order_id AS BIGINT) AS order_id, CAST(any_value(with_id ORDER BY with_id) AS BIGINT) AS with_id,
                   CAST(count(DISTINCT with_id) - 1 AS BIGINT) AS others, any_value(reason ORDER BY with_id, reason) AS reason
            FROM ({signal.sql}) JOIN (SELECT order_id FROM seen WHERE day >= $since AND day < $until) USING (order_id)
            GROUP BY order_id
        """
        asked = {**_values(values, signal.sql, signal.parameters), "since": since, "until": until}
        points = int(str(values[signal.weight.code]))
        answer = _frame(con, sql, asked)
        frames.append(
            answer.with_columns(
                signal=pl.lit(signal.code),
                name=pl.lit(signal.name),
                points=pl.lit(points, pl.Int64),
                holds=pl.lit(signal.holds),
            )
        )
    return (pl.concat(frames) if frames else _no_reasons()), values


def _frame(con: duckdb.DuckDBPyConnection, sql: str, values: Mapping[str, Any] | None = None) -> pl.DataFrame:
    answer = pl.from_arrow(con.sql(sql, params=dict(values or {})).to_arrow_table())
    assert isinstance(answer, pl.DataFrame)
    return answer


def _no_reasons() -> pl.DataFrame:
    return pl.DataFrame(
        schema={
            "order_id": pl.Int64,
            "with_id": pl.Int64,
            "others": pl.Int64,
            "reason": pl.String,
            "signal": pl.String,
            "name": pl.String,
            "points": pl.Int64,
            "holds": pl.Boolean,
        }
    )


def _unchecked(con: duckdb.DuckDBPyConnection, signals: Sequence[Signal], missing: frozenset[str]) -> pl.DataFrame:
    """What could not be asked of which order. A table that has not come is named by itself, once."""
    absent = [TABLE_WORDS[name] for name in dict.fromkeys(n for s in signals for n in s.needs) if name in missing]
    asked = [s for s in signals if s.blind and not missing & set(s.needs)]
    pieces = [f"CASE WHEN {signal.blind} THEN '{signal.name}' END" for signal in asked]
    pieces += [f"'{words}未接入'" for words in absent]
    listed = f"list_filter([{', '.join(pieces)}], lambda each: each IS NOT NULL)" if pieces else "CAST([] AS VARCHAR[])"
    return _frame(con, f"SELECT order_id, day, {listed} AS unchecked FROM seen")


def _graded(
    con: duckdb.DuckDBPyConnection,
    answers: pl.DataFrame,
    limits: Mapping[dt.date, ParameterSet],
    signals: Sequence[Signal],
    missing: frozenset[str],
) -> Judged:
    order = pl.DataFrame(
        {"signal": [s.code for s in signals], "place": range(len(signals))},
        schema={"signal": pl.String, "place": pl.Int64},
    )
    reasons = answers.join(order, on="signal").sort("order_id", "place")
    told = pl.col("reason") + pl.when(pl.col("others") > 0).then(
        pl.format("（另有{}单同样情形）", pl.col("others"))
    ).otherwise(pl.lit(""))
    reasons = reasons.with_columns(reason=told)
    sums = reasons.group_by("order_id", maintain_order=True).agg(
        points=pl.col("points").sum().clip(upper_bound=_MOST_POINTS),
        must_wait=pl.col("holds").any(),
        signals=pl.col("signal"),
        told=pl.col("reason").str.join(""),
    )
    bounds = pl.DataFrame(
        [
            {"day": day, **{each.code: int(str(values[each.code])) for each in p.GRADES}}
            for day, values in limits.items()
        ],
        schema={"day": pl.Date, **{each.code: pl.Int64 for each in p.GRADES}},
    )
    grades = (
        _unchecked(con, signals, missing)
        .join(bounds, on="day", how="left")
        .join(sums, on="order_id", how="left")
        .with_columns(
            points=pl.col("points").fill_null(0),
            must_wait=pl.col("must_wait").fill_null(False),
            signals=pl.col("signals").fill_null([]),
            told=pl.col("told").fill_null(""),
        )
        .with_columns(
            grade=pl.when(pl.col("points") >= pl.col(p.GRADE_D.code))
            .then(pl.lit(Grade.D.value))
            .when((pl.col("points") >= pl.col(p.GRADE_C.code)) | pl.col("must_wait"))
            .then(pl.lit(Grade.C.value))
            .when(pl.col("points") >= pl.col(p.GRADE_B.code))
            .then(pl.lit(Grade.B.value))
            .otherwise(pl.lit(Grade.A.value))
        )
        .with_columns(held=pl.col("grade").is_in([Grade.C.value, Grade.D.value]))
    )
    words = pl.col("grade").replace_strict(
        {grade.value: text for grade, text in GRADE_WORDS.items()}, return_dtype=pl.String
    )
    unread = (
        pl.when(pl.col("unchecked").list.len() > 0)
        .then(pl.format("未核对：{}。", pl.col("unchecked").list.join("、")))
        .otherwise(pl.lit(""))
    )
    nothing = pl.when(pl.col("told") == "").then(pl.lit("没有发现疑点。")).otherwise(pl.col("told"))
    grades = grades.with_columns(words=pl.format("{}级，{}：{}{}", pl.col("grade"), words, nothing, unread))
    return Judged(
        grades.select("order_id", "day", "grade", "points", "held", "words", "signals", "unchecked").sort("order_id"),
        reasons.select("order_id", "signal", "name", "points", "with_id", "others", "reason"),
    )
