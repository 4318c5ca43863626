"""Orders as a Django app: what was recorded of an order is guarded by the database itself."""

from __future__ import annotations

from doudi.base import guarded


class OrdersConfig(guarded.App):
    name = "doudi.mechanisms.orders"

    def ready(self) -> None:
        super().ready()
        # The one import inside a function: models have to be there before a box can be declared.
        from doudi.mechanisms.orders import box  # noqa: F401
