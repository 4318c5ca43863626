"""Orders as a Django app: what was recorded of an order is guarded by the database itself."""

from __future__ import annotations

from django.apps import AppConfig

from doudi.base import guards


class OrdersConfig(AppConfig):
    name = "doudi.mechanisms.orders"

    def ready(self) -> None:
        guards.register(guards.append_only("orders_orderevent", "服务单记录不可修改或删除"))
