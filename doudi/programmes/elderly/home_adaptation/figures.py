"""The figures of the annual summary: homes adapted (IND-12), by who paid; what was spent and what is late."""

from __future__ import annotations

from django.db.models import Count, QuerySet, Sum
from django.db.models.functions import Coalesce
from django.urls import reverse

from doudi.base.areas import full_name
from doudi.base.spans import Period
from doudi.mechanisms.indicators.declare import Indicator, Kind
from doudi.mechanisms.indicators.splits import of_choices, urban_rural
from doudi.pages.cells import Kind as CellKind
from doudi.pages.lists import Column
from doudi.programmes.elderly.home_adaptation.models import Adaptation, AdaptationPayment, Defect

WAN = 10**6  # fen in 万元


def accepted(period: Period) -> QuerySet[Adaptation]:
    """Accepted within a period, each with the household that it counts for; who belongs to none counts for himself."""
    rows = Adaptation.objects.filter(accepted_on__range=(period.first, period.last))
    return rows.annotate(home=Coalesce("household", "person"))


def paid(period: Period) -> QuerySet[AdaptationPayment]:
    return AdaptationPayment.objects.filter(on__range=(period.first, period.last), taken_back_on=None)


def broken(period: Period) -> QuerySet[Defect]:
    return Defect.objects.filter(on__range=(period.first, period.last))


def _adaptation(row: Adaptation) -> str:
    return reverse("home_adaptation:adaptation", args=[row.pk])


_COLUMNS = (
    Column("name", "老年人", "person.party.name", head=True),
    Column("number", "编号", "case.number"),
    Column("place", "乡镇、村居", lambda row: full_name(row.case.area_code)),
    Column("class", "资金类别", lambda row: row.get_fund_class_display(), half=True),
    Column("government", "政府支付（元）", "government", kind=CellKind.MONEY, half=True),
    Column("on", "验收日期", "accepted_on", kind=CellKind.DATE, half=True),
)
_CLASSES = of_choices("fund", "资金类别", "fund_class", Adaptation.FundClass)

INDICATORS = (
    Indicator(
        "adaptation.households", "居家适老化改造", "户", Count("home", distinct=True), of=accepted, area_field="case__area_code",
        kind=Kind.CUMULATIVE, splits=(_CLASSES, urban_rural("case__area_code")), columns=_COLUMNS,
        related=("person__party", "case"), opens=_adaptation,
    ),
    Indicator(
        "adaptation.paid", "居家适老化改造补助", "万元", Sum("amount"), of=paid, area_field="adaptation__case__area_code", per=WAN,
        kind=Kind.CUMULATIVE,
    ),
    Indicator(
        "adaptation.defects", "适老化改造质保问题", "个", Count("pk"), of=broken, area_field="adaptation__case__area_code",
        kind=Kind.CUMULATIVE,
    ),
)  # fmt: skip
