"""What was photographed: too little, or something that was photographed before."""

from __future__ import annotations

from doudi.mechanisms.orders.proof import parameters as p
from doudi.mechanisms.orders.proof.declare import Signal

PHOTO_SEEN = Signal(
    "photo_seen",
    "照片曾用于其他服务单",
    "R-HOME-05、§3.6",
    points=75,
    parameters=(p.PHOTO_BITS,),
    holds=True,
    needs=("photos",),
    blind="photos = 0",
    # Two fingerprints that differ in at most seven bits agree in one of four pieces of sixteen but for one bit: so nobody compares all
    # with all. The order that had the picture first keeps it.
    sql="""
        WITH pieces AS (
            SELECT order_id, number, taken_at, fingerprint, n, (fingerprint >> CAST(16 * n AS UBIGINT)) & CAST(65535 AS UBIGINT) AS piece
            FROM photos, (SELECT unnest([0, 1, 2, 3]) AS n) WHERE fingerprint IS NOT NULL
        ), probes AS (
            SELECT order_id, taken_at, fingerprint, n, xor(piece, flip) AS piece
            FROM pieces, (SELECT unnest(list_concat([CAST(0 AS UBIGINT)], list_transform(range(16), lambda b: CAST(1 AS UBIGINT) << CAST(b AS UBIGINT)))) AS flip)
            WHERE order_id IN (SELECT order_id FROM orders)
        ), alike AS (
            SELECT b.order_id, a.order_id AS with_id, a.number, a.taken_at, bit_count(xor(a.fingerprint, b.fingerprint)) AS bits
            FROM probes b JOIN pieces a USING (n, piece)
            WHERE a.order_id <> b.order_id AND (a.taken_at < b.taken_at OR (a.taken_at = b.taken_at AND a.order_id < b.order_id))
              AND bit_count(xor(a.fingerprint, b.fingerprint)) <= $photo_bits
            UNION ALL
            SELECT b.order_id, a.order_id, a.number, a.taken_at, 0 FROM photos b JOIN photos a USING (content)
            WHERE a.order_id <> b.order_id AND (a.taken_at < b.taken_at OR (a.taken_at = b.taken_at AND a.order_id < b.order_id))
        )
        SELECT order_id, with_id,
               printf('照片与%s服务单%s的照片%s。', strftime(taken_at, '%Y年%m月%d日'), number, if(bits = 0, '完全相同', '几乎相同')) AS reason
        FROM alike QUALIFY row_number() OVER (PARTITION BY order_id ORDER BY bits, taken_at, with_id) = 1
    """,
)
NO_PHOTO = Signal(
    "no_photo",
    "照片不足",
    "R-HOME-05",
    points=15,
    needs=("photos",),
    sql="""
        SELECT order_id, NULL AS with_id, printf('应有照片%d张，可辨认的只有%d张。', CAST(photos_needed AS BIGINT), CAST(photos AS BIGINT)) AS reason
        FROM seen WHERE photos < photos_needed
    """,
)
