"""When it was: one worker in two places, faster than a road allows, too short, too alike, at night, by a clock that was set."""

from __future__ import annotations

from doudi.mechanisms.orders.proof import parameters as p
from doudi.mechanisms.orders.proof.declare import Signal

OVERLAP = Signal(
    "overlap",
    "同一人员时间重叠",
    "R-HOME-08、R-TB-09",
    points=60,
    parameters=(p.OVERLAP,),
    holds=True,
    sql="""
        WITH pairs AS (
            SELECT a.order_id, b.order_id AS with_id, b.number AS other,
                   date_diff('second', greatest(a.in_at, b.in_at), least(a.out_at, b.out_at)) AS shared
            FROM visits a JOIN visits b ON b.worker = a.worker AND b.order_id <> a.order_id
             AND b.in_at < a.out_at AND b.out_at > a.in_at
        )
        SELECT order_id, with_id, printf('同一人员同时在服务单%s，重叠%d分钟。', other, CAST(shared // 60 AS BIGINT)) AS reason
        FROM pairs WHERE shared > $overlap * 60
    """,
)
SPEED = Signal(
    "speed",
    "两单之间路程不可能",
    "R-HOME-08",
    points=60,
    parameters=(p.MOST_SPEED, p.NEAR),
    holds=True,
    # From where he checked out (or in, or the home whose code he scanned) to where he checked in next. Less than a minute counts as one.
    sql="""
        WITH steps AS (
            SELECT order_id, number, out_at, left_lat, left_lon,
                   lead(order_id) OVER w AS next_id, lead(number) OVER w AS next_number, lead(in_at) OVER w AS next_at,
                   lead(came_lat) OVER w AS next_lat, lead(came_lon) OVER w AS next_lon
            FROM visits WHERE out_at IS NOT NULL WINDOW w AS (PARTITION BY worker ORDER BY in_at, order_id)
        ), moves AS (
            SELECT *, metres(left_lat, left_lon, next_lat, next_lon) AS way, date_diff('second', out_at, next_at) AS seconds
            FROM steps WHERE next_at >= out_at AND next_at < out_at + INTERVAL 4 HOUR
        ), fast AS (
            SELECT *, way / 1000 / (greatest(seconds, 60) / 3600.0) AS speed FROM moves WHERE way > $near
        )
        SELECT order_id, next_id AS with_id,
               printf('%s离开后%d分钟即在%.1f公里外的服务单%s签到，时速约%d公里。', strftime(out_at, '%H:%M'), CAST(seconds // 60 AS BIGINT),
                      way / 1000, next_number, CAST(round(speed) AS BIGINT)) AS reason
        FROM fast WHERE speed > $most_speed
        UNION ALL
        SELECT next_id, order_id,
               printf('%s签到，%d分钟前还在%.1f公里外的服务单%s，时速约%d公里。', strftime(next_at, '%H:%M'), CAST(seconds // 60 AS BIGINT),
                      way / 1000, number, CAST(round(speed) AS BIGINT))
        FROM fast WHERE speed > $most_speed
    """,
)
SHORT = Signal(
    "short",
    "时长严重不足",
    "R-HOME-06",
    points=50,
    parameters=(p.SHORT,),
    holds=True,
    blind="minutes IS NULL OR minimum_minutes IS NULL",
    sql="""
        SELECT order_id, NULL AS with_id,
               printf('实际%d分钟，不足应有%d分钟的%d%%。', CAST(floor(minutes) AS BIGINT), CAST(minimum_minutes AS BIGINT), CAST($short_ratio AS BIGINT)) AS reason
        FROM seen WHERE minutes * 100 < minimum_minutes * $short_ratio
    """,
)
BRIEF = Signal(
    "brief",
    "时长略有不足",
    "R-HOME-06",
    points=20,
    parameters=(p.SHORT,),
    holds=True,  # paid in part, and only after a supervisor has looked
    blind="minutes IS NULL OR minimum_minutes IS NULL",
    sql="""
        SELECT order_id, NULL AS with_id,
               printf('实际%d分钟，少于应有的%d分钟，须经督导复核。', CAST(floor(minutes) AS BIGINT), CAST(minimum_minutes AS BIGINT)) AS reason
        FROM seen WHERE minutes < minimum_minutes AND minutes * 100 >= minimum_minutes * $short_ratio
    """,
)
LONG = Signal(
    "long",
    "时长远超计划",
    "§4.2",
    points=10,
    parameters=(p.LONG,),
    blind="minutes IS NULL OR coalesce(planned_minutes, minimum_minutes) IS NULL",
    sql="""
        SELECT order_id, NULL AS with_id,
               printf('实际%d分钟，计划%d分钟，可能忘记签退。', CAST(floor(minutes) AS BIGINT),
                      CAST(coalesce(planned_minutes, minimum_minutes) AS BIGINT)) AS reason
        FROM seen WHERE minutes * 100 > coalesce(planned_minutes, minimum_minutes) * $long_ratio
    """,
)
NO_CHECK_IN = Signal(
    "no_check_in",
    "没有签到记录",
    "R-HOME-05、R-TB-04",
    points=70,
    holds=True,
    sql="SELECT order_id, NULL AS with_id, '没有任何人员的签到记录。' AS reason FROM seen WHERE workers = 0",
)
NO_CHECK_OUT = Signal(
    "no_check_out",
    "没有签退",
    "R-HOME-05、R-TB-04",
    points=30,
    sql="""
        SELECT order_id, NULL AS with_id, '没有签退，时长无从核对，须回访。' AS reason FROM visits WHERE out_at IS NULL
    """,
)
TOO_MANY = Signal(
    "too_many",
    "一人一日超出上限",
    "R-HOME-09",
    points=40,
    parameters=(p.MOST_ORDERS, p.MOST_HOURS),
    holds=True,
    # The day's first ones within the ceiling stay as they are; those beyond it wait.
    sql="""
        SELECT order_id, NULL AS with_id,
               printf('该人员当日到本单已服务%d单、%.1f小时，超过每日%d单、%d小时的上限。', CAST(count_so_far AS BIGINT), seconds_so_far / 3600.0,
                      CAST($most_orders AS BIGINT), CAST($most_hours AS BIGINT)) AS reason
        FROM (SELECT order_id, count(*) OVER w AS count_so_far, sum(date_diff('second', in_at, out_at)) OVER w AS seconds_so_far
              FROM visits WINDOW w AS (PARTITION BY worker, day ORDER BY in_at, order_id ROWS UNBOUNDED PRECEDING))
        WHERE count_so_far > $most_orders OR seconds_so_far > $most_hours * 3600
    """,
)
NIGHT = Signal(
    "night",
    "深夜服务",
    "§3.6",
    points=30,
    parameters=(p.NIGHT_FROM, p.NIGHT_TO),
    sql="""
        SELECT order_id, NULL AS with_id, printf('%s签到，不是该项目通常的服务时间。', strftime(in_at, '%H:%M')) AS reason
        FROM visits WHERE NOT any_hour AND (hour(in_at) >= $night_from OR hour(in_at) < $night_to)
    """,
)
SAME_LENGTH = Signal(
    "same_length",
    "时长雷同",
    "县级核查口径",
    points=30,
    parameters=(p.SAME_LENGTH_ORDERS, p.SAME_LENGTH_SHARE),
    blind="minutes IS NULL",
    # To the second: work is never done so. Times that are kept by the minute cannot show it.
    sql="""
        WITH lengths AS (
            SELECT order_id, worker, date_diff('second', in_at, out_at) AS seconds FROM visits WHERE out_at IS NOT NULL
             AND worker IN (SELECT worker FROM visits WHERE second(in_at) <> 0 OR second(out_at) <> 0)
        ), counted AS (
            SELECT order_id, seconds, count(*) OVER (PARTITION BY worker, seconds) AS alike, count(*) OVER (PARTITION BY worker) AS all_of_his
            FROM lengths
        )
        SELECT order_id, NULL AS with_id,
               printf('该人员%d单中有%d单时长同为%d分%d秒。', CAST(all_of_his AS BIGINT), CAST(alike AS BIGINT),
                      CAST(seconds // 60 AS BIGINT), CAST(seconds % 60 AS BIGINT)) AS reason
        FROM counted WHERE all_of_his >= $same_length_orders AND alike * 100 >= all_of_his * $same_length_share
    """,
)
CLOCK = Signal(
    "clock",
    "手机时钟与服务器不符",
    "§3.6",
    points=20,
    parameters=(p.CLOCK,),
    # What was sent afterwards is told by its own hour of sending: there the telephone's clock is the only one, and LATE looks at it.
    sql="""
        SELECT order_id, NULL AS with_id,
               printf('手机时钟与服务器相差%d分钟，时间以服务器为准。', CAST(abs(date_diff('minute', received_at, phone_at)) AS BIGINT)) AS reason
        FROM visits WHERE phone_at IS NOT NULL AND received_at IS NOT NULL AND received_at <= in_at + INTERVAL 1 MINUTE
          AND abs(date_diff('second', received_at, phone_at)) > $clock_minutes * 60
    """,
)
LATE = Signal(
    "late",
    "离线记录上传过晚",
    "§3.6",
    points=25,
    parameters=(p.LATE,),
    sql="""
        SELECT order_id, NULL AS with_id,
               printf('签到记录%d小时后才上传，超过%d小时。', CAST(date_diff('hour', in_at, received_at) AS BIGINT), CAST($late_hours AS BIGINT)) AS reason
        FROM visits WHERE date_diff('second', in_at, received_at) > $late_hours * 3600
    """,
)
