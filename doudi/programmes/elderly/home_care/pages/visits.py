"""Visits: the pages that every kind of order has, with the grade of proof."""

from __future__ import annotations

from typing import Any

from doudi.mechanisms.orders import queries as orders
from doudi.mechanisms.orders.models import Order
from doudi.mechanisms.orders.pages.declare import OrderPages
from doudi.mechanisms.orders.proof.models import Proof
from doudi.pages.details import Item
from doudi.programmes.elderly.home_care import queries
from doudi.programmes.elderly.home_care.visits import VISITS


def _proof(user: Any, order: Order) -> list[Item]:
    found = Proof.objects.filter(order=order).first()
    words = found.words if found is not None else "尚未核查。"
    return [Item("服务机构", order.organisation), Item("履约证明", words)]


VISIT_PAGES = OrderPages(
    "home_care", VISITS, "上门服务单", "服务单", "visits", queries.READERS, icon="heart-handshake",
    clients=lambda user: orders.clients(user, VISITS), workers=queries.workers_for, items=_proof,
    channels=(("服务计划", "服务计划"), ("本人", "本人"), ("家属", "家属"), ("村级代为", "村（社区）代为")),
)  # fmt: skip
