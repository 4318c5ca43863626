"""The figures of the annual summary: who was visited at home, and how many visits."""

from __future__ import annotations

from django.db.models import Count, Exists, Max, OuterRef, Q, QuerySet, Sum

from doudi.base.months import first_day, last_day, month_of
from doudi.base.spans import Period
from doudi.mechanisms.indicators.declare import Indicator, Kind
from doudi.mechanisms.orders import queries as orders
from doudi.mechanisms.orders.models import SERVED, Order
from doudi.mechanisms.orders.proof.models import Proof
from doudi.programmes.elderly.home_care.models import Assessment, CareBed, Settlement
from doudi.programmes.elderly.home_care.visits import VISITS


def visits(period: Period) -> QuerySet[Order]:
    return orders.served(VISITS, period)


def of_a_month(period: Period) -> QuerySet[Order]:
    """Those confirmed in the last month of a period that is settled with every provider who has a settlement of it (F-31). A month that still
    runs is no month: none is told before its settlement is signed."""
    months = Settlement.objects.filter(month__range=(month_of(period.first), month_of(period.last)))
    open_ = months.filter(signed_at=None).values("month")
    last = months.exclude(month__in=open_).aggregate(last=Max("month"))["last"]
    return visits(Period(first_day(last), last_day(last))) if last is not None else visits(period).none()


def doubted(period: Period) -> QuerySet[Proof]:
    """Visits of grade C or D that ended within a period."""
    return Proof.objects.filter(
        order__kind=VISITS.code, order__ended_at__date__range=(period.first, period.last), grade__in=("C", "D")
    )


def assessed(period: Period) -> QuerySet[Assessment]:
    """Published within a period, one a person and assessment."""
    return Assessment.objects.filter(published_at__date__range=(period.first, period.last))


def signed(period: Period) -> QuerySet[Settlement]:
    return Settlement.objects.filter(signed_at__date__range=(period.first, period.last))


def paid(period: Period) -> QuerySet[Settlement]:
    return Settlement.objects.filter(paid_on__range=(period.first, period.last))


def beds_built(period: Period) -> QuerySet[CareBed]:
    """Accepted within a period."""
    return CareBed.objects.filter(accepted_on__range=(period.first, period.last))


def beds(period: Period) -> QuerySet[CareBed]:
    """Standing on the last day of a period and visited in it: accepted alone does not make a bed (R-HOME-02)."""
    visited = Order.objects.filter(
        kind=VISITS.code, organisation=OuterRef("provider_id"), client=OuterRef("person_id"), state__in=SERVED,
        ended_at__date__range=(period.first, period.last), ended_at__date__gte=OuterRef("served_since"),
    )  # fmt: skip
    rows = CareBed.objects.filter(Q(retired_on=None) | Q(retired_on__gt=period.last), served_since__lte=period.last)
    return rows.filter(Exists(visited))


INDICATORS = (
    Indicator("home_care.clients", "居家养老上门服务对象", "人", Count("client", distinct=True), of=visits),
    Indicator("home_care.visits", "居家养老上门服务", "单", Count("pk"), of=visits),
    Indicator("home_care.month_visits", "最近结算月居家养老上门服务", "单", Count("pk"), of=of_a_month),
    Indicator("home_care.doubted", "履约存疑的服务单", "单", Count("pk"), of=doubted, area_field="order__area_code"),
    Indicator("home_care.assessed", "完成能力评估", "人次", Count("pk"), of=assessed),
    Indicator(
        "home_care.owed", "核定服务补贴", "万元", Sum("payable"), of=signed, area_field="provider__area_code", per=10**6
    ),
    Indicator(
        "home_care.paid", "拨付服务补贴", "万元", Sum("payable"), of=paid, area_field="provider__area_code", per=10**6
    ),
    Indicator(
        "home_care.beds_built", "新建家庭养老床位", "张", Count("pk"), of=beds_built, area_field="case__area_code"
    ),
    Indicator(
        "home_care.beds", "家庭养老床位", "张", Count("pk"), of=beds, area_field="case__area_code", kind=Kind.STOCK
    ),
)
