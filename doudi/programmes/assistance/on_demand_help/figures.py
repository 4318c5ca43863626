"""The figures of order-style help: orders, done ones, those that became cases, villages that have it."""

from __future__ import annotations

from django.db.models import Count, QuerySet

from doudi.base.areas import full_name
from doudi.base.spans import Period
from doudi.mechanisms.indicators import periods
from doudi.mechanisms.indicators.declare import Indicator, Kind
from doudi.mechanisms.orders import queries as orders
from doudi.mechanisms.orders.figures import order_figure
from doudi.mechanisms.orders.models import Order, State, Worker
from doudi.pages.cells import Kind as CellKind
from doudi.pages.lists import Column
from doudi.programmes.assistance.on_demand_help.orders import HELP, ROSTER


def requested(period: Period) -> QuerySet[Order]:
    first, after = periods.moments(period)
    return Order.objects.filter(kind=HELP.code, requested_at__gte=first, requested_at__lt=after)


def done(period: Period) -> QuerySet[Order]:
    return orders.served(HELP, period)


def referred(period: Period) -> QuerySet[Order]:
    return requested(period).filter(state=State.REFERRED)


def members(period: Period) -> QuerySet[Worker]:
    """Villages with somebody who takes orders: counted by their codes."""
    return Worker.objects.filter(roster=ROSTER, since__lte=period.last, until=None)


_MEMBERS = (
    Column("name", "姓名", head=True),
    Column("place", "乡镇、村居", lambda row: full_name(row.area_code)),
    Column("since", "起始日期", kind=CellKind.DATE, half=True),
)
_ORDER = "on_demand_help:orders_one"

INDICATORS = (
    order_figure("on_demand_help.requested", "点餐式帮扶点单", "单", of=requested, page=_ORDER),
    order_figure("on_demand_help.done", "点餐式帮扶办结", "单", of=done, page=_ORDER),
    order_figure("on_demand_help.referred", "转为办件", "单", of=referred, page=_ORDER),
    Indicator(
        "on_demand_help.villages", "开展点餐式帮扶的村居", "个", Count("area_code", distinct=True), of=members, kind=Kind.STOCK,
        columns=_MEMBERS,
    ),
)  # fmt: skip
