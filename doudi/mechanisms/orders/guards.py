"""Steps on orders, what came from a phone, and what was said in a call-back stay as they were written."""

from __future__ import annotations

from doudi.base.guards import append_only, closed_once

GUARDS = (
    append_only("orders_orderevent", "服务单记录不可修改或删除"),
    closed_once("orders_callback", "done_at", "回访结果不可修改或删除"),
    append_only("orders_arrived", "断网签到记录不可修改或删除"),
    append_only("orders_arrivedpicture", "断网签到记录不可修改或删除"),
)
