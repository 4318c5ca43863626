"""The figures that every benefit reports: awards in force, persons covered, money paid, back-paid, in deferred exit."""

from __future__ import annotations

from django.db.models import Count, F, OuterRef, Q, QuerySet, Subquery, Sum
from django.db.models.functions import Coalesce

from doudi.base.months import month_of
from doudi.base.spans import Period
from doudi.mechanisms.entitlement.awards.models import Award, Covered
from doudi.mechanisms.entitlement.declare import Benefit
from doudi.mechanisms.entitlement.payment_runs.models import SIGNED, Payment
from doudi.mechanisms.indicators.declare import Indicator
from doudi.mechanisms.ledger.debts.models import Debt, Repayment


def indicators_of(benefit: Benefit, *, households: bool = False, deferred: bool = False) -> tuple[Indicator, ...]:
    """What stands at the end of a period (户数、人数), and what was signed for its months (金额)."""
    code, name = benefit.code, benefit.name

    def in_force(period: Period) -> QuerySet[Award]:
        month = month_of(period.last)
        rows = Award.objects.filter(benefit=code, from_month__lte=month)
        return rows.filter(Q(until_month=None) | Q(until_month__gte=month))

    def covered(period: Period) -> QuerySet[Covered]:
        month = month_of(period.last)
        rows = Covered.objects.filter(benefit=code, from_month__lte=month)
        return rows.filter(Q(until_month=None) | Q(until_month__gte=month))

    def in_grace(period: Period) -> QuerySet[Award]:
        return in_force(period).filter(grace_until__gte=month_of(period.last))

    def in_grace_people(period: Period) -> QuerySet[Covered]:
        return covered(period).filter(award__grace_until__gte=month_of(period.last))

    def paid(period: Period) -> QuerySet[Payment]:
        months = (month_of(period.first), month_of(period.last))
        return Payment.objects.filter(benefit=code, month__range=months, omitted="", run__state__in=SIGNED)

    def owed(period: Period) -> QuerySet[Debt]:
        """What was decided by the end of a period, less what had come back or been waived by then."""
        less = Repayment.objects.filter(debt=OuterRef("pk"), on__lte=period.last).order_by().values("debt")
        rows = Debt.objects.filter(recovery=benefit.accounts.recovery.code, decided_on__lte=period.last)
        return rows.annotate(owed=F("amount") - Coalesce(Subquery(less.annotate(sum=Sum("amount")).values("sum")), 0))

    found = [
        Indicator(
            f"{code}.people",
            f"{name}人数",
            "人",
            Count("person", distinct=True),
            of=covered,
            area_field="award__area_code",
        ),
        Indicator(f"{code}.money", f"{name}发放金额", "万元", Sum("amount"), of=paid, per=10**6),
        Indicator(f"{code}.back_pay", f"{name}补发金额", "万元", Sum("arrears"), of=paid, per=10**6),
        Indicator(f"{code}.debts_outstanding", f"{name}追缴尚欠", "万元", Sum("owed"), of=owed, per=10**6),
    ]
    if households:
        found.insert(0, Indicator(f"{code}.households", f"{name}户数", "户", Count("pk"), of=in_force))
    if deferred:
        found += [
            Indicator(f"{code}.deferred_households", f"{name}渐退户数", "户", Count("pk"), of=in_grace),
            Indicator(
                f"{code}.deferred_people",
                f"{name}渐退人数",
                "人",
                Count("pk"),
                of=in_grace_people,
                area_field="award__area_code",
            ),
        ]
    return tuple(found)
