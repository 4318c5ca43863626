"""What is read of fees: bills, awards and settlements in the user's place; money of cemeteries against the burials they recorded (R-CEM-09)."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass
from typing import Any

from django.db.models import Count, Exists, OuterRef, QuerySet, Sum, Value
from django.db.models.functions import Concat

from doudi.base.access import scope
from doudi.base.months import first_day, last_day
from doudi.base.roles import Role
from doudi.base.spans import Period
from doudi.mechanisms.custody.models import Custodian, Receipt
from doudi.mechanisms.ledger.bank.models import BACK, BankLine
from doudi.programmes.funeral.funeral_fees.awards import AWARD_CLAIM
from doudi.programmes.funeral.funeral_fees.models import Bill, EcoAward, FeeLine, Settlement, UnknownBodyCost

READERS = frozenset(
    {
        Role.FUNERAL_OFFICER, Role.FUNERAL_HOME, Role.CEMETERY_KEEPER, Role.FINANCE, Role.BUREAU_LEADER, Role.INSPECTOR, Role.AUDITOR,
        Role.FUNERAL_ENFORCER,
    }
)  # fmt: skip
AWARD_READERS = READERS - {Role.FUNERAL_HOME} | {Role.TOWNSHIP_CLERK, Role.TOWNSHIP_LEADER}
MONEY_READERS = READERS - {Role.CEMETERY_KEEPER, Role.FUNERAL_HOME, Role.FUNERAL_ENFORCER}
RESTING = ("niche", "maintenance", "eco_burial")


def bills(user: Any) -> QuerySet[Bill]:
    """Of deceased in the user's area, and those that a house in it has charged."""
    found = scope(user, READERS)
    rows = found.filter(Bill.objects.all()) | found.filter(Bill.objects.all(), "charger__area_code")
    return rows.select_related("death", "charger", "by")


def awards(user: Any) -> QuerySet[EcoAward]:
    """With `returned`: whether the bank gave the money back and nobody has sent it again."""
    claim = Concat(Value(AWARD_CLAIM), OuterRef("death__number"))
    back = BankLine.objects.filter(claim=claim, outcome__in=BACK, retried_by=None)
    rows = EcoAward.objects.annotate(returned=Exists(back)).select_related("death", "claimed_by")
    return scope(user, AWARD_READERS).filter(rows)


def settlements(user: Any) -> QuerySet[Settlement]:
    rows = scope(user, MONEY_READERS).filter(Settlement.objects.all(), "charger__area_code")
    return rows.select_related("charger", "proposed_by", "approved_by")


def unknown_costs(user: Any) -> QuerySet[UnknownBodyCost]:
    return scope(user, MONEY_READERS).filter(UnknownBodyCost.objects.all()).select_related("by")


@dataclass(frozen=True)
class Reconciled:
    """One resting place in a month: burials recorded, bills for one (R-CEM-09), the money of them in fen."""

    name: str
    burials: int
    billed: int
    amount: int

    @property
    def agrees(self) -> bool:
        return self.burials == self.billed


def reconcile(user: Any, month: int) -> list[Reconciled]:
    """Every cemetery and columbarium with burials or fees in a month; three queries."""
    first, last = first_day(month), last_day(month)
    places = scope(user, READERS).filter(Custodian.objects.filter(kind__in=("CEMETERY", "COLUMBARIUM", "NATURE")))
    names = dict(places.order_by("code").values_list("pk", "name"))
    laid = Receipt.objects.filter(target_custodian__in=list(names), at__date__range=(first, last))
    burials = Counter(laid.values_list("target_custodian", flat=True))
    lines = FeeLine.objects.filter(
        bill__charger__in=list(names), bill__on__range=(first, last), live=True, item__in=RESTING
    )
    billed = {
        pk: (number, amount or 0)
        for pk, number, amount in lines.order_by().values_list("bill__charger").annotate(n=Count("pk"), a=Sum("gross"))
    }
    return [
        Reconciled(name, burials[pk], *billed.get(pk, (0, 0)))
        for pk, name in names.items()
        if burials[pk] or pk in billed
    ]


def waived(period: Period) -> QuerySet[Bill]:
    """惠民殡葬减免: bills with a waiver that stand, of a period."""
    return Bill.objects.filter(on__range=(period.first, period.last), reversed_on=None, waived__gt=0)


def awarded(period: Period) -> QuerySet[EcoAward]:
    """节地生态安葬奖补: agreed to in a period."""
    return EcoAward.objects.filter(answered_on__range=(period.first, period.last)).exclude(state=EcoAward.State.REFUSED)
