"""The figures of order-style help: orders, done ones, those that became cases, villages that have it."""

from __future__ import annotations

from django.db.models import Count, QuerySet

from doudi.base.spans import Period
from doudi.mechanisms.indicators.declare import Indicator
from doudi.mechanisms.orders import queries as orders
from doudi.mechanisms.orders.models import Order, State, Worker
from doudi.programmes.assistance.on_demand_help.orders import HELP, ROSTER


def requested(period: Period) -> QuerySet[Order]:
    return Order.objects.filter(kind=HELP.code, requested_at__date__range=(period.first, period.last))


def done(period: Period) -> QuerySet[Order]:
    return orders.served(HELP, period)


def referred(period: Period) -> QuerySet[Order]:
    return requested(period).filter(state=State.REFERRED)


def members(period: Period) -> QuerySet[Worker]:
    """Villages with somebody who takes orders: counted by their codes."""
    return Worker.objects.filter(roster=ROSTER, since__lte=period.last, until=None)


INDICATORS = (
    Indicator("on_demand_help.requested", "点餐式帮扶点单", "单", Count("pk"), of=requested),
    Indicator("on_demand_help.done", "点餐式帮扶办结", "单", Count("pk"), of=done),
    Indicator("on_demand_help.referred", "转为办件", "单", Count("pk"), of=referred),
    Indicator("on_demand_help.villages", "开展点餐式帮扶的村居", "个", Count("area_code", distinct=True), of=members),
)
