"""The ten signals of doubtful meals (§2.4), each one SQL statement with its reason; put to a month at once. Pure: no database of ours.

A signal says that somebody has to look, and accuses nobody. F-MEAL-8 (a face accepted below its threshold, a photo used again) needs face
readers, which no counter has: it is told as unchecked.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

import duckdb
import polars as pl

from doudi.base.places import METRES_SQL
from doudi.programmes.elderly.meals.policy import MealsPolicy

TABLES: Mapping[str, dict[str, Any]] = {
    # `served` is local time; `judged` False: of the day or the months before, to compare with.
    "meals": {
        "meal_id": pl.Int64, "point_id": pl.Int64, "person": pl.Int64, "name": pl.String, "day": pl.Date, "period": pl.String,
        "served": pl.Datetime("us"), "known": pl.String, "way": pl.String, "terminal": pl.String, "judged": pl.Boolean,
    },
    "points": {
        "point_id": pl.Int64, "point": pl.String, "seats": pl.Int64, "capacity": pl.Int64, "weekdays": pl.String,
        "latitude": pl.Float64, "longitude": pl.Float64, "lunch_from": pl.Time, "lunch_to": pl.Time,
        "supper_from": pl.Time, "supper_to": pl.Time,
    },
    "deaths": {"person": pl.Int64, "died": pl.Date},
    "absences": {"person": pl.Int64, "words": pl.String, "since": pl.Date, "until": pl.Date},
    "denials": {"point_id": pl.Int64, "person": pl.Int64},  # said "no" at the call-back of the month
}  # fmt: skip


@dataclass(frozen=True)
class MealSignal:
    """`sql` answers with (meal_id, reason), or with (point_id, day, reason) where `of_point`; values of the policy by name as `$name`.

    Meals that are found wait until a person has looked; a point that is found is told to whoever looks after it.
    """

    code: str
    name: str
    sql: str
    asks: tuple[str, ...] = ()
    of_point: bool = False

    def __post_init__(self) -> None:
        for each in self.asks:
            assert f"${each}" in self.sql, f"{self.code} does not ask for {each}"


@dataclass(frozen=True)
class Found:
    """One portion or one point on a day, a signal, and why in one sentence."""

    signal: str
    reason: str
    meal: int | None = None
    point: int | None = None
    on: dt.date | None = None


_PAIRS = """
    WITH apart AS (
        SELECT a.meal_id AS one, b.meal_id AS other, a.name, p.point AS here, q.point AS there,
               date_diff('second', a.served, b.served) AS seconds,
               metres(p.latitude, p.longitude, q.latitude, q.longitude) AS metres, a.judged AS one_judged, b.judged AS other_judged
        FROM meals a JOIN meals b ON a.person = b.person AND a.meal_id <> b.meal_id AND a.served <= b.served
             AND (a.served < b.served OR a.meal_id < b.meal_id) AND b.served < a.served + INTERVAL 1 DAY
        JOIN points p ON p.point_id = a.point_id JOIN points q ON q.point_id = b.point_id
    )"""

SIGNALS = (
    MealSignal(
        "F-MEAL-1",
        "短时间内两次核销",
        _PAIRS + """
        SELECT unnest([one, other]) AS meal_id, printf('%s在%s、%s两次核销，间隔%d分钟，不足%d分钟。', name, here, there,
               CAST(seconds // 60 AS BIGINT), CAST($repeat_minutes AS BIGINT)) AS reason
        FROM apart WHERE seconds < $repeat_minutes * 60""",
        ("repeat_minutes",),
    ),
    MealSignal(
        "F-MEAL-2",
        "两处核销之间来不及赶到",
        _PAIRS + """
        SELECT unnest([one, other]) AS meal_id, printf('%s在%s、%s先后核销，相距%.1f公里，间隔%d分钟，时速超过%d公里。', name, here, there,
               metres / 1000, CAST(seconds // 60 AS BIGINT), CAST($speed AS BIGINT)) AS reason
        FROM apart WHERE metres > 400 AND metres * 3.6 > $speed * greatest(seconds, 1)""",
        ("speed",),
    ),
    MealSignal(
        "F-MEAL-3",
        "人工核对比例过高",
        """
        WITH shares AS (
            SELECT point_id, count(*) AS meals, count(*) FILTER (known = 'MANUAL') AS by_hand FROM meals
            WHERE judged AND way <> 'DELIVERY' GROUP BY point_id
        )
        SELECT m.meal_id, printf('%s本月%d份中有%d份是人工核对，超过%d%%，逐份核实。', p.point, CAST(s.meals AS BIGINT),
               CAST(s.by_hand AS BIGINT), CAST($manual_share AS BIGINT)) AS reason
        FROM meals m JOIN shares s USING (point_id) JOIN points p USING (point_id)
        WHERE m.known = 'MANUAL' AND m.way <> 'DELIVERY' AND s.by_hand * 100 > s.meals * $manual_share""",
        ("manual_share",),
    ),
    MealSignal(
        "F-MEAL-4",
        "连续两次人工核对",
        """
        SELECT meal_id, printf('%s连续两次取餐都是人工核对，没有读卡或证件。', name) AS reason FROM (
            SELECT *, lag(known) OVER (PARTITION BY person ORDER BY served, meal_id) AS before FROM meals WHERE way <> 'DELIVERY')
        WHERE known = 'MANUAL' AND before = 'MANUAL'""",
    ),
    MealSignal(
        "F-MEAL-5",
        "同一终端短时间内核销过多",
        """
        SELECT meal_id, printf('同一终端%d秒内核销%d份，超过%d份。', CAST($burst_seconds AS BIGINT), CAST(together AS BIGINT),
               CAST($burst AS BIGINT)) AS reason
        FROM (
            SELECT m.meal_id, max(w.together) AS together FROM meals m JOIN (
                SELECT point_id, terminal, served AS first, count(*) OVER (PARTITION BY point_id, terminal ORDER BY served
                       RANGE BETWEEN CURRENT ROW AND to_seconds(CAST($burst_seconds AS BIGINT)) FOLLOWING) AS together FROM meals
            ) w ON w.point_id = m.point_id AND w.terminal = m.terminal
               AND m.served BETWEEN w.first AND w.first + to_seconds(CAST($burst_seconds AS BIGINT))
            WHERE m.terminal <> '' GROUP BY m.meal_id)
        WHERE together > $burst""",
        ("burst", "burst_seconds"),
    ),
    MealSignal(
        "F-MEAL-5",
        "全部集中在开门或关门前后",
        """
        WITH hours AS (
            SELECT m.*, p.point, CASE period WHEN 'LUNCH' THEN p.lunch_from ELSE p.supper_from END AS opens,
                   CASE period WHEN 'LUNCH' THEN p.lunch_to ELSE p.supper_to END AS closes
            FROM meals m JOIN points p USING (point_id) WHERE m.judged
        )
        SELECT point_id, day, printf('%s这一天的%d份全部在开门或关门前后%d分钟内核销。', any_value(point), count(*),
               CAST($edge_minutes AS BIGINT)) AS reason
        FROM hours GROUP BY point_id, day
        HAVING count(*) > $burst AND bool_and(
            abs(date_diff('second', day + CAST(opens AS TIME), served)) <= $edge_minutes * 60
            OR abs(date_diff('second', day + CAST(closes AS TIME), served)) <= $edge_minutes * 60)""",
        ("edge_minutes", "burst"),
        of_point=True,
    ),
    MealSignal(
        "F-MEAL-6",
        "当天不可能就餐",
        """
        SELECT m.meal_id, printf('%s已于%s去世，之后仍有核销。', m.name, strftime(d.died, '%Y年%m月%d日')) AS reason
        FROM meals m JOIN deaths d USING (person) WHERE m.day > d.died
        UNION ALL
        SELECT m.meal_id, printf('%s自%s起%s，当天不可能就餐。', m.name, strftime(a.since, '%Y年%m月%d日'), a.words) AS reason
        FROM meals m JOIN absences a USING (person) WHERE m.day > a.since AND (a.until IS NULL OR m.day < a.until)""",
    ),
    MealSignal(
        "F-MEAL-7",
        "超过供餐能力",
        """
        WITH days AS (SELECT point_id, day, count(*) AS meals FROM meals WHERE judged GROUP BY ALL),
        sittings AS (SELECT point_id, day, max(meals) AS meals FROM (
            SELECT point_id, day, period, count(*) AS meals FROM meals WHERE judged AND way = 'DINE_IN' GROUP BY ALL) GROUP BY ALL)
        SELECT d.point_id, d.day, CASE
            WHEN d.meals * 100 > p.capacity * $over_capacity
            THEN printf('%s这一天核销%d份，超过日供餐能力%d份的%d%%。', p.point, CAST(d.meals AS BIGINT), p.capacity, CAST($over_capacity AS BIGINT))
            ELSE printf('%s一餐堂食%d份，超过%d座每餐%d轮。', p.point, CAST(s.meals AS BIGINT), p.seats, CAST($turns AS BIGINT)) END AS reason
        FROM days d JOIN points p USING (point_id) LEFT JOIN sittings s USING (point_id, day)
        WHERE d.meals * 100 > p.capacity * $over_capacity OR coalesce(s.meals, 0) > p.seats * $turns""",
        ("over_capacity", "turns"),
        of_point=True,
    ),
    MealSignal(
        "F-MEAL-9",
        "天天就餐",
        """
        WITH eaten AS (
            SELECT person, any_value(name) AS name, date_trunc('month', day) AS month, count(DISTINCT day) AS days FROM meals GROUP BY ALL
        ), whole AS (
            SELECT person, any_value(name) AS name, count(*) AS months, max(month) AS last FROM eaten
            WHERE days = date_diff('day', month, month + INTERVAL 1 MONTH) GROUP BY person
        )
        SELECT m.point_id, max(m.day) AS day, printf('%s连续%d个月每天就餐，而%s每周有休息日。', any_value(w.name), any_value(w.months),
               any_value(p.point)) AS reason
        FROM whole w JOIN meals m USING (person) JOIN points p USING (point_id)
        WHERE w.months >= $every_day_months AND m.judged AND length(p.weekdays) < 7 GROUP BY m.point_id, w.person""",
        ("every_day_months",),
        of_point=True,
    ),
    MealSignal(
        "F-MEAL-10",
        "回访时本人否认",
        """
        SELECT m.meal_id, printf('回访时%s否认本月在%s就餐，本月各份逐一核实。', m.name, p.point) AS reason
        FROM meals m JOIN denials d USING (point_id, person) JOIN points p USING (point_id)""",
    ),
)  # fmt: skip
UNCHECKED = "F-MEAL-8（人脸相似度、重复照片）未核对：各点未配人脸终端。"
NAMES = {each.code: each.name for each in reversed(SIGNALS)}


def look(tables: Mapping[str, pl.DataFrame], policy: MealsPolicy) -> list[Found]:
    """What all signals say of the judged meals of `tables` (the shapes of TABLES), in the order of the signals."""
    con = duckdb.connect(":memory:")
    try:
        con.execute(METRES_SQL)
        for name in TABLES:
            con.register(f"given_{name}", tables[name].to_arrow())
            con.execute(f"CREATE TEMP TABLE {name} AS SELECT * FROM given_{name}")
        return [each for signal in SIGNALS for each in _asked(con, signal, policy)]
    finally:
        con.close()


def _asked(con: duckdb.DuckDBPyConnection, signal: MealSignal, policy: MealsPolicy) -> list[Found]:
    values = {name: int(policy.terms[name]) for name in signal.asks}
    if signal.of_point:
        rows = con.execute(f"SELECT point_id, day, min(reason) FROM ({signal.sql}) GROUP BY ALL ORDER BY ALL", values)
        return [Found(signal.code, reason, point=point, on=_day(day)) for point, day, reason in rows.fetchall()]
    sql = f"SELECT meal_id, min(reason) FROM ({signal.sql}) JOIN meals m USING (meal_id) WHERE m.judged GROUP BY meal_id ORDER BY 1"
    return [Found(signal.code, reason, meal=meal) for meal, reason in con.execute(sql, values).fetchall()]


def _day(value: dt.date | dt.datetime) -> dt.date:
    return value.date() if isinstance(value, dt.datetime) else value
