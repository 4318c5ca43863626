"""Power and water: what a meter used of late, and the household at whose door it hangs.

The holder may be dead or a grandfather, so that a meter is linked to a household, never to a person.
"""

from __future__ import annotations

from doudi.mechanisms.matching.engine import Step, View
from doudi.programmes.integrity.data_matching.linked import METER_LINKS, METERS


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


METER_VIEWS: tuple[View | Step, ...] = (*(_use(meter) for meter in METERS), *METER_LINKS)
