"""The figures of the annual summary: helped households, persons and payments are three numbers (R-TEMP-06); what is allotted to the
reserves is not what is granted (EX-28)."""

from __future__ import annotations

from collections.abc import Callable

from django.db.models import Aggregate, Count, F, QuerySet, Sum
from django.urls import reverse

from doudi.base.areas import full_name
from doudi.base.spans import Period
from doudi.mechanisms.indicators.declare import Indicator, Kind
from doudi.mechanisms.indicators.splits import of_choices, urban_rural
from doudi.mechanisms.ledger import queries as ledger
from doudi.mechanisms.ledger.models import Transfer
from doudi.pages.cells import Kind as CellKind
from doudi.pages.lists import Column
from doudi.programmes.assistance.temporary import accounts
from doudi.programmes.assistance.temporary import grant_queries as queries
from doudi.programmes.assistance.temporary.models import Cause, GrantPayment, TemporaryGrant


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

_GRANTS = (
    Column("number", "办件编号", "case_number", head=True),
    Column("name", "申请人", "applicant.name"),
    Column("place", "乡镇、村居", lambda row: full_name(row.area_code)),
    Column("people", "救助人数", kind=CellKind.NUMBER, half=True),
    Column("on", "审批日期", "decided_on", kind=CellKind.DATE, half=True),
)
_PAYMENTS = (
    Column("number", "办件编号", "grant.case_number", head=True),
    Column("name", "申请人", "grant.applicant.name"),
    Column("place", "乡镇、村居", lambda row: full_name(row.grant.area_code)),
    Column("channel", "资金渠道", lambda row: row.get_channel_display(), half=True),
    Column("amount", "金额（元）", kind=CellKind.MONEY, half=True),
    Column("on", "审批日期", kind=CellKind.DATE, half=True),
)
_TRANSFERS = (
    Column("place", "乡镇（街道）", lambda row: full_name(row.area_code), head=True),
    Column("on", "记账日期", "entry.on", kind=CellKind.DATE, half=True),
    Column("amount", "金额（元）", lambda row: row.amount * row.sign, kind=CellKind.MONEY, half=True),
    Column("because", "事由", "entry.because"),
)


def _grant(row: TemporaryGrant) -> str:
    return reverse("temporary:grant", args=[row.pk])


def _grant_of(row: GrantPayment) -> str:
    return reverse("temporary:grant", args=[row.grant_id])


def _reserve(row: Transfer) -> str:
    return reverse("temporary:reserve", args=[row.area_code])


_CAUSES = of_choices("cause", "困难原因", "cause", Cause)
_CHANNELS = of_choices("channel", "资金渠道", "channel", GrantPayment.Channel)


def _of_grants(code: str, name: str, unit: str, counts: Aggregate) -> Indicator:
    return Indicator(
        f"temporary.{code}", name, unit, counts, of=granted, kind=Kind.CUMULATIVE, splits=(_CAUSES, urban_rural()),
        columns=_GRANTS, related=("applicant",), opens=_grant,
    )  # fmt: skip


def _of_payments(code: str, name: str, unit: str, counts: Aggregate, per: int = 1) -> Indicator:
    return Indicator(
        f"temporary.{code}", name, unit, counts, of=payments, area_field="grant__area_code", per=per,
        kind=Kind.CUMULATIVE, splits=(_CHANNELS,), columns=_PAYMENTS, related=("grant__applicant",), opens=_grant_of,
    )  # fmt: skip


def _of_reserves(code: str, name: str, of: Callable[[Period], QuerySet[Transfer]]) -> Indicator:
    return Indicator(
        f"temporary.{code}", name, "万元", NET, of=of, per=WAN, kind=Kind.CUMULATIVE, columns=_TRANSFERS,
        related=("entry",), opens=_reserve,
    )  # fmt: skip


INDICATORS = (
    _of_grants("times", "临时救助人次", "人次", Sum("people")),
    _of_grants("households", "临时救助户次", "户次", Count("pk")),
    _of_payments("payments", "临时救助笔数", "笔", Count("pk")),
    _of_payments("granted", "发放临时救助金", "万元", Sum("amount"), WAN),
    _of_reserves("allotted", "下拨乡镇备用金", allotted),
    _of_reserves("replenished", "补充乡镇备用金", replenished),
)
