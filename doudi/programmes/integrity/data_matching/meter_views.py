"""Power and water: what a meter used of late, and the household at whose door it hangs.

The holder may be dead or a grandfather, so that a meter is linked to a household, never to a person.
"""

from __future__ import annotations

from doudi.mechanisms.matching.engine import Step, View
from doudi.programmes.integrity.data_matching.linked import METER_LINKS, METERS


def _use(meter: str) -> View:
    """The months of a series stand oldest first."""
    return View(
        f"{meter}_use",
        f"""
        WITH known AS (
            SELECT _row_id, list_filter(use, lambda u: u.month <= $month AND u.value IS NOT NULL) AS use FROM {meter}
        ), newest AS (
            SELECT _row_id, use, list_transform(use[-3:], lambda u: u.value) AS three,
                   list_transform(use[-CAST($zero_months AS BIGINT):], lambda u: abs(u.value)) AS those
            FROM known WHERE len(use) > 0
        )
        SELECT _row_id, list_avg(three) AS recent, len(three) AS months,
               list_max(those) = 0 AND len(use) >= $zero_months AS zero, use[-1].month AS last_month
        FROM newest""",
    )


METER_VIEWS: tuple[View | Step, ...] = (*(_use(meter) for meter in METERS), *METER_LINKS)
