"""The figures of the annual summary: helped households, persons and payments are three numbers (R-TEMP-06); what is allotted to the
reserves is not what is granted (EX-28)."""

from __future__ import annotations

from django.db.models import Count, F, QuerySet, Sum

from doudi.base.spans import Period
from doudi.mechanisms.indicators.declare import Indicator
from doudi.mechanisms.ledger import queries as ledger
from doudi.mechanisms.ledger.models import Transfer
from doudi.programmes.assistance.temporary import accounts
from doudi.programmes.assistance.temporary import grant_queries as queries
from doudi.programmes.assistance.temporary.models import GrantPayment, TemporaryGrant


def granted(period: Period) -> QuerySet[TemporaryGrant]:
    return queries.paid_grants().filter(decided_on__range=(period.first, period.last))


def payments(period: Period) -> QuerySet[GrantPayment]:
    return GrantPayment.objects.filter(on__range=(period.first, period.last), taken_back_on=None)


def allotted(period: Period) -> QuerySet[Transfer]:
    return ledger.during(ledger.transfers(accounts.ALLOT), period)


def replenished(period: Period) -> QuerySet[Transfer]:
    return ledger.during(ledger.transfers(accounts.REPLENISH), period)


WAN = 10**6  # fen in 万元
NET = Sum(F("amount") * F("sign"))

INDICATORS = (
    Indicator("temporary.times", "临时救助人次", "人次", Sum("people"), of=granted),
    Indicator("temporary.households", "临时救助户次", "户次", Count("pk"), of=granted),
    Indicator("temporary.payments", "临时救助笔数", "笔", Count("pk"), of=payments, area_field="grant__area_code"),
    Indicator(
        "temporary.granted",
        "发放临时救助金",
        "万元",
        Sum("amount"),
        of=payments,
        area_field="grant__area_code",
        per=WAN,
    ),
    Indicator("temporary.allotted", "下拨乡镇备用金", "万元", NET, of=allotted, per=WAN),
    Indicator("temporary.replenished", "补充乡镇备用金", "万元", NET, of=replenished, per=WAN),
)
