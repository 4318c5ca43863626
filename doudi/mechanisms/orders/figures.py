"""A figure that counts orders: behind it stand the orders themselves, and each opens its own page."""

from __future__ import annotations

from collections.abc import Callable

from django.db.models import Count, QuerySet
from django.urls import reverse

from doudi.base.areas import full_name
from doudi.base.spans import Period
from doudi.mechanisms.indicators.declare import Indicator, Kind
from doudi.mechanisms.orders.models import Order
from doudi.pages.cells import Kind as CellKind
from doudi.pages.lists import Column

_ORDERS = (
    Column("number", "单号", head=True),
    Column("title", "服务对象"),
    Column("place", "乡镇、村居", lambda order: full_name(order.area_code)),
    Column("requested", "下单时间", "requested_at", kind=CellKind.TIME, half=True),
    Column("confirmed", "确认时间", "confirmed_at", kind=CellKind.TIME, half=True),
)


def order_figure(
    code: str, name: str, unit: str, *, of: Callable[[Period], QuerySet[Order]], page: str, kind: Kind = Kind.CUMULATIVE
) -> Indicator:
    """How many orders `of` a period, from January on (IND-10); `page` is the address of one order (`time_bank:slips_one`)."""
    return Indicator(
        code,
        name,
        unit,
        Count("pk"),
        of=of,
        kind=kind,
        columns=_ORDERS,
        opens=lambda order: reverse(page, args=[order.pk]),
    )
