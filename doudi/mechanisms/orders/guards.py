"""Steps on orders, and what came from a phone, stay as they were written."""

from __future__ import annotations

from doudi.base.guards import append_only

GUARDS = (
    append_only("orders_orderevent", "服务单记录不可修改或删除"),
    append_only("orders_arrived", "断网签到记录不可修改或删除"),
    append_only("orders_arrivedpicture", "断网签到记录不可修改或删除"),
)
