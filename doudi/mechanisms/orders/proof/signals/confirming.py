"""Who says so: the client, somebody of the family, or only the one who is paid for it."""

from __future__ import annotations

from doudi.mechanisms.orders.proof import parameters as p
from doudi.mechanisms.orders.proof.declare import Signal

DENIED = Signal(
    "denied",
    "回访称未服务",
    "R-HOME-10",
    points=100,
    holds=True,
    sql="SELECT order_id, NULL AS with_id, '电话回访时，服务对象或家属说没有来服务过。' AS reason FROM seen WHERE denied",
)
NOT_CONFIRMED = Signal(
    "not_confirmed",
    "服务对象尚未确认",
    "R-HOME-05、R-TB-05",
    points=20,
    sql="""
        SELECT order_id, NULL AS with_id, '服务对象或家属尚未确认，也没有回访。' AS reason
        FROM seen WHERE confirmed_by = '' AND NOT denied
    """,
)
OWN_DEVICE = Signal(
    "own_device",
    "由服务人员的手机确认",
    "R-TB-05、§3.6",
    points=40,
    sql="""
        SELECT order_id, NULL AS with_id, '确认是在服务人员自己的手机上点的，须另行回访。' AS reason
        FROM seen WHERE confirmed_by = 'worker_device'
    """,
)
SHARED_DEVICE = Signal(
    "shared_device",
    "多人共用一部手机签到",
    "§3.6",
    points=30,
    parameters=(p.DEVICE_WORKERS,),
    sql="""
        SELECT v.order_id, NULL AS with_id, printf('同一部手机为%d名人员签到。', CAST(d.workers AS BIGINT)) AS reason
        FROM visits v JOIN (SELECT device, count(DISTINCT worker) AS workers FROM visits WHERE device <> '' GROUP BY device) d
          USING (device) WHERE d.workers > $device_workers
    """,
)
