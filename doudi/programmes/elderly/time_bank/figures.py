"""The figures of the annual summary: registered volunteers, team slips, single slips; and how alive it is."""

from __future__ import annotations

from django.db.models import Count, F, QuerySet, Sum
from django.urls import reverse

from doudi.base.areas import full_name
from doudi.base.spans import Period
from doudi.mechanisms.indicators.declare import Indicator, Kind
from doudi.mechanisms.ledger import queries as ledger
from doudi.mechanisms.ledger.models import Transfer
from doudi.mechanisms.orders import queries as orders
from doudi.mechanisms.orders.figures import order_figure
from doudi.mechanisms.orders.models import Order
from doudi.pages.cells import Kind as CellKind
from doudi.pages.lists import Column
from doudi.programmes.elderly.time_bank import accounts
from doudi.programmes.elderly.time_bank.models import Credit, Volunteer
from doudi.programmes.elderly.time_bank.slips import SLIPS, TEAM_SLIPS

_ON_ROLL = (Volunteer.State.ACTIVE, Volunteer.State.DORMANT, Volunteer.State.SUSPENDED, Volunteer.State.TRAINED)


def registered(period: Period) -> QuerySet[Volunteer]:
    """On the roll at the end of a period, counted from the beginning."""
    return Volunteer.objects.filter(registered_on__lte=period.last, state__in=_ON_ROLL)


def active(period: Period) -> QuerySet[Volunteer]:
    """Those of them who served within it."""
    serving = Credit.objects.filter(on__range=(period.first, period.last), sign=1).values("worker")
    return registered(period).filter(pk__in=serving)


def singly(period: Period) -> QuerySet[Order]:
    return orders.served(SLIPS, period)


def by_teams(period: Period) -> QuerySet[Order]:
    return orders.served(TEAM_SLIPS, period)


def credited(period: Period) -> QuerySet[Credit]:
    return Credit.objects.filter(on__range=(period.first, period.last))


def earned(period: Period) -> QuerySet[Transfer]:
    return ledger.during(ledger.transfers(accounts.EARN), period)


_VOLUNTEERS = (
    Column("name", "姓名", "worker.name", head=True),
    Column("place", "乡镇、村居", lambda row: full_name(row.area_code)),
    Column("station", "站点", "station.name"),
    Column("on", "注册日期", "registered_on", kind=CellKind.DATE, half=True),
    Column("state", "状态", lambda row: row.get_state_display(), half=True),
)
_CREDITS = (
    Column("number", "单号", "order.number", head=True),
    Column("name", "志愿者", "worker.name"),
    Column("on", "服务日期", kind=CellKind.DATE, half=True),
    Column("minutes", "服务分钟", lambda row: row.minutes * row.sign, kind=CellKind.NUMBER, half=True),
)
_TRANSFERS = (
    Column("because", "事由", "entry.because", head=True),
    Column("place", "乡镇、村居", lambda row: full_name(row.area_code)),
    Column("on", "记账日期", "entry.on", kind=CellKind.DATE, half=True),
    Column("minutes", "分钟", lambda row: row.amount * row.sign, kind=CellKind.NUMBER, half=True),
)


def _statement(row: Volunteer) -> str:
    return reverse("time_bank:statement", args=[row.pk])


def _order_of(row: Credit) -> str:
    return reverse("time_bank:team_slips_one" if row.team else "time_bank:slips_one", args=[row.order_id])


INDICATORS = (
    Indicator(
        "time_bank.volunteers", "注册志愿者", "名", Count("pk"), of=registered, kind=Kind.STOCK, columns=_VOLUNTEERS,
        related=("worker", "station"), opens=_statement,
    ),
    Indicator(
        "time_bank.active", "提供过服务的志愿者", "名", Count("pk"), of=active, columns=_VOLUNTEERS,
        related=("worker", "station"), opens=_statement,
    ),
    order_figure("time_bank.team_slips", "团队服务单", "条", of=by_teams, page="time_bank:team_slips_one"),
    order_figure("time_bank.single_slips", "单个志愿服务", "单", of=singly, page="time_bank:slips_one"),
    Indicator(
        "time_bank.hours", "志愿服务时长", "小时", Sum(F("minutes") * F("sign")), of=credited, per=60, kind=Kind.CUMULATIVE,
        columns=_CREDITS, related=("order", "worker"), opens=_order_of,
    ),
    Indicator(
        "time_bank.earned", "存入时间存折", "枚", Sum(F("amount") * F("sign")), of=earned, per=60, kind=Kind.CUMULATIVE,
        columns=_TRANSFERS, related=("entry",),
    ),
)  # fmt: skip
