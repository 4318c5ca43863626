"""Use of power and water that does not fit a household in need (R-PROP-07: auxiliary evidence only)."""

from __future__ import annotations

from doudi.mechanisms.matching.declare import Check, Direction, Exemption
from doudi.programmes.integrity.data_matching import parameters as p


def _use(table: str, unit: str) -> str:
    return f"""
        WITH linked AS (
            SELECT l._row_id, l.household_no, l.strength, l.words, u.recent, u.months, u.zero, u.last_month, z.persons, m.holder, m.address, coalesce(m.note, '') AS note, m._stale, m._at,
                   (SELECT max(area_code) FROM people q WHERE q.household_no = l.household_no) AS area_code
            FROM {table}_links l JOIN {table}_use u USING (_row_id) JOIN {table} m USING (_row_id) JOIN register_size z ON z.household_no = l.household_no
        ), peers AS (
            SELECT area_code, persons, median(recent) AS usual, count(*) AS households FROM linked WHERE recent > 0 AND area_code <> '' GROUP BY area_code, persons
        ), homes AS (
            SELECT q.household_no AS book, arg_min(a.person_key, a.id_number) AS person_key, arg_min(a.id_number, a.id_number) AS id_number, arg_min(a.name, a.id_number) AS name,
                   arg_min(a.household_no, a.id_number) AS household_no, arg_min(a.programme, a.id_number) AS programme, arg_min(a.area_code, a.id_number) AS area_code, arg_min(a._at, a.id_number) AS a_at,
                   arg_min(h.head_key, a.id_number) AS head_key, arg_min(h.head_id, a.id_number) AS head_id, arg_min(h.head_name, a.id_number) AS head_name,
                   bool_or(coalesce(regexp_matches(t.support || coalesce(t.institution, ''), $institution_care), false)) AS in_care
            FROM assisted a JOIN people q USING (person_key) LEFT JOIN households h ON h.household_no = a.household_no
            LEFT JOIN tekun t ON t.id_number_key = a.person_key AND a.programme = '特困供养'
            GROUP BY q.household_no
        )
        SELECT coalesce(g.head_key, g.person_key) AS subject_key, coalesce(g.head_id, g.id_number) AS subject_id, coalesce(g.head_name, g.name) AS subject_name, g.household_no, g.programme,
               g.area_code, l.strength, false AS conclusive, ['按户名和地址关联,用量只作辅助'] AS doubts, NULL AS amount_fen,
               CASE WHEN l.zero THEN printf('%s所在户连续%d个月用量为零(户名%s,%s)。', coalesce(g.head_name, g.name), CAST($zero_months AS INTEGER), l.holder, l.words)
                    ELSE printf('%s所在户近3个月平均用量%.0f{unit},高于同村%d人户中位数%.0f{unit}的%.1f倍(户名%s,%s)。', coalesce(g.head_name, g.name), l.recent, CAST(l.persons AS INTEGER), p.usual,
                         CAST($use_times AS DOUBLE), l.holder, l.words) END AS reason,
               l.last_month - 2 AS period_from, l.last_month AS period_to,
               [ev(l._at, {{'户名': l.holder, '地址': l.address, '近3个月平均': round(l.recent, 1), '同村同人口户中位数': p.usual, '关联': l.words}}), ev(g.a_at, {{'姓名': coalesce(g.head_name, g.name), '待遇': g.programme}})] AS evidence
        FROM linked l JOIN homes g ON g.book = l.household_no LEFT JOIN peers p ON p.area_code = l.area_code AND p.persons = l.persons
        WHERE NOT regexp_matches(l.note, $meter_excused) AND NOT g.in_care
          AND (l.zero OR (l.months >= 3 AND p.households >= $use_peers AND l.recent > $use_times * p.usual))
        QUALIFY row_number() OVER (PARTITION BY coalesce(g.head_key, g.person_key) ORDER BY l.strength DESC, l.recent DESC, l._row_id) = 1"""


EXCUSES = (
    Exemption("one_month", "仅一个月偏高"),
    Exemption("short", "为零不足3个月"),
    Exemption("excused", "合表、医疗设备、自备井"),
    Exemption("namesake", "外村同名户主"),
    Exemption("in_care", "集中供养,原住房空置"),
)
POWER = Check(
    "R-CMP-19",
    "用电异常",
    "低保、特困户的用电量是否畸高,或连续为零?",
    Direction.PAID,
    needs=("power", "register"),
    parameters=(p.USE_TIMES, p.ZERO_MONTHS, p.USE_PEERS, p.METER_EXCUSED, p.INSTITUTION_CARE),
    exemptions=EXCUSES,
    basis="R-PROP-07",
    sql=_use("power", "千瓦时"),
)
WATER = Check(
    "R-CMP-20",
    "用水异常",
    "低保、特困户的用水量是否畸高,或连续为零?",
    Direction.PAID,
    needs=("water", "register"),
    parameters=(p.USE_TIMES, p.ZERO_MONTHS, p.USE_PEERS, p.METER_EXCUSED, p.INSTITUTION_CARE),
    exemptions=EXCUSES,
    basis="R-PROP-07",
    sql=_use("water", "吨"),
)

CHECKS = (POWER, WATER)
