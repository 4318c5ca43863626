"""Who it was: a client who was not there to be served, a worker who may not do it, or not alone, or not for his own."""

from __future__ import annotations

from doudi.mechanisms.orders.proof import parameters as p
from doudi.mechanisms.orders.proof.declare import Signal

DEAD = Signal(
    "dead",
    "服务对象已去世",
    "R-X-01",
    points=100,
    holds=True,
    needs=("deaths",),
    # On the day of death a visit in the morning may have been.
    sql="""
        SELECT order_id, NULL AS with_id, printf('服务日期之前，服务对象已于%s去世。', strftime(d.day, '%Y年%m月%d日')) AS reason
        FROM seen s JOIN deaths d ON d.person = s.client WHERE s.day > d.day
    """,
)
AWAY = Signal(
    "away",
    "服务对象不在家",
    "R-HOME-13",
    points=70,
    holds=True,
    needs=("absences",),
    # On the days of leaving and of coming home both may be true. A service that does not begin at home (to the clinic) may be.
    sql="""
        SELECT order_id, NULL AS with_id,
               printf('服务对象自%s起%s，服务当日不在家。', strftime(a.since, '%Y年%m月%d日'), a.words) AS reason
        FROM seen s JOIN absences a ON a.person = s.client
        WHERE s.at_home AND s.day > a.since AND (a.until IS NULL OR s.day < a.until)
    """,
)
NO_CERTIFICATE = Signal(
    "no_certificate",
    "服务人员没有有效证书",
    "R-HOME-05、R-TB-17",
    points=50,
    holds=True,
    needs=("certificates",),
    sql="""
        SELECT v.order_id, NULL AS with_id, printf('该项目须持“%s”，服务当日服务人员没有有效证书。', v.certificate) AS reason
        FROM visits v WHERE v.certificate <> '' AND NOT EXISTS (
            SELECT 1 FROM certificates c WHERE c.worker = v.worker AND c.certificate = v.certificate
               AND c.since <= v.day AND (c.until IS NULL OR c.until >= v.day))
    """,
)
ALONE = Signal(
    "alone",
    "应由两人服务",
    "R-HOME-07",
    points=60,
    parameters=(p.TOGETHER,),
    holds=True,
    # The time that the first two were there together: from the later coming to the earlier leaving.
    sql="""
        WITH pairs AS (
            SELECT a.order_id, max(date_diff('second', greatest(a.in_at, b.in_at), least(a.out_at, b.out_at))) AS shared
            FROM visits a JOIN visits b ON b.order_id = a.order_id AND b.worker > a.worker
            WHERE a.out_at IS NOT NULL AND b.out_at IS NOT NULL GROUP BY a.order_id
        )
        SELECT s.order_id, NULL AS with_id,
               CASE WHEN s.workers < 2 THEN '该项目应由两人服务，只有一人签到。'
                    ELSE printf('该项目应由两人服务，两人同时在场%d分钟，不足应有%d分钟的%d%%。', CAST(greatest(coalesce(p.shared, 0), 0) // 60 AS BIGINT),
                                CAST(s.minimum_minutes AS BIGINT), CAST($together AS BIGINT)) END AS reason
        FROM seen s LEFT JOIN pairs p USING (order_id)
        WHERE s.workers_needed >= 2
          AND (s.workers < 2 OR coalesce(p.shared, 0) * 100 < coalesce(s.minimum_minutes, 0) * 60 * $together)
    """,
)
KIN = Signal(
    "kin",
    "服务人员是服务对象近亲属",
    "R-TB-09、R-X-07",
    points=60,
    holds=True,
    needs=("kin",),
    sql="""
        SELECT v.order_id, NULL AS with_id, printf('服务人员是服务对象的%s，不得计为服务。', k.words) AS reason
        FROM visits v JOIN kin k ON k.worker = v.worker AND k.client = v.client
    """,
)
PAIRED = Signal(
    "paired",
    "固定搭档",
    "§3.6",
    points=20,
    document=p.VOLUNTEERS,
    parameters=(p.PAIR_ORDERS, p.PAIR_SHARE),
    sql="""
        SELECT order_id, NULL AS with_id,
               printf('该人员%d单中有%d单都是为同一人服务。', CAST(all_of_his AS BIGINT), CAST(with_him AS BIGINT)) AS reason
        FROM (SELECT order_id, count(*) OVER (PARTITION BY worker) AS all_of_his, count(*) OVER (PARTITION BY worker, client) AS with_him
              FROM visits)
        WHERE all_of_his >= $pair_orders AND with_him * 100 > all_of_his * $pair_share
    """,
)
