"""Power and water: what a meter used of late, and the household at whose door it hangs.

The holder may be dead or a grandfather, so that a meter is linked to a household, never to a person.
"""

from __future__ import annotations

from doudi.mechanisms.matching.engine import Step, View


def _use(meter: str) -> View:
    return View(
        f"{meter}_use",
        f"""
        WITH each_month AS (
            SELECT _row_id, u.month, u.value FROM (SELECT _row_id, unnest(use) AS u FROM {meter})
            WHERE u.month <= $month AND u.value IS NOT NULL
        ), ranked AS (SELECT *, row_number() OVER (PARTITION BY _row_id ORDER BY month DESC) AS back FROM each_month)
        SELECT _row_id, avg(CASE WHEN back <= 3 THEN value END) AS recent, count(CASE WHEN back <= 3 THEN 1 END) AS months,
               max(CASE WHEN back <= $zero_months THEN abs(value) END) = 0 AND count(*) >= $zero_months AS zero, max(month) AS last_month
        FROM ranked GROUP BY _row_id""",
    )


def _links(meter: str) -> View:
    """By the door, if somebody of the holder's name or surname lives or lived there; else by a name found once in the group."""
    return View(
        f"{meter}_links",
        f"""
        WITH by_door AS (
            SELECT p._row_id, q.household_no, max(CASE WHEN q.name_plain = p.holder_plain THEN 2
                WHEN left(q.name_plain, 1) = left(p.holder_plain, 1) THEN 1 ELSE 0 END) AS agreement
            FROM {meter}_placed p JOIN people q ON q.door = p.door AND p.door <> ''
            GROUP BY p._row_id, q.household_no
        ), by_name AS (
            SELECT p._row_id, min(q.household_no) AS household_no, count(DISTINCT q.household_no) AS candidates
            FROM {meter}_placed p
            JOIN people q ON q.name_plain = p.holder_plain AND q.area_code = p.area_code AND (p.grp = 0 OR q.grp = p.grp)
            WHERE p.area_code <> '' AND p.house = '' AND p._row_id NOT IN (SELECT _row_id FROM by_door WHERE agreement = 2)
            GROUP BY p._row_id
        )
        SELECT _row_id, arg_max(household_no, {{'a': agreement, 'h': household_no}}) AS household_no,
               CASE max(agreement) WHEN 2 THEN 'probable' ELSE 'possible' END AS strength,
               CASE max(agreement) WHEN 2 THEN '同名,同一门牌' ELSE '同姓,同一门牌' END AS words
        FROM by_door WHERE agreement > 0 GROUP BY _row_id
        UNION ALL
        SELECT _row_id, household_no, 'possible', '同名,同村同组' FROM by_name
        WHERE candidates = 1 AND _row_id NOT IN (SELECT _row_id FROM by_door WHERE agreement > 0)""",
    )


METER_VIEWS: tuple[View | Step, ...] = tuple(view(meter) for meter in ("power", "water") for view in (_use, _links))
