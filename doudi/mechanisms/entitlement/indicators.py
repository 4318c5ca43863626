"""The figures that every benefit reports: awards in force, persons covered, money paid, back-paid, in deferred exit."""

from __future__ import annotations

from collections.abc import Callable, Iterator

from django.db.models import Count, Exists, F, Max, Min, OuterRef, Q, QuerySet, Subquery, Sum
from django.db.models.functions import Coalesce

from doudi.base.areas import full_name
from doudi.base.months import format_month, month_of
from doudi.base.spans import Period
from doudi.mechanisms.entitlement.awards.models import Award, AwardChange, Covered, ReviewClass
from doudi.mechanisms.entitlement.declare import BENEFITS, Benefit
from doudi.mechanisms.entitlement.pages.known import address
from doudi.mechanisms.entitlement.payment_runs.models import SIGNED, Payment, PaymentRun, RunStep
from doudi.mechanisms.entitlement.payment_runs.pay_days import pay_days
from doudi.mechanisms.indicators import periods
from doudi.mechanisms.indicators.declare import Indicator, Kind
from doudi.mechanisms.indicators.splits import of_choices, urban_rural
from doudi.mechanisms.ledger.debts.models import Debt, Repayment
from doudi.pages.cells import Kind as CellKind
from doudi.pages.lists import Column


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

    def deferrals(period: Period) -> QuerySet[AwardChange]:
        """Decisions of a deferred exit some month of which lies in a period (IND-03)."""
        rows = AwardChange.objects.filter(kind=AwardChange.Kind.DEFER_EXIT, award__benefit=code)
        return rows.filter(from_month__lte=month_of(period.last), until_month__gte=month_of(period.first))

    def in_grace(period: Period) -> QuerySet[Award]:
        return Award.objects.filter(pk__in=deferrals(period).values("award"))

    def in_grace_people(period: Period) -> QuerySet[Covered]:
        """Who was covered in a month of the deferral: who had left the household before is none of them."""
        of_the_award = deferrals(period).filter(award=OuterRef("award"), until_month__gte=OuterRef("from_month"))
        going_on = Q(until_month=None) | Q(until_month__gte=Subquery(of_the_award.values("from_month")[:1]))
        rows = Covered.objects.filter(award__in=deferrals(period).values("award"))
        return rows.filter(Exists(of_the_award), going_on)

    def paid(period: Period) -> QuerySet[Payment]:
        months = (month_of(period.first), month_of(period.last))
        return Payment.objects.filter(benefit=code, month__range=months, omitted="", run__state__in=SIGNED)

    def owed(period: Period) -> QuerySet[Debt]:
        """What was decided by the end of a period, less what had come back or been waived by then."""
        less = Repayment.objects.filter(debt=OuterRef("pk"), on__lte=period.last).order_by().values("debt")
        rows = Debt.objects.filter(recovery=benefit.accounts.recovery.code, decided_on__lte=period.last)
        return rows.annotate(owed=F("amount") - Coalesce(Subquery(less.annotate(sum=Sum("amount")).values("sum")), 0))

    of_awards = urban_rural(), of_choices("class", "收入", "review_class", ReviewClass)
    found = [
        Indicator(
            f"{code}.people",
            f"{name}人数",
            "人",
            Count("person", distinct=True),
            of=covered,
            area_field="award__area_code",
            kind=Kind.STOCK,
            splits=(urban_rural("award__area_code"),),
            columns=_PEOPLE,
            related=("person__party", "award__party"),
            opens=lambda row: address(row.award),
        ),
        Indicator(
            f"{code}.money",
            f"{name}发放金额",
            "万元",
            Sum("amount"),
            of=paid,
            per=10**6,
            splits=(urban_rural(),),
            columns=_PAYMENTS,
            related=("party", "award", "run"),
            opens=_voucher,
        ),
        Indicator(
            f"{code}.back_pay",
            f"{name}补发金额",
            "万元",
            Sum("arrears"),
            of=paid,
            per=10**6,
            columns=_PAYMENTS,
            related=("party", "award", "run"),
            opens=_voucher,
        ),
        Indicator(
            f"{code}.debts_outstanding",
            f"{name}追缴尚欠",
            "万元",
            Sum("owed"),
            of=owed,
            per=10**6,
            kind=Kind.STOCK,
            columns=_DEBTS,
        ),
    ]
    if households:
        of_households = Indicator(
            f"{code}.households",
            f"{name}户数",
            "户",
            Count("pk"),
            of=in_force,
            kind=Kind.STOCK,
            splits=of_awards,
            columns=_AWARDS,
            related=("party",),
            opens=address,
        )
        found.insert(0, of_households)
    if deferred:
        found += [
            Indicator(
                f"{code}.deferred_households",
                f"{name}渐退户数",
                "户",
                Count("pk"),
                of=in_grace,
                kind=Kind.CUMULATIVE,
                splits=of_awards[:1],
                columns=_AWARDS,
                related=("party",),
                opens=address,
            ),
            Indicator(
                f"{code}.deferred_people",
                f"{name}渐退人数",
                "人",
                Count("person", distinct=True),
                of=in_grace_people,
                area_field="award__area_code",
                kind=Kind.CUMULATIVE,
                splits=(urban_rural("award__area_code"),),
                columns=_PEOPLE,
                related=("person__party", "award__party"),
                opens=lambda row: address(row.award),
            ),
            *_terms_of(code, name, deferrals),
        ]
    return tuple(found)


def timeliness_of(programme: str, name: str, *benefits: Benefit) -> tuple[Indicator, ...]:
    """IND-18: the runs of a period whose pay day has come or that went out before it, and those of them that were with the bank by that day
    (R-PAY-02). A run is known by its month; months of a year whose holidays are not known count as late until somebody enters them."""
    codes = [each.code for each in benefits]

    def runs(period: Period) -> QuerySet[PaymentRun]:
        months = (month_of(period.first), month_of(period.last))
        return PaymentRun.objects.filter(benefit__in=codes, month__range=months, state__in=SIGNED)

    def on_time(period: Period) -> QuerySet[PaymentRun]:
        sent = RunStep.objects.filter(run=OuterRef("pk"), step=RunStep.Step.SEND)
        met = Q(pk__in=[])
        for month, day in pay_days(range(month_of(period.first), month_of(period.last) + 1), period.last).items():
            if day is not None:
                _, after = periods.moments(Period(day, day))
                met |= Q(Exists(sent.filter(at__lt=after)), month=month)
        return runs(period).filter(met)

    return tuple(
        Indicator(
            f"{programme}.{code}", f"{name}{words}", "批", Count("pk"), of=of, area_field="county_code", columns=_RUNS
        )
        for code, words, of in (("runs", "发放批次", runs), ("runs_on_time", "按时发放批次", on_time))
    )


def _terms_of(code: str, name: str, deferrals: Callable[[Period], QuerySet[AwardChange]]) -> Iterator[Indicator]:
    """Of the decisions of a deferred exit: to how many classes of households they were given, for how long at least and at most (F-03 to F-05)."""

    def decided(period: Period) -> QuerySet[AwardChange]:
        return deferrals(period).annotate(months=F("until_month") - F("from_month") + 1)

    for which, words, unit, counts in (
        ("groups", "渐退对象类别", "类", Count("reason", distinct=True)),
        ("shortest", "渐退期最短", "个月", Min("months")),
        ("longest", "渐退期最长", "个月", Max("months")),
    ):
        yield Indicator(
            f"{code}.deferred_{which}",
            f"{name}{words}",
            unit,
            counts,
            of=decided,
            area_field="award__area_code",
            kind=Kind.CUMULATIVE,
            columns=_DEFERRALS,
            related=("award__party",),
            opens=lambda row: address(row.award),
        )


def _voucher(payment: Payment) -> str:
    """The month of the award that the payment is of: what was due, by which facts and articles."""
    page = address(payment.award, "award_month")
    return f"{page}?month={format_month(payment.month)}" if page else ""


_PLACE = Column("place", "乡镇、村居", lambda row: full_name(row.area_code))
_AWARDS = (
    Column("name", "户主（姓名）", "party.name", head=True),
    _PLACE,
    Column("people", "保障人数", kind=CellKind.NUMBER, half=True),
    Column("amount", "月金额（元）", kind=CellKind.MONEY, half=True),
    Column("from", "起始月", "from_month", kind=CellKind.MONTH, half=True),
)
_PEOPLE = (
    Column("name", "姓名", "person.party.name", head=True),
    Column("household", "户主", "award.party.name"),
    Column("place", "乡镇、村居", lambda row: full_name(row.award.area_code)),
    Column("from", "起始月", "from_month", kind=CellKind.MONTH, half=True),
)
_PAYMENTS = (
    Column("name", "户主（姓名）", "party.name", head=True),
    _PLACE,
    Column("month", "月份", kind=CellKind.MONTH, half=True),
    Column("regular", "当月应发（元）", kind=CellKind.MONEY, half=True),
    Column("arrears", "补发（元）", kind=CellKind.MONEY, half=True),
    Column("amount", "实发（元）", kind=CellKind.MONEY, half=True),
    Column("state", "批次", lambda row: row.run.get_state_display()),
)
_DEFERRALS = (
    Column("name", "户主", "award.party.name", head=True),
    Column("place", "乡镇、村居", lambda row: full_name(row.award.area_code)),
    Column("from", "渐退期起", "from_month", kind=CellKind.MONTH, half=True),
    Column("until", "渐退期止", "until_month", kind=CellKind.MONTH, half=True),
    Column("months", "月数", kind=CellKind.NUMBER, half=True),
)
_RUNS = (
    Column("run", "发放批次", lambda row: f"{BENEFITS[row.benefit].name}{format_month(row.month)}", head=True),
    Column("state", "状态", lambda row: row.get_state_display(), half=True),
    Column("lines", "笔数", "lines_number", kind=CellKind.NUMBER, half=True),
    Column("amount", "金额（元）", kind=CellKind.MONEY, half=True),
)
_DEBTS = (
    Column("number", "追缴", lambda row: str(row), head=True),
    _PLACE,
    Column("decided", "决定日期", "decided_on", kind=CellKind.DATE, half=True),
    Column("amount", "应追缴（元）", kind=CellKind.MONEY, half=True),
    Column("owed", "尚欠（元）", kind=CellKind.MONEY, half=True),
)
