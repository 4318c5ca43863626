"""Where it was: the place of check-in and check-out against the client's home, and against one another."""

from __future__ import annotations

from doudi.mechanisms.orders.proof import parameters as p
from doudi.mechanisms.orders.proof.declare import Signal

_NOT_PLACED = "NOT at_home OR NOT placed OR home_lat IS NULL"

FAR = Signal(
    "far",
    "签到点超出服务范围",
    "R-HOME-05、R-TB-04",
    points=35,
    parameters=(p.FENCE_URBAN, p.FENCE_RURAL, p.ELSEWHERE, p.ACCURACY),
    holds=True,
    blind=_NOT_PLACED,
    # A code that was scanned at the home goes before the satellites: in a valley or a basement they err.
    sql="""
        SELECT order_id, NULL AS with_id,
               printf('签到点距服务对象家%d米，超出%d米的范围。', CAST(round(in_metres) AS BIGINT),
                      CAST(if(urban, $fence_urban, $fence_rural) AS BIGINT)) AS reason
        FROM visits WHERE at_home AND NOT in_by_code AND client NOT IN (SELECT client FROM moved_homes)
          AND in_metres - least(coalesce(in_accuracy, 0), $accuracy) > if(urban, $fence_urban, $fence_rural)
          AND in_metres - least(coalesce(in_accuracy, 0), $accuracy) <= $elsewhere
    """,
)
ELSEWHERE = Signal(
    "elsewhere",
    "签到时不在服务地",
    "R-HOME-05、R-TB-04",
    points=70,
    parameters=(p.ELSEWHERE, p.ACCURACY),
    holds=True,
    blind=_NOT_PLACED,
    sql="""
        SELECT order_id, NULL AS with_id, printf('签到时在%.1f公里以外，不在服务对象家。', in_metres / 1000) AS reason
        FROM visits WHERE at_home AND NOT in_by_code AND client NOT IN (SELECT client FROM moved_homes)
          AND in_metres - least(coalesce(in_accuracy, 0), $accuracy) > $elsewhere
    """,
)
LEFT_ELSEWHERE = Signal(
    "left_elsewhere",
    "签退时已离开服务地",
    "R-HOME-05、R-TB-04",
    points=30,
    parameters=(p.FENCE_URBAN, p.FENCE_RURAL, p.ACCURACY),
    blind=_NOT_PLACED,
    sql="""
        SELECT order_id, NULL AS with_id,
               printf('签退点距服务对象家%d米，可能早已离开。', CAST(round(out_metres) AS BIGINT)) AS reason
        FROM visits WHERE at_home AND NOT out_by_code AND client NOT IN (SELECT client FROM moved_homes)
          AND out_metres - least(coalesce(in_accuracy, 0), $accuracy) > if(urban, $fence_urban, $fence_rural)
          AND (in_by_code OR in_metres - least(coalesce(in_accuracy, 0), $accuracy) <= if(urban, $fence_urban, $fence_rural))
    """,
)
HOME_IN_DOUBT = Signal(
    "home_in_doubt",
    "档案住址坐标可能有误",
    "§4“GPS address wrong”",
    points=10,
    blind=_NOT_PLACED,
    sql="""
        SELECT v.order_id, NULL AS with_id,
               printf('不同人员%d次都在距档案坐标%d米的同一处签到，档案坐标可能有误，请核实校准。', m.visits, CAST(round(v.in_metres) AS BIGINT))
               AS reason
        FROM visits v JOIN moved_homes m USING (client) WHERE v.at_home AND NOT v.in_by_code AND v.in_metres IS NOT NULL
    """,
)
SAME_POINT = Signal(
    "same_point",
    "不同日签到坐标分毫不差",
    "§3.6",
    points=40,
    blind="NOT placed",
    # Satellites never give the same sixth decimal twice: such a place was typed in.
    sql="""
        SELECT order_id, NULL AS with_id,
               printf('%d个不同日期的签到坐标到小数点后六位完全相同，定位可能系伪造。', CAST(days AS BIGINT)) AS reason
        FROM (SELECT order_id, count(DISTINCT day) OVER (PARTITION BY worker, round(in_lat, 6), round(in_lon, 6)) AS days
              FROM visits WHERE in_lat IS NOT NULL AND NOT in_by_code)
        WHERE days >= 2
    """,
)
NO_PLACE = Signal(
    "no_place",
    "签到没有定位",
    "R-HOME-05、R-TB-04",
    points=15,
    sql="""
        SELECT order_id, NULL AS with_id, '签到没有定位，也没有扫住户码。' AS reason FROM seen WHERE at_home AND NOT placed
    """,
)
