"""Slips: the pages that every kind of order has, with what is the time bank's own."""

from __future__ import annotations

from doudi.mechanisms.orders import queries as orders
from doudi.mechanisms.orders.pages.declare import OrderPages
from doudi.programmes.elderly.time_bank import queries
from doudi.programmes.elderly.time_bank.slips import SLIPS, TEAM_SLIPS

SLIP_PAGES = OrderPages(
    "time_bank", SLIPS, "单个志愿服务单", "服务单", "slips", queries.READERS, icon="clock",
    clients=lambda user: orders.clients(user, SLIPS), workers=queries.workers_for,
)  # fmt: skip
TEAM_PAGES = OrderPages(
    "time_bank", TEAM_SLIPS, "团队服务单", "团队服务单", "team_slips", queries.READERS, icon="users",
    workers=queries.workers_for, channels=(("站点", "站点"), ("村级代为", "村（社区）"), ("单位", "单位、团体")),
)  # fmt: skip
