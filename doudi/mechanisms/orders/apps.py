"""Orders as a Django app: what was recorded of an order is guarded by the database itself."""

from __future__ import annotations

from django.apps import AppConfig

from doudi.base import guards
from doudi.mechanisms.orders.guards import GUARDS


class OrdersConfig(AppConfig):
    name = "doudi.mechanisms.orders"

    def ready(self) -> None:
        # The one import inside a function: models have to be there before a box can be declared.
        from doudi.mechanisms.orders import box  # noqa: F401

        guards.register(*GUARDS)
