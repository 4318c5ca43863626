"""The figures of the annual summary: registered volunteers, team slips, single slips; and how alive it is."""

from __future__ import annotations

from django.db.models import Count, F, QuerySet, Sum

from doudi.base.spans import Period
from doudi.mechanisms.indicators.declare import Indicator
from doudi.mechanisms.ledger import queries as ledger
from doudi.mechanisms.ledger.models import Transfer
from doudi.mechanisms.orders import queries as orders
from doudi.mechanisms.orders.models import Order
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


INDICATORS = (
    Indicator("time_bank.volunteers", "注册志愿者", "名", Count("pk"), of=registered),
    Indicator("time_bank.active", "提供过服务的志愿者", "名", Count("pk"), of=active),
    Indicator("time_bank.team_slips", "团队服务单", "条", Count("pk"), of=by_teams),
    Indicator("time_bank.single_slips", "单个志愿服务", "单", Count("pk"), of=singly),
    Indicator("time_bank.hours", "志愿服务时长", "小时", Sum(F("minutes") * F("sign")), of=credited, per=60),
    Indicator("time_bank.earned", "存入时间存折", "枚", Sum(F("amount") * F("sign")), of=earned, per=60),
)
