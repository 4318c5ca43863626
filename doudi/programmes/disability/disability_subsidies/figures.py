"""How many kinds of subsidy were paid to disabled people (F-34: two): behind it stand the runs of each."""

from __future__ import annotations

from django.db.models import Count, QuerySet

from doudi.base.months import month_of
from doudi.base.spans import Period
from doudi.mechanisms.entitlement.payment_runs.models import SIGNED, PaymentRun
from doudi.mechanisms.indicators.declare import Indicator
from doudi.programmes.disability.disability_subsidies.benefit import BENEFITS


def paid(period: Period) -> QuerySet[PaymentRun]:
    """Signed runs of the subsidies for the months of a period."""
    months = (month_of(period.first), month_of(period.last))
    codes = [each.code for each in BENEFITS]
    return PaymentRun.objects.filter(benefit__in=codes, month__range=months, state__in=SIGNED)


KINDS_PAID = Indicator(
    "disability_subsidies.kinds",
    "发放的残疾人补贴种类",
    "项",
    Count("benefit", distinct=True),
    of=paid,
    area_field="county_code",
)
