"""Use of power and water that does not fit a household in need (R-PROP-07: auxiliary evidence only)."""

from __future__ import annotations

from doudi.mechanisms.matching.declare import Check, Direction, Exemption
from doudi.programmes.integrity.data_matching import parameters as p


def _use(meter: str, unit: str) -> str:
    return f"""
        WITH linked AS (
            SELECT l.household_no AS book, l.strength, l.words, u.recent, u.months, u.zero, u.last_month, z.persons, z.area_code, m.holder, m.address, m.note,
                   m._row_id, m._at
            FROM {meter}_links l JOIN {meter}_use u USING (_row_id) JOIN {meter} m USING (_row_id)
            JOIN books z ON z.household_no = l.household_no
        ), peers AS (
            SELECT area_code, persons, median(recent) AS usual, count(DISTINCT book) AS households
            FROM (SELECT DISTINCT book, area_code, persons, recent FROM linked)
            WHERE recent > 0 AND area_code <> '' AND persons > 0 GROUP BY area_code, persons
        ), in_care AS (
            SELECT id_number_key AS person_key FROM tekun WHERE says(support, $institution_care) OR says(institution, $institution_care)
        ), homes AS (
            SELECT q.household_no AS book, a.*, coalesce(h.head_key, a.person_key) AS head_key, coalesce(h.head_id, a.id_number) AS head_id,
                   coalesce(h.head_name, a.name) AS head_name
            FROM assisted a JOIN people q USING (person_key) LEFT JOIN households h ON h.household_no = a.household_no
            WHERE NOT EXISTS (SELECT 1 FROM people c JOIN in_care USING (person_key) WHERE c.household_no = q.household_no)
            QUALIFY row_number() OVER (PARTITION BY q.household_no ORDER BY a.id_number) = 1
        )
        SELECT g.head_key AS subject_key, g.head_id AS subject_id, g.head_name AS subject_name, g.household_no, g.programme, g.area_code,
               l.strength, ['按户名和地址关联，用量只作辅助'] AS doubts, NULL AS amount_fen,
               CASE WHEN l.zero THEN printf('%s所在户连续%d个月用量为零（户名%s，%s）。', g.head_name, CAST($zero_months AS INTEGER), l.holder, l.words)
                    ELSE printf('%s所在户近3个月平均用量%.0f{unit}，是同村%d人户中位数%.0f{unit}的%.1f倍（户名%s，%s）。', g.head_name, l.recent,
                                CAST(l.persons AS INTEGER), p.usual, l.recent / p.usual, l.holder, l.words) END AS reason,
               l.last_month - 2 AS period_from, l.last_month AS period_to,
               [ev(l._at, {{'户名': l.holder, '地址': l.address, '近3个月平均': round(l.recent, 1), '同村同人口户中位数': p.usual, '关联': l.words}}),
                ev(g._at, {{'姓名': g.head_name, '待遇': g.programme}})] AS evidence
        FROM linked l JOIN homes g USING (book) LEFT JOIN peers p ON p.area_code = l.area_code AND p.persons = l.persons
        WHERE NOT says(l.note, $meter_excused)
          AND (l.zero OR (l.months >= 3 AND p.households >= $use_peers AND l.recent > $use_times * p.usual))
        QUALIFY row_number() OVER (PARTITION BY g.head_key ORDER BY l.strength DESC, l.recent DESC, l._row_id) = 1"""


EXCUSES = (
    Exemption("one_month", "仅一个月偏高"),
    Exemption("short", "为零不足3个月"),
    Exemption("excused", "合表、医疗设备、自备井"),
    Exemption("namesake", "外村同名户主"),
    Exemption("in_care", "集中供养，原住房空置"),
)
POWER = Check(
    "R-CMP-19",
    "用电异常",
    "低保、特困户的用电量是否畸高，或连续为零？",
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
    "低保、特困户的用水量是否畸高，或连续为零？",
    Direction.PAID,
    needs=("water", "register"),
    parameters=(p.USE_TIMES, p.ZERO_MONTHS, p.USE_PEERS, p.METER_EXCUSED, p.INSTITUTION_CARE),
    exemptions=EXCUSES,
    basis="R-PROP-07",
    sql=_use("water", "吨"),
)

CHECKS = (POWER, WATER)
